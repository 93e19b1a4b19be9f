"""Stock counts: by whoever counts, booked by somebody else, right whatever is sold meanwhile."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from klinik.finance.ledger.posting import cr, dr
from klinik.finance.shop.commands import put_on_shelf
from klinik.finance.shop.commands.buying import Bought, record_purchase
from klinik.finance.shop.commands.counting import (
    approve_count,
    begin_count,
    count_good,
    count_on,
    drop_count,
    send_count,
)
from klinik.finance.shop.models import CountLine, Good, StockCount
from klinik.finance.shop.refusals import (
    CountedItYourself,
    CountUnderWay,
    NotCounting,
    NothingCounted,
    NotOfThisCount,
)
from klinik.finance.shop.rules import Change
from klinik.people.models import User
from tests.finance.books import account, journal, put
from tests.finance.shop.shelves import adds_up, make_category, make_good, stock

SHOP = "/koppontren/al-hikmah/toko/"


@pytest.fixture
def stocked(water: Good, keeper: User) -> Good:
    put_on_shelf(water.shop, [Change(water.pk, 10_000, 25_000)], request_id=uuid4(), by=keeper)
    return water


def counted(good: Good, by: User, *, many: int) -> StockCount:
    count = begin_count(good.shop, request_id=uuid4(), by=by)
    count_good(count, good, counted=many * 1_000, by=by)
    return send_count(count, by=by)


def test_what_is_missing_is_booked_by_a_second_person(
    stocked: Good, keeper: User, manager: User
) -> None:
    count = counted(stocked, keeper, many=8)
    with pytest.raises(CountedItYourself):
        approve_count(count, by=keeper)

    for _time in range(2):
        approve_count(count, by=manager)

    assert journal(stocked.koppontren)[1:] == [
        "shop.count: Cr Persediaan Barang Dagang 5.000, Dr Selisih Persediaan Toko 5.000"
    ]
    assert stock(stocked)[:2] == (8_000, 20_000)
    assert adds_up(stocked.shop)


def test_what_is_found_is_worth_the_average(stocked: Good, keeper: User, manager: User) -> None:
    approve_count(counted(stocked, keeper, many=12), by=manager)

    assert journal(stocked.koppontren)[1:] == [
        "shop.count: Dr Persediaan Barang Dagang 5.000, Cr Selisih Persediaan Toko 5.000"
    ]
    assert stock(stocked)[:2] == (12_000, 30_000)


def test_what_comes_and_goes_after_a_line_changes_no_difference(
    stocked: Good, keeper: User, manager: User
) -> None:
    """Counted 8 of 10; then 5 come in. The shelf has 13, whatever the books said in between."""
    koppontren = stocked.koppontren
    count = counted(stocked, keeper, many=8)
    box = account(koppontren, "1211")
    put(koppontren, [dr(box, 20_000), cr(account(koppontren, "3130"), 20_000)], by=keeper)
    record_purchase(
        stocked.shop,
        [Bought(good=stocked, quantity=5_000, cost=12_500)],
        paid_from=box,
        request_id=uuid4(),
        by=keeper,
    )

    approve_count(count, by=manager)

    assert stock(stocked)[:2] == (13_000, 32_500)
    assert adds_up(stocked.shop)


def test_book_and_shelf_alike_need_no_entry(stocked: Good, keeper: User, manager: User) -> None:
    count = approve_count(counted(stocked, keeper, many=10), by=manager)

    assert (count.entry_number, len(journal(stocked.koppontren))) == (None, 1)


def test_one_count_at_a_time(stocked: Good, keeper: User) -> None:
    request = uuid4()
    count = begin_count(stocked.shop, request_id=request, by=keeper)

    assert begin_count(stocked.shop, request_id=request, by=keeper) == count
    with pytest.raises(CountUnderWay):
        begin_count(stocked.shop, request_id=uuid4(), by=keeper)
    drop_count(count, why="Salah rak", by=keeper)
    begin_count(stocked.shop, request_id=uuid4(), by=keeper)


def test_the_later_line_holds_and_a_sent_count_takes_none(stocked: Good, keeper: User) -> None:
    count = begin_count(stocked.shop, request_id=uuid4(), by=keeper)
    with pytest.raises(NothingCounted):
        send_count(count, by=keeper)
    for many in (3_000, 9_000):
        count_good(count, stocked, counted=many, by=keeper)
    send_count(count, by=keeper)

    assert count.lines.get().difference == -1_000
    with pytest.raises(NotCounting):
        count_good(count, stocked, counted=1_000, by=keeper)
    count_on(count, by=keeper)
    count_good(count, stocked, counted=10_000, by=keeper)
    assert count.lines.get().difference == 0


def test_a_count_of_a_category_takes_its_goods_alone(stocked: Good, keeper: User) -> None:
    books = make_category(stocked.koppontren, "Kitab dan buku")
    pen = make_good(stocked.shop, keeper, name="Pulpen", category="Kitab dan buku")
    count = begin_count(stocked.shop, category=books, request_id=uuid4(), by=keeper)

    count_good(count, pen, counted=0, by=keeper)
    with pytest.raises(NotOfThisCount):
        count_good(count, stocked, counted=1_000, by=keeper)


def test_postgresql_wants_the_second_person_as_well(
    stocked: Good, keeper: User, manager: User
) -> None:
    count = counted(stocked, keeper, many=8)
    rows = StockCount.objects.filter(pk=count.pk)
    decided = {"stage": "approved", "decided_at": timezone.now()}
    for person in (keeper, manager):  # counted it; and the stock was not moved
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**decided, decided_by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountLine.objects.update(counted=10_000)


def test_a_count_is_done_on_the_pages(
    client: Client, stocked: Good, keeper: User, manager: User
) -> None:
    client.force_login(keeper)
    answer = client.post(f"{SHOP}hitung/", {"shop": stocked.shop_id, "request_id": uuid4()})
    page = answer.headers["Location"]
    wrong = client.post(f"{page}baris/", {"good": "B-0001", "counted": "banyak"})
    assert wrong.status_code == 422
    client.post(f"{page}baris/", {"good": "B-0001", "counted": "8"})
    assert "-2" in client.get(page).content.decode()
    client.post(f"{page}kirim/", {})
    assert client.post(f"{page}setuju/", {}).status_code == 403
    client.force_login(manager)

    client.post(f"{page}setuju/", {})

    assert stock(stocked)[0] == 8_000
    assert client.post(f"{page}batal/", {"why": "Salah"}).status_code == 422


def test_the_sheet_asks_a_fixed_number_of_questions(
    client: Client, stocked: Good, keeper: User
) -> None:
    from tests.finance.counter import questions

    client.force_login(keeper)
    count = begin_count(stocked.shop, request_id=uuid4(), by=keeper)
    count_good(count, stocked, counted=1_000, by=keeper)
    with_one = questions(client, count.get_absolute_url())
    for n in range(2):
        other = make_good(stocked.shop, keeper, name=f"Barang {n}")
        count_good(count, other, counted=1_000, by=keeper)

    assert questions(client, count.get_absolute_url()) == with_one <= 14
