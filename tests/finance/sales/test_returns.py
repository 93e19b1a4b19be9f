"""Goods that come back against their receipt: the goods, the cost, the limits, the money."""

from uuid import uuid4

import pytest

from klinik.core.errors import DomainError
from klinik.finance.sales.commands import settle, take_back
from klinik.finance.sales.models import Concern, Sale
from klinik.finance.sales.rules import Line, Paid
from klinik.finance.shop.commands import change_good
from klinik.finance.shop.commands.consigning import add_consignor, receive_consigned
from klinik.finance.shop.commands.goods import Facts
from klinik.finance.wallet.commands import set_limit, top_up
from klinik.finance.wallet.models import Category, Spent
from tests.finance.books import journal
from tests.finance.counter import kas
from tests.finance.sales.scene import PIECE, Market, key
from tests.finance.sales.test_giving_up import leave


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


def ways(back: Sale) -> list[tuple[str, int]]:
    return sorted((one.how, one.amount) for one in back.payments.all())


def owing(market: Market) -> Sale:
    """Six breads without a line: the card paid Rp20.000, and its holder owes Rp4.000."""
    slip = market.by_card(Line(market.bread.pk, 6 * PIECE, 4_000), is_offline=True)
    market.sell(slip)
    return market.sold(slip)


def test_what_is_owed_goes_back_first(market: Market) -> None:
    assert ways(back(market, owing(market), n1=2 * PIECE)) == [("owed", 4_000), ("wallet", 4_000)]


def test_what_a_top_up_has_paid_of_the_debt_goes_back_to_the_card(market: Market) -> None:
    sale, cash = owing(market), kas(market.koppontren)
    top_up(market.wallet, amount=10_000, cash=cash, request_id=uuid4(), by=market.manager)

    assert ways(back(market, sale, n1=PIECE)) == [("wallet", 4_000)]
    assert ways(back(market, sale, n1=5 * PIECE)) == [("wallet", 20_000)]
    assert market.balance == 60_000


def test_what_was_let_go_is_not_paid_out(market: Market) -> None:
    sale = owing(market)
    concern = Concern.objects.of(market.koppontren).get()
    settle(concern, how="Yatim", way="loss", request_id=uuid4(), by=market.manager)

    assert ways(back(market, sale, n1=PIECE)) == [("owed", 4_000)]
    assert "Cr Selisih Persediaan Toko 4.000" in journal(market.koppontren)[-1]
    assert ways(back(market, sale, n1=5 * PIECE)) == [("wallet", 20_000)]
    assert market.balance == 50_000


def test_nothing_goes_back_into_a_closed_wallet(market: Market) -> None:
    slip = market.by_card()
    market.sell(market.slip(), slip)
    leave(market)

    assert ways(back(market, market.sold(slip), n1=2 * PIECE)) == [("cash", 8_000)]
    assert market.balance == 0


def test_what_was_given_for_nothing_is_refused_in_words(market: Market) -> None:
    slip = market.slip(
        Line(market.bread.pk, PIECE, 4_000, 4_000),
        Line(market.book.pk, PIECE, 15_000),
        is_offline=True,
    )
    market.sell(slip)
    sale = market.sold(slip)

    with pytest.raises(DomainError, match="diberikan gratis"):
        back(market, sale, n1=PIECE)
    assert back(market, sale, n1=PIECE, n2=PIECE).total == 15_000


def spent_today(market: Market) -> dict[str, int]:
    rows = Spent.objects.of(market.koppontren).filter(period="day").select_related("category")
    return {row.category.name if row.category else "": row.spent for row in rows}


def test_no_more_is_free_again_than_was_counted(market: Market) -> None:
    tea = market.good("Teh", "Makan dan minum", price=10_000, cost=5_000, there=10)
    slip = market.by_card(
        Line(market.bread.pk, 2 * PIECE, 4_000, 7_000),
        Line(tea.pk, PIECE, 10_000),
        is_offline=True,
    )
    market.sell(market.by_card(Line(market.bread.pk, PIECE, 4_000)), slip)
    assert spent_today(market) == {"": 15_000, "Jajan": 5_000, "Makan dan minum": 10_000}

    back(market, market.sold(slip), n1=2 * PIECE, n2=PIECE)
    assert spent_today(market) == {"": 4_000, "Jajan": 4_000, "Makan dan minum": 0}


def test_what_was_counted_on_an_exempt_good_frees_nothing_else(market: Market) -> None:
    snack = Line(market.bread.pk, 3 * PIECE, 4_000)
    slip = market.by_card(
        Line(market.book.pk, PIECE, 15_000),
        snack,
        payments=[Paid("wallet", 15_000), Paid("cash", 12_000)],
    )
    market.sell(market.by_card(snack), slip)
    before = {"": 12_000, "Jajan": 12_000, "Kitab dan buku": 15_000}
    assert spent_today(market) == before

    assert ways(back(market, market.sold(slip), n2=3 * PIECE)) == [("wallet", 12_000)]
    assert spent_today(market) == before | {"Kitab dan buku": 3_000}


def test_a_good_on_commission_comes_back_to_whose_it_was(market: Market) -> None:
    one, two = (
        add_consignor(market.shop, name=f"Ibu {name}", request_id=uuid4(), by=market.manager)
        for name in ("Satu", "Dua")
    )
    jajan = Category.objects.of(market.koppontren).get(name="Jajan")
    cake = market.good("Kue", "Jajan", price=2_000, cost=0, there=0)

    def give_to(consignor: object) -> None:
        facts = Facts(name="Kue", category=jajan, consignor=consignor, consign_price=1_500)  # type: ignore[arg-type]
        change_good(cake, facts, by=market.manager)
        cake.refresh_from_db()

    give_to(one)
    receive_consigned(one, {cake: PIECE}, request_id=uuid4(), by=market.manager)
    slip = market.slip(Line(cake.pk, PIECE, 2_000))
    market.sell(slip)
    give_to(two)

    back(market, market.sold(slip), n1=PIECE)
    one.account.refresh_from_db()
    two.account.refresh_from_db()
    assert (one.account.balance, two.account.balance) == (0, 0)
