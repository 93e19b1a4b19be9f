"""What a drawer did in a day, and calling it by another name: as on its page."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Query, Router, Schema
from pydantic import Field

from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.rules import EARLIEST
from klinik.finance.tills.access import drawer_of, refuse_day_of_others
from klinik.finance.tills.api import KEEPERS, READERS, Code
from klinik.finance.tills.commands.drawers import rename_drawer
from klinik.finance.tills.models import Count, Shift
from klinik.finance.tills.queries import DayReport, day_report
from klinik.tenancy.access import rights_in
from klinik.tenancy.api import ApiRequest, Called

Day = Annotated[date | None, Query(ge=EARLIEST, le=date(2999, 12, 31))]

router = Router(tags=["cash"], auth=READERS)


class CountedThen(Schema):
    """A count, in whole rupiah: by note and coin, what the books had said, and why it differs."""

    moment: str
    at: datetime
    by: str
    pieces: dict[str, int]
    counted: int
    expected: int
    reason: str
    entry: int | None


class HeldThen(Schema):
    """Somebody held the drawer, and what they counted."""

    teller: str
    opened_at: datetime
    closed_at: datetime | None
    handed_to: str | None
    counts: list[CountedThen]


class CashLine(Schema):
    """A line of the drawer, in whole rupiah: what came, what went, what was left."""

    entry: int
    kind: str
    at: datetime
    came: int
    went: int
    balance: int


class DrawerDay(Schema):
    """A drawer on a day; `is_whole` unless it had more than 2,000 lines."""

    code: str
    name: str
    day: date
    opening: int
    came: int
    went: int
    closing: int
    is_whole: bool
    shifts: list[HeldThen]
    lines: list[CashLine]


class NewName(Schema):
    """What a drawer is called from now on."""

    name: Annotated[Called, Field(min_length=1, max_length=60)]


class DrawerCalled(Schema):
    """A drawer by the code of its account."""

    code: str
    name: str


@router.get("/drawers/{code}/report", response=DrawerDay)
def get_report(
    request: ApiRequest, koppontren: Path[str], code: Code, day: Day = None
) -> dict[str, object]:
    """Who held a drawer on a day (today by default), every count and every line.

    Without the books only of a day on which one held it.
    """
    user, tenant = request.auth
    drawer = drawer_of(tenant, code)
    report = day_report(drawer, day or today_in(tenant))
    refuse_day_of_others(report, user, rights_in(user, tenant))
    return {"code": drawer.account.code, "name": drawer.account.name, **_told(report)}


@router.put("/drawers/{code}/name", response=DrawerCalled, auth=KEEPERS)
def put_name(
    request: ApiRequest, koppontren: Path[str], code: Code, body: NewName
) -> dict[str, object]:
    """Call a drawer, a safe or a bag by another name; what happened in it stays. Twice is once."""
    drawer = drawer_of(request.auth.koppontren, code)
    account = rename_drawer(drawer, name=body.name, by=request.auth.user)
    return {"code": account.code, "name": account.name}


def _told(report: DayReport) -> dict[str, object]:
    page = report.page
    return {
        "day": report.day,
        "opening": page.opening,
        "came": report.came,
        "went": report.went,
        "closing": page.closing,
        "is_whole": not page.next_after,
        "shifts": [_shift(shift, report.counts[shift.pk]) for shift in report.shifts],
        "lines": [
            {
                "entry": move.line.entry_number,
                "kind": move.line.entry.kind,
                "at": move.line.entry.at,
                "came": move.line.debit,
                "went": move.line.credit,
                "balance": move.balance,
            }
            for move in page.movements
        ],
    }


def _shift(shift: Shift, counts: list[Count]) -> dict[str, object]:
    names = ("moment", "at", "pieces", "counted", "expected", "reason")
    return {
        "teller": shift.teller.name,
        "opened_at": shift.opened_at,
        "closed_at": shift.closed_at,
        "handed_to": shift.handed_to.name if shift.handed_to else None,
        "counts": [
            {name: getattr(count, name) for name in names}
            | {"by": count.by.name, "entry": count.entry_number}
            for count in counts
        ],
    }
