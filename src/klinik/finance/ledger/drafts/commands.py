"""Recording what people type: at once, or above the limit as a draft for a second person."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.core.money import rupiah
from klinik.directory.evidence import Evidence
from klinik.finance.ledger.attachments.commands import Stored, lay_beside, stored
from klinik.finance.ledger.attachments.queries import papers_as_seen
from klinik.finance.ledger.by_hand import refuse_kept_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.followers import tell_followers
from klinik.finance.ledger.drafts.queries import answered, intent_of
from klinik.finance.ledger.drafts.refusals import (
    AlreadyDecided,
    DayToCome,
    NoSuchEntry,
    NotYourDraft,
    OwnDraft,
    PapersChanged,
    UndoingWaits,
    reused,
)
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Correction, Decision, Draft, Entry, Limit
from klinik.finance.ledger.patterns.freeing import free_due
from klinik.finance.ledger.posting import post, reverse
from klinik.finance.ledger.refusals import NeedsApproval
from klinik.finance.ledger.undoing import refuse_final
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right


def set_limit(koppontren: Koppontren, *, amount: int | None, by: User) -> Limit:
    """From now on entries above `amount` rupiah need a second person; None: none does."""
    return Limit.objects.create(koppontren=koppontren, amount=amount, set_by=by)


def submit(
    koppontren: Koppontren,
    *,
    intent: Intent,
    request_id: UUID,
    by: User,
    files: Sequence[Evidence] = (),
) -> Entry | Draft:
    """Record what somebody means, with its papers: as an entry, or above the limit as a draft.

    The same request has the same answer for ever, whatever is wrong with it today. Then what nobody
    records by hand is refused (`_refuse`), then whatever the ledger refuses in its own order; above
    the limit is the last of it. Raises what `_refuse` does, a LedgerRefusal, or UndoingWaits.
    """
    with stored(files) as papers:  # before the book is locked
        return _submit(koppontren, intent, papers, request_id=request_id, by=by)


@transaction.atomic
def _submit(
    koppontren: Koppontren,
    intent: Intent,
    papers: Sequence[Stored],
    *,
    request_id: UUID,
    by: User,
) -> Entry | Draft:
    recorded = _record(koppontren, intent, request_id=request_id, by=by)
    if isinstance(recorded, Entry):
        _link(recorded, intent.corrects)
    if papers:
        lay_beside(recorded, papers=papers, by=by)
    return recorded


@transaction.atomic
def approve(draft: Draft, *, by: User, seen: str | None = None) -> Entry:
    """Post the draft in the name of its second person. Done twice, it is one entry.

    `seen` marks the papers that this person looked at. Raises OwnDraft, AlreadyDecided,
    PapersChanged, or whatever the ledger refuses today: then it waits on.
    """
    draft = _locked(draft)
    if draft.decision == Decision.APPROVED:
        return Entry.objects.of(draft.koppontren).get(request_id=draft.request_id)
    _refuse_decided(draft)
    if by.pk == draft.made_by_id:
        raise OwnDraft
    if seen is not None and seen != papers_as_seen(draft):
        raise PapersChanged
    intent = intent_of(draft)
    entry = _write(
        draft.koppontren, intent, request_id=draft.request_id, by=by, happened=not intent.reverses
    )
    _link(entry, draft.corrects)
    draft.entry_number = entry.number
    _decide(draft, Decision.APPROVED, by=by)
    draft.attachments.filter(removed_at=None).update(entry_number=entry.number)
    tell_followers(draft, entry)
    _tell_maker(draft, "draft.approved", by=by)
    return entry


@transaction.atomic
def reject(draft: Draft, *, reason: str, by: User) -> Draft:
    """Say no to a draft, with a reason for its maker; what came again waits again.

    Raises OwnDraft or AlreadyDecided.
    """
    draft = _locked(draft)
    _refuse_decided(draft)
    if by.pk == draft.made_by_id:
        raise OwnDraft
    draft.reason = reason
    _decide(draft, Decision.REJECTED, by=by)
    free_due(draft)
    _tell_maker(draft, "draft.rejected", by=by)
    return draft


@transaction.atomic
def withdraw(draft: Draft, *, by: User) -> Draft:
    """Take back what one recorded oneself; what came again waits again.

    Raises NotYourDraft or AlreadyDecided.
    """
    draft = _locked(draft)
    if by.pk != draft.made_by_id:
        raise NotYourDraft
    if draft.decision != Decision.WITHDRAWN:
        _refuse_decided(draft)
        _decide(draft, Decision.WITHDRAWN, by=by)
        free_due(draft)
    return draft


def _record(koppontren: Koppontren, intent: Intent, *, request_id: UUID, by: User) -> Entry | Draft:
    known = answered(koppontren, request_id)
    if isinstance(known, Draft):
        return _same(known, intent)
    if known is None:
        _refuse(koppontren, intent)
    try:
        return _write(koppontren, intent, request_id=request_id, by=by)
    except NeedsApproval:
        day = intent.on or today_in(koppontren)
        return keep_draft(koppontren, intent, request_id=request_id, by=by, on=day)


def _refuse(koppontren: Koppontren, intent: Intent) -> None:
    """Say what nobody records by hand, in this order (decision 0010).

    NoSuchEntry, DayToCome, then of an undoing UndoesAnother, OpeningStands, YearStands,
    ShareStands, and of all else HasItsOwnPage, BetweenUnits.
    """
    if intent.corrects and not Entry.objects.of(koppontren).filter(number=intent.corrects).exists():
        raise NoSuchEntry(intent.corrects)
    if intent.on and intent.on > today_in(koppontren):
        raise DayToCome
    if intent.reverses:
        refuse_final(intent.reverses)
    else:
        refuse_kept_accounts(intent.legs)


def _write(
    koppontren: Koppontren, intent: Intent, *, request_id: UUID, by: User, happened: bool = False
) -> Entry:
    happened = happened or (intent.is_late and intent.on is not None)
    if intent.reverses:
        return reverse(intent.reverses, request_id=request_id, by=by, memo=intent.memo)
    # Approved days later it is booked on the day it happened, or on the first open one after it.
    return post(
        koppontren,
        request_id=request_id,
        kind=intent.kind,
        legs=intent.legs,
        by=by,
        on=None if happened else intent.on,
        memo=intent.memo,
        value_on=intent.on if happened else None,
    )


def keep_draft(
    koppontren: Koppontren, intent: Intent, *, request_id: UUID, by: User, on: date | None = None
) -> Draft:
    """Let what is above a limit wait for a second person, who is told; the same request is one.

    Without `on` it is booked on the day of its approval, as cash that moves only then. Raises
    RequestReused, UndoingWaits.
    """
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                koppontren=koppontren,
                request_id=request_id,
                kind=intent.kind,
                on=None if intent.reverses else on,
                on_was_given=intent.on is not None,
                accounts=[leg.account.pk for leg in intent.legs],
                debits=[leg.debit for leg in intent.legs],
                credits=[leg.credit for leg in intent.legs],
                memo=intent.memo,
                reverses=intent.reverses.number if intent.reverses else None,
                corrects=intent.corrects,
                made_by=by,
            )
    except IntegrityError:  # the same form at the same time, or a second undoing
        known = Draft.objects.of(koppontren).filter(request_id=request_id).first()
        if known:
            return _same(known, intent)
        if intent.reverses:
            raise UndoingWaits from None
        raise
    _tell_approvers(draft)
    return draft


def _same(known: Draft, intent: Intent) -> Draft:
    """The draft that this request made before; a note is outside, as in the ledger."""
    said = [list(side) for side in zip(*((a.pk, d, c) for a, d, c in intent.legs), strict=True)]
    is_same = (
        known.kind == intent.kind
        and said == [known.accounts, known.debits, known.credits]
        and known.reverses == (intent.reverses.number if intent.reverses else None)
        and (known.on if known.on_was_given else None) == intent.on
    )
    if not is_same:
        raise reused(known)
    return known


def _link(entry: Entry, corrects: int | None) -> None:
    """Keep which entry this one puts right; said once, it stays as it was said."""
    if corrects and corrects < entry.number:
        Correction.objects.get_or_create(
            koppontren_id=entry.koppontren_id,
            entry_number=entry.number,
            defaults={"corrects": corrects},
        )


def _locked(draft: Draft) -> Draft:
    rows = Draft.objects.of(draft.koppontren).select_for_update(of=["self"])
    return rows.select_related("made_by", "koppontren").get(pk=draft.pk)


def _refuse_decided(draft: Draft) -> None:
    if not draft.is_waiting:
        raise AlreadyDecided


def _decide(draft: Draft, decision: Decision, *, by: User) -> None:
    draft.decision, draft.decided_by, draft.decided_at = decision.value, by, timezone.now()
    fields = ["decision", "decided_by", "decided_at", "reason", "entry_number"]
    draft.save(update_fields=fields)


def _tell_approvers(draft: Draft) -> None:
    others = [one for one in holders_of(draft.koppontren, Right.APPROVE) if one != draft.made_by]
    notify(
        *others,
        kind="draft.waits",
        about={
            "name": draft.made_by.called,
            "amount": rupiah(draft.amount),
            "place": str(draft.koppontren),
        },
        url=draft.get_absolute_url(),
        key=f"draft {draft.request_id}",
    )


def _tell_maker(draft: Draft, kind: str, *, by: User) -> None:
    notify(
        draft.made_by,
        kind=kind,
        about={
            "name": by.called,
            "amount": rupiah(draft.amount),
            "place": str(draft.koppontren),
        },
        url=draft.get_absolute_url(),
        key=f"{kind} {draft.request_id}",
    )
