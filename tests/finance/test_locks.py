"""The chart is changed while people join and money moves: nobody waits for each other in a ring."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from klinik.core.errors import DomainError
from klinik.finance.ledger.chart import UnitRow
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import add_unit, mark_account, place_account, rename_account
from klinik.finance.ledger.models import Account, Entry, Unit
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.savings.commands import (
    admit_member,
    block_savings,
    record_deposit,
    release_savings,
)
from klinik.finance.savings.leaving.commands import settle_leaving
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import accounts_of
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from tests.finance.counter import PRINCIPAL, make_cooperative
from tests.world import make_koppontren, make_user

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 25


@pytest.fixture
def koppontren() -> Koppontren:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
    return koppontren


@pytest.fixture
def by() -> User:
    return make_user()


@pytest.fixture
def accounts(koppontren: Koppontren) -> dict[str, Account]:
    with acting_for(koppontren):
        return {account.code: account for account in Account.objects.of(koppontren)}


def side_by_side(koppontren: Koppontren, *acts: Callable[[int], object], times: int) -> None:
    """Each of these on its own connection, again and again, each time in its own transaction."""
    start = Barrier(len(acts))

    def one(act: Callable[[int], object]) -> None:
        try:
            start.wait(timeout=30)
            for n in range(times):
                with acting_for(koppontren):
                    act(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(one, acts))


def test_chart_marks_admissions_and_postings_wait_in_one_order(
    koppontren: Koppontren, accounts: dict[str, Account], by: User
) -> None:
    income = [accounts[code] for code in ("4210", "4310")]

    def change(n: int) -> None:
        account = accounts[("1111", "1112")[n % 2]]
        rename_account(account, name=f"Akun {n}", by=by)
        place_account(account, cash_flow=("operating", "financing")[n % 2], by=by)

    def place(n: int) -> None:
        place_account(accounts["3110"], cash_flow=("operating", "financing")[n % 2], by=by)

    def mark(n: int) -> None:
        for account in reversed(income):
            mark_account(account, mark=("member", "public")[n % 2], by=by)

    def join(n: int) -> None:
        admit_member(koppontren, name=f"Siti {n}", cash=accounts["1112"], request_id=uuid4(), by=by)

    def pay(n: int) -> None:
        legs = [cr(account, 1) for account in income]
        legs = [dr(accounts["1112"], 1), dr(accounts["1111"], 1), *legs]
        post(koppontren, request_id=uuid4(), kind="fee", legs=legs, by=by)

    side_by_side(koppontren, change, place, mark, join, pay, pay, times=TIMES)

    with acting_for(koppontren):
        assert Entry.objects.of(koppontren).count() == 3 * TIMES
    assert verify_books().differences == []


def test_two_units_added_at_once_have_accounts_between_them(
    koppontren: Koppontren, by: User
) -> None:
    def added(name: str) -> Callable[[int], object]:
        unit = UnitRow(code=name, name=name)
        return lambda _n: add_unit(koppontren, unit=unit, business="Produksi", by=by)

    side_by_side(koppontren, *map(added, ("Kantin", "Kebun", "Laundry")), times=1)

    with acting_for(koppontren):
        codes = list(Unit.objects.of(koppontren).values_list("code", flat=True))
        between = Account.objects.of(koppontren).exclude(other_unit=None)
        pairs = sorted(between.values_list("unit__code", "other_unit__code"))
    assert pairs == sorted((one, other) for one in codes for other in codes if one != other)


def test_two_desks_on_one_member_wait_in_one_order(
    koppontren: Koppontren, accounts: dict[str, Account], by: User
) -> None:
    cash = accounts["1112"]
    with acting_for(koppontren):
        members = [
            admit_member(koppontren, name=f"Siti {n}", pays_later=True, request_id=uuid4(), by=by)
            for n in range(TIMES)
        ]

    def pokok(n: int) -> SavingsAccount:
        return accounts_of(koppontren).get(member=members[n])

    def pay(n: int) -> None:
        record_deposit(pokok(n), amount=PRINCIPAL, cash=cash, request_id=uuid4(), by=by)

    def block(n: int) -> None:
        block_savings(pokok(n), reason="Buku hilang", by=by)
        release_savings(pokok(n), reason="Ketemu", by=by)

    def block_again(n: int) -> None:
        with suppress(DomainError):  # gone just now
            block(n)

    def leave(n: int) -> None:
        with suppress(DomainError):  # blocked just now
            settle_leaving(members[n], shown=PRINCIPAL, cash=cash, request_id=uuid4(), by=by)

    side_by_side(koppontren, pay, block, times=TIMES)
    side_by_side(koppontren, leave, block_again, times=TIMES)

    with acting_for(koppontren):
        assert Entry.objects.of(koppontren).filter(kind="savings.deposit").count() == TIMES
    assert verify_books().differences == []
