"""The chart as other apps ask for it: is there a book, which units, which account for what."""

from collections.abc import Iterable

from django.db.models import Q, Sum

from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.models import Account, AccountKind, Book, Side, Unit
from klinik.tenancy.models import Koppontren, TenantQuerySet


def has_book(koppontren: Koppontren) -> bool:
    """Whether the koppontren keeps a book here."""
    return Book.objects.filter(pk=koppontren.pk).exists()


def end_of_chain(koppontren: Koppontren) -> tuple[int, str] | None:
    """The number of the last entry and its link as hexadecimal digits; None without a book."""
    books = Book.objects.filter(pk=koppontren.pk)
    head = books.values_list("last_number", "chain_head").first()
    return (head[0], bytes(head[1]).hex()) if head else None


def number_of_last_entry(koppontren: Koppontren) -> int:
    """How far the book is written; 0 without an entry or a book."""
    end = end_of_chain(koppontren)
    return end[0] if end else 0


def units_of(koppontren: Koppontren) -> list[Unit]:
    """The business units of the book, by code; none before it is opened."""
    return list(Unit.objects.of(koppontren).order_by("code"))


def units_with_savings_first(koppontren: Koppontren) -> list[Unit]:
    """The business units, those first that keep members' savings, where the counter is."""
    held = Account.objects.of(koppontren).filter(is_control=True, kind=AccountKind.EQUITY)
    units = set(held.values_list("unit", flat=True))
    return sorted(units_of(koppontren), key=lambda unit: unit.pk not in units)


def accounts_by_code(
    koppontren: Koppontren, codes: Iterable[str] | None = None
) -> dict[str, Account]:
    """The accounts of the chart with these codes (None: all), by code."""
    accounts = Account.objects.of(koppontren).order_by("code")
    if codes is not None:
        accounts = accounts.filter(code__in=list(codes))
    return {account.code: account for account in accounts}


def row_of(account: Account) -> AccountRow:
    """The account as a row of a chart, with its units by their codes."""
    return AccountRow(
        code=account.code,
        name=account.name,
        kind=account.kind,
        normal_side=account.normal_side,
        unit=account.unit.code,
        cash_flow=account.cash_flow,
        other_unit=account.other_unit.code if account.other_unit else "",
        is_cash=account.is_cash,
        is_control=account.is_control,
        may_overdraw=account.may_overdraw,
        mark=account.mark,
    )


def control_accounts(koppontren: Koppontren, codes: Iterable[str]) -> dict[str, Account]:
    """The open control accounts among these codes, by code."""
    accounts = accounts_by_code(koppontren, codes)
    return {code: a for code, a in accounts.items() if a.is_control and not a.closed}


def open_controls(koppontren: Koppontren, *, kind: str) -> TenantQuerySet[Account]:
    """Open accounts of a kind that are kept person by person, on the credit side, by code."""
    controls = Account.objects.of(koppontren).filter(is_control=True, closed=False, kind=kind)
    return controls.filter(normal_side=Side.CREDIT).order_by("code")


def income_accounts(koppontren: Koppontren) -> TenantQuerySet[Account]:
    """Open accounts of income, by code."""
    incomes = Account.objects.of(koppontren).filter(kind=AccountKind.INCOME, closed=False)
    return incomes.filter(is_control=False, parent=None).order_by("code")


def incomes_of(koppontren: Koppontren, unit: Unit) -> TenantQuerySet[Account]:
    """Open accounts of a unit's income, by code."""
    return income_accounts(koppontren).filter(unit=unit)


def expenses_of(koppontren: Koppontren, unit: Unit) -> TenantQuerySet[Account]:
    """Open accounts of a unit's expenses, by code."""
    return _plain(koppontren, unit).filter(kind=AccountKind.EXPENSE)


def debts_of(koppontren: Koppontren, unit: Unit) -> TenantQuerySet[Account]:
    """Open accounts of what a unit owes others than members and funds, by code."""
    return _plain(koppontren, unit).filter(kind=AccountKind.LIABILITY, mark="")


def _plain(koppontren: Koppontren, unit: Unit) -> TenantQuerySet[Account]:
    accounts = Account.objects.of(koppontren).filter(unit=unit, closed=False, is_control=False)
    return accounts.filter(parent=None, other_unit=None).order_by("code")


def default_cash(koppontren: Koppontren, unit: Unit, *, besides: Q | None = None) -> Account | None:
    """Where money over a counter of the unit goes: its first open place of cash, if it has one.

    `besides`: places of cash that belong to somebody, which other rooms know.
    """
    places = Account.objects.of(koppontren).filter(unit=unit, is_cash=True)
    if besides is not None:
        places = places.exclude(besides)
    return places.filter(closed=False, is_control=False).order_by("code").first()


def details_held(koppontren: Koppontren) -> dict[int, tuple[int, int]]:
    """Debits and credits that all details of each control account hold now, by its id."""
    details = Account.objects.of(koppontren).filter(parent__isnull=False)
    sums = details.values_list("parent").annotate(d=Sum("debits"), c=Sum("credits")).order_by()
    return {parent: (debits, credits_) for parent, debits, credits_ in sums}
