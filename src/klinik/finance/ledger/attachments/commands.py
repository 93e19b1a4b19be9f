"""Laying papers beside an entry, written before anything is locked, and taking one away."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from klinik.directory.evidence import Evidence
from klinik.finance.ledger.attachments.queries import attachments_of, is_in_open_period
from klinik.finance.ledger.attachments.refusals import (
    AttachmentSeen,
    AttachmentStays,
    TooManyAttachments,
)
from klinik.finance.ledger.models import Attachment, Draft, Entry
from klinik.people.models import User

MOST = 20  # papers of one entry
FIELD = Attachment._meta.get_field("file")
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(slots=True)
class Stored:
    """A file that is written already: its hash, its place, and whether a row points to it."""

    hash: str
    name: str
    is_kept: bool = False


@contextmanager
def stored(files: Sequence[Evidence]) -> Iterator[list[Stored]]:
    """Write cleaned files, for what comes next to lay them beside something.

    Those that it did not keep, or all of them where it fails, are deleted again.
    """
    written: list[Stored] = []
    try:
        for file in {file.hash: file for file in files}.values():
            place = FIELD.generate_filename(Attachment(), str(file.content.name))
            written.append(Stored(file.hash, FIELD.storage.save(place, file.content)))
        yield written
    except BaseException:
        _delete(written)
        raise
    _delete(paper for paper in written if not paper.is_kept)


def attach(to: Entry | Draft, *, files: Sequence[Evidence], by: User) -> list[Attachment]:
    """Lay cleaned files beside an entry or a draft; answers their rows. The same file is one paper.

    Raises TooManyAttachments.
    """
    with stored(files) as papers:
        return lay_beside(to, papers=papers, by=by)


@transaction.atomic
def lay_beside(to: Entry | Draft, *, papers: Sequence[Stored], by: User) -> list[Attachment]:
    """Lay files that are written beside an entry or a draft; a known one stays as it lies there.

    Raises TooManyAttachments.
    """
    to = _one_at_a_time(to)
    rows = {paper.file_hash: paper for paper in attachments_of(to)}
    new = [paper for paper in papers if paper.hash not in rows]
    if len(rows) + len(new) > MOST:
        raise TooManyAttachments(MOST)
    for paper in new:
        rows[paper.hash] = Attachment.objects.create(
            koppontren=to.koppontren,
            entry_number=to.number if isinstance(to, Entry) else to.entry_number,
            draft=to if isinstance(to, Draft) else None,
            file=paper.name,
            file_hash=paper.hash,
            added_by=by,
        )
        paper.is_kept = True
    return [rows[paper.hash] for paper in papers]


@transaction.atomic
def remove_attachment(paper: Attachment, *, by: User) -> Attachment:
    """Take a paper away: its file goes, its row stays. Done twice, it is away once.

    Raises AttachmentSeen where a second person approved with it, and AttachmentStays where the
    entry's period is closed.
    """
    if paper.draft_id is not None:  # nobody approves it in this moment
        Draft.objects.of(paper.koppontren).select_for_update(of=["self"]).get(pk=paper.draft_id)
    rows = Attachment.objects.of(paper.koppontren).select_related("koppontren")
    paper = rows.select_for_update(of=["self"]).get(pk=paper.pk)
    if paper.removed_at:
        return paper
    if paper.was_approved_with:
        raise AttachmentSeen
    entries = Entry.objects.of(paper.koppontren)
    number = paper.entry_number
    if number and not is_in_open_period(entries.get(number=number)):
        raise AttachmentStays
    storage, name = paper.file.storage, str(paper.file.name)
    paper.file, paper.removed_by, paper.removed_at = "", by, timezone.now()
    paper.save(update_fields=["file", "removed_by", "removed_at"])
    transaction.on_commit(lambda: storage.delete(name))
    return paper


def _one_at_a_time(to: Entry | Draft) -> Entry | Draft:
    """Let a second click, and a decision about the draft, wait until this one is through."""
    if isinstance(to, Draft):
        drafts = Draft.objects.of(to.koppontren).select_related("koppontren")
        return drafts.select_for_update(of=["self"]).get(pk=to.pk)
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"ledger.papers {to.koppontren_id} {to.number}"])
    return to


def _delete(papers: Iterable[Stored]) -> None:
    for paper in papers:
        FIELD.storage.delete(paper.name)
