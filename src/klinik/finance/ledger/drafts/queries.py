"""Which limit holds, and what waits because of it."""

from collections.abc import Sequence
from uuid import UUID

from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Decision, Draft, Entry, Limit
from klinik.finance.ledger.posting import Leg
from klinik.tenancy.models import Koppontren


def limit_of(koppontren: Koppontren) -> int | None:
    """Above how many rupiah an entry needs a second person; None: no limit is set."""
    return Limit.objects.of(koppontren).values_list("amount", flat=True).first()


def number_waiting(koppontren: Koppontren) -> int:
    """How many entries wait for their second person."""
    return Draft.objects.of(koppontren).filter(decision=Decision.WAITING).count()


def answered(koppontren: Koppontren, request_id: UUID) -> Entry | Draft | None:
    """What this request was answered with, whatever it said: its draft, or its entry."""
    drafts = Draft.objects.of(koppontren).select_related("koppontren")
    if draft := drafts.filter(request_id=request_id).first():
        return draft
    return Entry.objects.of(koppontren).filter(request_id=request_id).first()


def draft_behind(entry: Entry) -> Draft | None:
    """The draft that became this entry when its second person approved it."""
    rows = Draft.objects.of(entry.koppontren).filter(entry_number=entry.number)
    return rows.select_related("made_by", "koppontren").first()


def intent_of(draft: Draft) -> Intent:
    """What the draft means to record, with its accounts as they stand now."""
    return intents_of([draft])[0]


def intents_of(drafts: Sequence[Draft]) -> list[Intent]:
    """What these drafts of one koppontren mean to record, in the same order."""
    ids = {pk for draft in drafts for pk in draft.accounts}
    accounts = Account.objects.filter(koppontren__in={d.koppontren_id for d in drafts})
    known = accounts.select_related("unit").in_bulk(list(ids))
    numbers = {draft.reverses for draft in drafts if draft.reverses}
    entries = Entry.objects.filter(
        koppontren__in={d.koppontren_id for d in drafts}, number__in=numbers
    ).select_related("koppontren")
    undone = {entry.number: entry for entry in entries} if numbers else {}
    return [
        Intent(
            draft.kind,
            [
                Leg(known[pk], debit, credit)
                for pk, debit, credit in zip(
                    draft.accounts, draft.debits, draft.credits, strict=True
                )
            ],
            draft.on,
            draft.memo,
            undone[draft.reverses] if draft.reverses else None,
            corrects=draft.corrects,
        )
        for draft in drafts
    ]
