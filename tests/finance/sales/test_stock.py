"""Sales beside the moves of the shop: on the card of the good, in the check, in a count."""

from uuid import uuid4

import pytest

from klinik.finance.ledger.checks import verify_books
from klinik.finance.sales.commands import take_back
from klinik.finance.sales.rules import Line
from klinik.finance.shop.commands import put_on_shelf
from klinik.finance.shop.commands.consigning import add_consignor, receive_consigned
from klinik.finance.shop.commands.counting import (
    approve_count,
    begin_count,
    count_good,
    send_count,
)
from klinik.finance.shop.models import Good
from klinik.finance.shop.queries.cards import stock_card
from klinik.finance.shop.rules import Change
from klinik.tenancy.roles import Role
from tests.finance.sales.scene import PIECE, Market
from tests.finance.shop.shelves import adds_up, make_good, stock
from tests.world import make_member_of


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def test_what_is_sold_and_comes_back_stands_on_the_card_and_adds_up(market: Market) -> None:
    slip = market.slip()
    market.sell(slip)
    lines = {1: PIECE}
    take_back(market.sold(slip), lines=lines, reason="Rusak", request_id=uuid4(), by=market.cashier)

    card = stock_card(market.bread)

    assert [(line.quantity // PIECE, line.value) for line in card.lines] == [
        (1, 3_000),
        (-2, -6_000),
        (20, 60_000),
    ]
    assert adds_up(market.shop)
    assert verify_books().differences == []


def test_what_was_sold_before_it_was_there_is_costed_when_it_comes(market: Market) -> None:
    market.sell(market.slip(Line(market.bread.pk, 22 * PIECE, 4_000), is_offline=True))
    assert stock(market.bread) == (-2_000, -6_000, 3_000)

    change = Change(market.bread.pk, 10 * PIECE, 35_000)
    put_on_shelf(market.shop, [change], request_id=uuid4(), by=market.manager)

    assert stock(market.bread) == (8_000, 28_000, 3_500)
    assert adds_up(market.shop)
    assert verify_books().differences == []


def test_a_sale_while_counting_changes_no_difference(market: Market) -> None:
    """19 of 20 lie there; then 2 are sold: 17 are left, and one is missing."""
    count = begin_count(market.shop, request_id=uuid4(), by=market.manager)
    count_good(count, market.bread, counted=19 * PIECE, by=market.manager)
    market.sell(market.slip())
    send_count(count, by=market.manager)

    approve_count(count, by=make_member_of(market.koppontren, Role.BOARD))

    assert stock(market.bread)[:2] == (17_000, 51_000)
    assert verify_books().differences == []


def cake_of(market: Market) -> Good:
    """Ten cakes of somebody else, who gets Rp1.700 for one."""
    baker = add_consignor(market.shop, name="Kelas Boga", request_id=uuid4(), by=market.manager)
    cake = make_good(
        market.shop,
        market.manager,
        name="Kue",
        price=2_000,
        consignor=baker,
        consign_price=1_700,
    )
    receive_consigned(baker, {cake: 10 * PIECE}, request_id=uuid4(), by=market.manager)
    return cake


def test_goods_of_others_are_owed_once_sold_and_are_worth_nothing_here(market: Market) -> None:
    cake = cake_of(market)
    market.sell(market.slip(Line(cake.pk, 3 * PIECE, 2_000)))

    assert cake.consignor
    cake.consignor.account.refresh_from_db()
    assert cake.consignor.account.balance == 5_100
    assert stock(cake) == (7_000, 0, 0)
    assert verify_books().differences == []
