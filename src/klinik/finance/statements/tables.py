"""Statements as plain rows, to take away as CSV or Excel."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.core.exports import Cell, Strong
from klinik.finance.ledger.models import AccountKind
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.rules import (
    Balance,
    BalanceSheet,
    Section,
    TrialBalance,
    TrialRow,
)
from klinik.finance.statements.words import SECTIONS

Rows = list[list[Cell]]


def trial_balance_rows(trial: TrialBalance) -> Rows:
    """Code, account, kind, debit, credit; then the sums, and what was eliminated."""
    head: list[Cell] = [_("Code"), _("Account"), _("Unit"), _("Kind"), _("Debit"), _("Credit")]
    rows: Rows = [head, *map(_trial_row, trial.rows)]
    rows.append(Strong(["", _("Total"), "", "", trial.debit, trial.credit]))
    return rows + _eliminated([_trial_row(row) for row in trial.eliminated])


def balance_sheet_rows(sheet: BalanceSheet) -> Rows:
    """Section by section with its sum; what was earned and not shared out stands inside equity."""
    rows: Rows = [[_("Code"), _("Account"), _("Unit"), _("Amount")]]
    for section in (sheet.assets, sheet.liabilities, sheet.syirkah, sheet.equity):
        rows += _section(section)
        if section is sheet.equity:
            rows.append(
                ["", _("Results of earlier years (SHU), not shared out"), "", sheet.earlier_result]
            )
            rows.append(["", _("Result of this year (SHU)"), "", sheet.result])
        total = sheet.equity_with_result if section is sheet.equity else section.total
        rows.append(Strong(["", _("Total %(name)s") % {"name": SECTIONS[section.kind]}, "", total]))
    rows.append(Strong(["", _("Total liabilities, syirkah funds and equity"), "", sheet.claims]))
    between = [_sheet_row(row.balance, row.debit - row.credit) for row in sheet.eliminated]
    return rows + _eliminated(between)


def _section(section: Section) -> Rows:
    lines = [_sheet_row(line.balance, line.amount) for line in section.lines]
    return [Strong(["", str(SECTIONS[section.kind]), "", ""]), *lines]


def _sheet_row(balance: Balance, amount: int) -> list[Cell]:
    return [balance.code, balance.name, balance.unit, amount]


def _trial_row(row: TrialRow) -> list[Cell]:
    balance = row.balance
    kind = str(SECTIONS[AccountKind(balance.kind)])
    return [balance.code, balance.name, balance.unit, kind, row.debit, row.credit]


def _eliminated(rows: Rows) -> Rows:
    return [[], Strong(["", _("Eliminated between units")]), *rows] if rows else []


def about(scope: Scope) -> Rows:
    """Of whom and of which day a sheet is, at its foot."""
    words = (scope.koppontren.name, scope.name, date_format(scope.on, "j F Y"))
    rows: Rows = [["", text] for text in words]
    return [[], *rows]
