"""The statements for programs: the same as on their pages, row by row."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router, Schema

from klinik.core.errors import DomainError
from klinik.core.lines import PLAIN
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.queries import units_of
from klinik.finance.ledger.rules import EARLIEST
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.layout import Part, Row
from klinik.finance.statements.reports.makers import REPORTS, make
from klinik.tenancy.api import ApiRequest, InKoppontren
from klinik.tenancy.roles import Right

READERS = InKoppontren(needs=Right.READ_BOOKS)
Statement = Literal[
    "balance_sheet",
    "results",
    "equity",
    "cash_flow",
    "zakat",
    "benevolence",
    "trial_balance",
    "general_ledger",
]
assert set(Statement.__args__) == set(REPORTS)  # type: ignore[attr-defined]

router = Router(tags=["statements"], auth=READERS)


class StatementRow(Schema):
    """A row: a line, a heading (group), a sum; amounts in whole rupiah under the columns."""

    kind: str
    code: str
    unit: str
    text: str
    amounts: list[int | None]


class StatementColumn(Schema):
    """A column, and the days whose entries stand behind it."""

    head: str
    first: date | None
    last: date | None


class StatementPart(Schema):
    """One table of a statement."""

    key: str
    title: str
    columns: list[StatementColumn]
    rows: list[StatementRow]


class StatementOut(Schema):
    """A statement; `difference` is what its two sides differ by, zero when right."""

    key: str
    title: str
    first: date
    on: date
    unit: str | None
    difference: int
    parts: list[StatementPart]


class NoSuchUnit(DomainError):
    """A unit that the book does not have."""

    code = "no_such_unit"

    def __init__(self) -> None:
        super().__init__(_("The book has no such unit. Leave it out for the whole cooperative."))


class DaysTurned(DomainError):
    """Days that end before they begin."""

    code = "days_turned"

    def __init__(self) -> None:
        super().__init__(_("The last day lies before the first one."))


Day = Annotated[date | None, Query(ge=EARLIEST, description="Today where it is left out.")]
First = Annotated[
    date | None,
    Query(alias="from", ge=EARLIEST, description="The fiscal year's first day where left out."),
]
UnitCode = Annotated[str, Query(max_length=20, pattern=PLAIN)]


@router.get("/statements/{statement}", response=StatementOut)
def get_statement(
    request: ApiRequest,
    koppontren: Path[str],
    statement: Path[Statement],
    on: Day = None,
    first: First = None,
    unit: UnitCode = "",
) -> dict[str, Any]:
    """One statement through the day `on`, of one unit or of the whole cooperative."""
    tenant = request.auth.koppontren
    units = units_of(tenant)
    chosen = next((one for one in units if one.code == unit), None)
    if unit and chosen is None:
        raise NoSuchUnit
    on = on or today_in(tenant)
    if first and first > on:
        raise DaysTurned
    scope = Scope(koppontren=tenant, units=units, unit=chosen, on=on, since=first)
    made = make(statement, scope)
    return {
        "key": statement,
        "title": str(made.report.title),
        "first": scope.first,
        "on": on,
        "unit": chosen.code if chosen else None,
        "difference": made.difference,
        "parts": [_part(part) for part in made.report.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "key": part.key,
        "title": str(part.title),
        "columns": [
            {"head": str(column.head), "first": column.first, "last": column.last}
            for column in part.columns
        ],
        "rows": [_row(row) for row in part.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "code": row.code,
        "unit": row.unit,
        "text": str(row.text),
        "amounts": list(row.amounts),
    }
