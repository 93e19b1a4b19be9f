"""A statement as plain rows, to take away as CSV or Excel."""

from django.utils.translation import gettext as _

from klinik.core.exports import Cell, Strong
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.layout import LINE, Part, Report, Row
from klinik.finance.statements.reports.seal import head_of, seal_of

Rows = list[list[Cell]]


def rows_of(report: Report, scope: Scope) -> Rows:
    """Code, account, unit and the amounts, part below part; at the foot, of whom and of when."""
    rows: Rows = []
    for n, part in enumerate(report.parts):
        if n:
            rows.append([])
        rows += _part(part, is_first=n == 0)
    return rows + foot_of(scope, report.title, report.days)


def foot_of(scope: Scope, title: str, days: str) -> Rows:
    """Below a table: whose it is, what, of which unit and days, and the seal of the book."""
    book = scope.koppontren
    words = (book.name, title, scope.name, days, seal_of(book), head_of(book))
    rows: Rows = [[]]
    rows += [["", word] for word in words if word]
    return rows


def _part(part: Part, *, is_first: bool) -> Rows:
    head: list[Cell] = [_("Code"), _("Account"), _("Unit"), *(c.head for c in part.columns)]
    if not is_first:
        head = Strong(["", part.title, "", *head[3:]])
    return [head, *map(_row, part.rows)]


def _row(row: Row) -> list[Cell]:
    cells: list[Cell] = [row.code, row.text, row.unit, *(amount or 0 for amount in row.amounts)]
    return cells if row.kind == LINE else Strong(cells)
