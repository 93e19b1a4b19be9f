"""What the shop of Al-Hikmah sold: for cash, by card, by QRIS, without a line; all invented."""

from dataclasses import replace
from datetime import timedelta
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.utils import timezone

from klinik.finance.sales.commands import record_sales, take_back
from klinik.finance.sales.models import Sale
from klinik.finance.sales.rules import Line, Paid, Slip
from klinik.finance.shop.models import Good, Shop
from klinik.finance.tills.commands.drawers import add_drawer
from klinik.finance.tills.commands.holding import open_drawer
from klinik.finance.tills.models import Drawer, DrawerKind
from klinik.finance.wallet.models import Card
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

DEVICE = "peragaan"
WATER, TEA, NOODLES, RICE = (
    "Air mineral botol 600 ml",
    "Teh manis botol 350 ml",
    "Mi instan goreng",
    "Beras medium",
)


def load() -> None:
    """Give the shop of Al-Hikmah a till and a day's sales; returns at once where there are some."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        if not Sale.objects.of(koppontren).exists():
            _load(koppontren)


def _load(koppontren: Koppontren) -> None:
    cashier = User.objects.get(email="kasir@al-hikmah.example")
    manager = User.objects.get(email="manajer@al-hikmah.example")
    shop = Shop.objects.of(koppontren).select_related("koppontren", "unit").get()
    till = add_drawer(
        koppontren, name="Kasir Toko 1", kind=DrawerKind.SHOP, unit=shop.unit, by=manager
    )
    open_drawer(till, pieces={}, request_id=_key("opened"), by=cashier)
    first, *others = _sold(shop, till, cashier)
    record_sales(koppontren, [first], sent_at=timezone.now(), by=cashier)
    sale = Sale.objects.of(koppontren).select_related("koppontren").get(request_id=_key("cash"))
    take_back(sale, lines={1: 1_000}, reason="Kemasan penyok", request_id=_key("back"), by=cashier)
    record_sales(koppontren, others, sent_at=timezone.now(), by=cashier)


def _sold(shop: Shop, till: Drawer, cashier: User) -> list[Slip]:
    """Cash, QRIS, two cards with a line; and three without one, with something to look at."""
    cards = list(Card.objects.of(shop.koppontren).filter(ended_at=None, blocked_at=None))
    blocked = Card.objects.of(shop.koppontren).exclude(blocked_at=None).first()
    small = [_line(shop, WATER, 1)]
    sold = [
        _slip(shop, till, cashier, "cash", [_line(shop, WATER, 2), _line(shop, NOODLES, 3)], 140),
        _slip(shop, till, cashier, "qris", [_line(shop, RICE, 2.5)], 120, how="qris"),
        _slip(shop, till, cashier, "card", small, 100, card=cards[0], how="wallet"),
        _slip(shop, till, cashier, "tea", [_line(shop, TEA, 1)], 80, card=cards[1], how="wallet"),
        replace(
            _slip(shop, till, cashier, "dear", [_line(shop, WATER, 1, more=500)], 60),
            is_offline=True,
        ),
    ]
    if blocked:
        late = _slip(shop, till, cashier, "blocked", small, 50, card=blocked, how="wallet")
        sold.append(replace(late, is_offline=True))
    return sold


def _line(shop: Shop, name: str, units: float, *, more: int = 0) -> Line:
    good = Good.objects.of(shop.koppontren).get(name=name)
    return Line(good.pk, int(units * 1_000), good.price + more)


def _slip(
    shop: Shop,
    till: Drawer,
    cashier: User,
    name: str,
    lines: list[Line],
    ago: int,
    *,
    card: Card | None = None,
    how: str = "cash",
) -> Slip:
    """A sale of some seconds ago: the till was opened just now."""
    total = sum(line.amount for line in lines)
    return Slip(
        request_id=_key(name),
        shop=shop.pk,
        device=DEVICE,
        cashier=cashier.pk,
        said_at=timezone.now() - timedelta(milliseconds=ago),
        is_offline=False,
        lines=lines,
        payments=[Paid(how, total)],
        drawer=till.account.code,
        card=card.code if card else "",
        given=20_000 if how == "cash" and total < 20_000 else 0,
    )


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"sales.{name}.peragaan.example")
