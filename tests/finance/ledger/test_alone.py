"""`post` outside of a transaction: one statement that enters the tenant, writes and commits."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from klinik.finance.ledger.models import Account, Entry, Line
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import Overdrawn
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from tests.finance.books import make_books
from tests.world import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def koppontren() -> Koppontren:
    with transaction.atomic():
        return make_books()


@pytest.fixture
def accounts(koppontren: Koppontren) -> dict[str, Account]:
    with acting_for(koppontren):
        return {account.code: account for account in Account.objects.of(koppontren)}


@pytest.fixture
def by() -> User:
    return make_user("Petugas")


def tenant() -> str | None:
    """Whose rows the connection is shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('klinik.koppontren', true)")
        row: tuple[str | None] = cursor.fetchone()
    return row[0]


def test_it_is_written_for_good_and_the_tenant_is_left(
    koppontren: Koppontren, accounts: dict[str, Account], by: User
) -> None:
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]

    entry = post(koppontren, request_id=uuid4(), kind="alone", legs=legs, by=by)

    assert not tenant()
    connection.close()
    with acting_for(koppontren):
        assert Entry.objects.of(koppontren).get() == entry


def test_the_server_plans_it_once_for_a_connection(
    koppontren: Koppontren, accounts: dict[str, Account], by: User
) -> None:
    for amount in (5, 10**9, 10**14):
        legs = [dr(accounts["1111"], amount), cr(accounts["4310"], amount)]
        post(koppontren, request_id=uuid4(), kind="alone", legs=legs, by=by)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%ledger_answer(%'"
        )
        assert cursor.fetchall() == [(3,)]


def test_the_same_request_has_the_same_answer(
    koppontren: Koppontren, accounts: dict[str, Account], by: User
) -> None:
    legs, key = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)], uuid4()

    first, second = (
        post(koppontren, request_id=key, kind="alone", legs=legs, by=by) for _ in range(2)
    )

    assert first == second


def test_a_refusal_leaves_nothing_and_the_next_goes_through(
    koppontren: Koppontren, accounts: dict[str, Account], by: User
) -> None:
    paid = [dr(accounts["5210"], 5), cr(accounts["1111"], 5)]
    with pytest.raises(Overdrawn):
        post(koppontren, request_id=uuid4(), kind="alone", legs=paid, by=by)

    entry = post(
        koppontren,
        request_id=uuid4(),
        kind="alone",
        legs=[dr(accounts["1111"], 5), cr(accounts["4310"], 5)],
        by=by,
    )

    assert entry.number == 1
    assert not tenant()


def test_money_between_units_gets_its_legs(
    koppontren: Koppontren, accounts: dict[str, Account], by: User
) -> None:
    one = accounts["1111"]
    other = next(
        account
        for account in accounts.values()
        if account.kind == "income" and account.unit_id != one.unit_id and not account.is_control
    )

    entry = post(
        koppontren, request_id=uuid4(), kind="alone", legs=[dr(one, 5), cr(other, 5)], by=by
    )

    with acting_for(koppontren):
        assert Line.objects.of(koppontren).filter(entry_number=entry.number).count() == 4
