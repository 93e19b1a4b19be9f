"""Goods of others: on the shelf without an entry, paid once they are sold."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.shop.commands.buying import Bought, record_purchase
from klinik.finance.shop.commands.consigning import (
    add_consignor,
    give_back,
    receive_consigned,
    settle,
)
from klinik.finance.shop.models import Consignor, Good, Shop
from klinik.finance.shop.refusals import (
    ConsignorKnown,
    MoreThanOwed,
    NotOfThisConsignor,
    NotThatMuch,
    OfAConsignor,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, journal, put
from tests.finance.counter import make_saver
from tests.finance.shop.shelves import adds_up, make_good, stock

SHOP = "/koppontren/al-hikmah/toko/"


@pytest.fixture
def baker(shop: Shop, keeper: User) -> Consignor:
    return add_consignor(shop, name="Kelas Tata Boga", request_id=uuid4(), by=keeper)


@pytest.fixture
def cake(baker: Consignor, keeper: User) -> Good:
    return make_good(
        baker.shop, keeper, name="Kue Lapis", price=2_000, consignor=baker, consign_price=1_700
    )


@pytest.fixture
def cash(koppontren: Koppontren, keeper: User) -> Account:
    box = account(koppontren, "1211")
    put(koppontren, [dr(box, 1_000_000), cr(account(koppontren, "3130"), 1_000_000)], by=keeper)
    return box


def sold(cake: Good, baker: Consignor, cash: Account, by: User, *, many: int) -> None:
    """What the till posts of goods of a consignor."""
    legs = [
        dr(cash, many * 2_000),
        cr(baker.account, many * 1_700),
        cr(baker.shop.income, many * 300),
    ]
    put(cake.koppontren, legs, by=by)


def test_a_consignor_has_an_account_without_a_name(baker: Consignor) -> None:
    assert (baker.number, str(baker.account)) == ("K-0001", "2230.0001 K-0001")
    assert baker.account.parent == baker.shop.consigned


def test_a_member_is_one_consignor(shop: Shop, keeper: User) -> None:
    member = make_saver(shop.koppontren, keeper, name="Ahmad Contoh")
    row = add_consignor(shop, member=member, request_id=uuid4(), by=keeper)

    assert (str(row), row.name) == ("Ahmad Contoh", "")
    with pytest.raises(ConsignorKnown):
        add_consignor(shop, member=member, request_id=uuid4(), by=keeper)


def test_what_is_brought_is_on_the_shelf_and_worth_nothing(
    cake: Good, baker: Consignor, keeper: User
) -> None:
    before, request = journal(cake.koppontren), uuid4()
    for _time in range(2):
        receive_consigned(baker, {cake: 30_000}, request_id=request, by=keeper)

    assert stock(cake) == (30_000, 0, 0)
    assert journal(cake.koppontren) == before
    with pytest.raises(NotThatMuch):
        give_back(baker, {cake: 31_000}, request_id=uuid4(), by=keeper)
    give_back(baker, {cake: 5_000}, request_id=uuid4(), by=keeper)
    assert stock(cake) == (25_000, 0, 0)
    assert adds_up(cake.shop)


def test_goods_of_others_are_not_bought_and_ours_are_not_brought(
    cake: Good, water: Good, baker: Consignor, cash: Account, keeper: User
) -> None:
    with pytest.raises(OfAConsignor):
        record_purchase(
            cake.shop,
            [Bought(good=cake, quantity=1_000, cost=1)],
            paid_from=cash,
            request_id=uuid4(),
            by=keeper,
        )
    with pytest.raises(NotOfThisConsignor):
        receive_consigned(baker, {water: 1_000}, request_id=uuid4(), by=keeper)


def test_a_consignor_gets_what_was_sold_and_no_more(
    cake: Good, baker: Consignor, cash: Account, keeper: User
) -> None:
    receive_consigned(baker, {cake: 30_000}, request_id=uuid4(), by=keeper)
    with pytest.raises(MoreThanOwed):
        settle(baker, amount=1, paid_from=cash, request_id=uuid4(), by=keeper)
    sold(cake, baker, cash, keeper, many=10)

    with pytest.raises(MoreThanOwed):
        settle(baker, amount=17_001, paid_from=cash, request_id=uuid4(), by=keeper)
    paid = settle(baker, amount=17_000, paid_from=cash, request_id=uuid4(), by=keeper)

    assert journal(cake.koppontren)[-1] == "shop.settlement: Dr K-0001 17.000, Cr Kas Toko 17.000"
    paid.pk, paid.request_id = None, uuid4()
    with pytest.raises(IntegrityError, match="not owed"), transaction.atomic():
        paid.save(force_insert=True)


def test_the_pages_of_consignors(client: Client, shop: Shop, cash: Account, keeper: User) -> None:
    client.force_login(keeper)
    wrong = client.post(f"{SHOP}titipan/", {"member": "A-0099", "request_id": uuid4()})
    assert wrong.status_code == 422
    client.post(f"{SHOP}titipan/", {"name": "Kelas Tata Boga", "request_id": uuid4()})
    baker = Consignor.objects.of(shop.koppontren).select_related("account").get()
    page = f"{SHOP}titipan/K-0001/"
    cake = make_good(shop, keeper, name="Kue", price=2_000, consignor=baker, consign_price=1_700)

    client.post(f"{page}terima/", {"B-0001": "30", "request_id": uuid4()})
    client.post(f"{page}terima/", {"B-0001": "5", "back": "1", "request_id": uuid4()})
    assert stock(cake)[0] == 25_000
    sold(cake, baker, cash, keeper, many=2)
    client.post(f"{page}bayar/", {"amount": "3.400", "paid_from": "1211", "request_id": uuid4()})

    baker.account.refresh_from_db()
    assert baker.account.balance == 0
    assert "Kue" in client.get(page).content.decode()
