"""Whatever is bought, sent back, counted and found: the shelf is worth what the ledger holds."""

from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klinik.finance.ledger.checks import verify_books
from klinik.finance.shop.commands import put_on_shelf
from klinik.finance.shop.commands.buying import (
    Bought,
    Returned,
    add_supplier,
    record_purchase,
    return_goods,
)
from klinik.finance.shop.commands.counting import (
    approve_count,
    begin_count,
    count_good,
    send_count,
)
from klinik.finance.shop.models import Good, Supplier
from klinik.finance.shop.rules import Change, Stock, changed
from klinik.people.models import User
from tests.finance.shop.shelves import adds_up, make_good, stock

steps = st.lists(
    st.tuples(
        st.sampled_from(["buy", "back", "count", "shelf"]),
        st.integers(1, 50),
        st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=8,
)


class Shelf:
    """One good as the commands move it, beside the same arithmetic in Python alone."""

    def __init__(self, good: Good, supplier: Supplier, keeper: User, manager: User) -> None:
        self.good, self.supplier = good, supplier
        self.keeper, self.manager = keeper, manager
        self.model = Stock(0, 0, 0)

    def follow(self, change: Change) -> None:
        self.model, _to_cost = changed(self.model, change)

    def buy(self, many: int, cost: int) -> None:
        lines = [Bought(good=self.good, quantity=many * 1_000, cost=cost + 1)]
        record_purchase(
            self.good.shop, lines, supplier=self.supplier, request_id=uuid4(), by=self.keeper
        )
        self.follow(Change(self.good.pk, many * 1_000, cost + 1))

    def back(self, many: int, cost: int) -> None:
        self.buy(many, cost)
        line = self.good.purchases.order_by("-pk")[0]
        returned = [Returned(line=line, quantity=1_000, refund=1)]
        purchase = line.purchase
        return_goods(purchase, returned, why="Rusak", request_id=uuid4(), by=self.keeper)
        self.follow(Change(self.good.pk, -1_000))

    def count(self, many: int, _cost: int) -> None:
        count = begin_count(self.good.shop, request_id=uuid4(), by=self.keeper)
        count_good(count, self.good, counted=many * 1_000, by=self.keeper)
        approve_count(send_count(count, by=self.keeper), by=self.manager)
        if many * 1_000 != self.model.quantity:
            self.follow(Change(self.good.pk, many * 1_000 - self.model.quantity))

    def shelf(self, many: int, cost: int) -> None:
        change = Change(self.good.pk, many * 1_000, cost)
        put_on_shelf(self.good.shop, [change], request_id=uuid4(), by=self.keeper)
        self.follow(change)


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_shelf_ledger_and_reference_agree(
    water: Good, keeper: User, manager: User, done: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        good = make_good(water.shop, keeper, name="Teh")
        supplier = add_supplier(water.shop, name="Grosir", request_id=uuid4(), by=keeper)
        shelf = Shelf(good, supplier, keeper, manager)
        for what, many, cost in done:
            getattr(shelf, what)(many, cost)

            assert stock(good) == shelf.model
            assert adds_up(good.shop)
        assert verify_books().differences == []
        transaction.set_rollback(True)
