"""The shops of a koppontren, and the accounts that they may write on."""

from klinik.finance.ledger.cash.queries import cash_places
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.ledger.queries import accounts_by_code, units_of
from klinik.finance.shop.models import Shop
from klinik.finance.tills.models import Drawer, DrawerKind, UnitCash
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, TenantQuerySet

ACCOUNTS = ("stock", "cost", "income", "discounts", "payable", "qris", "difference", "consigned")


def shops_of(koppontren: Koppontren) -> TenantQuerySet[Shop]:
    """The shops in use, with their units and accounts."""
    rows = Shop.objects.of(koppontren).filter(is_used=True)
    return rows.select_related("koppontren", "unit", *(f"{account}__unit" for account in ACCOUNTS))


def units_without_shop(koppontren: Koppontren) -> list[Unit]:
    """The units of the book that have no shop yet; none before it is opened."""
    taken = set(Shop.objects.of(koppontren).values_list("unit", flat=True))
    return [unit for unit in units_of(koppontren) if unit.pk not in taken]


def accounts_of(koppontren: Koppontren, unit: Unit) -> list[Account]:
    """The open accounts of the chart that belong to a unit, by code."""
    return [
        account
        for account in accounts_by_code(koppontren).values()
        if account.unit_id == unit.pk and account.parent_id is None and not account.closed
    ]


def money_places(koppontren: Koppontren, by: User) -> list[Account]:
    """Where this person may pay from: cash and bank, of drawers only those in their own hands."""
    drawers = Drawer.objects.of(koppontren)
    others = drawers.exclude(shifts__closed_at=None, shifts__teller=by)
    shut = set(others.values_list("account", flat=True))
    mine = drawers.filter(shifts__closed_at=None, shifts__teller=by).exclude(kind=DrawerKind.BAG)
    shut -= set(mine.values_list("account", flat=True))
    shut |= set(UnitCash.objects.of(koppontren).values_list("transit", flat=True))
    return [account for account in cash_places(koppontren) if account.pk not in shut]
