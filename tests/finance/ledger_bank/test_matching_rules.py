"""Which lines are which mutations: sure pairs, candidates, what texts are remembered by."""

from datetime import date, timedelta
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klinik.finance.ledger.bank.rules.habits import best, remembered_by
from klinik.finance.ledger.bank.rules.known import new_among
from klinik.finance.ledger.bank.rules.matching import Item, candidates, sure_pairs
from klinik.finance.ledger.bank.rules.rows import Mutation


def item(key: str, day: int, amount: int, text: str = "") -> Item:
    return Item(key, date(2026, 3, day), amount, text)


def keys(mutations: list[Item], lines: list[Item]) -> list[tuple[object, object]]:
    return [(pair.mutation.key, pair.line.key) for pair in sure_pairs(mutations, lines)]


def test_the_same_amount_within_three_days_and_no_other_choice_is_sure() -> None:
    assert keys([item("m", 5, 100)], [item("l", 8, 100)]) == [("m", "l")]
    assert keys([item("m", 5, 100)], [item("l", 9, 100)]) == []
    assert keys([item("m", 5, 100)], [item("l", 5, -100)]) == []
    assert keys([item("m", 5, 100)], [item("a", 4, 100), item("b", 6, 100)]) == []
    assert keys([item("m", 5, 100), item("n", 6, 100)], [item("l", 7, 100)]) == []


def test_of_one_day_as_many_as_there_are_on_both_sides_are_each_others() -> None:
    twice = [item("m", 5, 100), item("n", 5, 100)]

    assert keys(twice, [item("a", 5, 100), item("b", 5, 100)]) == [("m", "a"), ("n", "b")]
    assert keys(twice, [item("a", 5, 100)]) == []
    assert keys([item("m", 5, 100), item("n", 6, 100)], [item("a", 5, 100), item("b", 6, 100)]) == [
        ("m", "a"),
        ("n", "b"),
    ]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from([100, -100, 50])), max_size=12),
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from([100, -100, 50])), max_size=12),
)
def test_pairs_are_of_equal_amounts_near_and_each_once(
    theirs: list[tuple[int, int]], ours: list[tuple[int, int]]
) -> None:
    mutations = [item(f"m{at}", *one) for at, one in enumerate(theirs)]
    lines = [item(f"l{at}", *one) for at, one in enumerate(ours)]
    pairs = sure_pairs(mutations, lines)

    assert all(pair.mutation.amount == pair.line.amount for pair in pairs)
    assert all(abs((pair.mutation.on - pair.line.on).days) <= 3 for pair in pairs)
    assert len({pair.mutation.key for pair in pairs}) == len(pairs)
    assert len({pair.line.key for pair in pairs}) == len(pairs)


def test_candidates_are_near_and_alike_first() -> None:
    found = candidates(
        item("m", 10, 100, "TRSF TOKO BERKAH"),
        [],
        [item("far", 25, 100), item("near", 12, 100), item("alike", 12, 100, "Toko Berkah")],
    )

    assert [one.lines[0].key for one in found] == ["alike", "near", "far"]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert [one.fit for one in found] == ["good", "fair", "weak"]


def test_one_mutation_may_be_several_lines_and_several_one_line() -> None:
    lines = [item("a", 10, 60), item("b", 11, 40), item("c", 11, 45), item("d", 10, -100)]
    (found,) = candidates(item("m", 10, 100), [], lines)
    assert [line.key for line in found.lines] == ["a", "b"]

    others = [item("n", 10, 70), item("o", 11, 80)]
    (found,) = candidates(item("m", 10, 30), others, [item("l", 11, 100)])
    assert [one.key for one in found.mutations] == ["m", "n"]


def test_the_search_for_sums_is_bounded() -> None:
    lines = [item(str(at), 10, 10_000 + at) for at in range(400)]
    others = [item(f"o{at}", 10, 20_000 + at) for at in range(400)]

    assert len(candidates(item("m", 10, 50_060), others, lines)) <= 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BIAYA ADM 11/2026", "biaya adm"),
        ("Biaya Adm Desember", "biaya adm"),
        ("TRSF E-BANKING CR 0311/FTSCY/WS95 AMINAH", "trsf banking cr ftscy aminah"),
        ("12345", ""),
        ("حوالة 123", "حوالة"),
    ],
)
def test_numbers_and_months_pass_words_stay(text: str, words: str) -> None:
    assert remembered_by(text) == words


def test_a_text_finds_what_the_most_alike_was_booked_as() -> None:
    known = {"biaya adm": "5330", "settlement qris toko": "4110"}

    assert best("BIAYA ADM JAN", known) == "5330"
    assert best("SETTLEMENT QRIS TOKO 0099 X", known) == "4110"
    assert best("SETORAN TUNAI", known) is None
    assert best("", known) is None


def test_twenty_thousand_of_one_amount_are_looked_through_once() -> None:
    """A file of a busy account: quadratic, this took minutes."""
    first = date(2026, 1, 1)
    days = [first + timedelta(days=n % 300) for n in range(20_000)]
    mutations = [Item(n, day, 5_000, "SETOR") for n, day in enumerate(days)]
    lines = [Item(n, day, 5_000, "setor") for n, day in enumerate(days[:-1])]
    started = monotonic()
    pairs = sure_pairs(mutations, lines)

    assert monotonic() - started < 5
    assert len(pairs) == 20_000 - len([day for day in days if day == days[-1]])


def test_twenty_thousand_alike_are_told_apart_once() -> None:
    rows = [Mutation(0, date(2026, 1, 1), "SETOR", 5_000, n) for n in range(20_000)]
    started = monotonic()

    assert new_among(rows, rows[::-1]) == []
    assert monotonic() - started < 5
