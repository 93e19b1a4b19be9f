"""Closing a fiscal year out and undoing that; closing periods and opening them again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.formats import date_format

from klinik.directory.rules import BadFact
from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.commands import hold_book, open_account
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import (
    Account,
    AccountKind,
    Entry,
    Mark,
    PeriodEvent,
    PeriodStep,
    Side,
    Unit,
)
from klinik.finance.ledger.periods.queries import (
    UnitClosing,
    held_by_book_year,
    number_of_closings,
    plan_closing,
    results_left,
    results_not_shared_out,
    standing_closings,
)
from klinik.finance.ledger.periods.refusals import (
    EarlierYearOpen,
    LaterYearClosed,
    NotYourRequest,
    YearNotOver,
    held_sentence,
)
from klinik.finance.ledger.periods.rules import FiscalYear, closing_legs, closing_request
from klinik.finance.ledger.posting import Leg, post, reverse
from klinik.finance.ledger.queries import accounts_by_code, units_of
from klinik.finance.ledger.refusals import PeriodNotOver, RequestReused, refusal
from klinik.finance.ledger.words import CLOSING
from klinik.people.commands import notify
from klinik.people.kinds import About
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

FIRST_CODE = 3210  # of "SHU belum dibagi"


@transaction.atomic
def close_period(
    koppontren: Koppontren, *, through: date, request_id: UUID, by: User
) -> PeriodEvent:
    """Close the books through a month's last day; fiscal years that end by then are closed out.

    Raises AlreadyClosed, PeriodNotOver.
    """
    _hold(koppontren)
    if known := PeriodEvent.objects.of(koppontren).filter(request_id=request_id).first():
        if (known.what, known.through) != (PeriodStep.CLOSED, through):
            raise RequestReused(known.get_what_display())
        return known
    if through >= today_in(koppontren):
        raise PeriodNotOver(date_format(through, "j F Y"))
    for year in [year for year in results_left(koppontren) if year.last <= through]:
        close_out(koppontren, year=year, by=by)
    return _step(koppontren, "close_period", request_id, through, by.pk)


@transaction.atomic
def ask_reopening(
    koppontren: Koppontren, *, through: date, reason: str, request_id: UUID, by: User
) -> PeriodEvent:
    """Ask that the books be closed through `through` only; those who may approve are told once.

    Raises PeriodIsOpen, ReopeningWaits, ReasonMissing.
    """
    asked = _step(koppontren, "ask_reopening", request_id, through, by.pk, reason)
    others = [one for one in holders_of(koppontren, Right.APPROVE) if one != by]
    _tell(others, "period.asked", asked, by=by)
    return asked


@transaction.atomic
def answer_reopening(
    asked: PeriodEvent, *, is_approved: bool, request_id: UUID, by: User
) -> PeriodEvent:
    """Open the books again as `asked`, or keep them closed; whoever asked may only take it back.

    The asker is told what a second person answered. Raises SamePerson, NoReopeningWaits.
    """
    step = ("answer_reopening", request_id, asked.pk, by.pk, is_approved)
    answer = _step(asked.koppontren, *step)
    if asked.by != by:
        _tell([asked.by], "period.reopened" if is_approved else "period.kept", asked, by=by)
    return answer


def keep_book_year(koppontren: Koppontren, changed: Collection[str]) -> None:
    """Refuse another first month of the book year while days are closed by this one.

    Raises BadFact; where it does not, nobody closes any until the transaction ends.
    """
    if "fiscal_month" in changed:
        _hold(koppontren)
        if (day := held_by_book_year(koppontren)) is not None:
            raise BadFact("fiscal_month", held_sentence(day))


def take_back_reopening(asked: PeriodEvent, *, request_id: UUID, by: User) -> PeriodEvent:
    """Take back what one asked for oneself. Raises NotYourRequest, NoReopeningWaits."""
    if asked.by_id != by.pk:
        raise NotYourRequest
    return answer_reopening(asked, is_approved=False, request_id=request_id, by=by)


@transaction.atomic
def close_out(koppontren: Koppontren, *, year: FiscalYear, by: User) -> list[Entry]:
    """Move what a year earned and spent to "SHU belum dibagi", in one entry for each unit.

    What was recorded in the year after that is moved by doing it again; done twice, nothing moves.
    Raises YearNotOver, EarlierYearOpen, or the ledger's PeriodClosed.
    """
    _hold(koppontren)
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
    _hold(koppontren)
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
        mark=Mark.RESULT,
    )
    return open_account(koppontren, account=row, units=units)


def _free_code(taken: Mapping[str, Account]) -> str:
    code = FIRST_CODE
    while str(code) in taken:
        code += 1
    return str(code)


def _tell(people: Sequence[User], kind: str, asked: PeriodEvent, *, by: User) -> None:
    about: About = {"name": by.called, "place": str(asked.koppontren), "day": asked.through}
    key = f"{kind} {asked.request_id}"
    notify(*people, kind=kind, about=about, url=asked.get_absolute_url(), key=key)


def _hold(koppontren: Koppontren) -> None:
    hold_book(koppontren)  # what is read from here on cannot change until it is closed
    koppontren.refresh_from_db(fields=["fiscal_month"])


def _step(koppontren: Koppontren, step: str, *parameters: object) -> PeriodEvent:
    places = ", ".join(["%s"] * (len(parameters) + 1))
    query = f"SELECT * FROM ledger_{step}({places})"  # noqa: S608  (a constant of this module)
    try:
        with transaction.atomic():
            return PeriodEvent.objects.raw(query, [koppontren.pk, *parameters])[0]
    except IntegrityError as error:
        raise refusal(error, {}) from error
