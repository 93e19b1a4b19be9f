"""Opening a shop, its catalogue, and stock that was there before."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.shop.commands import (
    add_barcode,
    add_stocked_good,
    bring_back,
    change_good,
    drop_barcode,
    end_good,
    open_shop,
    put_on_shelf,
    set_price,
)
from klinik.finance.shop.commands.goods import Code, Facts, Prices
from klinik.finance.shop.models import Barcode, Good, Move, Shop
from klinik.finance.shop.queries import find_goods, good_by_code, prices_before
from klinik.finance.shop.refusals import (
    BadPrices,
    CodeTakenByGood,
    GoodEnded,
    GoodNameTaken,
    NotACode,
    ShopOfUnit,
    ShopRequestReused,
    StillInStock,
    UnevenPrice,
)
from klinik.finance.shop.rules import Change
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, balance, journal, open_example
from tests.finance.shop.shelves import adds_up, make_category, make_good, make_shop, stock
from tests.world import make_koppontren


def test_a_shop_finds_the_accounts_that_the_chart_has(shop: Shop) -> None:
    found = [shop.stock, shop.cost, shop.income, shop.payable]

    assert [a.code for a in found] == ["1251", "5110", "4110", "2210"]


def test_a_shop_opens_the_accounts_that_the_chart_lacks(shop: Shop) -> None:
    found = [shop.discounts, shop.qris, shop.difference]

    assert [str(account) for account in found] == [
        "4119 Retur dan Potongan Penjualan",
        "1231 QRIS dalam Perjalanan Toko",
        "5920 Selisih Persediaan Toko",
    ]


def test_a_shop_opened_twice_is_one_shop(shop: Shop, koppontren: Koppontren, keeper: User) -> None:
    accounts = set(accounts_by_code(koppontren))

    assert make_shop(koppontren, keeper) == shop
    assert set(accounts_by_code(koppontren)) == accounts
    with pytest.raises(ShopOfUnit):
        open_shop(koppontren, name="Kantin", unit=shop.unit, by=keeper)


def test_a_good_has_a_number_and_a_code(water: Good, shop: Shop) -> None:
    assert (water.code, stock(water)) == ("B-0001", (0, 0, 0))
    assert good_by_code(shop, " 8991234567890 ") == water
    assert good_by_code(shop, "b-0001") == water


def test_the_same_request_is_one_good(shop: Shop, keeper: User) -> None:
    facts, request = Facts(name="Sabun", category=make_category(shop.koppontren)), uuid4()

    def add(price: int) -> Good:
        return add_stocked_good(
            shop,
            facts,
            Prices(price=price),
            there=10_000,
            unit_cost=3_000,
            request_id=request,
            by=keeper,
        )

    good = add(5_000)

    assert add(5_000) == good
    assert stock(good) == (10_000, 30_000, 3_000)
    with pytest.raises(ShopRequestReused):
        add(6_000)


def test_two_goods_have_no_name_and_no_code_in_common(
    water: Good, shop: Shop, keeper: User
) -> None:
    with pytest.raises(GoodNameTaken):
        make_good(shop, keeper, name="AIR MINERAL 600 ML")
    with pytest.raises(CodeTakenByGood):
        make_good(shop, keeper, name="Teh Botol", codes=("8991234567890",))

    assert [good.name for good in Good.objects.of(shop.koppontren)] == [water.name]


@pytest.mark.parametrize("code", ["", "B-0001", "A" * 41, "<b>", "-1", "٣٣٣"])
def test_what_no_scanner_reads_is_no_code(water: Good, keeper: User, code: str) -> None:
    with pytest.raises(NotACode):
        add_barcode(water, Code(code=code), by=keeper)


def test_a_carton_has_a_code_and_a_price_of_its_own(water: Good, keeper: User) -> None:
    carton = Code(code="1899 1234 567890", quantity=24_000, price=84_000)

    added = add_barcode(water, carton, by=keeper)

    assert add_barcode(water, carton, by=keeper) == added
    assert [(b.code, b.quantity, b.price) for b in Barcode.objects.of(water.koppontren)] == [
        ("8991234567890", 1_000, None),
        ("18991234567890", 24_000, 84_000),
    ]
    drop_barcode(water, "18991234567890", by=keeper)
    assert good_by_code(water.shop, "18991234567890") is None


def test_a_price_of_a_carton_is_whole_rupiah_for_a_piece(water: Good, keeper: User) -> None:
    with pytest.raises(UnevenPrice, match=r"Pakai Rp9\.999 atau Rp10\.002"):
        add_barcode(water, Code(code="111", quantity=3_000, price=10_000), by=keeper)
    with pytest.raises(IntegrityError, match="barcode_price_even"), transaction.atomic():
        Barcode.objects.create(
            koppontren=water.koppontren,
            shop=water.shop,
            good=water,
            code="111",
            quantity=3_000,
            price=10_000,
        )
    half = Code(code="222", quantity=500, price=1_001)
    assert add_barcode(water, half, by=keeper).price == 1_001


def test_the_price_of_before_stays_known(water: Good, keeper: User) -> None:
    set_price(water, Prices(price=4_500), by=keeper)
    set_price(water, Prices(price=4_500), by=keeper)
    set_price(
        water,
        Prices(price=4_500, member_price=4_000, wholesale_price=4_200, wholesale_from=12_000),
        by=keeper,
    )

    assert [(row.price, row.member_price) for row in prices_before(water)] == [
        (4_500, 4_000),
        (4_500, None),
        (4_000, None),
    ]


@pytest.mark.parametrize(
    "prices",
    [
        Prices(price=4_000, member_price=5_000),
        Prices(price=4_000, wholesale_price=4_100, wholesale_from=12_000),
        Prices(price=4_000, wholesale_price=3_000),
        Prices(price=4_000, wholesale_from=12_000),
    ],
)
def test_nobody_special_pays_more(water: Good, keeper: User, prices: Prices) -> None:
    with pytest.raises(BadPrices):
        set_price(water, prices, by=keeper)


def test_what_was_not_in_the_books_is_the_owners_own(water: Good, keeper: User) -> None:
    put_on_shelf(water.shop, [Change(water.pk, 24_000, 60_000)], request_id=uuid4(), by=keeper)

    assert journal(water.koppontren) == [
        "shop.opening: Dr Persediaan Barang Dagang 60.000, Cr Modal Awal Persediaan Toko 60.000"
    ]
    assert stock(water) == (24_000, 60_000, 2_500)
    assert adds_up(water.shop)


def test_what_the_books_held_is_told_good_by_good_without_an_entry(keeper: User) -> None:
    koppontren = keeper.memberships.get().koppontren
    assert koppontren
    open_example(koppontren, keeper)
    shop = make_shop(koppontren, keeper)
    good = make_good(shop, keeper)
    held = balance(account(koppontren, "1251"))
    entries = len(journal(koppontren))

    put_on_shelf(shop, [Change(good.pk, 1_000_000, held - 5)], request_id=uuid4(), by=keeper)

    shop.refresh_from_db()
    assert (held > 5, shop.undetailed) == (True, 5)
    assert len(journal(koppontren)) == entries
    put_on_shelf(shop, [Change(good.pk, 1_000, 7)], request_id=uuid4(), by=keeper)
    assert journal(koppontren)[entries:] == [
        "shop.opening: Dr Persediaan Barang Dagang 2, Cr Modal Awal Persediaan Toko 2"
    ]
    assert adds_up(shop)


def test_the_same_request_puts_goods_on_the_shelf_once(water: Good, keeper: User) -> None:
    change, request = Change(water.pk, 24_000, 60_000), uuid4()
    first = put_on_shelf(water.shop, [change], request_id=request, by=keeper)

    assert put_on_shelf(water.shop, [change], request_id=request, by=keeper) == first
    assert Move.objects.of(water.koppontren).count() == 1
    with pytest.raises(ShopRequestReused):
        put_on_shelf(water.shop, [Change(water.pk, 1_000, 1)], request_id=request, by=keeper)


def test_what_lies_on_the_shelf_does_not_vanish(water: Good, keeper: User) -> None:
    put_on_shelf(water.shop, [Change(water.pk, 1_000, 2_500)], request_id=uuid4(), by=keeper)

    with pytest.raises(StillInStock):
        end_good(water, by=keeper)


def test_a_good_that_ended_gives_its_name_free(water: Good, shop: Shop, keeper: User) -> None:
    end_good(water, by=keeper)
    again = make_good(shop, keeper)

    assert again.code == "B-0002"
    with pytest.raises(GoodNameTaken):
        bring_back(water, by=keeper)
    water.refresh_from_db()
    with pytest.raises(GoodEnded):
        add_barcode(water, Code(code="1"), by=keeper)


def test_what_a_good_is_can_be_put_right(water: Good, keeper: User) -> None:
    books = make_category(water.koppontren, "Kitab dan buku")

    changed = change_good(water, Facts(name="Buku Tulis", category=books, low_at=10_000), by=keeper)

    assert (changed.name, changed.category, changed.low_at) == ("Buku Tulis", books, 10_000)


def test_goods_are_found_by_words_and_by_codes(water: Good, shop: Shop, keeper: User) -> None:
    make_good(shop, keeper, name="Teh Botol")

    def found(typed: str) -> list[str]:
        return [good.name for good in find_goods(shop.koppontren, typed)]

    assert found("") == ["Air Mineral 600 ml", "Teh Botol"]
    assert found("600 air") == found("8991234567890") == found("b-0001") == ["Air Mineral 600 ml"]
    assert found("kopi") == found("\0")[2:] == []


def test_another_koppontren_has_goods_of_its_own(water: Good) -> None:
    other = make_koppontren("an-nur")

    assert list(find_goods(other, "")) == []
