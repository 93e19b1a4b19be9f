"""Closing a fiscal year out and undoing that; closing periods and opening them again."""

from collections.abc import Mapping
from uuid import uuid5

from django.db import transaction

from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.commands import open_account
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, AccountKind, Entry, Side, Unit
from klinik.finance.ledger.periods.queries import (
    UnitClosing,
    number_of_closings,
    plan_closing,
    results_left,
    results_not_shared_out,
    standing_closings,
)
from klinik.finance.ledger.periods.refusals import EarlierYearOpen, LaterYearClosed, YearNotOver
from klinik.finance.ledger.periods.rules import FiscalYear, closing_legs, closing_request
from klinik.finance.ledger.posting import Leg, post, reverse
from klinik.finance.ledger.queries import accounts_by_code, units_of
from klinik.finance.ledger.words import CLOSING
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

FIRST_CODE = 3210  # of "SHU belum dibagi"


@transaction.atomic
def close_out(koppontren: Koppontren, *, year: FiscalYear, by: User) -> list[Entry]:
    """Move what a year earned and spent to "SHU belum dibagi", in one entry for each unit.

    What was recorded in the year after that is moved by doing it again; done twice, nothing moves.
    Raises YearNotOver, EarlierYearOpen, or the ledger's PeriodClosed.
    """
    if year.last >= today_in(koppontren):
        raise YearNotOver(year)
    if (first := min(results_left(koppontren), default=year)) < year:
        raise EarlierYearOpen(first)
    return [
        _close_unit(koppontren, closing, year, by) for closing in plan_closing(koppontren, year)
    ]


@transaction.atomic
def undo_close_out(
    koppontren: Koppontren, *, year: FiscalYear, reason: str, by: User
) -> list[Entry]:
    """Reverse the closing of a year, on the day that it was dated. Done twice, nothing moves.

    Raises LaterYearClosed, or the ledger's PeriodClosed and Overdrawn.
    """
    later = FiscalYear(year.number + 1, year.month)
    if standing_closings(koppontren, later):
        raise LaterYearClosed(later)
    return [
        reverse(
            entry,
            request_id=uuid5(entry.request_id, "undone"),
            by=by,
            on=entry.on,
            memo=reason,
        )
        for entry in standing_closings(koppontren, year)
    ]


def _close_unit(koppontren: Koppontren, closing: UnitClosing, year: FiscalYear, by: User) -> Entry:
    result = _result_account(koppontren, closing.unit)
    accounts = {row.account.pk: row.account for row in closing.left} | {result.pk: result}
    nets = {row.account.pk: row.net for row in closing.left}
    nth = number_of_closings(koppontren, closing.unit, year)
    return post(
        koppontren,
        request_id=closing_request(
            koppontren.pk, unit=closing.unit.code, year=year.number, nth=nth
        ),
        kind=CLOSING,
        legs=[
            Leg(accounts[leg.account], leg.debit, leg.credit)
            for leg in closing_legs(nets, result=result.pk)
        ],
        by=by,
        on=year.last,
    )


def _result_account(koppontren: Koppontren, unit: Unit) -> Account:
    """The unit's "SHU belum dibagi"; opened where its chart has none."""
    if known := results_not_shared_out(koppontren).get(unit.pk):
        return known
    units = {known.code: known for known in units_of(koppontren)}
    row = charts.AccountRow(
        code=_free_code(accounts_by_code(koppontren)),
        name="SHU Belum Dibagi" if len(units) == 1 else f"SHU Belum Dibagi {unit.code}",
        kind=AccountKind.EQUITY,
        normal_side=Side.CREDIT,
        unit=unit.code,
        cash_flow="financing",
        may_overdraw=True,
    )
    return open_account(koppontren, account=row, units=units)


def _free_code(taken: Mapping[str, Account]) -> str:
    code = FIRST_CODE
    while str(code) in taken:
        code += 1
    return str(code)
