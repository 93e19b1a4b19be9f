"""Which opening counts, what it says by now, and what posting a file would do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import Coalesce

from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.models import Account, Entry, Line, Unit
from klinik.finance.ledger.opening import rules
from klinik.finance.ledger.opening.refusals import NothingToCorrect, OpeningRefused
from klinik.finance.ledger.opening.rules import Change, Known, UnitTotal
from klinik.finance.ledger.opening.table import OpeningRow
from klinik.finance.ledger.queries import has_book, row_of
from klinik.finance.ledger.words import CORRECTION, OPENING, REVERSAL
from klinik.tenancy.models import Koppontren, TenantQuerySet

Stands = Mapping[str, tuple[str, int]]  # by code: name, debit less credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What posting will do; nothing is written yet."""

    rows: list[OpeningRow]
    totals: list[UnitTotal]
    changes: list[Change]  # the legs: for a first opening every amount, else what differs
    new_units: list[charts.UnitRow]
    usual: list[charts.AccountRow]  # of the template, for a book that is not open yet
    added: list[charts.AccountRow]  # of the file, where the chart does not have them
    has_book: bool

    @property
    def new_accounts(self) -> list[charts.AccountRow]:
        """The accounts of the file that will be opened, by code."""
        written = {row.code for row in self.rows}
        usual = [account for account in self.usual if account.code in written]
        return sorted(usual + self.added, key=lambda account: account.code)

    @property
    def may_be_cash(self) -> list[charts.AccountRow]:
        """Those of them that a person may say to be a place of money, or not."""
        return [account for account in self.new_accounts if rules.may_be_cash(account)]

    @property
    def may_have_details(self) -> list[charts.AccountRow]:
        """Accounts that only the file has, of which a person says whether members stand behind."""
        return [account for account in self.added if rules.may_have_details(account)]

    @property
    def unusual(self) -> list[OpeningRow]:
        """What stands on the other side than usual, which may be right and is worth a look."""
        return rules.unusual(self.rows)

    @property
    def controls(self) -> list[charts.AccountRow]:
        """Those of them that will be kept member by member, or customer by customer."""
        return [account for account in self.new_accounts if account.is_control]


def standing_opening(koppontren: Koppontren, *, but: Entry | None = None) -> Entry | None:
    """The opening entry that counts: posted, and not undone."""
    entries = Entry.objects.of(koppontren)
    undone = entries.filter(reverses__isnull=False).values("reverses")
    openings = entries.filter(kind=OPENING).exclude(number__in=undone)
    openings = openings.select_related("koppontren")
    if but:
        openings = openings.exclude(number=but.number)
    return openings.order_by("number").first()


def corrections_of(opening: Entry) -> TenantQuerySet[Entry]:
    """The corrections of an opening, in their order."""
    later = Entry.objects.of(opening.koppontren).filter(number__gt=opening.number)
    return later.filter(kind__in=[CORRECTION, CORRECTION + REVERSAL]).order_by("number")


def stands(opening: Entry, *, through: int | None = None) -> dict[str, tuple[str, int]]:
    """What an opening says by now, or said after entry `through`: names and nets by code.

    What lies on a detail account counts for its control account, as the file names it.
    """
    numbers = [opening.number]
    if through != opening.number:
        later = corrections_of(opening)
        later = later.filter(number__lte=through) if through else later
        numbers += list(later.values_list("number", flat=True))
    lines = Line.objects.of(opening.koppontren).filter(entry_number__in=numbers)
    named = lines.values(
        code=Coalesce("account__parent__code", "account__code"),
        name=Coalesce("account__parent__name", "account__name"),
    )
    sums = named.annotate(net=Sum("debit") - Sum("credit")).order_by("code")
    return {row["code"]: (row["name"], row["net"]) for row in sums if row["net"]}


def plan_opening(
    koppontren: Koppontren,
    rows: Sequence[OpeningRow],
    *,
    cash: Collection[str] | None = None,
    details: Collection[str] | None = None,
) -> Plan:
    """Check the rows against the book and against themselves. Raises OpeningRefused.

    `cash` are the codes of new accounts where money lies, `details` of those that are kept person
    by person; None: as their names sound.
    """
    return _plan(koppontren, rows, stands={}, cash=cash, details=details)


def plan_correction(
    opening: Entry,
    rows: Sequence[OpeningRow],
    *,
    cash: Collection[str] | None = None,
    details: Collection[str] | None = None,
) -> Plan:
    """Check a corrected file like a first one; the plan holds what differs from the books.

    Raises OpeningRefused, NothingToCorrect.
    """
    plan = _plan(opening.koppontren, rows, stands=stands(opening), cash=cash, details=details)
    if not plan.changes:
        raise NothingToCorrect
    return plan


def _plan(
    koppontren: Koppontren,
    rows: Sequence[OpeningRow],
    *,
    stands: Stands,
    cash: Collection[str] | None,
    details: Collection[str] | None,
) -> Plan:
    is_open = has_book(koppontren)
    units = _units_of(koppontren)
    placed = rules.with_units_of(rows, units if is_open else charts.businesses())
    opened = [unit.code for unit in units]
    new_units = [code for code in dict.fromkeys(row.unit for row in placed) if code not in opened]
    every_unit = opened + new_units
    template = charts.known_for({row.code for row in placed}, units=every_unit)
    usual = [] if is_open else rules.first_chart(placed, template, every_unit)
    chart = _chart_of(koppontren)
    places = _places(placed, usual, known=chart, chosen=cash)
    usual = [rules.with_cash(account, places) for account in usual]
    chart |= {account.code: _known_row(account) for account in usual}
    added = [
        rules.with_details(rules.with_cash(rules.account_row(row, every_unit), places), details)
        for row in placed
        if row.code not in chart
    ]
    kept = {account.code for account in added if account.is_control}
    totals = rules.totals_by_unit(placed)
    changes = rules.changes(placed, stands)
    problems = [
        *rules.problems_of_sides(placed),
        *rules.problems_with_chart(placed, chart, places | kept),
        *rules.problems_between_units(placed, every_unit),
        *rules.problems_of_totals(totals),
        *rules.problems_of_changes(changes, chart),
    ]
    if problems:
        raise OpeningRefused(problems)
    return Plan(
        rows=placed,
        totals=totals,
        changes=changes,
        new_units=[_unit_row(code) for code in new_units],
        usual=usual,
        added=added,
        has_book=is_open,
    )


def _places(
    rows: Sequence[OpeningRow],
    usual: Sequence[charts.AccountRow],
    *,
    known: Collection[str],
    chosen: Collection[str] | None,
) -> set[str]:
    """Codes of the new accounts that are places of money; who chooses, chooses of the file's."""
    by_template = {account.code: account.is_cash for account in usual}
    guessed = {code for code, is_cash in by_template.items() if is_cash}
    guessed |= {
        row.code
        for row in rows
        if row.code not in known and row.code not in by_template and rules.is_cash(row)
    }
    if chosen is None:
        return guessed
    written = {row.code for row in rows}
    return (guessed - written) | (written & set(chosen))


def _units_of(koppontren: Koppontren) -> list[charts.UnitRow]:
    units = Unit.objects.of(koppontren)
    return [charts.UnitRow(code=unit.code, name=unit.name) for unit in units]


def _unit_row(code: str) -> charts.UnitRow:
    named = {unit.code: unit for unit in charts.businesses()}
    return named.get(code, charts.UnitRow(code=code, name=code))


def _chart_of(koppontren: Koppontren) -> dict[str, Known]:
    accounts = list(Account.objects.of(koppontren).select_related("unit"))
    held = {account.code: account.balance for account in accounts}
    return {
        account.code: Known(
            kind=account.kind,
            normal_side=account.normal_side,
            unit=account.unit.code,
            may_overdraw=account.may_overdraw,
            is_control=account.is_control,
            is_detail=account.parent_id is not None,
            is_closed=account.closed,
            held=held.get(f"{account.code}.0000", 0) if account.is_control else account.balance,
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


def accounts_to_fill(
    koppontren: Koppontren, businesses: Collection[str]
) -> tuple[list[charts.UnitRow], list[charts.AccountRow]]:
    """The units and accounts of an opening: the book's own, or those of these businesses."""
    if not has_book(koppontren):
        return list(charts.units_named(businesses)), list(charts.template_for(businesses))
    chart = Account.objects.of(koppontren).filter(closed=False, parent=None)
    accounts = chart.select_related("unit", "other_unit").order_by("code")
    return _units_of(koppontren), [row_of(account) for account in accounts]
