"""Goods that come back against their receipt: the goods, the cost, the limits, the money."""

from uuid import uuid4

import pytest

from klinik.core.errors import DomainError
from klinik.finance.sales.commands import take_back
from klinik.finance.sales.models import Sale
from klinik.finance.sales.rules import Line, Paid
from klinik.finance.wallet.commands import set_limit
from klinik.finance.wallet.models import Spent
from tests.finance.books import journal
from tests.finance.sales.scene import PIECE, Market, key


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def back(market: Market, sale: Sale, **lines: int) -> Sale:
    quantities = {int(n.removeprefix("n")): quantity for n, quantity in lines.items()}
    return take_back(sale, lines=quantities, reason="Rusak", request_id=uuid4(), by=market.cashier)


def test_a_part_comes_back_and_then_the_rest_and_no_more(market: Market) -> None:
    slip = market.slip(Line(market.bread.pk, 3 * PIECE, 4_000), discount=1_000)
    market.sell(slip)
    sale, before = market.sold(slip), market.held("1213")

    first = back(market, sale, n1=PIECE)
    rest = back(market, sale, n1=2 * PIECE)
    assert (first.total, rest.total) == (3_667, 7_333)
    assert market.held("1213") == before - 11_000
    assert market.stock(market.bread) == (20, 60_000)
    with pytest.raises(
        DomainError, match="Roti abon dari nota ini tidak bisa kembali lebih banyak"
    ):
        back(market, sale, n1=1)
    assert journal(market.koppontren)[-2] == (
        "shop.return: Cr Kasir 1 3.667, Cr Harga Pokok Penjualan 3.000, Dr Penjualan 3.667, "
        "Dr Persediaan Barang Dagang 3.000"
    )


def test_the_money_goes_back_to_the_card_first_and_its_limit_is_free_again(market: Market) -> None:
    set_limit(
        market.koppontren,
        wallet=market.wallet,
        category=None,
        period="day",
        amount=8_000,
        by=market.manager,
    )
    paid = [Paid("cash", 4_000), Paid("wallet", 8_000)]
    slip = market.by_card(Line(market.bread.pk, 3 * PIECE, 4_000), payments=paid)
    market.sell(slip)

    gone = back(market, market.sold(slip), n1=PIECE)
    assert [(one.how, one.amount) for one in gone.payments.all()] == [("wallet", 4_000)]
    assert market.balance == 46_000
    spent = Spent.objects.of(market.koppontren).get(category=None, period="day")
    assert spent.spent == 4_000
    again = back(market, market.sold(slip), n1=2 * PIECE)
    assert sorted((one.how, one.amount) for one in again.payments.all()) == [
        ("cash", 4_000),
        ("wallet", 4_000),
    ]


def test_the_same_return_twice_is_one(market: Market) -> None:
    slip = market.slip()
    market.sell(slip)
    sale = market.sold(slip)

    one, two = (
        take_back(sale, lines={1: PIECE}, reason="Rusak", request_id=key(7), by=market.cashier)
        for _again in range(2)
    )
    assert (one.pk, Sale.objects.of(market.koppontren).count()) == (two.pk, 2)
    with pytest.raises(DomainError, match="pernah dikirim dengan isi lain"):
        take_back(sale, lines={1: 1}, reason="Rusak", request_id=key(7), by=market.cashier)


def test_what_comes_back_fills_the_hole_that_was_sold_into(market: Market) -> None:
    slip = market.slip(Line(market.bread.pk, 25 * PIECE, 4_000), is_offline=True)
    market.sell(slip)
    assert market.stock(market.bread) == (-5, -15_000)

    back(market, market.sold(slip), n1=6 * PIECE)
    assert market.stock(market.bread) == (1, 3_000)
    assert market.held("1251") == market.stock(market.bread)[1] + market.stock(market.book)[1]


def test_cash_comes_out_of_an_open_till(market: Market) -> None:
    slip = market.slip()
    market.sell(slip)

    with pytest.raises(DomainError, match="Laci kasir Anda belum dibuka"):
        take_back(
            market.sold(slip), lines={1: 1}, reason="x", request_id=uuid4(), by=market.manager
        )
