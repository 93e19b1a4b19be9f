"""The template chart of accounts: what a koppontren with a shop and a USPPS starts from."""

import csv
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

TEMPLATE = Path(__file__).with_name("koppontren.csv")


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


def units() -> tuple[UnitRow, ...]:
    """The units of the template."""
    return UNITS


@cache
def template() -> tuple[AccountRow, ...]:
    """The accounts of the template, in order of their codes."""
    with TEMPLATE.open(encoding="utf-8", newline="") as file:
        return tuple(_account(row) for row in csv.DictReader(file))


# What every cooperative has, whatever it does: with its only unit, if that is not the USPPS.
OF_ANY_UNIT = {"2310", "3110", "3120"}


def units_named(codes: Collection[str]) -> tuple[UnitRow, ...]:
    """The units of the template with these codes, in its order."""
    return tuple(unit for unit in UNITS if unit.code in codes)


def template_for(codes: Collection[str]) -> tuple[AccountRow, ...]:
    """The accounts of the template for these units alone; those between units where both are."""
    return tuple(
        row if row.unit in codes else replace(row, unit=units_named(codes)[0].code)
        for row in template()
        if (row.unit in codes or row.code in OF_ANY_UNIT)
        and (not row.other_unit or row.other_unit in codes)
    )


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
