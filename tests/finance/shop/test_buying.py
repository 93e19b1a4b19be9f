"""Goods that come in for money and go back, and what suppliers are paid: as the journal says it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.refusals import Overdrawn
from klinik.finance.shop.commands import put_on_shelf
from klinik.finance.shop.commands.buying import (
    Bought,
    Returned,
    add_supplier,
    pay_supplier,
    record_purchase,
    return_goods,
)
from klinik.finance.shop.models import Good, Payment, Purchase, PurchaseLine, Supplier
from klinik.finance.shop.queries.buying import expiring, owed_to
from klinik.finance.shop.refusals import (
    BadQuantity,
    MoreThanOwed,
    NoSupplier,
    NotCashOfShop,
    NothingListed,
    NothingPaid,
    NotOfThisPurchase,
    NotThatMuch,
    ShopRequestReused,
    SupplierNameTaken,
    TooMuch,
)
from klinik.finance.shop.rules import Change
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, journal, put, undo
from tests.finance.shop.shelves import adds_up, make_good, stock

SHOP = "/koppontren/al-hikmah/toko/"


@pytest.fixture
def cash(koppontren: Koppontren, keeper: User) -> Account:
    """The shop's cash box with Rp1.000.000 of a grant."""
    box = account(koppontren, "1211")
    put(koppontren, [dr(box, 1_000_000), cr(account(koppontren, "3130"), 1_000_000)], by=keeper)
    return box


@pytest.fixture
def supplier(water: Good, keeper: User) -> Supplier:
    return add_supplier(water.shop, name="Grosir Contoh", request_id=uuid4(), by=keeper)


def bought(good: Good, by: User, *, many: int = 24, cost: int = 60_000, **options: Any) -> Purchase:
    lines = [
        Bought(
            good=good,
            quantity=many * 1_000,
            cost=cost,
            expires_on=options.pop("expires_on", None),
        )
    ]
    return record_purchase(good.shop, lines, request_id=uuid4(), by=by, **options)


def test_what_is_paid_at_once_leaves_the_cash_box(water: Good, cash: Account, keeper: User) -> None:
    bought(water, keeper, paid_from=cash)

    assert journal(water.koppontren)[1:] == [
        "shop.purchase: Dr Persediaan Barang Dagang 60.000, Cr Kas Toko 60.000"
    ]
    assert stock(water) == (24_000, 60_000, 2_500)
    assert adds_up(water.shop)


def test_what_is_paid_later_is_owed(water: Good, supplier: Supplier, keeper: User) -> None:
    bought(water, keeper, supplier=supplier)

    assert journal(water.koppontren) == [
        "shop.purchase: Dr Persediaan Barang Dagang 60.000, Cr Utang Dagang 60.000"
    ]
    assert owed_to(supplier) == 60_000


def test_money_of_another_unit_goes_between_the_units(water: Good, keeper: User) -> None:
    koppontren = water.koppontren
    bank = account(koppontren, "1112")
    put(koppontren, [dr(bank, 100_000), cr(account(koppontren, "3140"), 100_000)], by=keeper)

    bought(water, keeper, paid_from=bank)

    assert journal(koppontren)[1:] == [
        "shop.purchase: Dr Persediaan Barang Dagang 60.000, Cr Bank 60.000, "
        "Dr Rekening Antar Unit: Toko 60.000, Cr Rekening Antar Unit: USPPS 60.000"
    ]
    assert adds_up(water.shop)


def test_the_same_request_is_one_purchase(water: Good, supplier: Supplier, keeper: User) -> None:
    request, line = uuid4(), Bought(good=water, quantity=1_000, cost=2_500)

    def record(*lines: Bought) -> Purchase:
        return record_purchase(water.shop, lines, supplier=supplier, request_id=request, by=keeper)

    first = record(line)

    assert record(line) == first
    assert stock(water) == (1_000, 2_500, 2_500)
    with pytest.raises(ShopRequestReused):
        record(line, line)


def test_one_good_in_two_lines_is_two_lines(water: Good, supplier: Supplier, keeper: User) -> None:
    lines = [
        Bought(good=water, quantity=1_000, cost=2_000, expires_on=date(2027, 1, 1)),
        Bought(good=water, quantity=1_000, cost=3_000, expires_on=date(2027, 6, 1)),
    ]
    purchase = record_purchase(water.shop, lines, supplier=supplier, request_id=uuid4(), by=keeper)

    assert [line.cost for line in purchase.lines.all()] == [2_000, 3_000]
    assert stock(water) == (2_000, 5_000, 3_000)


def test_what_cannot_be_bought_changes_nothing(
    water: Good, supplier: Supplier, cash: Account, keeper: User
) -> None:
    shop, stock_account = water.shop, water.shop.stock
    one = Bought(good=water, quantity=1_000, cost=2_500)
    for lines, options, refusal in (
        ([], {"paid_from": cash}, NothingListed),
        ([Bought(good=water, quantity=1_000, cost=0)], {"paid_from": cash}, NothingPaid),
        ([one], {}, NoSupplier),
        ([one], {"paid_from": stock_account}, NotCashOfShop),
        ([Bought(good=water, quantity=500, cost=1)], {"paid_from": cash}, BadQuantity),
        ([Bought(good=water, quantity=1_000, cost=2_000_000)], {"paid_from": cash}, Overdrawn),
    ):
        with pytest.raises(refusal):
            record_purchase(shop, lines, request_id=uuid4(), by=keeper, **options)  # type: ignore[arg-type]

    assert stock(water) == (0, 0, 0)
    assert Purchase.objects.of(shop.koppontren).count() == 0


def test_goods_go_back_at_the_average_and_the_difference_is_told(
    water: Good, supplier: Supplier, keeper: User
) -> None:
    put_on_shelf(water.shop, [Change(water.pk, 24_000, 48_000)], request_id=uuid4(), by=keeper)
    purchase = bought(water, keeper, supplier=supplier)
    line = purchase.lines.get()

    return_goods(
        purchase,
        [Returned(line=line, quantity=12_000, refund=30_000)],
        why="Pecah",
        request_id=uuid4(),
        by=keeper,
    )

    assert journal(water.koppontren)[2:] == [
        "shop.sent_back: Dr Utang Dagang 30.000, Cr Persediaan Barang Dagang 27.000, "
        "Cr Selisih Persediaan Toko 3.000"
    ]
    assert (owed_to(supplier), stock(water)[:2]) == (30_000, (36_000, 81_000))
    assert adds_up(water.shop)


def test_no_more_goes_back_than_was_bought_and_is_there(
    water: Good, supplier: Supplier, cash: Account, keeper: User
) -> None:
    purchase = bought(water, keeper, paid_from=cash)
    line = purchase.lines.get()

    def back(many: int, **options: Any) -> None:
        lines = [Returned(line=line, quantity=many * 1_000, refund=many)]
        return_goods(purchase, lines, why="Rusak", request_id=uuid4(), by=keeper, **options)

    with pytest.raises(NoSupplier):
        back(1)
    with pytest.raises(NotOfThisPurchase):
        back(25, paid_to=cash)
    back(24, paid_to=cash)
    with pytest.raises(NotOfThisPurchase):
        back(1, paid_to=cash)
    again = bought(water, keeper, paid_from=cash, many=10)
    count_down = [Returned(line=again.lines.get(), quantity=10_000, refund=1)]
    put_back = bought(water, keeper, paid_from=cash, many=1, cost=1)
    assert put_back.total == 1
    return_goods(again, count_down, paid_to=cash, why="Rusak", request_id=uuid4(), by=keeper)
    assert adds_up(water.shop)


def test_a_supplier_gets_what_is_owed_and_no_more(
    water: Good, supplier: Supplier, cash: Account, keeper: User
) -> None:
    bought(water, keeper, supplier=supplier)
    request = uuid4()

    def pay(amount: int) -> Payment:
        return pay_supplier(supplier, amount=amount, paid_from=cash, request_id=request, by=keeper)

    with pytest.raises(MoreThanOwed):
        pay(60_001)
    first = pay(50_000)
    assert pay(50_000) == first
    assert owed_to(supplier) == 10_000
    assert (
        journal(water.koppontren)[-1] == "shop.payment: Dr Utang Dagang 50.000, Cr Kas Toko 50.000"
    )


def test_a_payment_undone_in_the_journal_is_owed_again(
    client: Client, water: Good, supplier: Supplier, cash: Account, keeper: User
) -> None:
    bought(water, keeper, supplier=supplier)
    paid = pay_supplier(supplier, amount=50_000, paid_from=cash, request_id=uuid4(), by=keeper)
    entry = Entry.objects.of(water.koppontren).get(number=paid.entry_number)

    undo(entry, by=keeper)

    assert owed_to(supplier) == 60_000
    client.force_login(keeper)
    page = client.get(f"{SHOP}pemasok/{supplier.request_id}/").content.decode()
    assert "dibatalkan" in page
    pay_supplier(supplier, amount=60_000, paid_from=cash, request_id=uuid4(), by=keeper)
    assert owed_to(supplier) == 0


def test_more_than_a_shelf_holds_is_refused_in_words(
    water: Good, supplier: Supplier, keeper: User
) -> None:
    most = 10**15
    bought(water, keeper, supplier=supplier, cost=most)
    with pytest.raises(TooMuch):
        bought(water, keeper, supplier=supplier, cost=most)


def test_suppliers_have_no_name_in_common(water: Good, supplier: Supplier, keeper: User) -> None:
    with pytest.raises(SupplierNameTaken):
        add_supplier(water.shop, name="GROSIR CONTOH", request_id=uuid4(), by=keeper)


def test_what_was_bought_stays_as_it_was_said(
    water: Good, supplier: Supplier, keeper: User
) -> None:
    purchase = bought(water, keeper, supplier=supplier)
    for rows in (Purchase.objects, PurchaseLine.objects):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows.update(koppontren=0)
    purchase.pk, purchase.request_id = None, uuid4()
    with pytest.raises(IntegrityError, match="not what its entry moved"), transaction.atomic():
        purchase.save(force_insert=True)


def test_a_payment_round_python_is_refused(
    water: Good, supplier: Supplier, cash: Account, keeper: User
) -> None:
    bought(water, keeper, supplier=supplier)
    paid = pay_supplier(supplier, amount=60_000, paid_from=cash, request_id=uuid4(), by=keeper)
    paid.pk, paid.request_id = None, uuid4()
    with pytest.raises(IntegrityError, match="not owed"), transaction.atomic():
        paid.save(force_insert=True)


def test_the_older_is_taken_to_be_sold_first(water: Good, supplier: Supplier, keeper: User) -> None:
    today = today_in(water.koppontren)
    soon, later = today + timedelta(days=10), today + timedelta(days=50)
    bought(water, keeper, supplier=supplier, many=10, expires_on=soon)
    bought(water, keeper, supplier=supplier, many=10, expires_on=later)

    def left() -> list[tuple[date, int]]:
        return [(row.expires_on, row.left) for row in expiring(water.koppontren, on=today)]

    assert left() == [(soon, 10_000), (later, 10_000)]
    purchase = bought(water, keeper, supplier=supplier, many=1)
    assert left() == [(soon, 10_000), (later, 10_000)]
    return_goods(
        purchase,
        [Returned(line=purchase.lines.get(), quantity=1_000, refund=1)],
        why="Rusak",
        request_id=uuid4(),
        by=keeper,
    )
    assert left() == [(soon, 10_000), (later, 10_000)]


def test_a_purchase_is_typed_line_by_line(
    client: Client, water: Good, keeper: User, cash: Account
) -> None:
    tea = make_good(water.shop, keeper, name="Teh Botol", codes=("777",))
    client.force_login(keeper)
    typed: dict[str, Any] = {
        "rows": 5,
        "good0": "Air Mineral 600 ml (B-0001)",
        "quantity0": "24",
        "cost0": "60.000",
        "good1": "777",
        "quantity1": "12",
        "cost1": "48.000",
        "paid_from": "1211",
        "request_id": uuid4(),
    }
    more = client.post(f"{SHOP}belanja/baru/", {**typed, "more": "1"}).content.decode()
    assert 'name="good9"' in more
    wrong = client.post(f"{SHOP}belanja/baru/", {**typed, "good1": "Kopi"})
    assert wrong.status_code == 422

    answer = client.post(f"{SHOP}belanja/baru/", typed)

    purchase = Purchase.objects.of(water.koppontren).get()
    assert answer.headers["Location"] == purchase.get_absolute_url()
    assert (purchase.total, stock(tea)) == (108_000, (12_000, 48_000, 4_000))
    page = client.get(purchase.get_absolute_url()).content.decode()
    assert "Teh Botol" in page
    back = f"{purchase.get_absolute_url()}kembali/"
    client.post(
        back,
        {"quantity2": "12", "paid_to": "1211", "why": "Rusak", "request_id": uuid4()},
    )
    assert stock(tea)[:2] == (0, 0)


def test_the_pages_of_suppliers_pay(
    client: Client, water: Good, supplier: Supplier, cash: Account, keeper: User
) -> None:
    bought(water, keeper, supplier=supplier)
    client.force_login(keeper)
    page = f"{SHOP}pemasok/{supplier.request_id}/"

    client.post(f"{page}bayar/", {"amount": "20.000", "paid_from": "1211", "request_id": uuid4()})
    client.post(f"{page}ubah/", {"name": "Grosir Baru", "phone": "081234567890"})

    shown = client.get(page).content.decode()
    assert "Rp40.000" in shown
    assert "Grosir Baru" in client.get(f"{SHOP}pemasok/").content.decode()
    assert client.get(f"{SHOP}belanja/", {"format": "csv"}).status_code == 200


def test_a_cashier_does_not_see_what_was_paid(client: Client, water: Good, cashier: User) -> None:
    client.force_login(cashier)

    for page in ("belanja/", "pemasok/", "titipan/", "hitung/"):
        assert client.get(f"{SHOP}{page}").status_code == 403
    assert client.get(f"{SHOP}kedaluwarsa/").status_code == 200


def test_nothing_goes_back_that_is_not_there(water: Good, supplier: Supplier, keeper: User) -> None:
    first = bought(water, keeper, supplier=supplier, many=2)
    second = bought(water, keeper, supplier=supplier, many=2)
    return_goods(
        second,
        [Returned(line=second.lines.get(), quantity=2_000, refund=1)],
        why="Rusak",
        request_id=uuid4(),
        by=keeper,
    )
    with pytest.raises(NotThatMuch):
        return_goods(
            first,
            [
                Returned(line=first.lines.get(), quantity=2_000, refund=1),
                Returned(line=first.lines.get(), quantity=2_000, refund=1),
            ],
            why="Rusak",
            request_id=uuid4(),
            by=keeper,
        )
