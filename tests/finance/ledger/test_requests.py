"""One request is one entry, for ever and whoever sends it again."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.models import Account, Book, Entry
from klinik.finance.ledger.posting import Leg, cr, dr, post
from klinik.finance.ledger.refusals import RequestReused
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, journal, make_books, put
from tests.finance.ledger.owner import Owner

Accounts = dict[str, Account]
KEY = UUID("0b7c8a3e-5d0e-4a57-9a3c-3f6d2f1f9b11")


def send(
    koppontren: Koppontren,
    accounts: Accounts,
    by: User,
    *,
    amount: int = 5,
    on: date | None = None,
    memo: str | None = None,
) -> Entry:
    """The same request each time, unless told otherwise."""
    legs: Sequence[Leg] = [dr(accounts["1111"], amount), cr(accounts["4310"], amount)]
    return post(koppontren, request_id=KEY, kind="fee", legs=legs, by=by, on=on, memo=memo)


def test_sent_twice_it_is_one_entry(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    first, again = send(koppontren, accounts, teller), send(koppontren, accounts, teller)

    assert (again.pk, again.at, again.chain) == (first.pk, first.at, first.chain)
    assert journal(koppontren) == ["fee: Dr Kas 5, Cr Pendapatan Administrasi 5"]


def test_with_other_content_it_is_refused(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    send(koppontren, accounts, teller)

    with pytest.raises(RequestReused):
        send(koppontren, accounts, teller, amount=6)
    assert journal(koppontren) == ["fee: Dr Kas 5, Cr Pendapatan Administrasi 5"]


def test_the_next_teller_gets_the_first_answer(
    koppontren: Koppontren, accounts: Accounts, teller: User, next_teller: User
) -> None:
    first, again = send(koppontren, accounts, teller), send(koppontren, accounts, next_teller)

    assert (again.number, again.by) == (first.number, teller)


def test_another_koppontren_knows_nothing_of_it(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    send(koppontren, accounts, teller, amount=5)
    other = make_books("an-nur")
    theirs = {code: account(other, code) for code in ("1111", "4310")}

    assert send(other, theirs, teller, amount=6).number == 1


def test_it_is_answered_before_any_rule_is_asked(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    """Spent and closed since: a new entry would be refused, the retry has its answer."""
    first = send(koppontren, accounts, teller)
    put(koppontren, [dr(accounts["4310"], 5), cr(accounts["1111"], 5)], by=teller)
    close_account(accounts["1111"], by=teller)

    assert send(koppontren, accounts, teller).number == first.number


def test_a_memo_is_outside_the_content(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    first = send(koppontren, accounts, teller, memo="Iuran Pak Contoh")
    again = send(koppontren, accounts, teller, memo="ditulis lain")

    assert again.number == first.number
    assert [memo.text for memo in first.memos.all()] == ["Iuran Pak Contoh"]


def test_a_day_that_was_given_is_part_of_the_content(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    given = send(koppontren, accounts, teller, on=date(2026, 3, 1))

    assert send(koppontren, accounts, teller, on=date(2026, 3, 1)) == given
    for other in (date(2026, 3, 2), None):
        with pytest.raises(RequestReused):
            send(koppontren, accounts, teller, on=other)


def test_a_day_given_to_a_request_that_had_none_is_refused(
    koppontren: Koppontren, accounts: Accounts, teller: User
) -> None:
    send(koppontren, accounts, teller)

    with pytest.raises(RequestReused):
        send(koppontren, accounts, teller, on=timezone.localdate() - timedelta(days=1))


def test_the_fingerprint_does_not_depend_on_how_dates_are_written(db: None) -> None:
    fingerprints = []
    for style in ("ISO, YMD", "German, DMY"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('DateStyle', %s, true)", [style])
            cursor.execute(
                "SELECT ledger_fingerprint("
                "'fee', date '2026-03-01', NULL, '{1,2}', '{5,0}', '{0,5}')"
            )
            fingerprints.append(cursor.fetchone())

    assert fingerprints[0] == fingerprints[1]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_without_a_day_it_is_today_where_the_koppontren_is(
    db: None, teller: User, zone: str
) -> None:
    """Two zones 25 hours apart: whatever the hour, one of them has another day than Jakarta."""
    owned = make_books(time_zone=zone)
    entry = put(owned, [dr(account(owned, "1111"), 5), cr(account(owned, "4310"), 5)], by=teller)

    assert Book.objects.get(pk=owned.pk).time_zone == zone
    assert entry.on == entry.at.astimezone(ZoneInfo(zone)).date()


@pytest.mark.django_db(databases=["owner"])
def test_after_midnight_the_retry_gets_the_first_answer(owner: Owner) -> None:
    """Midnight is made by moving the book to a zone where it is another day already."""
    owner.execute("UPDATE ledger_book SET time_zone = 'Pacific/Pago_Pago'")
    first = owner.post(request=KEY)
    owner.execute("UPDATE ledger_book SET time_zone = 'Pacific/Kiritimati'")
    again, fresh = owner.post(request=KEY), owner.post(request=uuid4())

    assert again == first
    assert fresh.on > first.on
