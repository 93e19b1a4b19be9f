"""The shop of Al-Hikmah: a canteen and a stationer's, its suppliers and a consignor, all invented.

Barcodes begin with 20, which no maker has: they are for use within one shop.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, Unit
from klinik.finance.shop.commands import (
    add_barcode,
    add_good,
    open_shop,
    put_on_shelf,
    set_price,
)
from klinik.finance.shop.commands.buying import (
    Bought,
    add_supplier,
    pay_supplier,
    record_purchase,
)
from klinik.finance.shop.commands.consigning import add_consignor, receive_consigned
from klinik.finance.shop.commands.counting import begin_count, count_good, send_count
from klinik.finance.shop.commands.goods import Code, Facts, Prices
from klinik.finance.shop.models import Consignor, Good, Shop
from klinik.finance.shop.rules import PER_UNIT, Change, amount_for
from klinik.finance.wallet.models import Category
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren


class Ware(NamedTuple):
    """A good: what it costs us and others, how many there are, and from how few to buy anew."""

    name: str
    category: str
    cost: int
    price: int
    there: int
    low_at: int = 0
    unit: str = "pcs"
    member_price: int | None = None


SNACK, MEAL, WASH, CLOTHES = "Jajan", "Makan dan minum", "Mandi dan cuci", "Pakaian"
BOOK, MEDICINE = "Kitab dan buku", "Obat"
WARES = (
    Ware("Air mineral gelas 240 ml", MEAL, 450, 600, 480, 96),
    Ware("Air mineral botol 600 ml", MEAL, 2_300, 3_500, 120, 48),
    Ware("Teh manis botol 350 ml", MEAL, 3_200, 4_500, 72, 24),
    Ware("Susu cokelat kotak 125 ml", MEAL, 2_600, 3_500, 80, 40),
    Ware("Mi instan goreng", MEAL, 2_700, 3_500, 160, 40),
    Ware("Mi instan soto", MEAL, 2_650, 3_500, 120, 40),
    Ware("Beras medium", MEAL, 12_400, 14_000, 250, 50, "kg", 13_500),
    Ware("Gula pasir", MEAL, 15_800, 17_500, 60, 20, "kg", 17_000),
    Ware("Minyak goreng 1 liter", MEAL, 16_900, 19_000, 48, 12, "pcs", 18_500),
    Ware("Telur ayam", MEAL, 26_500, 29_000, 30, 10, "kg"),
    Ware("Kopi bubuk 165 g", MEAL, 14_200, 17_000, 24, 6),
    Ware("Roti isi cokelat", SNACK, 1_700, 2_500, 36, 20),
    Ware("Biskuit kelapa", SNACK, 1_600, 2_000, 90, 30),
    Ware("Keripik singkong pedas", SNACK, 1_500, 2_000, 110, 40),
    Ware("Kacang telur 50 g", SNACK, 1_550, 2_000, 75, 30),
    Ware("Wafer cokelat", SNACK, 800, 1_000, 200, 60),
    Ware("Permen jahe", SNACK, 180, 250, 600, 100),
    Ware("Es lilin kacang hijau", SNACK, 600, 1_000, 40, 20),
    Ware("Bakso goreng", SNACK, 900, 1_500, 25, 30),
    Ware("Kerupuk udang", SNACK, 750, 1_000, 80, 30),
    Ware("Sabun mandi batang", WASH, 2_800, 4_000, 96, 24),
    Ware("Sampo saset", WASH, 420, 500, 480, 120),
    Ware("Pasta gigi 75 g", WASH, 4_900, 6_500, 60, 20),
    Ware("Sikat gigi", WASH, 2_900, 4_500, 48, 12),
    Ware("Deterjen bubuk 800 g", WASH, 14_600, 17_500, 36, 12),
    Ware("Sabun cuci piring 400 ml", WASH, 7_200, 9_000, 24, 12),
    Ware("Sarung tenun", CLOTHES, 58_000, 75_000, 20, 5, "pcs", 72_000),
    Ware("Kopiah hitam", CLOTHES, 31_000, 42_000, 18, 6),
    Ware("Kerudung segi empat", CLOTHES, 21_000, 29_000, 30, 8),
    Ware("Sandal jepit", CLOTHES, 8_900, 12_500, 40, 12),
    Ware("Buku tulis 38 lembar", BOOK, 3_100, 4_000, 240, 60),
    Ware("Buku tulis 58 lembar", BOOK, 4_600, 6_000, 140, 40),
    Ware("Pulpen hitam", BOOK, 1_500, 2_500, 150, 50),
    Ware("Pensil 2B", BOOK, 1_900, 3_000, 90, 30),
    Ware("Penghapus", BOOK, 700, 1_500, 60, 20),
    Ware("Penggaris 30 cm", BOOK, 1_800, 3_000, 30, 10),
    Ware("Kitab Safinatun Najah", BOOK, 11_000, 15_000, 60, 15),
    Ware("Kitab Jurumiyah", BOOK, 9_500, 13_000, 55, 15),
    Ware("Kitab Ta'lim Muta'allim", BOOK, 14_500, 19_000, 40, 10),
    Ware("Juz 'Amma dan terjemahnya", BOOK, 12_500, 17_000, 35, 10),
    Ware("Minyak kayu putih 60 ml", MEDICINE, 17_500, 21_000, 18, 6),
    Ware("Tablet penurun panas (strip)", MEDICINE, 3_900, 5_000, 30, 10),
    Ware("Plester luka (isi 10)", MEDICINE, 4_200, 6_000, 24, 10),
)
BROUGHT = (("Kue lapis", 1_600, 2_000, 40), ("Bolu pandan", 1_250, 1_500, 30))


def load() -> None:
    """All of it; returns at once where there is a shop."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        if Shop.objects.of(koppontren).exists():
            return
        keeper = User.objects.get(email="pembukuan@al-hikmah.example")
        unit = Unit.objects.of(koppontren).get(code="Toko")
        shop = open_shop(koppontren, name="Toko Al-Hikmah", unit=unit, by=keeper)
        goods = _stock(shop, keeper)
        _buy(shop, goods, keeper)
        _bring(shop, keeper)
        _count(shop, goods, keeper)


def _stock(shop: Shop, by: User) -> dict[str, Good]:
    """The goods with what of them lay on the shelves when the shop was opened."""
    codes = _codes()
    categories = {row.name: row for row in Category.objects.of(shop.koppontren)}
    goods = {ware.name: _add(shop, ware, categories, next(codes), by) for ware in WARES}
    put_on_shelf(
        shop,
        [
            Change(
                goods[ware.name].pk,
                ware.there * PER_UNIT,
                amount_for(ware.there * PER_UNIT, ware.cost),
            )
            for ware in WARES
        ],
        request_id=_key("stok-awal"),
        by=by,
        about="Stok awal (simulasi)",
    )
    water = goods["Air mineral gelas 240 ml"]
    add_barcode(water, Code(code=next(codes), quantity=48 * PER_UNIT, price=26_400), by=by)
    many = Prices(price=4_000, wholesale_price=3_700, wholesale_from=12 * PER_UNIT)
    set_price(goods["Buku tulis 38 lembar"], many, by=by)
    return goods


def _add(shop: Shop, ware: Ware, categories: dict[str, Category], code: str, by: User) -> Good:
    facts = Facts(
        name=ware.name,
        category=categories[ware.category],
        unit_name=ware.unit,
        low_at=ware.low_at * PER_UNIT,
        codes=[Code(code=code)],
    )
    prices = Prices(price=ware.price, member_price=ware.member_price)
    return add_good(shop, facts, prices, request_id=_key(ware.name), by=by)


def _buy(shop: Shop, goods: dict[str, Good], by: User) -> None:
    """Two suppliers: one is owed, one was paid; some of what came in does not keep long."""
    today = today_in(shop.koppontren)
    grocer = add_supplier(
        shop,
        name="Grosir Berkah (simulasi)",
        phone="6281200000021",
        note="Datang tiap Senin",
        request_id=_key("berkah"),
        by=by,
    )
    press = add_supplier(shop, name="Percetakan Nusa (simulasi)", request_id=_key("nusa"), by=by)
    record_purchase(
        shop,
        [
            _bought(goods["Susu cokelat kotak 125 ml"], 40, 106_000, today + timedelta(days=45)),
            _bought(goods["Roti isi cokelat"], 24, 41_000, today + timedelta(days=5)),
            _bought(goods["Mi instan goreng"], 40, 110_000, today + timedelta(days=240)),
        ],
        supplier=grocer,
        due_on=today + timedelta(days=14),
        paper="INV-0417",
        request_id=_key("belanja-1"),
        by=by,
    )
    record_purchase(
        shop,
        [_bought(goods["Buku tulis 38 lembar"], 100, 315_000)],
        supplier=press,
        paper="N-88",
        request_id=_key("belanja-2"),
        by=by,
    )
    cash = Account.objects.of(shop.koppontren).get(code="1211")
    pay_supplier(press, amount=315_000, paid_from=cash, request_id=_key("bayar"), by=by)


def _bought(good: Good, many: int, cost: int, keeps_until: date | None = None) -> Bought:
    return Bought(good=good, quantity=many * PER_UNIT, cost=cost, expires_on=keeps_until)


def _bring(shop: Shop, by: User) -> None:
    """Cakes of a class that are sold for it."""
    category = Category.objects.of(shop.koppontren).get(name=SNACK)
    class_ = add_consignor(shop, name="Kelas Tata Boga (simulasi)", request_id=_key("boga"), by=by)
    cakes = {
        _cake(shop, class_, category, name, gets, price, by): many * PER_UNIT
        for name, gets, price, many in BROUGHT
    }
    receive_consigned(class_, cakes, about="Pagi", request_id=_key("titip"), by=by)


def _cake(
    shop: Shop, owner: Consignor, category: Category, name: str, gets: int, price: int, by: User
) -> Good:
    facts = Facts(name=name, category=category, consignor=owner, consign_price=gets)
    return add_good(shop, facts, Prices(price=price), request_id=_key(name), by=by)


def _count(shop: Shop, goods: dict[str, Good], by: User) -> None:
    """Medicine was counted; one strip is missing, and the manager has not looked yet."""
    category = Category.objects.of(shop.koppontren).get(name=MEDICINE)
    begun = begin_count(shop, category=category, request_id=_key("hitung"), by=by)
    for ware in WARES:
        if ware.category == MEDICINE:
            missing = 1 if ware.name.startswith("Tablet") else 0
            many = (ware.there - missing) * PER_UNIT
            count_good(begun, goods[ware.name], counted=many, by=by)
    send_count(begun, by=by)


def _codes() -> Iterator[str]:
    """Codes of 13 digits with their check digit."""
    for n in count(1):
        digits = f"20{n:010d}"
        odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
        yield f"{digits}{-(odd + 3 * even) % 10}"


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{name}.shop.al-hikmah.example")
