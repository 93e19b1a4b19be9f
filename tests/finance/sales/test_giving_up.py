"""A sale that its till gave up after it had arrived: all of it goes back to where it was booked."""

from dataclasses import replace
from uuid import uuid4

import pytest

from klinik.finance.sales.queries import sold_by_way
from klinik.finance.sales.rules import Line, Paid, Slip
from klinik.finance.tills.commands.holding import close_drawer
from klinik.finance.tills.queries import own_shifts
from klinik.finance.wallet.commands import pay_out
from klinik.finance.wallet.commands.wallets import close_wallet
from tests.finance.books import journal
from tests.finance.counter import kas
from tests.finance.sales.scene import PIECE, Market


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def mixed(market: Market) -> Slip:
    """Five breads: Rp10.000 by card, Rp7.000 in cash, Rp3.000 by QRIS."""
    slip = market.by_card(
        Line(market.bread.pk, 5 * PIECE, 4_000),
        payments=[Paid("wallet", 10_000), Paid("cash", 7_000), Paid("qris", 3_000)],
    )
    market.sell(slip)
    return slip


def give_up(market: Market, slip: Slip) -> None:
    [told] = market.sell(replace(slip, is_void=True))
    assert told.is_void  # type: ignore[union-attr]


def test_each_part_goes_back_to_where_it_was_booked(market: Market) -> None:
    slip = mixed(market)

    give_up(market, slip)
    assert market.balance == 50_000
    assert market.held(market.till.account.code) == 0
    assert market.stock(market.bread) == (20, 60_000)
    assert journal(market.koppontren)[-1].startswith(
        "shop.return: Cr D-0001 10.000, Cr QRIS dalam Perjalanan Toko 3.000, Cr Kasir 1 7.000"
    )
    [shift] = own_shifts(market.koppontren, market.cashier)
    assert sold_by_way(market.koppontren, shift).total == 0


def test_cash_that_was_missing_in_a_count_is_not_taken_from_the_next_drawer(
    market: Market,
) -> None:
    slip = mixed(market)
    [shift] = own_shifts(market.koppontren, market.cashier)
    close_drawer(  # the customer took the Rp7.000 back
        shift,
        pieces={},
        reason="Belum dibatalkan",
        request_id=uuid4(),
        handed_to=None,
        by=market.cashier,
    )

    give_up(market, slip)
    assert "Cr Selisih Kurang Kas Toko 7.000" in journal(market.koppontren)[-1]
    assert market.held(market.till.account.code) == 0
    assert sold_by_way(market.koppontren, shift).total == 0


def test_money_of_a_wallet_that_was_closed_meanwhile_is_found_over(market: Market) -> None:
    slip = market.by_card()
    market.sell(slip)
    leave(market)

    give_up(market, slip)
    assert market.balance == 0
    assert journal(market.koppontren)[-1].startswith("shop.return: Cr Selisih Lebih Kas Toko 8.000")


def leave(market: Market) -> None:
    """The santri gets what the wallet holds, and it is closed."""
    pay_out(
        market.wallet,
        amount=market.balance,
        cash=kas(market.koppontren),
        request_id=uuid4(),
        by=market.manager,
    )
    close_wallet(market.wallet, by=market.manager)
