"""The papers beside entries and drafts."""

from klinik.finance.ledger.models import Attachment, Book, Draft, Entry


def attachments_of(paper_of: Entry | Draft) -> list[Attachment]:
    """The papers that are there, in the order in which they came."""
    rows = Attachment.objects.of(paper_of.koppontren).filter(removed_at=None)
    if isinstance(paper_of, Entry):
        rows = rows.filter(entry_number=paper_of.number)
    else:
        rows = rows.filter(draft=paper_of)
    return list(rows.select_related("koppontren", "added_by").order_by("pk"))


def is_in_open_period(entry: Entry) -> bool:
    """Whether its papers may still be taken away: what is closed was closed with its evidence."""
    closed = Book.objects.filter(pk=entry.koppontren_id, closed_through__gte=entry.on)
    return not closed.exists()
