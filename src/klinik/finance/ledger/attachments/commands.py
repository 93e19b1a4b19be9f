"""Laying papers beside an entry, and taking one away."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from klinik.directory.evidence import Evidence
from klinik.finance.ledger.attachments.queries import attachments_of, is_in_open_period
from klinik.finance.ledger.attachments.refusals import AttachmentStays, TooManyAttachments
from klinik.finance.ledger.models import Attachment, Draft, Entry
from klinik.people.models import User

MOST = 20  # papers of one entry


@transaction.atomic
def attach(to: Entry | Draft, *, files: Sequence[Evidence], by: User) -> list[Attachment]:
    """Lay cleaned files beside an entry or a draft. The same file twice is one paper.

    Raises TooManyAttachments.
    """
    known = {paper.file_hash for paper in attachments_of(to)}
    new = {file.hash: file for file in files if file.hash not in known}
    if len(known) + len(new) > MOST:
        raise TooManyAttachments(MOST)
    rows = []
    for file in new.values():
        row = Attachment(
            koppontren=to.koppontren,
            entry_number=to.number if isinstance(to, Entry) else to.entry_number,
            draft=to if isinstance(to, Draft) else None,
            file_hash=file.hash,
            added_by=by,
        )
        row.file.save(str(file.content.name), file.content, save=False)
        row.save()
        rows.append(row)
    return rows


@transaction.atomic
def remove_attachment(paper: Attachment, *, by: User) -> Attachment:
    """Take a paper away: its file goes, its row stays. Done twice, it is away once.

    Raises AttachmentStays where the entry's period is closed.
    """
    if paper.removed_at:
        return paper
    entries = Entry.objects.of(paper.koppontren)
    number = paper.entry_number
    if number and not is_in_open_period(entries.get(number=number)):
        raise AttachmentStays
    storage, name = paper.file.storage, str(paper.file.name)
    paper.file, paper.removed_by, paper.removed_at = "", by, timezone.now()
    paper.save(update_fields=["file", "removed_by", "removed_at"])
    transaction.on_commit(lambda: storage.delete(name))
    return paper
