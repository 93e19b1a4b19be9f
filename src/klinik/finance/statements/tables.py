"""Statements as plain rows, to take away as CSV or Excel."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.finance.ledger.exports import Cell
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.rules import (
    BalanceSheet,
    Section,
    SheetLine,
    TrialBalance,
    TrialRow,
)
from klinik.finance.statements.words import SECTIONS

Rows = list[list[Cell]]


def trial_balance_rows(trial: TrialBalance, scope: Scope) -> Rows:
    """Code, account, kind, debit, credit; then the sums, and what was eliminated."""
    head: list[Cell] = [_("Code"), _("Account"), _("Unit"), _("Kind"), _("Debit"), _("Credit")]
    rows: Rows = [head, *map(_trial_row, trial.rows)]
    rows.append(["", _("Total"), "", "", trial.debit, trial.credit])
    return rows + _eliminated(trial.eliminated) + _about(scope)


def balance_sheet_rows(sheet: BalanceSheet, scope: Scope) -> Rows:
    """Section by section with its sum; the result of the period inside equity."""
    rows: Rows = [[_("Code"), _("Account"), _("Unit"), _("Amount")]]
    for section in (sheet.assets, sheet.liabilities, sheet.syirkah, sheet.equity):
        rows += _section(section)
        if section is sheet.equity:
            rows.append(["", _("Result of the period (SHU)"), "", sheet.result])
        total = sheet.equity_with_result if section is sheet.equity else section.total
        rows.append(["", _("Total %(name)s") % {"name": SECTIONS[section.kind]}, "", total])
    rows.append(["", _("Total liabilities, syirkah funds and equity"), "", sheet.claims])
    return rows + _eliminated(sheet.eliminated) + _about(scope)


def _section(section: Section) -> Rows:
    return [["", str(SECTIONS[section.kind]), "", ""], *map(_sheet_row, section.lines)]


def _sheet_row(line: SheetLine) -> list[Cell]:
    return [line.balance.code, line.balance.name, line.balance.unit, line.amount]


def _trial_row(row: TrialRow) -> list[Cell]:
    balance = row.balance
    kind = str(SECTIONS[balance.kind])
    return [balance.code, balance.name, balance.unit, kind, row.debit, row.credit]


def _eliminated(rows: tuple[TrialRow, ...]) -> Rows:
    if not rows:
        return []
    return [[], [_("Eliminated between units")], *map(_trial_row, rows)]


def _about(scope: Scope) -> Rows:
    return [[], [scope.koppontren.name], [scope.name], [date_format(scope.on, "j F Y")]]
