"""Keeping a pattern, making its days wait, and recording or leaving out one of them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.finance.ledger.by_hand import refuse_kept_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Draft, Due, Entry, Pattern
from klinik.finance.ledger.patterns.queries import legs_of
from klinik.finance.ledger.patterns.refusals import AlreadySettled, NameTaken
from klinik.finance.ledger.patterns.rules import first_on, next_on
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.words import JOURNAL
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


def keep_pattern(
    koppontren: Koppontren,
    *,
    name: str,
    intent: Intent,
    by: User,
    every: str = "",
    day: int | None = None,
    since: date | None = None,
) -> Pattern:
    """Keep the lines of an entry under a name; with `every` it waits again on its day.

    `since` is the first day that counts; unless given it is tomorrow, as today's is what is kept.
    Done twice, it is one pattern; raises NameTaken where the name is that of another,
    HasItsOwnPage, BetweenUnits.
    """
    refuse_kept_accounts(intent.legs)
    begins = since or today_in(koppontren) + timedelta(days=1)
    says = {
        "memo": intent.memo,
        "accounts": [leg.account.pk for leg in intent.legs],
        "debits": [leg.debit for leg in intent.legs],
        "credits": [leg.credit for leg in intent.legs],
        "every": every,
        "day": day if every else None,
    }
    try:
        with transaction.atomic():
            return Pattern.objects.create(
                koppontren=koppontren,
                name=name,
                next_on=first_on(every, day, since=begins) if every and day else None,
                made_by=by,
                **says,
            )
    except IntegrityError as taken:
        known = Pattern.objects.of(koppontren).filter(retired_at=None, name=name).first()
        if known is None or any(getattr(known, part) != said for part, said in says.items()):
            raise NameTaken from taken
        return known


def retire_pattern(pattern: Pattern) -> Pattern:
    """It is not offered any more and waits no more; what was recorded from it stays."""
    if pattern.retired_at is None:
        pattern.retired_at = timezone.now()
        pattern.save(update_fields=["retired_at"])
    return pattern


@transaction.atomic
def make_due(koppontren: Koppontren, *, today: date) -> int:
    """Let every pattern wait on each of its days up to `today`, each once; answers how many."""
    made = 0
    rows = Pattern.objects.of(koppontren).filter(retired_at=None, next_on__lte=today)
    for pattern in rows.select_for_update():
        while pattern.next_on and pattern.day and pattern.next_on <= today:
            _due, is_new = Due.objects.get_or_create(
                koppontren=koppontren, pattern=pattern, on=pattern.next_on
            )
            made += is_new
            pattern.next_on = next_on(pattern.every, pattern.day, after=pattern.next_on)
        pattern.save(update_fields=["next_on"])
    return made


@transaction.atomic
def confirm(due: Due, *, by: User, legs: Sequence[Leg] | None = None) -> Entry | Draft:
    """Record what waits, on its day or the first open one after it; `legs` in place of the usual.

    Done twice, it is one entry. Raises AlreadySettled where it was left out, or a LedgerRefusal.
    """
    due = _locked(due)
    if due.is_left_out:
        raise AlreadySettled
    legs = legs or legs_of(due.koppontren, [due.pattern])[due.pattern_id]
    recorded = submit(
        due.koppontren,
        intent=Intent(JOURNAL, legs, due.on, due.pattern.memo, is_late=True),
        request_id=due.request_id,
        by=by,
    )
    _settle(due, by=by)
    return recorded


@transaction.atomic
def leave_out(due: Due, *, by: User) -> Due:
    """This time it is not recorded. Raises AlreadySettled where it was."""
    due = _locked(due)
    if due.settled_at and not due.is_left_out:
        raise AlreadySettled
    due.is_left_out = True
    _settle(due, by=by)
    return due


def _locked(due: Due) -> Due:
    rows = Due.objects.of(due.koppontren).select_for_update(of=["self"])
    return rows.select_related("pattern", "koppontren").get(pk=due.pk)


def _settle(due: Due, *, by: User) -> None:
    if due.settled_at is None:
        due.settled_by, due.settled_at = by, timezone.now()
        due.save(update_fields=["settled_by", "settled_at", "is_left_out"])
