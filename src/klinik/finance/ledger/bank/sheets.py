"""A bank's table as it comes: the heading somewhere, days without a year, or no heading at all."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.core.files.base import File

from klinik.core.imports.forms import letters
from klinik.core.imports.rules import Row, tidy
from klinik.core.imports.sheets import read_sheet
from klinik.finance.ledger.bank.rules.columns import COLUMNS
from klinik.finance.ledger.bank.rules.days import Period, is_day, period_in


class Statement(NamedTuple):
    """A table that a bank gave, and the days that it says it is of."""

    name: str
    headings: list[str]
    rows: list[Row]
    period: Period


def read_statement(upload: "File[bytes]", *, today: date) -> Statement:
    """Read CSV, .xlsx, .xls or .ods. Raises UnreadableTable."""
    sheet = read_sheet(upload, COLUMNS)
    name = tidy(str(upload.name or ""))[-200:]
    period = period_in([*sheet.above, name.replace("_", " ")], today=today)
    headings, rows = sheet.headings, sheet.rows
    if _is_row(headings, period):
        rows = [Row(sheet.heading_at, headings), *rows]
        headings = [letters(at) for at in range(max(len(row.cells) for row in rows))]
    return Statement(name, headings, rows, period)


def _is_row(headings: Sequence[str], period: Period) -> bool:
    """Whether what stands where a heading should is a mutation already."""
    return any(is_day(cell, period=period) for cell in headings)
