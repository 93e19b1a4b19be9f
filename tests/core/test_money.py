"""Money is divided without loss and written as Indonesia writes it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klinik.core.money import MAX_AMOUNT, NotDivisible, rupiah, share_out, terbilang

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


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1_000, "seribu"),
        (1_100, "seribu seratus"),
        (11_000, "sebelas ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (
            1_234_567,
            "satu juta dua ratus tiga puluh empat ribu lima ratus enam puluh tujuh",
        ),
        (2_000_000_019, "dua miliar sembilan belas"),
        (MAX_AMOUNT, "seribu triliun"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert terbilang(number) == words


def read_aloud(words: str) -> int:
    """The number that somebody hears, word by word: each scale multiplies what came before it."""
    ones = ["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
    digits = ["nol", *ones]
    large = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}
    heard = words
    for short, full in {"sepuluh": "satu puluh", "sebelas": "satu belas"}.items():
        heard = heard.replace(short, full)
    heard = heard.replace("seratus", "satu ratus").replace("seribu", "satu ribu")
    total = group = digit = 0
    for word in heard.split():
        if word in large:
            total, group, digit = total + (group + digit) * large[word], 0, 0
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word in {"puluh", "ratus"}:
            group, digit = group + digit * {"puluh": 10, "ratus": 100}[word], 0
        else:
            digit = digits.index(word)
    return total + group + digit


@given(st.integers(0, MAX_AMOUNT - 1) | st.integers(0, 10**6))
def test_words_are_heard_as_the_number_they_were_written_for(number: int) -> None:
    words = terbilang(number)

    assert read_aloud(words) == number
    assert number == 0 or "nol" not in words.split()
    assert not {"satu ratus", "satu puluh", "satu belas"} & {
        " ".join(pair) for pair in zip(words.split(), words.split()[1:], strict=False)
    }


def test_nothing_below_zero_is_written_in_words() -> None:
    with pytest.raises(ValueError, match="below zero"):
        terbilang(-1)
