"""Opening the books with what everything held on one day: one entry, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.core.errors import DomainError
from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.commands import (
    detail_account_undetailed,
    open_account,
    open_book,
    open_unit,
)
from klinik.finance.ledger.models import Account, Book, Entry, Unit
from klinik.finance.ledger.opening import rules
from klinik.finance.ledger.opening.rules import Known, UnitTotal
from klinik.finance.ledger.opening.table import OpeningRow
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

KIND = "opening"


class OpeningRefused(DomainError):
    """The file cannot be posted; `problems` holds a sentence for everything that is wrong."""

    code = "opening_refused"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


class AlreadyOpened(DomainError):
    """The book has an opening that was not undone; `entry` is it."""

    code = "already_opened"

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            _(
                "The opening balances were already posted: entry %(number)s of %(day)s. "
                "Undo that entry first, then post the new ones."
            )
            % {"number": entry.number, "day": date_format(entry.on, "j F Y")}
        )
        self.entry = entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What posting an opening will do; nothing is written yet."""

    rows: list[OpeningRow]
    totals: list[UnitTotal]
    new_units: list[charts.UnitRow]
    usual: list[charts.AccountRow]  # of the template, for a book that is not open yet
    added: list[charts.AccountRow]  # of the file, where the chart does not have them
    has_book: bool


def standing_opening(koppontren: Koppontren, *, but: Entry | None = None) -> Entry | None:
    """The opening entry that counts: posted, and not undone."""
    entries = Entry.objects.of(koppontren)
    undone = entries.filter(reverses__isnull=False).values("reverses")
    openings = entries.filter(kind=KIND).exclude(number__in=undone)
    if but:
        openings = openings.exclude(number=but.number)
    return openings.order_by("number").first()


def plan_opening(koppontren: Koppontren, rows: Sequence[OpeningRow]) -> Plan:
    """Check the rows against the book and against themselves. Raises OpeningRefused."""
    has_book = Book.objects.filter(pk=koppontren.pk).exists()
    units = _units_of(koppontren)
    placed = rules.with_units_of(rows, units if has_book else charts.units())
    opened = [unit.code for unit in units]
    new_units = [code for code in dict.fromkeys(row.unit for row in placed) if code not in opened]
    every_unit = opened + new_units
    first = [] if has_book else rules.first_chart(placed, charts.template(), every_unit)
    chart = _chart_of(koppontren) | {row.code: _known_row(row) for row in first}
    totals = rules.totals_by_unit(placed)
    problems = [
        *rules.problems_with_chart(placed, chart),
        *rules.problems_between_units(placed, every_unit),
        *rules.problems_of_totals(totals),
    ]
    if problems:
        raise OpeningRefused(problems)
    added = [rules.account_row(row, every_unit) for row in placed if row.code not in chart]
    return Plan(
        rows=placed,
        totals=totals,
        new_units=[_unit_row(code) for code in new_units],
        usual=first,
        added=added,
        has_book=has_book,
    )


@transaction.atomic
def open_balances(
    koppontren: Koppontren, *, rows: Sequence[OpeningRow], on: date, request_id: UUID, by: User
) -> Entry:
    """Post what every account held on `on` as the one opening entry; open what is missing.

    Raises OpeningRefused, AlreadyOpened, or a refusal of the ledger; then nothing is kept.
    """
    _one_at_a_time(koppontren)
    plan = plan_opening(koppontren, rows)
    accounts = _prepare(koppontren, plan)
    legs = [_leg(accounts[row.code], row) for row in plan.rows if row.net]
    entry = post(koppontren, request_id=request_id, kind=KIND, legs=legs, by=by, on=on)
    # Posting holds the book until the end of this transaction: nobody opens it in between.
    refuse_second(koppontren, but=entry)
    return entry


def refuse_second(koppontren: Koppontren, *, but: Entry | None = None) -> None:
    """Raise AlreadyOpened where an opening counts already."""
    if other := standing_opening(koppontren, but=but):
        raise AlreadyOpened(other)


@transaction.atomic
def start_book(koppontren: Koppontren) -> Book:
    """Open the book with the template chart and nothing in it; one that is open stays as it is."""
    _one_at_a_time(koppontren)
    book = Book.objects.filter(pk=koppontren.pk).first()
    return book or open_book(koppontren, units=charts.units(), chart=charts.template())


def _one_at_a_time(koppontren: Koppontren) -> None:
    # There is no book to lock yet; a second click waits here and then finds it open.
    Koppontren.objects.select_for_update(of=["self"], no_key=True).get(pk=koppontren.pk)


def _prepare(koppontren: Koppontren, plan: Plan) -> Mapping[str, Account]:
    if plan.has_book:
        for row in plan.new_units:
            open_unit(koppontren, unit=row)
        units = {unit.code: unit for unit in Unit.objects.of(koppontren)}
        for account in plan.added:
            open_account(koppontren, account=account, units=units)
    else:
        open_book(koppontren, units=plan.new_units, chart=plan.usual + plan.added)
    codes = [row.code for row in plan.rows]
    accounts = Account.objects.of(koppontren).filter(code__in=codes)
    return {account.code: account for account in accounts}


def _leg(account: Account, row: OpeningRow) -> Leg:
    place = detail_account_undetailed(account) if account.is_control else account
    return dr(place, row.debit) if row.debit else cr(place, row.credit)


def _units_of(koppontren: Koppontren) -> list[charts.UnitRow]:
    units = Unit.objects.of(koppontren)
    return [charts.UnitRow(code=unit.code, name=unit.name) for unit in units]


def _unit_row(code: str) -> charts.UnitRow:
    named = {unit.code: unit for unit in charts.units()}
    return named.get(code, charts.UnitRow(code=code, name=code))


def _chart_of(koppontren: Koppontren) -> dict[str, Known]:
    accounts = Account.objects.of(koppontren).select_related("unit")
    return {
        account.code: Known(
            kind=account.kind,
            normal_side=account.normal_side,
            unit=account.unit.code,
            may_overdraw=account.may_overdraw,
            is_control=account.is_control,
            is_detail=account.parent_id is not None,
            is_closed=account.closed,
        )
        for account in accounts
    }


def _known_row(row: charts.AccountRow) -> Known:
    return Known(
        kind=row.kind,
        normal_side=row.normal_side,
        unit=row.unit,
        may_overdraw=row.may_overdraw,
        is_control=row.is_control,
    )
