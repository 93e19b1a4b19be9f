"""Opening a book and its accounts, renaming, closing and reopening them.

Posting is in `posting`, opening balances and their corrections are in `opening`, what people record
by hand and undo in `drafts`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db import IntegrityError, connection, models, transaction

from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.models import Account, Book, Unit
from klinik.finance.ledger.queries import row_of, units_of
from klinik.finance.ledger.refusals import CodeTaken, refusal
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

Row = TypeVar("Row", bound=models.Model)
UNDETAILED = 0
LONGEST_NAME, NOT_BY_MEMBER = 100, " (belum dirinci)"


@transaction.atomic
def open_book(
    koppontren: Koppontren,
    *,
    units: Sequence[charts.UnitRow],
    chart: Sequence[charts.AccountRow] = (),
) -> Book:
    """Give a koppontren its book, with its units and its chart of accounts."""
    book = _call(Book, "ledger_open_book", koppontren.pk, koppontren.time_zone)
    opened = {row.code: open_unit(koppontren, unit=row) for row in units}
    _open_template(koppontren, chart, units=opened)
    return book


def open_unit(koppontren: Koppontren, *, unit: charts.UnitRow, by: User | None = None) -> Unit:
    """Add a business unit to the book."""
    return _call(Unit, "ledger_open_unit", koppontren.pk, unit.code, unit.name, by=by)


def open_account(
    koppontren: Koppontren,
    *,
    account: charts.AccountRow,
    units: Mapping[str, Unit],
    by: User | None = None,
) -> Account:
    """Add an account to the chart; `units` are the book's, by code.

    Without a person it comes with a template or an opening, whose entry says who it was.
    """
    opened = _call(
        Account,
        "ledger_open_account",
        koppontren.pk,
        account.code,
        account.name,
        account.kind,
        account.normal_side,
        units[account.unit].pk,
        units[account.other_unit].pk if account.other_unit else None,
        account.cash_flow,
        account.is_cash,
        account.is_control,
        account.may_overdraw,
        by=by,
    )
    return mark_account(opened, mark=account.mark, by=by) if account.mark else opened


# One question for a whole chart. Each account is marked once it is there.
OPENED_IN_ORDER = """
SELECT count(CASE WHEN r.mark <> '' THEN ledger_mark_account(%(koppontren)s, a.id, r.mark) END)
  FROM json_to_recordset(%(rows)s) AS r(
           code text, name text, kind text, normal_side text, unit bigint, other_unit bigint,
           cash_flow text, is_cash boolean, is_control boolean, may_overdraw boolean, mark text),
       LATERAL ledger_open_account(
           %(koppontren)s, r.code, r.name, r.kind, r.normal_side, r.unit, r.other_unit,
           r.cash_flow, r.is_cash, r.is_control, r.may_overdraw) AS a
"""


def _open_template(
    koppontren: Koppontren, chart: Sequence[charts.AccountRow], *, units: Mapping[str, Unit]
) -> None:
    """Open the accounts of a chart, in its order."""
    ids: dict[str, int | None] = {"": None, **{code: unit.pk for code, unit in units.items()}}
    rows = [vars(row) | {"unit": ids[row.unit], "other_unit": ids[row.other_unit]} for row in chart]
    try:
        with connection.cursor() as cursor:
            cursor.execute(OPENED_IN_ORDER, {"koppontren": koppontren.pk, "rows": json.dumps(rows)})
    except IntegrityError as error:
        raise refusal(error, {}) from error


@transaction.atomic
def add_account(koppontren: Koppontren, *, account: charts.AccountRow, by: User) -> Account:
    """Add an account of one's own to an open book. Done twice, it is still one account.

    Raises CodeTaken where the code names another account.
    """
    units = {unit.code: unit for unit in units_of(koppontren)}
    try:
        return open_account(koppontren, account=account, units=units, by=by)
    except CodeTaken:
        known = Account.objects.of(koppontren).select_related("unit").get(code=account.code)
        if _is(known, account):
            return known
        raise


@transaction.atomic
def add_unit(koppontren: Koppontren, *, unit: charts.UnitRow, business: str, by: User) -> Unit:
    """Add a unit to an open book: its accounts, and those between it and every other unit.

    Raises CodeTaken where there is a unit of this code.
    """
    opened = open_unit(koppontren, unit=unit, by=by)
    units = {known.code: known for known in units_of(koppontren)}
    accounts = Account.objects.of(koppontren).select_related("unit", "other_unit")
    known = [row_of(account) for account in accounts]
    taken = {row.code for row in known}
    rows = charts.chart_of_unit(business, unit.code, taken=taken)
    everyone = [charts.UnitRow(code=u.code, name=u.name) for u in units.values()]
    for row in [*rows, *charts.between(everyone, [*known, *rows])]:
        open_account(koppontren, account=row, units=units, by=by)
    return opened


def rename_unit(unit: Unit, *, name: str, by: User) -> Unit:
    """Call a unit by another name; its code stays."""
    return _call(Unit, "ledger_rename_unit", unit.koppontren_id, unit.pk, name, by=by)


def open_detail_account(control: Account, *, name: str) -> Account:
    """Open the next detail of a control account: 2110.0001. `name` is a number, never a person.

    Raises NotAControlAccount.
    """
    return _call(
        Account,
        "ledger_open_detail_account",
        control.koppontren_id,
        control.pk,
        name,
        names={control.pk: str(control)},
    )


def open_detail_accounts(control: Account, *, names: Sequence[str]) -> list[Account]:
    """Open a detail for each name, in their order; names are numbers, never persons.

    Raises NotAControlAccount.
    """
    query = "SELECT * FROM ledger_open_detail_accounts(%s, %s, %s)"
    try:
        with transaction.atomic():
            rows = list(Account.objects.raw(query, [control.koppontren_id, control.pk, [*names]]))
    except IntegrityError as error:
        raise refusal(error, {control.pk: str(control)}) from error
    by_name = {account.name: account for account in rows}
    return [by_name[name] for name in names]


def detail_account_undetailed(control: Account) -> Account:
    """The detail that holds what no member's account holds yet: 2110.0000, made when first asked.

    Raises NotAControlAccount.
    """
    known = Account.objects.filter(parent=control, code=f"{control.code}.0000").first()
    return known or _call(
        Account,
        "ledger_open_detail_account",
        control.koppontren_id,
        control.pk,
        control.name[: LONGEST_NAME - len(NOT_BY_MEMBER)] + NOT_BY_MEMBER,
        UNDETAILED,
        names={control.pk: str(control)},
    )


def hold_book(koppontren: Koppontren) -> None:
    """Wait for whoever writes in the book, and keep others out until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_hold_book(%s)", [koppontren.pk])


def rename_account(account: Account, *, name: str, by: User) -> Account:
    """Call an account by another name; its code and its kind stay. Raises BadAccount."""
    return _call(Account, "ledger_rename_account", account.koppontren_id, account.pk, name, by=by)


def mark_account(account: Account, *, mark: str, by: User | None) -> Account:
    """Say where an account of the chart stands on the statements. Raises BadAccount."""
    return _call(Account, "ledger_mark_account", account.koppontren_id, account.pk, mark, by=by)


def place_account(account: Account, *, cash_flow: str, by: User | None) -> Account:
    """Say to which activity of the cash flow statement an account belongs. Raises BadAccount."""
    return _call(
        Account, "ledger_place_account", account.koppontren_id, account.pk, cash_flow, by=by
    )


def close_account(account: Account, *, by: User) -> Account:
    """Close an account that holds nothing, of no open year either, and has no open details.

    Raises AccountNotEmpty, AccountBetweenUnits or YearNotClosedOut.
    """
    return _call(
        Account,
        "ledger_close_account",
        account.koppontren_id,
        account.pk,
        names={account.pk: str(account)},
        by=by,
    )


def reopen_account(account: Account, *, by: User) -> Account:
    """Open a closed account of the chart again. Done twice, it is open once."""
    return _call(Account, "ledger_reopen_account", account.koppontren_id, account.pk, by=by)


def _is(known: Account, row: charts.AccountRow) -> bool:
    alike = ("code", "name", "kind", "normal_side", "cash_flow", "mark", "is_cash", "is_control")
    return known.unit.code == row.unit and all(
        getattr(known, field) == getattr(row, field) for field in alike
    )


def _call(
    model: type[Row],
    function: str,
    *parameters: object,
    names: Mapping[int, str] | None = None,
    by: User | None = None,
) -> Row:
    # The role of the application may not insert into these tables; their functions may.
    places = ", ".join(["%s"] * len(parameters))
    query = f"SELECT * FROM {function}({places})"  # noqa: S608  (a constant of this module)
    try:
        with transaction.atomic():
            if by is None:
                return model._default_manager.raw(query, parameters)[0]
            _say_by(str(by.pk))
            row = model._default_manager.raw(query, parameters)[0]
            _say_by("")
            return row
    except IntegrityError as error:
        raise refusal(error, names or {}) from error


def _say_by(person: str) -> None:
    # Triggers write it beside what is changed.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('klinik.chart_by', %s, true)", [person])
