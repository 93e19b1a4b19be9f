"""What paper of an account says, for programs: the statement; and how a PDF is documented."""

from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator

from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.paper.forms import FIRST
from klinik.finance.savings.paper.queries import Statement, statement_of
from klinik.finance.savings.queries import today

LAST = date(2999, 12, 31)
PDF: dict[str, Any] = {
    "responses": {
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


def _near(day: date | None) -> date | None:
    if day is not None and not FIRST <= day <= LAST:
        raise ValueError("a day of this or the next centuries")
    return day


Day = Annotated[date | None, AfterValidator(_near)]


class SavingsLine(Schema):
    """One line, in whole rupiah: what went, what came, what was left."""

    on: date
    number: int
    kind: str
    went: int
    came: int
    balance: int


class SavingsStatement(Schema):
    """An account over some days, in whole rupiah. Not `is_whole`, it goes on: ask fewer days."""

    account: str
    since: date
    until: date
    opening: int
    closing: int
    is_whole: bool
    lines: list[SavingsLine]


def statement_told(
    savings: SavingsAccount, since: date | None, until: date | None
) -> dict[str, object]:
    """The statement as the API says it; of no days, of this month until today."""
    last = until or today(savings.koppontren)
    return _told(statement_of(savings, since=since or last.replace(day=1), until=last))


def _told(statement: Statement) -> dict[str, object]:
    return {
        "account": statement.savings.number,
        "since": statement.since,
        "until": statement.until,
        "opening": statement.opening,
        "closing": statement.closing,
        "is_whole": statement.is_whole,
        "lines": [line._asdict() for line in statement.lines],
    }
