"""Questions about drawers: whose, where is the cash, what happened on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klinik.core.kept import Kept
from klinik.finance.ledger.bank.queries import not_yet_banks
from klinik.finance.ledger.cash.queries import Apart, cash_places
from klinik.finance.ledger.days import bounds_of
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.ledger.queries import account_lines, default_cash
from klinik.finance.ledger.queries.accounts import AccountPage
from klinik.finance.tills.models import (
    Count,
    Delivery,
    Drawer,
    DrawerKind,
    Shift,
    Standing,
    UnitCash,
)
from klinik.finance.tills.refusals import DrawerOfAnotherUnit, NoOpenDrawer
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, TenantQuerySet

UNDER_WAY = (Standing.ON_ITS_WAY, Standing.REFUSED)
LINES_OF_A_DAY = 2000  # on one report; a longer day is read in the books


def own_shifts(koppontren: Koppontren, user: User) -> TenantQuerySet[Shift]:
    """What this person holds now: a drawer, a safe, or both."""
    rows = Shift.objects.of(koppontren).filter(teller=user, closed_at=None)
    return rows.select_related("koppontren", "drawer__koppontren", "drawer__account__unit")


def own_drawer(koppontren: Koppontren, user: User) -> Drawer | None:
    """The drawer on which this person works now."""
    shift = own_shifts(koppontren, user).filter(kind=DrawerKind.TILL).first()
    return shift.drawer if shift else None


def _drawer_for(koppontren: Any, unit: Any, by: Any) -> QuerySet[Drawer]:
    """The own open drawer, of any unit, then those of the unit; each knows whether it `is_mine`."""
    mine = Shift.objects.filter(
        koppontren=koppontren, drawer=OuterRef("pk"), closed_at=None, teller=by
    )
    drawers = Drawer.objects.filter(
        koppontren=koppontren, kind=DrawerKind.TILL, account__closed=False
    )
    found = drawers.annotate(is_mine=Exists(mine)).select_related("account")
    found = found.filter(Q(account__unit=unit) | Q(is_mine=True))
    return found.order_by("-is_mine", "pk")[:1]


DRAWER_FOR: Kept[Any] = Kept(_drawer_for)


def place_for(koppontren: Koppontren, unit: Unit, by: User) -> Account | None:
    """Where cash over the counter of a unit goes: the own open drawer.

    A unit without drawers has its first place of cash for it, if it has one: no collector's bag,
    and nothing on its way. Raises NoOpenDrawer; DrawerOfAnotherUnit where the own drawer is of
    another unit, because the cash would lie in it and the books would say elsewhere.
    """
    first = DRAWER_FOR.first(koppontren.pk, unit.pk, by.pk)
    if first is None:
        bags = Drawer.objects.of(koppontren).filter(kind=DrawerKind.BAG).values("account")
        on_its_way = UnitCash.objects.of(koppontren).values("transit")
        return default_cash(koppontren, unit, besides=Q(pk__in=bags) | Q(pk__in=on_its_way))
    if not first.is_mine:
        raise NoOpenDrawer
    account: Account = first.account
    if account.unit_id != unit.pk:
        raise DrawerOfAnotherUnit(unit.name)
    return account


def drawers_of(koppontren: Koppontren) -> TenantQuerySet[Drawer]:
    """Every drawer and safe with its account."""
    return Drawer.objects.of(koppontren).select_related("koppontren", "account__unit")


def in_use(koppontren: Koppontren) -> TenantQuerySet[Drawer]:
    """The drawers and safes that are not out of use."""
    return drawers_of(koppontren).filter(account__closed=False)


def out_of_use(koppontren: Koppontren) -> TenantQuerySet[Drawer]:
    """The drawers and safes that were put out of use."""
    return drawers_of(koppontren).filter(account__closed=True)


@dataclass(frozen=True)
class Held:
    """A drawer, who holds it now, and to whom it was handed if nobody does."""

    drawer: Drawer
    shift: Shift | None
    promised_to: User | None

    @property
    def balance(self) -> int:
        """What the books say is in it, in whole rupiah."""
        return self.drawer.account.balance


def held_drawers(koppontren: Koppontren) -> list[Held]:
    """Every drawer with its holder, by code."""
    last = Shift.objects.of(koppontren).order_by("drawer_id", "-pk").distinct("drawer_id")
    shifts = {s.drawer_id: s for s in last.select_related("teller", "handed_to")}
    return [
        Held(
            drawer,
            shift=shift if (shift := shifts.get(drawer.pk)) and shift.is_open else None,
            promised_to=shift.handed_to if shift else None,
        )
        for drawer in in_use(koppontren)
    ]


def last_shift(drawer: Drawer) -> Shift | None:
    """The latest time somebody held it, over or not."""
    rows = Shift.objects.filter(koppontren_id=drawer.koppontren_id, drawer=drawer)
    return rows.select_related("teller", "handed_to").first()


def deliveries(koppontren: Koppontren) -> TenantQuerySet[Delivery]:
    """Cash on its way, and what became of it, the latest first."""
    rows = Delivery.objects.of(koppontren)
    return rows.select_related(
        "koppontren", "source__unit", "target__unit", "sent_by", "refused_by", "ended_by"
    )


def under_way(koppontren: Koppontren) -> TenantQuerySet[Delivery]:
    """What lies between two places now."""
    return deliveries(koppontren).filter(standing__in=UNDER_WAY)


def to_confirm(koppontren: Koppontren, user: User, *, keeps_books: bool) -> list[Delivery]:
    """What waits for this person's word: sent to what they hold, or, as a bookkeeper, elsewhere."""
    found = confirmable(koppontren, user, keeps_books=keeps_books)
    return [delivery for delivery in found if delivery.standing == Standing.ON_ITS_WAY]


def confirmable(koppontren: Koppontren, user: User, *, keeps_books: bool) -> list[Delivery]:
    """What this person may confirm; among it what was refused, if it is found after all."""
    mine = own_shifts(koppontren, user).values("drawer__account")
    to_nobody = Q(target__drawer=None) if keeps_books else Q(pk=None)
    rows = under_way(koppontren).exclude(sent_by=user)
    return list(rows.filter(Q(target__in=mine) | to_nobody))


def places_of_cash(koppontren: Koppontren) -> list[Account]:
    """Open cash accounts of the chart by code, except those for cash on its way."""
    transits = set(UnitCash.objects.of(koppontren).values_list("transit", flat=True))
    return [place for place in cash_places(koppontren) if place.pk not in transits]


def drawer_accounts(koppontren: Koppontren) -> set[int]:
    """The ids of the accounts that are drawers."""
    return set(Drawer.objects.of(koppontren).values_list("account", flat=True))


def held_by_nobody(koppontren: Koppontren) -> list[Account]:
    """Places of cash that are no drawers: whoever keeps the books moves it."""
    drawers = drawer_accounts(koppontren)
    return [place for place in places_of_cash(koppontren) if place.pk not in drawers]


def kept_apart(koppontren: Koppontren, user: User) -> Apart | None:
    """What money in and out does not touch: cash on its way, and drawers that others hold."""
    drawers = drawer_accounts(koppontren)
    if not drawers:
        return None
    mine = own_shifts(koppontren, user).values_list("drawer__account", flat=True)
    transits = UnitCash.objects.of(koppontren).values_list("transit", flat=True)
    apart = (drawers - set(mine)) | set(transits)
    return Apart(apart, _("Cash of drawers goes by their own page."), "tills:send")


def not_yet_drawers(koppontren: Koppontren) -> list[Account]:
    """Places of cash that could become a drawer: those at no bank."""
    at_no_bank = {place.pk for place in not_yet_banks(koppontren)}
    return [place for place in held_by_nobody(koppontren) if place.pk in at_no_bank]


@dataclass(frozen=True)
class DayReport:
    """A drawer's day: who held it, what was counted, and every line, in whole rupiah."""

    day: date
    shifts: list[Shift]
    counts: dict[int, list[Count]]
    page: AccountPage

    @property
    def came(self) -> int:
        """What came in."""
        return sum(move.line.debit for move in self.page.movements)

    @property
    def went(self) -> int:
        """What went out."""
        return sum(move.line.credit for move in self.page.movements)


def day_report(drawer: Drawer, day: date) -> DayReport:
    """What happened on a drawer on a day of its koppontren's time zone."""
    begins, ends = bounds_of(drawer.koppontren, day)
    shifts = list(
        Shift.objects.of(drawer.koppontren)
        .filter(drawer=drawer, opened_at__lt=ends)
        .filter(Q(closed_at=None) | Q(closed_at__gte=begins))
        .select_related("teller", "closed_by", "handed_to")
        .order_by("pk")
    )
    counts: dict[int, list[Count]] = {shift.pk: [] for shift in shifts}
    of_day = Count.objects.of(drawer.koppontren).filter(shift__in=shifts)
    for count in of_day.select_related("by").order_by("pk"):
        counts[count.shift_id].append(count)
    page = account_lines(drawer.account, since=day, until=day, limit=LINES_OF_A_DAY)
    return DayReport(day, shifts, counts, page)


def differences(koppontren: Koppontren, *, limit: int = 20) -> TenantQuerySet[Count]:
    """The latest counts that found too much or too little."""
    rows = Count.objects.of(koppontren).exclude(counted=F("expected"))
    return rows.select_related("by", "shift__drawer__account").order_by("-pk")[:limit]
