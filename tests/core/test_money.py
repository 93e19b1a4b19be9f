"""Money is divided without loss and written as Indonesia writes it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klinik.core.money import NotDivisible, rupiah, share_out

weights = st.dictionaries(
    st.integers(0, 50), st.integers(0, 10**9), min_size=1, max_size=20
).filter(lambda w: any(w.values()))


@given(total=st.integers(0, 10**15), weights=weights)
def test_every_rupiah_is_shared_out_and_nobody_is_a_rupiah_off(
    total: int, weights: dict[int, int]
) -> None:
    shares = share_out(total, weights)

    assert sum(shares.values()) == total
    for key, weight in weights.items():
        assert abs(shares[key] - Fraction(total) * weight / sum(weights.values())) < 1


@given(total=st.integers(0, 10**15), weights=weights)
def test_the_order_of_members_changes_nobodys_share(total: int, weights: dict[int, int]) -> None:
    backwards = dict(reversed(weights.items()))

    assert share_out(total, backwards) == share_out(total, weights)


@given(total=st.integers(0, 10**15), weights=weights)
def test_no_weight_no_share(total: int, weights: dict[int, int]) -> None:
    shares = share_out(total, weights)

    assert all(shares[key] == 0 for key, weight in weights.items() if weight == 0)


def test_published_remainders() -> None:
    fifteen = {1: Fraction(4, 5), 2: Fraction(2, 25), 3: Fraction(3, 25)}

    assert share_out(15, fifteen) == {1: 12, 2: 1, 3: 2}
    assert share_out(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}


@pytest.mark.parametrize(
    ("total", "weights"), [(10, {}), (10, {1: 0, 2: 0}), (10, {1: 1, 2: -1}), (-1, {1: 1})]
)
def test_what_cannot_be_divided_is_refused(total: int, weights: dict[int, int]) -> None:
    with pytest.raises(NotDivisible):
        share_out(total, weights)


def test_rupiah_are_written_with_dots() -> None:
    assert [rupiah(n) for n in (0, 999, 1_234_567, -50_000)] == [
        "Rp0",
        "Rp999",
        "Rp1.234.567",
        "-Rp50.000",
    ]
