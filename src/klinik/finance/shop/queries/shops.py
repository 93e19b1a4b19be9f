"""The shops of a koppontren, and the accounts that they may write on."""

from django.db.models import F, Q

from klinik.finance.ledger.cash.queries import cash_places
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.ledger.queries import accounts_by_code, units_of
from klinik.finance.shop.models import Consignor, Good, Shop
from klinik.finance.shop.queries.buying import suppliers_of
from klinik.finance.tills.models import Drawer, DrawerKind, Shift, UnitCash
from klinik.people.models import User
from klinik.tenancy.models import Koppontren, TenantQuerySet

ACCOUNTS = ("stock", "cost", "income", "discounts", "payable", "qris", "difference", "consigned")


def shops_of(koppontren: Koppontren) -> TenantQuerySet[Shop]:
    """The shops in use, with their units and accounts."""
    rows = Shop.objects.of(koppontren).filter(is_used=True)
    return rows.select_related("koppontren", "unit", *(f"{account}__unit" for account in ACCOUNTS))


def all_shops(koppontren: Koppontren) -> TenantQuerySet[Shop]:
    """Every shop that ever was, those in use first."""
    rows = Shop.objects.of(koppontren).select_related("koppontren", "unit")
    return rows.order_by("-is_used", "name")


def open_till_of(shop: Shop) -> Shift | None:
    """A till of the shop that somebody holds now."""
    rows = Shift.objects.of(shop.koppontren).filter(kind=DrawerKind.SHOP, closed_at=None)
    rows = rows.filter(drawer__account__unit=shop.unit)
    return rows.select_related("drawer__account", "teller").first()


def left_in(shop: Shop) -> Good | None:
    """A good of which there is something by the books, or less than nothing."""
    rows = Good.objects.of(shop.koppontren).filter(shop=shop)
    return rows.filter(~Q(quantity=0) | ~Q(value=0)).first()


def open_accounts_with(shop: Shop) -> tuple[str, int] | None:
    """Somebody who brings goods with whom something is open, and how many rupiah."""
    supplier = suppliers_of(shop.koppontren).filter(shop=shop).exclude(owed=0).first()
    if supplier:
        return supplier.name, supplier.owed
    rows = Consignor.objects.of(shop.koppontren).filter(shop=shop).select_related("member")
    rows = rows.exclude(account__debits=F("account__credits")).select_related("account", "member")
    found = rows.first()
    return (str(found), found.account.balance) if found else None


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
