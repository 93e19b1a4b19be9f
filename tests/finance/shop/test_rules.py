"""Stock at a moving average: against the oracle, and against a reference that counts each piece."""

from fractions import Fraction

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from klinik.finance.shop.rules import (
    MOST,
    Change,
    Stock,
    added,
    amount_for,
    average,
    changed,
    cost_of,
    hole_cost,
    measured,
    nearest,
    read_quantity,
    taken,
)

EMPTY = Stock(0, 0, 0)
quantities = st.integers(1, 10_000_000)
costs = st.integers(0, 10**12)


def test_the_oracles_sale_costs_what_was_paid() -> None:
    """Sale of 2 x 15,000, cost 2 x 10,000 (oracles, section 8)."""
    shelf = added(EMPTY, 2_000, 20_000)

    assert shelf == (2_000, 20_000, 10_000)
    assert cost_of(shelf, 2_000) == 20_000
    assert amount_for(2_000, 15_000) == 30_000
    assert taken(shelf, 2_000) == (0, 0, 10_000)


def test_the_average_moves_with_each_purchase() -> None:
    shelf = added(added(EMPTY, 10_000, 10_000), 10_000, 20_000)

    assert average(*shelf) == 1_500
    assert cost_of(shelf, 5_000) == 7_500


def test_the_last_piece_takes_what_rounding_left() -> None:
    shelf = added(EMPTY, 3_000, 100)
    left = taken(taken(shelf, 1_000), 1_000)

    assert (cost_of(shelf, 1_000), left) == (33, (1_000, 33, 33))
    assert taken(left, 1_000) == (0, 0, 33)


def test_what_was_sold_before_it_came_is_costed_anew() -> None:
    """Two sold at an assumed 10,000; two come for 26,000: 6,000 more belong to cost of sales."""
    hole = taken(Stock(0, 0, 10_000), 2_000)

    assert hole == (-2_000, -20_000, 10_000)
    assert hole_cost(hole, 2_000, 26_000) == 6_000
    assert added(hole, 2_000, 26_000) == (0, 0, 13_000)
    assert added(hole, 4_000, 52_000) == (2_000, 26_000, 13_000)
    assert added(hole, 1_000, 13_000) == (-1_000, -10_000, 13_000)


def test_what_is_found_is_worth_the_average() -> None:
    shelf = Stock(10_000, 15_000, 2_000)

    assert changed(shelf, Change(1, 2_000)) == (Stock(12_000, 18_000, 2_000), 0)
    assert changed(EMPTY._replace(last_cost=700), Change(1, 2_000)) == (Stock(2_000, 1_400, 700), 0)


@pytest.mark.parametrize(
    ("typed", "quantity"),
    [("12", 12_000), ("1.250", 1_250_000), ("0,25", 250), ("2,5", 2_500), (" 3 ", 3_000)],
)
def test_quantities_are_read_as_people_type_them(typed: str, quantity: int) -> None:
    assert read_quantity(typed) == quantity


@pytest.mark.parametrize("typed", ["", "-1", "1,2345", "12a", "1.2", "9" * 20, "¹", "1,,2", "٣"])
def test_what_is_no_quantity_is_not_guessed(typed: str) -> None:
    assert read_quantity(typed) is None


@given(st.integers(0, MOST))
def test_what_is_written_is_read_again(quantity: int) -> None:
    assert read_quantity(measured(quantity)) == quantity


steps = st.lists(
    st.one_of(
        st.tuples(st.just("in"), quantities, costs),
        st.tuples(st.just("out"), quantities, st.just(0)),
        st.tuples(st.just("found"), quantities, st.just(0)),
    ),
    max_size=40,
)


@given(steps)
def test_no_value_is_ever_lost(done: list[tuple[str, int, int]]) -> None:
    """What was paid, less what became cost of sales, is what lies on the shelf."""
    shelf, paid, cost = EMPTY, 0, 0
    for what, quantity, price in done:
        before = shelf
        if what == "in":
            shelf, to_cost = changed(shelf, Change(1, quantity, price))
            paid, cost = paid + price, cost + to_cost
        elif what == "out":
            shelf, _none = changed(shelf, Change(1, -quantity))
            cost += cost_of(before, quantity)
        else:
            shelf, to_cost = changed(shelf, Change(1, quantity))
            paid, cost = paid + (shelf.value - before.value) + to_cost, cost + to_cost

        assert shelf.value == paid - cost
        assert (shelf.quantity > 0) >= (shelf.value > 0)
        assert (shelf.quantity < 0) >= (shelf.value < 0)


@given(quantities, st.integers(0, 10**12), quantities)
def test_what_leaves_is_within_half_a_rupiah_of_the_average(
    there: int, value: int, out: int
) -> None:
    out = min(out, there)

    assert abs(cost_of(Stock(there, value, 0), out) - Fraction(value * out, there)) <= Fraction(
        1, 2
    )


@given(st.integers(0, 10**15), st.integers(1, 10**12))
def test_halves_are_rounded_upwards(part: int, of: int) -> None:
    assert nearest(part, of) == (Fraction(part, of) + Fraction(1, 2)).__floor__()


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@given(
    st.integers(-(10**9), 10**9), st.integers(0, 10**12), st.integers(0, 10**9), quantities, costs
)
def test_postgresql_reckons_the_same(
    there: int, worth: int, last: int, moved: int, cost: int
) -> None:
    value = worth if there > 0 else -worth if there < 0 else 0
    shelf = Stock(there, value, last)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shop_cost(%s, %s, %s, %s), shop_hole_cost(%s, %s, %s, %s)",
            [*shelf, moved, there, value, moved, cost],
        )
        found = cursor.fetchone()

    assert found == (cost_of(shelf, moved), hole_cost(shelf, moved, cost))
