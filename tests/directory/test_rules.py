"""Which figures may be kept, and how legality papers stand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from klinik.directory.rules import (
    BadPaper,
    BadReading,
    Standing,
    checked_number,
    checked_source,
    checked_value,
    refuse_future,
    refuse_shorter,
    standing_of,
)


@pytest.mark.parametrize(
    "value", [0, 1, 2000, 10**15, Decimal("0.001"), Decimal("12.5"), Decimal("1E+3")]
)
def test_figures_that_are_kept_exactly(value: Decimal | int) -> None:
    assert checked_value(value, unit="kg") == value


@pytest.mark.parametrize(
    "value",
    [-1, 10**15 + 1, *map(Decimal, ("NaN", "Infinity", "-0.001", "0.0001", "1E+999", "1E-999"))],
)
def test_figures_that_are_refused(value: Decimal | int) -> None:
    with pytest.raises(BadReading):
        checked_value(value, unit="kg")


def test_a_day_to_come_is_refused_and_today_is_not() -> None:
    refuse_future(date(2026, 11, 24), today=date(2026, 11, 24))
    with pytest.raises(BadReading):
        refuse_future(date(2026, 11, 25), today=date(2026, 11, 24))


def test_a_source_is_needed_and_trimmed() -> None:
    assert checked_source("  buku kas\0 ") == "buku kas"
    for nothing in ("", " \n", "\0", "x" * 301):
        with pytest.raises(BadReading):
            checked_source(nothing)


@pytest.mark.parametrize("unit", ["rupiah", "Rp", "IDR"])
def test_rupiah_are_whole(unit: str) -> None:
    assert checked_value(Decimal("1500.000"), unit=unit) == 1500
    with pytest.raises(BadReading):
        checked_value(Decimal("1500.5"), unit=unit)


@pytest.mark.parametrize(
    ("days", "standing"),
    [
        (None, Standing.VALID),
        (-1, Standing.EXPIRED),
        (0, Standing.EXPIRING),
        (90, Standing.EXPIRING),
        (91, Standing.VALID),
    ],
)
def test_how_a_paper_stands_on_a_day(days: int | None, standing: Standing) -> None:
    day = date(2026, 11, 24)
    until = None if days is None else day + timedelta(days=days)

    assert standing_of(until, on=day) == standing


def test_the_number_of_a_paper_is_one_line() -> None:
    assert checked_number("  ID 35\n 01 ") == "ID 35 01"
    for unfit in ("", " \0 ", "1" * 61):
        with pytest.raises(BadPaper):
            checked_number(unfit)


def test_a_renewal_ends_later_than_what_it_renews() -> None:
    day = date(2026, 11, 24)
    refuse_shorter(None, before=day)
    refuse_shorter(day, before=None)
    refuse_shorter(day + timedelta(days=1), before=day)
    for early in (day, day - timedelta(days=1)):
        with pytest.raises(BadPaper):
            refuse_shorter(early, before=day)
