"""The papers beside entries and drafts."""

from klinik.directory.rules import seen_as
from klinik.finance.ledger.models import Attachment, Book, Draft, Entry


def attachments_of(paper_of: Entry | Draft) -> list[Attachment]:
    """The papers that are there, in the order in which they came."""
    rows = Attachment.objects.of(paper_of.koppontren).filter(removed_at=None)
    if isinstance(paper_of, Entry):
        rows = rows.filter(entry_number=paper_of.number)
    else:
        rows = rows.filter(draft=paper_of)
    return list(rows.select_related("koppontren", "added_by").order_by("pk"))


def taken_from(draft: Draft) -> list[Attachment]:
    """What lay beside a draft and was taken away, with who did it, the first first."""
    rows = Attachment.objects.of(draft.koppontren).filter(draft=draft).exclude(removed_at=None)
    return list(rows.select_related("removed_by").order_by("removed_at"))


def papers_as_seen(draft: Draft) -> str:
    """A mark of the papers that lie beside a draft, for whoever approves it."""
    return seen_as(*(paper.number for paper in attachments_of(draft)))


def is_in_open_period(entry: Entry) -> bool:
    """Whether its papers may still be taken away: what is closed was closed with its evidence."""
    closed = Book.objects.filter(pk=entry.koppontren_id, closed_through__gte=entry.on)
    return not closed.exists()
