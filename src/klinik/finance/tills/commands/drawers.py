"""Making drawers: each an account of the chart, with what its unit needs beside it."""

from itertools import count

from django.db import transaction

from klinik.finance.ledger.cash.queries import cash_places
from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import (
    add_account,
    close_account,
    hold_book,
    rename_account,
)
from klinik.finance.ledger.models import Account, AccountKind, Mark, Unit
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.ledger.refusals import DrawerNameTaken
from klinik.finance.ledger.rules import usual_side
from klinik.finance.tills.models import Drawer, UnitCash
from klinik.finance.tills.queries import not_yet_drawers
from klinik.finance.tills.refusals import DrawerNotEmpty, NotAPlaceOfCash
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

TRANSIT, OVER, SHORT = "Kas dalam Perjalanan", "Selisih Lebih Kas", "Selisih Kurang Kas"
FIRST = {AccountKind.ASSET: "1111", AccountKind.INCOME: "4910", AccountKind.EXPENSE: "5910"}
TRIED = 50  # codes looked up at once


@transaction.atomic
def add_drawer(
    koppontren: Koppontren,
    *,
    name: str,
    kind: str,
    unit: Unit,
    by: User,
    owner: User | None = None,
) -> Drawer:
    """Add a drawer, a safe, or its owner's bag to a unit, with an account of its own.

    A unit's first one brings accounts for cash on its way and for what counts find over or short.
    Raises DrawerNameTaken.
    """
    hold_book(koppontren)
    _refuse_taken(koppontren, name)
    account = _open(koppontren, unit, name, AccountKind.ASSET, by=by)
    return _make(account, kind=kind, by=by, owner=owner)


@transaction.atomic
def turn_into_drawer(account: Account, *, kind: str, by: User) -> Drawer:
    """Let one person at a time hold a cash account of the chart. Done twice, it is one drawer.

    Raises NotAPlaceOfCash, DrawerNameTaken.
    """
    hold_book(account.koppontren)
    known = Drawer.objects.of(account.koppontren).filter(account=account).first()
    if known and known.kind == kind:
        return known
    if account not in not_yet_drawers(account.koppontren):
        raise NotAPlaceOfCash(str(account))
    _refuse_taken(account.koppontren, account.name)
    return _make(account, kind=kind, by=by)


@transaction.atomic
def rename_drawer(drawer: Drawer, *, name: str, by: User) -> Account:
    """Call a drawer, a safe or a bag by another name; what happened in it stays.

    Raises DrawerNameTaken.
    """
    hold_book(drawer.koppontren)
    _refuse_taken(drawer.koppontren, name, besides=drawer)
    return rename_account(drawer.account, name=name, by=by)


@transaction.atomic
def retire_drawer(drawer: Drawer, *, by: User) -> None:
    """Put an empty drawer, safe or bag out of use; what happened in it stays. Done twice is once.

    Its account opened again, it is in use again. Raises DrawerNotEmpty, DrawerInUse; BagNeeded
    while its collector has groups, BagAwaited while receipts may wait on their phone.
    """
    hold_book(drawer.koppontren)
    drawer.account.refresh_from_db(fields=["debits", "credits"])
    if drawer.account.balance:
        raise DrawerNotEmpty(str(drawer), amount=drawer.account.balance)
    close_account(drawer.account, by=by)


def _refuse_taken(koppontren: Koppontren, name: str, *, besides: Drawer | None = None) -> None:
    """The book is held: nobody takes the name meanwhile. Those out of use keep theirs."""
    known = Drawer.objects.of(koppontren).filter(account__name__iexact=name).first()
    if known not in (None, besides):
        raise DrawerNameTaken(name)


def _make(account: Account, *, kind: str, by: User, owner: User | None = None) -> Drawer:
    _unit_cash(account.koppontren, account.unit, by=by)
    return Drawer.objects.create(
        koppontren=account.koppontren, account=account, kind=kind, owner=owner, made_by=by
    )


def _unit_cash(koppontren: Koppontren, unit: Unit, *, by: User) -> UnitCash:
    known = UnitCash.objects.of(koppontren).filter(unit=unit).first()
    return known or UnitCash.objects.create(
        koppontren=koppontren,
        unit=unit,
        transit=_open(koppontren, unit, TRANSIT, AccountKind.ASSET, by=by),
        over=_open(koppontren, unit, OVER, AccountKind.INCOME, by=by),
        short=_open(koppontren, unit, SHORT, AccountKind.EXPENSE, by=by),
    )


def _open(koppontren: Koppontren, unit: Unit, name: str, kind: AccountKind, *, by: User) -> Account:
    is_cash = kind == AccountKind.ASSET
    row = AccountRow(
        code=_free_code(koppontren, unit, kind),
        name=name if is_cash and name != TRANSIT else f"{name} {unit.code}"[:100],
        kind=kind,
        normal_side=usual_side(kind),
        unit=unit.code,
        cash_flow="" if is_cash else "operating",
        is_cash=is_cash,
        may_overdraw=not is_cash,
        mark=Mark.OTHER if kind == AccountKind.INCOME else "",
    )
    return add_account(koppontren, account=row, by=by)


def _free_code(koppontren: Koppontren, unit: Unit, kind: AccountKind) -> str:
    """The next free code beside the unit's first cash account, or where results usually are."""
    first = FIRST[kind]
    if kind == AccountKind.ASSET:
        codes = [a.code for a in cash_places(koppontren) if a.unit_id == unit.pk]
        first = min(codes, default=first)
    for start in count(0, TRIED):
        tried = [_code(first, n) for n in range(start, start + TRIED)]
        taken = accounts_by_code(koppontren, tried)
        if free := [code for code in tried if code not in taken]:
            return free[0]
    raise AssertionError("codes never end")


def _code(first: str, n: int) -> str:
    """The nth code from here on: 1111, 1112 ..., or 11A, 11A-2 ... where codes are no numbers."""
    if first.isascii() and first.isdigit():
        return str(int(first) + n)
    return f"{first}-{n + 1}" if n else first
