from hypothesis import given
from hypothesis import strategies as st

from klinik.finance.ledger.rules import Amount, legs_between_units, mirrored

SHOP, SAVINGS, FARM = 1, 2, 3
UNITS = {10: SHOP, 11: SHOP, 20: SAVINGS, 30: FARM}
BETWEEN = {
    (unit, other): 100 * unit + other
    for unit in (SHOP, SAVINGS, FARM)
    for other in (SHOP, SAVINGS, FARM)
    if unit != other
}
ALL_UNITS = UNITS | {account: unit for (unit, _), account in BETWEEN.items()}


def excess(legs: list[Amount]) -> dict[int, int]:
    sums = dict.fromkeys(ALL_UNITS.values(), 0)
    for leg in legs:
        sums[ALL_UNITS[leg.account]] += leg.debit - leg.credit
    return sums


def test_within_one_unit_nothing_is_added() -> None:
    legs = [Amount(10, 500, 0), Amount(11, 0, 500)]

    assert legs_between_units(legs, units=UNITS, between=BETWEEN) == []


def test_a_purchase_from_the_wallet_gets_two_legs() -> None:
    """Dr wallet 30,000 (savings) / Cr sales 30,000 (shop): the savings unit owes the shop."""
    legs = [Amount(20, 30_000, 0), Amount(10, 0, 30_000)]

    added = legs_between_units(legs, units=UNITS, between=BETWEEN)

    assert added == [
        Amount(BETWEEN[SHOP, SAVINGS], 30_000, 0),
        Amount(BETWEEN[SAVINGS, SHOP], 0, 30_000),
    ]


def test_without_an_account_between_the_units_nothing_is_added() -> None:
    legs = [Amount(20, 30_000, 0), Amount(10, 0, 30_000)]

    assert legs_between_units(legs, units=UNITS, between={(SHOP, SAVINGS): 7}) == []


def test_undoing_changes_the_sides() -> None:
    assert mirrored([Amount(10, 500, 0), Amount(20, 0, 500)]) == [
        Amount(10, 0, 500),
        Amount(20, 500, 0),
    ]


accounts = st.sampled_from(sorted(UNITS))


@given(st.lists(st.tuples(accounts, accounts, st.integers(1, 10**15)), min_size=1, max_size=12))
def test_whatever_moves_each_unit_balances(moves: list[tuple[int, int, int]]) -> None:
    legs = [Amount(debit, amount, 0) for debit, _, amount in moves]
    legs += [Amount(credit, 0, amount) for _, credit, amount in moves]

    added = legs_between_units(legs, units=UNITS, between=BETWEEN)

    assert set(excess(legs + added).values()) == {0}
    assert all(
        (leg.debit == 0) != (leg.credit == 0) and leg.debit + leg.credit > 0 for leg in added
    )


@given(st.lists(st.tuples(accounts, accounts, st.integers(1, 10**15)), min_size=1, max_size=12))
def test_the_legs_do_not_depend_on_the_order(moves: list[tuple[int, int, int]]) -> None:
    """A retry of the same request must say the same, or it would be refused as other content."""
    legs = [Amount(debit, amount, 0) for debit, _, amount in moves]
    legs += [Amount(credit, 0, amount) for _, credit, amount in moves]

    assert legs_between_units(legs, units=UNITS, between=BETWEEN) == legs_between_units(
        reversed(legs), units=UNITS, between=BETWEEN
    )
