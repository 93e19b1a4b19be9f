"""Amounts and days as banks write them."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from klinik.core.imports.rules import BadCell
from klinik.core.money import grouped
from klinik.finance.ledger.bank.rules.amounts import Written, direction, written
from klinik.finance.ledger.bank.rules.days import Period, day_of, period_in

TODAY = date(2026, 11, 29)
PERIOD = Period(date(2026, 11, 1), TODAY)


@pytest.mark.parametrize(
    ("cell", "sen", "way"),
    [
        ("1.234.567,00", 123456700, 0),
        ("1,234,567.00", 123456700, 0),
        ("1.234.567", 123456700, 0),
        ("1,234,567", 123456700, 0),
        ("1234567", 123456700, 0),
        ("1234567.5", 123456750, 0),
        ("1234567,50", 123456750, 0),
        ("1 234 567,00", 123456700, 0),
        ("1.234", 123400, 0),
        ("1,234", 123400, 0),
        ("12,5", 1250, 0),
        ("50000.0000", 5000000, 0),
        ("50000.000", 5000000, 0),
        ("Rp 5.000,-", 500000, 0),
        ("Rp. 5.000", 500000, 0),
        ("IDR 1,500.00", 150000, 0),
        ("'0000", 0, 0),
        ("-1.234", 123400, -1),
        ("1.234,00-", 123400, -1),
        ("Rp-1.234", 123400, -1),
        ("(1.234,00)", 123400, -1),
        ("+1.234", 123400, 1),
        ("1,000.00 DB", 100000, -1),
        ("1,000.00 CR", 100000, 1),
        ("1.000,00 K", 100000, 1),
        ("−5.000", 500000, -1),
        ("١٬٢٣٤٫٥٠", 123450, 0),
    ],
)
def test_an_amount_is_read_however_it_is_written(cell: str, sen: int, way: int) -> None:
    assert written(cell) == Written(sen, way)


@pytest.mark.parametrize("cell", ["", " ", "-", "'"])
def test_nothing_is_no_amount(cell: str) -> None:
    assert written(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        *("lima ribu", "1.23.456", "1,2,3", "1.234,567,8", "12.345.67", "1,234.567,00"),
        *("=A1+B1", "#REF!", "1,23E+06", "(5.000", "5.000)", "1.234,567", "5.000 XY"),
        *("-5.000 CR", "9" * 60, "99.999.999.999.999.999.999", "0,001", "نقد", "5..000"),
    ],
)
def test_what_is_no_amount_gets_a_sentence(cell: str) -> None:
    with pytest.raises(BadCell):
        written(cell)


@given(st.integers(0, 10**15), st.integers(0, 99))
def test_both_ways_of_writing_say_the_same(whole: int, part: int) -> None:
    sen = whole * 100 + part if whole < 10**15 else whole * 100
    shown = grouped(sen // 100)
    ours = f"{shown},{sen % 100:02}"
    theirs = f"{shown.replace('.', ',')}.{sen % 100:02}"

    assert written(ours) == written(theirs) == Written(sen, 0)
    assert written(f"{sen // 100}.{sen % 100:02}") == Written(sen, 0)
    assert written(f"Rp {ours} DB") == Written(sen, -1)


@given(st.text(max_size=60))
def test_whatever_stands_there_it_is_read_or_refused(cell: str) -> None:
    try:
        found = written(cell)
    except BadCell:
        return
    assert found is None or 0 <= found.sen <= 10**17


@pytest.mark.parametrize(
    ("mark", "way"),
    [("DB", -1), ("D", -1), ("Debet", -1), ("CR", 1), ("K", 1), ("Kredit", 1), ("", 0)],
)
def test_marks(mark: str, way: int) -> None:
    assert direction(mark) == way


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("29/11/2026", date(2026, 11, 29)),
        ("9/11/2026", date(2026, 11, 9)),
        ("29-11-26", date(2026, 11, 29)),
        ("29.11.2026", date(2026, 11, 29)),
        ("29-Nov-26", date(2026, 11, 29)),
        ("29 Nopember 2026", date(2026, 11, 29)),
        ("17 Agustus 2026", date(2026, 8, 17)),
        ("1 Mei 2026", date(2026, 5, 1)),
        ("2026-11-29", date(2026, 11, 29)),
        ("2026-11-29 10:15:00", date(2026, 11, 29)),
        ("29/11/2026 10.15", date(2026, 11, 29)),
        ("29/11/26 23:59:59", date(2026, 11, 29)),
        ("Nov 29, 2026", date(2026, 11, 29)),
        ("20261129", date(2026, 11, 29)),
        ("29/11", date(2026, 11, 29)),
        ("'29/11", date(2026, 11, 29)),
        ("29 Nov", date(2026, 11, 29)),
        ("46355", date(2026, 11, 29)),
        ("٢٩/١١/٢٠٢٦", date(2026, 11, 29)),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: str, day: date) -> None:
    assert day_of(cell, period=PERIOD) == day


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "31/02/2026",
        "11/29/2026",
        "30/11/2026",
        "01/01/1999",
        "kemarin",
        "PEND",
        "=TODAY()",
        "٣",
    ],
)
def test_what_is_no_day_gets_a_sentence(cell: str) -> None:
    with translation.override("en"), pytest.raises(BadCell):
        day_of(cell, period=PERIOD)


@given(st.dates(date(2000, 1, 1), TODAY))
def test_every_day_is_read_in_every_way(day: date) -> None:
    ways = [day.strftime(way) for way in ("%d/%m/%Y", "%Y-%m-%d", "%d-%b-%y", "%d %B %Y", "%Y%m%d")]

    assert {day_of(way, period=Period(day, TODAY)) for way in ways} == {day}


@given(st.text(max_size=60))
def test_whatever_stands_there_it_is_a_day_or_refused(cell: str) -> None:
    try:
        day = day_of(cell, period=PERIOD)
    except BadCell:
        return
    assert date(2000, 1, 1) <= day <= TODAY


@pytest.mark.parametrize(
    ("above", "cell", "day"),
    [
        (["Periode : 01/12/2025 - 31/01/2026"], "30/12", date(2025, 12, 30)),
        (["Periode : 01/12/2025 - 31/01/2026"], "02/01", date(2026, 1, 2)),
        (["Mutasi Rekening Oktober 2026"], "05/10", date(2026, 10, 5)),
        (["mutasi-okt-2025.csv"], "05/10", date(2025, 10, 5)),
        ([], "05/10", date(2026, 10, 5)),
        ([], "30/12", date(2025, 12, 30)),
        (["Dicetak 29/11/2026"], "05/10", date(2026, 10, 5)),
        (["Periode 01/01/2199"], "05/10", date(2026, 10, 5)),
    ],
)
def test_a_day_without_a_year_has_that_of_the_file(above: list[str], cell: str, day: date) -> None:
    assert day_of(cell, period=period_in(above, today=TODAY)) == day
