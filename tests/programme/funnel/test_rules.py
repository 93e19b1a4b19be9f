"""The funnel's arithmetic, without a database."""

from collections import Counter
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klinik.programme.funnel.rules import Step, reached, share_within, stairs

# Other work on the same cores says nothing about the rules.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("moves", "step"),
    [
        ([("opened", "pesantren")], Step.OPENED),
        ([("opened", "office")], Step.OPENED),  # an office opened it on behalf of a pesantren
        ([("opened", "pesantren"), ("answered", "pesantren")], Step.OPENED),
        ([("opened", "pesantren"), ("answered", "office")], Step.SEEN),
        ([("opened", "pesantren"), ("taken", "office")], Step.TAKEN),
        ([("taken", "office"), ("measured", "office")], Step.MEASURED),
    ],
)
def test_a_case_came_as_far_as_what_was_recorded_proves(
    moves: list[tuple[str, str]], step: Step
) -> None:
    assert reached(moves) == step
    assert reached(moves, is_told=True) == Step.TOLD


def test_where_most_stay_behind_is_the_narrowest_place() -> None:
    found = stairs([10, 10, 8, 2, 2, 2, 1])

    assert [row.share for row in found] == [100, 100, 80, 20, 20, 20, 10]
    assert [row.lost for row in found] == [0, 0, 2, 6, 0, 0, 1]
    assert [row.step for row in found if row.is_narrowest] == [Step.PLANNED]


def test_without_cases_nothing_is_narrow() -> None:
    assert [(row.share, row.lost, row.is_narrowest) for row in stairs([0] * 7)] == [
        (0, 0, False)
    ] * 7


@unhurried
@given(st.lists(st.integers(0, 10**6), min_size=7, max_size=7))
def test_whoever_is_lost_is_counted_once(numbers: list[int]) -> None:
    falling = sorted(numbers, reverse=True)
    found = stairs(falling)

    assert sum(row.lost for row in found) == falling[0] - falling[-1]
    assert sum(row.is_narrowest for row in found) == (falling[0] > falling[-1])


@unhurried
@given(st.lists(st.integers(0, 40), max_size=60), st.sampled_from([0.5, 0.9]))
def test_a_share_of_the_times_is_within_the_number(days: list[int], share: float) -> None:
    expected = sorted(days)[max(ceil(share * len(days)), 1) - 1] if days else None

    assert share_within(Counter(days), share) == expected
