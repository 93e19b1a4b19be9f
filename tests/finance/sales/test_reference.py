"""Sales and returns in any order against a small model of a shop: goods, card, drawer, books."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klinik.core.errors import DomainError
from klinik.finance.sales.commands import take_back
from klinik.finance.sales.rules import Line, Paid, Slip
from klinik.finance.shop.rules import Stock, amount_for, taken
from klinik.finance.wallet.commands import top_up
from klinik.finance.wallet.models import Spent
from tests.finance.counter import kas
from tests.finance.sales.scene import PIECE, Market

ALLOWANCE = 20_000
deeds = st.lists(
    st.tuples(
        st.sampled_from(["bread", "book"]),
        st.integers(1, 6 * PIECE),
        st.sampled_from(["cash", "wallet", "qris"]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@dataclass
class Model:
    """What has to come out, reckoned the slow way."""

    stock: dict[str, Stock]
    card: int
    money: dict[str, int] = field(default_factory=dict)
    offline: int = 0

    def sell(self, good: str, quantity: int, price: int, how: str, is_offline: bool) -> bool:
        total = amount_for(quantity, price)
        if total == 0:
            return False
        paid = total
        if how == "wallet":
            room = min(self.card, ALLOWANCE - self.offline) if is_offline else self.card
            if not is_offline and total > room:
                return False
            paid = min(total, room)
            self.card -= paid
            self.offline += paid if is_offline else 0
            self._add("owed", total - paid)
        self._add(how, paid)
        self.stock[good] = taken(self.stock[good], quantity)
        return True

    def _add(self, how: str, amount: int) -> None:
        self.money[how] = self.money.get(how, 0) + amount


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=deeds, tops_up=st.booleans())
def test_what_comes_out_is_what_the_model_says(
    asked: list[tuple[str, int, str, bool, bool]], tops_up: bool
) -> None:
    with transaction.atomic():
        _walk(asked, tops_up)
        transaction.set_rollback(True)


def _walk(asked: list[tuple[str, int, str, bool, bool]], tops_up: bool) -> None:
    market = Market(f"toko-{uuid4().hex[:8]}")
    goods, prices = {"bread": market.bread, "book": market.book}, {"bread": 4_000, "book": 15_000}
    model = Model(
        {"bread": Stock(20 * PIECE, 60_000, 3_000), "book": Stock(10 * PIECE, 100_000, 10_000)},
        50_000,
    )
    sent: list[Slip] = []
    for good, quantity, how, is_offline, twice in asked:
        line = Line(goods[good].pk, quantity, prices[good])
        card = market.card.code if how == "wallet" else ""
        slip = market.slip(
            line, payments=[Paid(how, line.amount)], card=card, is_offline=is_offline
        )
        is_sold = model.sell(good, quantity, prices[good], how, is_offline)
        for _again in range(1 + twice):
            [answer] = market.sell(slip)
            assert isinstance(answer, DomainError) is not is_sold
        sent += [slip] if is_sold else []

    for name, kept in goods.items():
        kept.refresh_from_db()
        stock = model.stock[name]
        assert (kept.quantity, kept.value) == (stock.quantity, stock.value)
    owed = market.wallet_now().owed_account
    assert market.balance == model.card
    assert (owed.balance if owed else 0) == model.money.get("owed", 0)
    assert market.held(market.till.account.code) == model.money.get("cash", 0)
    assert market.held("1251") == sum(stock.value for stock in model.stock.values())
    assert market.held("4110") == sum(model.money.values())

    more = 0
    if tops_up:  # the debt is paid before the goods are back
        more, cash = 200_000, kas(market.koppontren)
        top_up(market.wallet, amount=more, cash=cash, request_id=uuid4(), by=market.manager)
    kept_qris = 0
    for n, slip in enumerate(sent):  # everything comes back: as if nothing had been
        sale = market.sold_as(slip.request_id)
        lines = {line.n: line.quantity for line in sale.lines.all()}
        if n % 2:
            assert not isinstance(market.sell(replace(slip, is_void=True))[0], DomainError)
        elif slip.payments[0].how == "qris":
            kept_qris += sale.total  # given back in cash, which the till may not hold
        else:
            take_back(sale, lines=lines, reason="Rusak", request_id=uuid4(), by=market.cashier)
    assert market.held("1251") == sum(market.stock(kept)[1] for kept in goods.values())
    assert market.held("4110") == kept_qris
    owed = market.wallet_now().owed_account
    assert (market.balance, owed.balance if owed else 0) == (50_000 + more, 0)
    assert market.held(market.till.account.code) == 0
    assert {row.spent for row in Spent.objects.of(market.koppontren)} <= {0}
