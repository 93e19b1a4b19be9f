"""Opening, counting, closing and handing over a drawer."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from klinik.core.money import rupiah
from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.queries import balance_on
from klinik.finance.ledger.refusals import AccountClosed
from klinik.finance.tills.models import Count, Drawer, Moment, Shift, UnitCash
from klinik.finance.tills.queries import last_shift
from klinik.finance.tills.refusals import (
    CountReused,
    HeldAlready,
    HoldsAnother,
    NoReason,
    NotYourDrawer,
    PromisedToAnother,
    Unexplained,
)
from klinik.finance.tills.rules import tidy, worth
from klinik.people.commands import notify
from klinik.people.kinds import About
from klinik.people.models import User
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

OVER, SHORT = "till.over", "till.short"


@transaction.atomic
def open_drawer(
    drawer: Drawer, *, pieces: Mapping[str, int], reason: str = "", request_id: UUID, by: User
) -> Shift:
    """Hold a drawer from now on, with what was counted in it. The same request twice is one shift.

    Raises NotYourDrawer for another's bag, HeldAlready, HoldsAnother, PromisedToAnother,
    AccountClosed of one that is out of use, and Unexplained where the count differs from the books
    and no reason is given.
    """
    hold_book(drawer.koppontren)
    if known := _counted_before(drawer, pieces, Moment.OPENING, request_id=request_id, by=by):
        return known.shift
    if drawer.owner_id not in (None, by.pk):
        raise NotYourDrawer(str(drawer))
    _refuse_retired(drawer)
    last = last_shift(drawer)
    if last and last.is_open:
        raise HeldAlready(str(drawer), teller=last.teller.name)
    if last and last.handed_to and last.handed_to != by:
        raise PromisedToAnother(str(drawer), teller=last.handed_to.name)
    return _hold(drawer, pieces=pieces, reason=reason, request_id=request_id, by=by)


@transaction.atomic
def take_over(
    drawer: Drawer, *, pieces: Mapping[str, int], reason: str, request_id: UUID, by: User
) -> Shift:
    """Hold a drawer that somebody else could not close or did not fetch; `reason` says why.

    The same request twice is one shift. Raises NoReason, HoldsAnother, AccountClosed of one that is
    out of use, and Unexplained as opening does.
    """
    hold_book(drawer.koppontren)
    if known := _counted_before(drawer, pieces, Moment.OPENING, request_id=request_id, by=by):
        return known.shift
    if not reason.strip():
        raise NoReason
    _refuse_retired(drawer)
    last = last_shift(drawer)
    if last and last.is_open:
        if last.teller == by:
            raise HoldsAnother(str(drawer))
        last.closed_at, last.closed_by, last.reason = timezone.now(), by, reason.strip()
        last.save(update_fields=["closed_at", "closed_by", "reason"])
        _tell(last.teller, "till.taken", last.drawer, by=by)
    return _hold(drawer, pieces=pieces, reason=reason, request_id=request_id, by=by)


@transaction.atomic
def close_drawer(
    shift: Shift,
    *,
    pieces: Mapping[str, int],
    reason: str = "",
    handed_to: User | None = None,
    request_id: UUID,
    by: User,
) -> Count:
    """Count a drawer and hold it no more; only `handed_to` opens it next, if somebody is named.

    The same request twice is one count. Raises NotYourDrawer, Unexplained.
    """
    drawer = shift.drawer
    hold_book(drawer.koppontren)
    if known := _counted_before(drawer, pieces, Moment.CLOSING, request_id=request_id, by=by):
        return known
    shift = Shift.objects.of(drawer.koppontren).select_related("teller").get(pk=shift.pk)
    is_given_away = handed_to and drawer.owner_id  # a bag goes back to its owner alone
    if not shift.is_open or shift.teller != by or handed_to == by or is_given_away:
        raise NotYourDrawer(str(drawer))
    count = _count(
        drawer, shift, Moment.CLOSING, pieces=pieces, reason=reason, request_id=request_id, by=by
    )
    shift.closed_at, shift.closed_by, shift.handed_to = timezone.now(), by, handed_to
    shift.save(update_fields=["closed_at", "closed_by", "handed_to"])
    if handed_to:
        _tell(handed_to, "till.handed", drawer, by=by, amount=count.counted)
    return count


def _refuse_retired(drawer: Drawer) -> None:
    drawer.account.refresh_from_db(fields=["closed"])
    if drawer.account.closed:
        raise AccountClosed(str(drawer))


def _hold(
    drawer: Drawer, *, pieces: Mapping[str, int], reason: str, request_id: UUID, by: User
) -> Shift:
    held = Shift.objects.of(drawer.koppontren).filter(teller=by, kind=drawer.kind, closed_at=None)
    if other := held.select_related("drawer__account").first():
        raise HoldsAnother(str(other.drawer))
    shift = Shift.objects.create(
        koppontren=drawer.koppontren, drawer=drawer, kind=drawer.kind, teller=by
    )
    _count(
        drawer, shift, Moment.OPENING, pieces=pieces, reason=reason, request_id=request_id, by=by
    )
    return shift


def _count(
    drawer: Drawer,
    shift: Shift,
    moment: Moment,
    *,
    pieces: Mapping[str, int],
    reason: str,
    request_id: UUID,
    by: User,
) -> Count:
    account = drawer.account
    expected, counted, reason = balance_on(account), worth(pieces), reason.strip()
    if counted != expected and not reason:
        raise Unexplained(counted - expected, expected=expected, counted=counted)
    entry = _difference(account, counted - expected, request_id=request_id, by=by)
    count = Count.objects.create(
        koppontren=drawer.koppontren,
        shift=shift,
        moment=moment,
        pieces=tidy(pieces),
        counted=counted,
        expected=expected,
        reason=reason,
        entry_number=entry.number if entry else None,
        by=by,
        request_id=request_id,
    )
    if entry:
        others = [one for one in holders_of(drawer.koppontren, Right.APPROVE) if one != by]
        for other in others:
            _tell(other, "till.differs", drawer, by=by, amount=abs(count.difference))
    return count


def _difference(account: Account, over: int, *, request_id: UUID, by: User) -> Entry | None:
    """Post what a count found too much or too little; nothing for nothing."""
    if over == 0:
        return None
    cash = UnitCash.objects.select_related("over", "short").get(
        koppontren_id=account.koppontren_id, unit=account.unit_id
    )
    legs = (
        [dr(account, over), cr(cash.over, over)]
        if over > 0
        else [dr(cash.short, -over), cr(account, -over)]
    )
    return post(
        account.koppontren,
        request_id=uuid5(request_id, "difference"),
        kind=OVER if over > 0 else SHORT,
        legs=legs,
        by=by,
    )


def _counted_before(
    drawer: Drawer, pieces: Mapping[str, int], moment: Moment, *, request_id: UUID, by: User
) -> Count | None:
    known = Count.objects.of(drawer.koppontren).filter(request_id=request_id)
    count = known.select_related("shift__drawer").first()
    if count is None:
        return None
    said = (count.shift.drawer_id, count.moment, count.pieces, count.by_id)
    if said != (drawer.pk, moment, tidy(pieces), by.pk):
        raise CountReused
    return count


def _tell(person: User, kind: str, drawer: Drawer, *, by: User, amount: int = 0) -> None:
    about: About = {
        "name": by.called,
        "drawer": str(drawer),
        "amount": rupiah(amount),
        "place": str(drawer.koppontren),
    }
    key = f"{kind} {drawer.pk} {timezone.now():%Y%m%d%H%M%S}"
    notify(person, kind=kind, about=about, url=drawer.get_absolute_url(), key=key)
