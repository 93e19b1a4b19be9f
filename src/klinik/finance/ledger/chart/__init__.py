"""The template charts of accounts: what a koppontren starts from, by what it does.

A unit of savings and financing (USPPS), a shop, a unit that makes things; any of them together.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, count
from pathlib import Path

from klinik.finance.ledger.rules import usual_side

TEMPLATE = Path(__file__).with_name("koppontren.csv")
FULL = (TEMPLATE, TEMPLATE.with_name("lengkap.csv"), TEMPLATE.with_name("produksi.csv"))


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A business unit to open."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """An account to open; `unit` and `other_unit` are codes of units."""

    code: str
    name: str
    kind: str
    normal_side: str
    unit: str
    cash_flow: str = ""
    other_unit: str = ""
    is_cash: bool = False
    is_control: bool = False
    may_overdraw: bool = False
    mark: str = ""


UNITS = (
    UnitRow(code="USPPS", name="Unit Simpan Pinjam dan Pembiayaan Syariah"),
    UnitRow(code="Toko", name="Toko"),
)


BUSINESSES = (*UNITS, UnitRow(code="Produksi", name="Unit Produksi"))


def units() -> tuple[UnitRow, ...]:
    """The units of the template."""
    return UNITS


def businesses() -> tuple[UnitRow, ...]:
    """What a koppontren may do, each with a unit and a chart of its own."""
    return BUSINESSES


@cache
def template() -> tuple[AccountRow, ...]:
    """The accounts of the template, in order of their codes."""
    return _read(TEMPLATE)


# What every cooperative has, whatever it does: with its only unit, if that is not the USPPS.
OF_ANY_UNIT = {"2310", "2320", "3110", "3120"}


def units_named(codes: Collection[str]) -> tuple[UnitRow, ...]:
    """The units of these businesses, in the usual order."""
    return tuple(unit for unit in BUSINESSES if unit.code in codes)


def template_for(codes: Collection[str]) -> tuple[AccountRow, ...]:
    """The accounts of these businesses, with those between any two of their units, by code."""
    chosen = units_named(codes)
    rows = [
        row if row.unit in codes else replace(row, unit=chosen[0].code)
        for path in FULL
        for row in _read(path)
        if (row.unit in codes or row.code in OF_ANY_UNIT)
        and (not row.other_unit or row.other_unit in codes)
    ]
    rows += between(chosen, rows)
    return tuple(sorted(rows, key=lambda row: row.code))


def known_for(codes: Collection[str], *, units: Collection[str]) -> tuple[AccountRow, ...]:
    """The accounts that a file may mean by its codes, with the usual ones of its units.

    Where it calls its units as it likes, they may be any business. Of the less usual accounts
    only those come that the file names.
    """
    businesses = [unit.code for unit in BUSINESSES]
    rows = template_for(units if set(units) <= set(businesses) else businesses)
    less_usual = {row.code for row in _read(FULL[1])} - set(codes)
    return tuple(row for row in rows if row.code not in less_usual)


def chart_of_unit(business: str, unit: str, *, taken: Collection[str] = ()) -> list[AccountRow]:
    """The accounts of a unit that is added to a book and does this business.

    A code that the book has already gets a number behind it: 1211-2 Kas Kantin. What a book has
    once, such as principal savings, is not opened again.
    """
    rows = [row for path in FULL for row in _read(path) if row.unit == business]
    return [
        replace(
            row,
            unit=unit,
            code=_next_code(row.code, taken),
            name=row.name if unit == business else _called(row.name, business, unit),
        )
        for row in rows
        if not row.other_unit and not (row.code in OF_ANY_UNIT and row.code in taken)
    ]


def _next_code(code: str, taken: Collection[str]) -> str:
    if code not in taken:
        return code
    return next(f"{code}-{n}" for n in count(2) if f"{code}-{n}" not in taken)


def _called(name: str, business: str, unit: str) -> str:
    return name.replace(business, unit) if business in name else f"{name} {unit}"[:100]


def between(units: Collection[UnitRow], known: Collection[AccountRow]) -> list[AccountRow]:
    """Accounts for what each two of these units owe each other, where `known` has none yet."""
    pairs = {(row.unit, row.other_unit) for row in known}
    taken = {row.code for row in known}
    added: list[AccountRow] = []
    for one, other in combinations([unit.code for unit in units], 2):
        for unit, owing, kind in ((one, other, "asset"), (other, one, "liability")):
            if (unit, owing) not in pairs:
                row = _between(unit, owing, kind, taken)
                added.append(row)
                taken.add(row.code)
    return added


def _between(unit: str, other: str, kind: str, taken: Collection[str]) -> AccountRow:
    first = 1191 if kind == "asset" else 2291
    return AccountRow(
        code=next(str(code) for code in count(first) if str(code) not in taken),
        name=f"Rekening Antar Unit: {other}",
        kind=kind,
        normal_side=usual_side(kind),
        unit=unit,
        other_unit=other,
        may_overdraw=True,
    )


@cache
def _read(path: Path) -> tuple[AccountRow, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_account(row) for row in csv.DictReader(file))


def _account(row: dict[str, str]) -> AccountRow:
    return AccountRow(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        normal_side=row["normal_side"],
        unit=row["unit"],
        cash_flow=row["cash_flow"],
        other_unit=row["other_unit"],
        is_cash=row["is_cash"] == "yes",
        is_control=row["is_control"] == "yes",
        may_overdraw=row["may_overdraw"] == "yes",
        mark=row.get("mark", ""),
    )
