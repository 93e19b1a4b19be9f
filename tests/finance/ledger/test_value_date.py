"""The day an entry happened beside the day it is booked on: both are kept, neither is bent."""

from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.transaction import atomic

from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import RequestReused
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.ledger.owner import Owner

Accounts = dict[str, Account]
KEY = UUID("0b7c8a3e-5d0e-4a57-9a3c-3f6d2f1f9b11")
SOLD = date(2026, 2, 27)
CLOSED = "2026-02-28"


def send(
    koppontren: Koppontren,
    accounts: Accounts,
    by: User,
    *,
    on: date | None = None,
    value_on: date | None = None,
) -> Entry:
    """The same request each time, apart from its days."""
    legs = [dr(accounts["1111"], 5), cr(accounts["4310"], 5)]
    return post(koppontren, request_id=KEY, kind="sale", legs=legs, by=by, on=on, value_on=value_on)


def test_without_a_day_of_its_own_nothing_is_kept(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    entry = send(koppontren, accounts, teller)

    assert (entry.value_on, entry.happened_on) == (None, None)


def test_it_is_booked_on_the_day_it_happened(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    entry = send(koppontren, accounts, teller, value_on=SOLD)

    assert (entry.on, entry.value_on, entry.happened_on) == (SOLD, SOLD, None)


def test_both_days_may_be_given(koppontren: Koppontren, accounts: Accounts, teller: User) -> None:
    today = today_in(koppontren)
    entry = send(koppontren, accounts, teller, on=today, value_on=SOLD)

    assert (entry.on, entry.happened_on) == (today, SOLD)
    assert list(entry.lines.values_list("on", flat=True)) == [today, today]


def test_the_day_it_happened_is_part_of_the_content(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    first = send(koppontren, accounts, teller, value_on=SOLD)

    assert send(koppontren, accounts, teller, value_on=SOLD) == first
    others: list[tuple[date | None, date | None]] = [
        (None, SOLD + timedelta(1)), (None, None), (SOLD, None), (SOLD, SOLD),
    ]  # fmt: skip
    for on, value_on in others:
        with pytest.raises(RequestReused):
            send(koppontren, accounts, teller, on=on, value_on=value_on)


@pytest.mark.django_db(databases=["owner"])
def test_in_a_closed_period_it_goes_to_the_first_open_day_and_keeps_its_own(owner: Owner) -> None:
    owner.close_through(CLOSED)
    late = owner.post(request=KEY, value_on=SOLD)
    owner.close_through("2026-03-31")

    assert late.on == date(2026, 3, 1)
    assert owner.value("SELECT value_on FROM ledger_entry") == SOLD
    assert owner.post(request=KEY, value_on=SOLD) == late, "a retry is answered, wherever it lies"
    assert owner.post(request=uuid4(), value_on=SOLD).on == date(2026, 4, 1)


@pytest.mark.django_db(databases=["owner"])
def test_a_closed_day_that_was_given_is_refused_whenever_it_happened(owner: Owner) -> None:
    owner.close_through(CLOSED)

    for value_on in (None, SOLD, date(2026, 3, 1)):
        with pytest.raises(IntegrityError, match="the period is closed"), atomic(using="owner"):
            owner.post(on=SOLD, value_on=value_on)


def test_it_may_have_happened_after_it_was_booked(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    entry = send(koppontren, accounts, teller, on=date(2026, 3, 1), value_on=date(2026, 3, 2))

    assert entry.happened_on == date(2026, 3, 2), "money may come to the bank before its value"


@pytest.mark.django_db
def test_an_entry_without_it_has_the_fingerprint_it_always_had() -> None:
    """Entries from before this column are verified by the same function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_fingerprint('fee', date '2026-03-01', NULL, '{1,2}', '{5,0}', '{0,5}'),"
            " ledger_fingerprint('fee', NULL, 7, '{1,2}', '{5,0}', '{0,5}', date '2026-03-01')"
        )
        without, with_it = cursor.fetchone() or (b"", b"")

    assert bytes(without) == sha256(b"fee|9556|-|1,2|5,0|0,5").digest()
    assert bytes(with_it) == sha256(b"fee|-|7|1,2|5,0|0,5|happened 9556").digest()
