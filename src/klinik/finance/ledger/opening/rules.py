"""What must hold of opening balances before they are posted; each fault is a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from klinik.core.money import rupiah
from klinik.finance.ledger.chart import AccountRow, UnitRow
from klinik.finance.ledger.opening.table import OpeningRow, at_row

CASH_NAMES = ("kas", "bank", "laci")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An account that the book has already, as far as an opening has to agree with it."""

    kind: str
    normal_side: str
    unit: str
    may_overdraw: bool = True
    is_control: bool = False
    is_detail: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotal:
    """What the rows of one unit add up to, in whole rupiah."""

    unit: str
    debit: int
    credit: int

    @property
    def difference(self) -> int:
        """Debits less credits: zero when the unit ties out."""
        return self.debit - self.credit


def with_units_of(rows: Iterable[OpeningRow], units: Iterable[UnitRow]) -> list[OpeningRow]:
    """The rows with their units by code: the book's own, or as first written in the file."""
    codes = {name.casefold(): unit.code for unit in units for name in (unit.name, unit.code)}
    return [replace(row, unit=codes.setdefault(row.unit.casefold(), row.unit)) for row in rows]


def totals_by_unit(rows: Iterable[OpeningRow]) -> list[UnitTotal]:
    """Debits and credits of each unit, in the order in which the file names the units."""
    units: dict[str, list[OpeningRow]] = {}
    for row in rows:
        units.setdefault(row.unit, []).append(row)
    return [
        UnitTotal(unit=unit, debit=sum(r.debit for r in own), credit=sum(r.credit for r in own))
        for unit, own in units.items()
    ]


def problems_of_totals(totals: Sequence[UnitTotal]) -> list[str]:
    """A sentence for each unit that does not tie out, with the difference by its amount."""
    if not any(total.debit or total.credit for total in totals):
        return [_("Every amount in this file is zero; there is nothing to post.")]
    return [
        _(
            "%(unit)s does not tie out: "
            "debet %(debit)s, kredit %(credit)s, difference %(difference)s."
        )
        % {
            "unit": total.unit,
            "debit": rupiah(total.debit),
            "credit": rupiah(total.credit),
            "difference": rupiah(abs(total.difference)),
        }
        for total in totals
        if total.difference
    ]


def problems_between_units(rows: Iterable[OpeningRow], units: Iterable[str]) -> list[str]:
    """What one unit says another owes it must be what the other says it owes."""
    codes = {unit.casefold(): unit for unit in units}
    problems: list[str] = []
    owed: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.other_unit:
            continue
        other = codes.get(row.other_unit.casefold())
        if other is None or other == row.unit:
            sentence = _("“%(name)s” names no other unit of this file.") % {"name": row.name}
            problems.append(at_row(row.row, sentence))
        else:
            owed[row.unit, other] = owed.get((row.unit, other), 0) + row.net
    return problems + _unmatched(owed)


def _unmatched(owed: Mapping[tuple[str, str], int]) -> list[str]:
    pairs = sorted({tuple(sorted(pair)) for pair in owed})
    problems = []
    for one, other in pairs:
        mine, theirs = owed.get((one, other), 0), owed.get((other, one), 0)
        if mine + theirs:
            sentence = _(
                "Rekening Antar Unit of %(one)s and %(other)s do not agree: "
                "%(one)s has %(mine)s, %(other)s has %(theirs)s, difference %(difference)s."
            )
            shown = {"one": one, "other": other, "difference": rupiah(abs(mine + theirs))}
            sides = {"mine": on_its_side(mine), "theirs": on_its_side(theirs)}
            problems.append(sentence % (shown | sides))
    return problems


def on_its_side(net: int) -> str:
    """A net amount with the word for the side on which it stands."""
    return f"{_('debit') if net >= 0 else _('credit')} {rupiah(abs(net))}"


def problems_with_chart(rows: Iterable[OpeningRow], chart: Mapping[str, Known]) -> list[str]:
    """Rows that contradict the accounts the book has, or that the ledger would not hold."""
    problems = []
    for row in rows:
        known = chart.get(row.code)
        faults = _against(row, known) if known else _against_new(row, chart)
        problems += [at_row(row.row, fault) for fault in faults]
    return problems


def _against(row: OpeningRow, known: Known) -> list[str]:
    faults = []
    pairs = (("jenis", row.kind, known.kind), ("sisi_normal", row.normal_side, known.normal_side))
    for column, written, kept in (*pairs, ("unit", row.unit, known.unit)):
        if written != kept:
            shown = {"code": row.code, "column": column, "written": written, "kept": kept}
            faults.append(
                _(
                    "account %(code)s has %(column)s “%(kept)s” in the books, "
                    "the file says “%(written)s”."
                )
                % shown
            )
    if known.is_closed and row.net:
        faults.append(_("account %(code)s is closed.") % {"code": row.code})
    return faults or _wrong_side(row, may_overdraw=known.may_overdraw)


def _against_new(row: OpeningRow, chart: Mapping[str, Known]) -> list[str]:
    control, dot, detail = row.code.rpartition(".")
    if dot and detail.isdigit() and control in chart and chart[control].is_control:
        sentence = _("%(code)s would be a detail of %(control)s. Put the sum in %(control)s.")
        return [sentence % {"code": row.code, "control": control}]
    return _wrong_side(row, may_overdraw=not is_cash(row))


def _wrong_side(row: OpeningRow, *, may_overdraw: bool) -> list[str]:
    below_zero = row.debit if row.normal_side == "credit" else row.credit
    if may_overdraw or not below_zero or row.other_unit:
        return []
    sentence = _(
        "%(code)s %(name)s cannot hold less than nothing: its amount is on the wrong side."
    )
    return [sentence % {"code": row.code, "name": row.name}]


def is_cash(row: OpeningRow) -> bool:
    """Whether an account of the file is a place where money is, by the first word of its name."""
    first = row.name.split()[0].casefold()
    return (row.kind, row.normal_side) == ("asset", "debit") and first in CASH_NAMES


def account_row(row: OpeningRow, units: Iterable[str]) -> AccountRow:
    """The account that a row of the file opens."""
    codes = {unit.casefold(): unit for unit in units}
    return AccountRow(
        code=row.code,
        name=row.name,
        kind=row.kind,
        normal_side=row.normal_side,
        unit=row.unit,
        other_unit=codes[row.other_unit.casefold()] if row.other_unit else "",
        is_cash=is_cash(row),
        may_overdraw=not is_cash(row),
    )


def first_chart(
    rows: Sequence[OpeningRow], template: Iterable[AccountRow], units: Iterable[str]
) -> list[AccountRow]:
    """The chart of a new book: the template's accounts of these units, where the file agrees.

    A template account keeps what it knows (control, cash, cash flow) under the file's name.
    """
    written = {row.code: row for row in rows}
    opened = set(units)
    chart = []
    for account in template:
        row = written.get(account.code)
        if account.unit not in opened or account.other_unit not in {"", *opened}:
            continue
        if row is None:
            chart.append(account)
        elif _agrees(row, account):
            chart.append(replace(account, name=row.name))
    return chart


def _agrees(row: OpeningRow, account: AccountRow) -> bool:
    written = (row.kind, row.normal_side, row.unit, bool(row.other_unit))
    return written == (account.kind, account.normal_side, account.unit, bool(account.other_unit))
