"""Where a sum leads: to the accounts that it adds up, and from there to their lines."""

from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.layout import GROUP, Column, Part, Report, Row


def linked(report: Report, scope: Scope) -> Report:
    """The report with an address below each amount that is no single account's.

    What accounts hold on a day leads to the trial balance of that day, what moved within days to
    the general ledger of these days, and the sums of both one step further down.
    """
    return replace(report, parts=[_part(report.key, part, scope) for part in report.parts])


def _part(key: str, part: Part, scope: Scope) -> Part:
    urls = [_url(key, column, scope) for column in part.columns]
    return replace(part, rows=[_row(row, urls) for row in part.rows])


def _row(row: Row, urls: list[str]) -> Row:
    if row.code or row.urls or row.kind == GROUP:
        return row
    return replace(row, urls=urls)


def _url(key: str, column: Column, scope: Scope) -> str:
    if column.last is None:
        return ""
    if key == "general_ledger":
        below = "journal"
    elif column.first or key == "trial_balance":
        below = "general_ledger"
    else:
        below = "trial_balance"
    asked: dict[str, object] = {"to": column.last}
    if below == "trial_balance":
        asked = {"on": column.last}
    elif column.first:
        asked = {"from": column.first, **asked}
    if scope.unit:
        asked["unit"] = scope.unit.code
    return f"{reverse(f'statements:{below}', args=[scope.koppontren.slug])}?{urlencode(asked)}"
