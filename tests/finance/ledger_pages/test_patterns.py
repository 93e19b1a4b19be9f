"""Patterns: kept from an entry, waiting on their day once, recorded with one tap."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.cash.intents import money_out
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Due, Entry, Pattern
from klinik.finance.ledger.patterns.commands import keep_pattern, make_due
from klinik.finance.ledger.patterns.rules import first_on, next_on
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account
from tests.finance.journal import journal
from tests.finance.ledger_pages.test_money import send

pytestmark = pytest.mark.django_db
PAGE = "/koppontren/al-hikmah/pola/"


def electricity(koppontren: Koppontren) -> Intent:
    cash, cost = account(koppontren, "1111"), account(koppontren, "5330")
    return money_out(cash, purpose=cost, amount=300_000)._replace(memo="Listrik")


@pytest.fixture
def pattern(koppontren: Koppontren, opened: Entry, bookkeeper: User) -> Pattern:
    """Electricity, each month on the 5th from 1 September 2026 on."""
    return keep_pattern(
        koppontren,
        name="Listrik",
        intent=electricity(koppontren),
        by=bookkeeper,
        every="month",
        day=5,
        since=date(2026, 9, 1),
    )


@pytest.mark.parametrize(
    ("every", "day", "since", "days"),
    [
        ("month", 5, date(2026, 9, 1), ["2026-09-05", "2026-10-05"]),
        ("month", 5, date(2026, 9, 6), ["2026-10-05", "2026-11-05"]),
        ("month", 31, date(2027, 1, 31), ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("month", 1, date(2026, 12, 2), ["2027-01-01"]),
        ("week", 1, date(2026, 11, 29), ["2026-11-30", "2026-12-07"]),
        ("week", 7, date(2026, 11, 29), ["2026-11-29", "2026-12-06"]),
    ],
)
def test_the_days_on_which_it_comes_again(
    every: str, day: int, since: date, days: list[str]
) -> None:
    found = [first_on(every, day, since=since)]
    while len(found) < len(days):
        found.append(next_on(every, day, after=found[-1]))
    assert [one.isoformat() for one in found] == days


def test_each_day_waits_once_whenever_the_work_of_the_night_ran(
    koppontren: Koppontren, pattern: Pattern
) -> None:
    made = [make_due(koppontren, today=date(2026, 9, day)) for day in (4, 5, 5, 6)]
    made.append(make_due(koppontren, today=date(2026, 11, 20)))  # it stood still for weeks

    assert made == [0, 1, 0, 0, 2]
    days = Due.objects.of(koppontren).values_list("on", flat=True)
    assert [day.isoformat() for day in days] == ["2026-09-05", "2026-10-05", "2026-11-05"]


def test_one_tap_records_it_on_its_day_and_once(
    page: Client, koppontren: Koppontren, pattern: Pattern
) -> None:
    make_due(koppontren, today=date(2026, 9, 5))
    due = Due.objects.of(koppontren).get()
    assert "Listrik" in page.get(PAGE).text
    for _ in range(2):
        page.post(reverse("ledger:due", args=["al-hikmah", due.request_id]), {"amount": ""})

    assert journal(koppontren)[1:] == [
        "journal.entry: Dr 5330 Beban Operasional USPPS 300.000, Cr 1111 Kas 300.000"
    ]
    assert Entry.objects.of(koppontren).get(number=2).on == date(2026, 9, 5)
    assert "Waiting to be recorded" not in page.get(PAGE).text


def test_the_amount_may_be_another_one_this_time(
    page: Client, koppontren: Koppontren, pattern: Pattern
) -> None:
    make_due(koppontren, today=date(2026, 9, 5))
    address = reverse("ledger:due", args=["al-hikmah", Due.objects.of(koppontren).get().request_id])
    assert page.post(address, {"amount": "banyak"}).status_code == 422
    assert page.post(address, {"amount": "99.000.000"}).status_code == 422
    page.post(address, {"amount": "325.000"})

    assert journal(koppontren)[1:] == [
        "journal.entry: Dr 5330 Beban Operasional USPPS 325.000, Cr 1111 Kas 325.000"
    ]


def test_it_is_left_out_this_time_or_stopped_for_good(
    page: Client, koppontren: Koppontren, pattern: Pattern
) -> None:
    make_due(koppontren, today=date(2026, 9, 5))
    address = reverse("ledger:due", args=["al-hikmah", Due.objects.of(koppontren).get().request_id])
    page.post(address, {"leave_out": "1"})
    assert page.post(address, {"amount": ""}).status_code == 422
    page.post(reverse("ledger:pattern_retire", args=["al-hikmah", pattern.number]))

    assert make_due(koppontren, today=date(2026, 12, 31)) == 0
    assert len(journal(koppontren)) == 1
    assert "No pattern yet" in page.get(PAGE).text


def test_an_entry_is_kept_as_a_pattern_and_written_from_it(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    send(page, "out", category="5330", amount="300.000", memo="Listrik")
    address = reverse("ledger:pattern_keep", args=["al-hikmah", 2])
    assert "Listrik" in page.get(address).text
    kept: dict[str, Any] = {"name": "Listrik", "every": "", "day": ""}
    assert page.post(address, kept).headers["Location"] == PAGE
    assert page.post(address, kept).status_code == 422  # the name is taken
    pattern = Pattern.objects.of(koppontren).get()
    shown = page.get(reverse("ledger:write", args=["al-hikmah"]), {"pola": str(pattern.number)})

    lines = [(x.account, x.debit, x.credit) for x in shown.context["form"].lines if x.account]
    assert lines == [
        ("5330 Beban Operasional USPPS", "300.000", ""),
        ("1111 Kas", "", "300.000"),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"every": "year"},
        {"every": "month", "day": ""},
        {"every": "month", "day": "32"},
        {"every": "week", "day": "8"},
        {"every": "week", "day": "x"},
    ],
)
def test_bad_rhythms_get_a_sentence(
    page: Client, koppontren: Koppontren, opened: Entry, changed: dict[str, str]
) -> None:
    send(page, "out", category="5330", amount="300.000")
    address = reverse("ledger:pattern_keep", args=["al-hikmah", 2])
    assert page.post(address, {"name": "x", "every": "", "day": ""} | changed).status_code == 422
    assert not Pattern.objects.of(koppontren).exists()


@pytest.mark.parametrize("number", ["x", "216db781-3fb7-4639-8bec-a2c52aa7c295"])
def test_an_unknown_pattern_in_the_address_is_passed_over(
    page: Client, opened: Entry, number: str
) -> None:
    assert (
        page.get(reverse("ledger:write", args=["al-hikmah"]), {"pola": number}).status_code == 200
    )
