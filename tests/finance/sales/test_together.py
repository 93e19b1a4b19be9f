"""Forty tills and one card at once, and one sale sent by all of them."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from klinik.finance.ledger.checks import verify_books
from klinik.finance.sales.commands import record_sales
from klinik.finance.sales.models import Sale
from klinik.finance.sales.rules import Line, Slip
from klinik.finance.wallet.commands import set_limit
from klinik.tenancy.database import acting_for
from tests.finance.sales.scene import PIECE, Market, word_of
from tests.world import make_koppontren

pytestmark = pytest.mark.django_db(transaction=True)
TILLS = 40


@pytest.fixture
def market() -> Market:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        return Market(koppontren=koppontren)


def at_once(market: Market, slips: list[Slip]) -> Counter[str]:
    """What each till was told that sent its sale at the same moment."""
    start = Barrier(len(slips))

    def one(slip: Slip) -> str:
        try:
            start.wait(timeout=60)
            with acting_for(market.koppontren):
                [answer] = record_sales(
                    market.koppontren, [slip], sent_at=slip.said_at, by=market.cashier
                )
                return word_of(answer)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(slips)) as pool:
        return Counter(pool.map(one, slips))


def bread(market: Market) -> Line:
    return Line(market.bread.pk, PIECE // 2, 4_000)


def test_online_never_beyond_the_balance(market: Market) -> None:
    slips = [market.by_card(bread(market), device=f"kasir-{n}") for n in range(TILLS)]

    told = at_once(market, slips)  # Rp2.000 each of Rp50.000
    assert told == {"recorded": 25, "not_enough_on_card": 15}
    with acting_for(market.koppontren):
        assert (market.balance, market.stock(market.bread)) == (0, (7, 22_500))
    assert verify_books().differences == []


def test_online_never_beyond_a_limit(market: Market) -> None:
    with acting_for(market.koppontren):
        set_limit(
            market.koppontren,
            wallet=market.wallet,
            category=None,
            period="week",
            amount=30_000,
            by=market.manager,
        )
    slips = [market.by_card(bread(market)) for _n in range(TILLS)]

    assert at_once(market, slips) == {"recorded": 15, "above_limit": 25}
    with acting_for(market.koppontren):
        assert market.balance == 20_000


def test_offline_exactly_what_the_allowance_permits(market: Market) -> None:
    slips = [
        market.by_card(bread(market), device=f"kasir-{n % 2}", is_offline=True)
        for n in range(TILLS)
    ]

    assert at_once(market, slips) == {"recorded": TILLS}
    with acting_for(market.koppontren):
        assert market.balance == 10_000  # two devices, Rp20.000 each in a day
        owed = market.wallet_now().owed_account
        assert owed
        assert owed.balance == TILLS * 2_000 - 40_000
    assert verify_books().differences == []


def test_one_sale_of_all_tills_is_one(market: Market) -> None:
    slip = market.by_card(bread(market), request_id=uuid4())

    assert at_once(market, [slip] * TILLS) == {"recorded": 1, "already": TILLS - 1}
    with acting_for(market.koppontren):
        assert Sale.objects.of(market.koppontren).count() == 1
        assert market.balance == 48_000
