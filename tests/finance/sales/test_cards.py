"""Cards at a till: the PIN of one, and a sale that was given up because no answer came."""

from dataclasses import replace
from uuid import uuid4

import pytest

from klinik.finance.sales.models import Sale
from klinik.finance.sales.rules import Line, Paid
from klinik.finance.wallet.commands import block_card, set_pin
from klinik.finance.wallet.models import Spent
from tests.finance.books import journal
from tests.finance.sales.scene import PIECE, Market, word_of

PIN = "482913"


@pytest.fixture
def market(db: None) -> Market:
    return Market()


def test_a_card_with_a_pin_pays_where_it_is_typed(market: Market) -> None:
    set_pin(market.wallet, pin=PIN)
    slip = market.by_card()

    told = [
        word_of(one) for pin in ("", "111222", PIN) for one in market.sell(replace(slip, pin=pin))
    ]
    assert told == ["pin", "wallet_pin_wrong", "recorded"]
    assert market.balance == 42_000
    assert [word_of(one) for one in market.sell(market.by_card(is_offline=True))] == ["recorded"]


def test_a_wrong_pin_is_counted_whatever_else_is_sent(market: Market) -> None:
    set_pin(market.wallet, pin=PIN)
    twice = market.slip(payments=[Paid("cash", 4_000), Paid("cash", 4_000)])

    told = market.sell(twice, replace(market.by_card(), pin="111222"))
    assert [word_of(one) for one in told] == ["not_a_sale", "wallet_pin_wrong"]
    assert market.wallet_now().pin_tries == 1


def test_what_was_paid_is_paid_whatever_became_of_the_card(market: Market) -> None:
    set_pin(market.wallet, pin=PIN)
    slip = replace(market.by_card(), pin=PIN)
    market.sell(slip)
    block_card(market.card, why="Hilang", by=market.manager)

    assert [word_of(one) for one in market.sell(slip)] == ["already"]


def test_a_pin_opens_no_card_that_is_none(market: Market) -> None:
    set_pin(market.wallet, pin=PIN)

    assert [word_of(one) for one in market.sell(market.by_card(card="BUKAN", pin=PIN))] == [
        "card_not_good"
    ]


def test_the_code_of_a_card_is_read_as_scanners_type_it(market: Market) -> None:
    typed = f" {market.card.code.lower()} "

    assert [word_of(one) for one in market.sell(market.by_card(card=typed))] == ["recorded"]


def test_a_sale_that_was_given_up_never_arrives(market: Market) -> None:
    slip = market.by_card(request_id=uuid4())

    [voided] = market.sell(replace(slip, is_void=True))
    assert (voided.is_void, voided.entry_number) == (True, None)  # type: ignore[union-attr]
    assert [word_of(one) for one in market.sell(slip)] == ["given_up"]
    assert not Sale.objects.of(market.koppontren).exists()
    assert market.balance == 50_000


def test_who_does_not_know_all_of_a_sale_does_not_give_it_up(market: Market) -> None:
    slip = market.by_card()
    market.sell(slip)

    [told] = market.sell(replace(slip, device="lain", is_void=True))
    assert (word_of(told), market.balance) == ("request_reused", 42_000)


def test_one_that_had_arrived_comes_back_whole_and_once(market: Market) -> None:
    slip = market.by_card(
        Line(market.bread.pk, 2 * PIECE, 4_000), Line(market.book.pk, PIECE, 15_000)
    )
    market.sell(slip)

    for _again in range(2):
        [voided] = market.sell(replace(slip, is_void=True))
        assert voided.is_void  # type: ignore[union-attr]
    assert market.balance == 50_000
    assert (market.stock(market.bread), market.stock(market.book)) == ((20, 60_000), (10, 100_000))
    assert journal(market.koppontren)[-1].startswith("shop.return: Cr D-0001 23.000")
    assert Sale.objects.of(market.koppontren).count() == 2
    spent = Spent.objects.of(market.koppontren).filter(category=None, period="day")
    assert [row.spent for row in spent] == [0]
