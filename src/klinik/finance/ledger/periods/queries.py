"""What years hold, what closing them wrote, and what it would write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from klinik.finance.ledger.models import (
    RESULT,
    Account,
    AccountKind,
    AccountMonth,
    Book,
    Entry,
    Line,
    Mark,
    PeriodEvent,
    PeriodStep,
    Unit,
)
from klinik.finance.ledger.periods.rules import FiscalYear, fiscal_year_of, month_ends
from klinik.finance.ledger.queries import reversed_by, units_of
from klinik.finance.ledger.queries.flows import first_month
from klinik.finance.ledger.queries.totals import LAST_DAY
from klinik.finance.ledger.words import CLOSING, REVERSAL
from klinik.tenancy.models import Koppontren, TenantQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What an account of results still holds of one fiscal year."""

    account: Account
    net: int  # debit less credit, in whole rupiah

    @property
    def amount(self) -> int:
        """As a statement of results shows it: on the usual side of its kind."""
        return self.net if self.account.kind == AccountKind.EXPENSE else -self.net


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClosing:
    """What closing a year will move in one unit, in whole rupiah; nothing is written yet."""

    unit: Unit
    left: list[Left]

    @property
    def income(self) -> int:
        """What was earned."""
        return self._sum(AccountKind.INCOME)

    @property
    def expense(self) -> int:
        """What was spent."""
        return self._sum(AccountKind.EXPENSE)

    @property
    def result(self) -> int:
        """What is left over (SHU); below zero is a loss."""
        return self.income - self.expense

    def _sum(self, kind: AccountKind) -> int:
        return sum(row.amount for row in self.left if row.account.kind == kind)


def closed_out(koppontren: Koppontren, *, first: date, last: date) -> dict[int, tuple[int, int]]:
    """What year-end closings dated in these days wrote to each account: debits and credits.

    Whole rupiah by account id, undone closings and their undoings among them: take it off what
    the accounts moved in these days, and a statement of results shows what was earned and spent.
    """
    numbers = _closings(koppontren, first, last).values("number")
    sums = Line.objects.of(koppontren).filter(entry_number__in=numbers).values("account_id")
    rows = sums.annotate(debits=Sum("debit"), credits=Sum("credit")).order_by()
    return {row["account_id"]: (row["debits"], row["credits"]) for row in rows}


def standing_closings(koppontren: Koppontren, year: FiscalYear) -> list[Entry]:
    """The entries that closed a year and were not undone, in their order."""
    closings = list(_closings(koppontren, year.last, year.last).filter(kind=CLOSING))
    undone = reversed_by(koppontren, closings)
    return [entry for entry in closings if entry.number not in undone]


def number_of_closings(koppontren: Koppontren, unit: Unit, year: FiscalYear) -> int:
    """How often a unit's year was closed, undone closings among them."""
    closings = _closings(koppontren, year.last, year.last).filter(kind=CLOSING)
    of_unit = Line.objects.of(koppontren).filter(n=1, account__unit=unit)
    return closings.filter(number__in=of_unit.filter(on=year.last).values("entry_number")).count()


def results_left(koppontren: Koppontren) -> dict[FiscalYear, dict[int, int]]:
    """What accounts of results hold of each fiscal year that was not closed, by account id.

    Years begin and end with months, so the month turnovers say it all. The first comes first.
    """
    months = AccountMonth.objects.of(koppontren).filter(account__kind__in=RESULT)
    years: dict[FiscalYear, dict[int, int]] = {}
    for row in months.order_by("month", "account__code").select_related(None):
        held = years.setdefault(fiscal_year_of(row.month, month=koppontren.fiscal_month), {})
        held[row.account_id] = held.get(row.account_id, 0) + row.debits - row.credits
    left = {
        year: {account: net for account, net in held.items() if net} for year, held in years.items()
    }
    return {year: held for year, held in left.items() if held}


def plan_closing(koppontren: Koppontren, year: FiscalYear) -> list[UnitClosing]:
    """What closing this year would move in each unit that holds something of it."""
    held = results_left(koppontren).get(year, {})
    accounts = Account.objects.of(koppontren).in_bulk(list(held))
    by_unit: dict[int, list[Left]] = {}
    for account in sorted(accounts.values(), key=lambda account: account.code):
        row = Left(account=account, net=held[account.pk])
        by_unit.setdefault(account.unit_id, []).append(row)
    return [
        UnitClosing(unit=unit, left=by_unit[unit.pk])
        for unit in units_of(koppontren)
        if unit.pk in by_unit
    ]


def results_not_shared_out(koppontren: Koppontren) -> Mapping[int, Account]:
    """The account "SHU belum dibagi" of each unit that has one, by the unit's id."""
    accounts = Account.objects.of(koppontren).filter(
        mark=Mark.RESULT, closed=False, is_control=False
    )
    return {account.unit_id: account for account in accounts.order_by("-code")}


def _closings(koppontren: Koppontren, first: date, last: date) -> TenantQuerySet[Entry]:
    # A closing always touches equity that is kept as a whole, which moves seldom: by these lines
    # it is found through their index, without one of its own that every posting would pay for.
    equity = Line.objects.of(koppontren).filter(
        account__kind=AccountKind.EQUITY, account__parent=None, on__range=(first, last)
    )
    entries = Entry.objects.of(koppontren).filter(kind__in=[CLOSING, CLOSING + REVERSAL])
    return entries.filter(number__in=equity.values("entry_number")).order_by("number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the periods of a book stand on a day."""

    closed_through: date | None
    first: date | None  # day that closing begins with; None in a book without entries
    months: list[date]  # last days of the months that may be closed, the earliest first
    year: FiscalYear  # in which the first of them lies
    waiting: PeriodEvent | None  # a reopening that was asked for
    undoable: FiscalYear | None  # the last year that was closed out, if its day is open again


def standing_on(koppontren: Koppontren, today: date) -> Standing:
    """Where the periods stand: what is closed, what can be, what waits."""
    closed = Book.objects.filter(pk=koppontren.pk).values_list("closed_through", flat=True).first()
    first = closed + timedelta(days=1) if closed else first_month(koppontren)
    year = fiscal_year_of(first or today, month=koppontren.fiscal_month)
    ends = month_ends(first, today) if first else []
    return Standing(
        closed_through=closed,
        first=first,
        months=[end for end in ends if end <= year.last],
        year=year,
        waiting=_waiting(koppontren),
        undoable=_undoable(koppontren, closed),
    )


def first_open_day(koppontren: Koppontren) -> date | None:
    """The day after the last closed one; None where nothing is closed."""
    closed = Book.objects.filter(pk=koppontren.pk).values_list("closed_through", flat=True).first()
    return closed + timedelta(days=1) if closed else None


def period_events(koppontren: Koppontren) -> TenantQuerySet[PeriodEvent]:
    """Every closing and reopening with who did it and what it answers, newest first."""
    events = PeriodEvent.objects.of(koppontren).select_related("by", "answers__by")
    return events.order_by("-pk")


def _waiting(koppontren: Koppontren) -> PeriodEvent | None:
    events = PeriodEvent.objects.of(koppontren)
    answered = events.filter(answers__isnull=False).values("answers")
    asked = events.filter(what=PeriodStep.ASKED).exclude(pk__in=answered)
    return asked.select_related("by", "koppontren").first()


def held_by_book_year(koppontren: Koppontren) -> date | None:
    """The last day that is closed by the book year as it is; None where nothing is."""
    closed = Book.objects.filter(pk=koppontren.pk).values_list("closed_through", flat=True).first()
    first = first_month(koppontren)
    through = closed if closed and first and first <= closed else None
    return max(filter(None, (through, _last_closing(koppontren))), default=None)


def _undoable(koppontren: Koppontren, closed: date | None) -> FiscalYear | None:
    last = _last_closing(koppontren)
    if last is None or (closed and last <= closed):
        return None
    return fiscal_year_of(last, month=koppontren.fiscal_month)


def _last_closing(koppontren: Koppontren) -> date | None:
    """The day of the last year that was closed out, and not undone."""
    entries = list(
        _closings(koppontren, date.min, LAST_DAY).values_list("number", "kind", "on", "reverses")
    )
    undone = {reverses for *_, reverses in entries}
    standing = (on for number, kind, on, _ in entries if kind == CLOSING and number not in undone)
    return max(standing, default=None)


def closed_months(koppontren: Koppontren, closed_through: date | None) -> list[date]:
    """The last days of the months that are closed, the latest first, at most two years of them."""
    first = first_month(koppontren)
    if closed_through is None or first is None:
        return []
    return month_ends(first, closed_through + timedelta(days=1))[::-1][:24]
