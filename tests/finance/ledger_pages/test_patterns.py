"""Patterns: kept from an entry, waiting on their day once, recorded with one tap."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.cash.intents import money_out
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import approve, reject, set_limit, withdraw
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Draft, Due, Entry, Pattern
from klinik.finance.ledger.patterns.commands import keep_pattern, make_due
from klinik.finance.ledger.patterns.queries import dues_through, waiting_dues
from klinik.finance.ledger.patterns.rules import first_on, next_on
from klinik.finance.ledger.periods.commands import close_period
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.tasks import make_patterns_due
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, make_books
from tests.finance.journal import journal
from tests.finance.ledger_pages.test_money import send
from tests.finance.ledger_pages.test_write import typed
from tests.world import make_member_of

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


def test_one_koppontrens_trouble_stops_no_other_at_night(
    pattern: Pattern, koppontren: Koppontren, bookkeeper: User
) -> None:
    Koppontren.objects.filter(pk=koppontren.pk).update(time_zone="Asia/Nowhere")
    other = make_books("an-nur")
    days: dict[str, Any] = {"every": "week", "day": 1, "since": date(2026, 11, 2)}
    keep_pattern(other, name="Listrik", intent=electricity(other), by=bookkeeper, **days)
    make_patterns_due(0)
    enter(other)

    assert other.pk > koppontren.pk
    assert Due.objects.of(other).filter(on=date(2026, 11, 2)).exists()


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


def test_a_day_whose_draft_came_to_nothing_waits_again(
    page: Client, koppontren: Koppontren, pattern: Pattern, bookkeeper: User
) -> None:
    manager = make_member_of(koppontren, Role.MANAGER)
    set_limit(koppontren, amount=100_000, by=manager)
    make_due(koppontren, today=date(2026, 9, 5))

    def tap() -> Draft:
        assert [due.on for due, _intent in waiting_dues(koppontren)] == [date(2026, 9, 5)]
        key = Due.objects.of(koppontren).get().request_id
        page.post(reverse("ledger:due", args=["al-hikmah", key]), {"amount": ""})
        assert waiting_dues(koppontren) == []
        assert dues_through(koppontren, date(2026, 9, 30)) == []
        return Draft.objects.of(koppontren).select_related("koppontren").latest("pk")

    first = tap()
    reject(first, reason="Nota belum ada", by=manager)
    again = reverse("ledger:due", args=["al-hikmah", first.request_id])
    sent_late = page.post(again, {"amount": ""})  # its answer was lost on the way
    withdraw(tap(), by=bookkeeper)
    approve(tap(), by=manager)

    assert (sent_late.status_code, sent_late["Location"]) == (302, first.get_absolute_url())
    assert journal(koppontren)[1:] == [
        "journal.entry: Dr 5330 Beban Operasional USPPS 300.000, Cr 1111 Kas 300.000"
    ]
    assert make_due(koppontren, today=date(2026, 9, 6)) == 0
    assert waiting_dues(koppontren) == []


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


def test_what_is_kept_today_waits_from_tomorrow_on(
    koppontren: Koppontren, opened: Entry, bookkeeper: User
) -> None:
    today = today_in(koppontren)
    kept = keep_pattern(
        koppontren,
        name="Pekanan",
        intent=electricity(koppontren),
        by=bookkeeper,
        every="week",
        day=today.isoweekday(),
    )

    assert kept.next_on == today + timedelta(days=7)
    assert make_due(koppontren, today=today) == 0


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
    for _click in range(2):
        assert page.post(address, kept).headers["Location"] == PAGE
    assert page.post(address, kept | {"every": "month", "day": "5"}).status_code == 422
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


# Three lines: a salary of two units, paid from one box


@pytest.fixture
def wages(koppontren: Koppontren, opened: Entry, bookkeeper: User) -> Due:
    """Rp500.000 for each of two units, due on 5 September 2026."""
    legs = [
        dr(account(koppontren, "5330"), 500_000),
        dr(account(koppontren, "5320"), 500_000),
        cr(account(koppontren, "1111"), 1_000_000),
    ]
    keep_pattern(
        koppontren,
        name="Gaji",
        intent=Intent("journal.entry", legs),
        by=bookkeeper,
        every="month",
        day=5,
        since=date(2026, 9, 1),
    )
    make_due(koppontren, today=date(2026, 9, 5))
    return Due.objects.of(koppontren).get()


def record(page: Client, due: Due, *amounts: str) -> Any:
    typed = {f"amount_{n}": amount for n, amount in enumerate(amounts, start=1)}
    return page.post(reverse("ledger:due", args=["al-hikmah", due.request_id]), typed)


def test_each_line_has_its_amount_this_time(
    page: Client, koppontren: Koppontren, wages: Due
) -> None:
    shown = page.get(PAGE).text
    assert [shown.count(f'name="amount_{n}"') for n in (1, 2, 3, 4)] == [1, 1, 1, 0]
    record(page, wages, "550.000", "500.000", "1.050.000")

    assert journal(koppontren)[1:] == [
        "journal.entry: Dr 5330 Beban Operasional USPPS 550.000, "
        f"Dr {account(koppontren, '5320')} 500.000, Cr 1111 Kas 1.050.000"
    ]


def test_an_empty_line_is_left_out(page: Client, koppontren: Koppontren, wages: Due) -> None:
    record(page, wages, "550.000", "", "550.000")

    assert journal(koppontren)[1:] == [
        "journal.entry: Dr 5330 Beban Operasional USPPS 550.000, Cr 1111 Kas 550.000"
    ]


def test_without_amounts_it_is_as_usual(page: Client, koppontren: Koppontren, wages: Due) -> None:
    record(page, wages)

    assert len(journal(koppontren)) == 2
    assert "1.000.000" in journal(koppontren)[1]


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (("550.000", "500.000", "1.000.000"), "they differ by Rp50.000"),
        (("", "", ""), "at least two lines"),
        (("500.000", "", ""), "they differ by Rp500.000"),
        (("0", "500.000", "500.000"), "Type an amount from Rp1"),
        (("-1", "500.000", "500.000"), "Type whole rupiah"),
        (("1e6", "500.000", "500.000"), "Type whole rupiah"),
        (("banyak", "500.000", "500.000"), "Type whole rupiah"),
    ],
)
def test_amounts_that_do_not_balance_get_a_sentence_and_stay_typed(
    page: Client, koppontren: Koppontren, wages: Due, amounts: tuple[str, ...], said: str
) -> None:
    response = record(page, wages, *amounts)

    assert response.status_code == 422
    assert said in response.text
    (_due, form, _intent), *_others = response.context["waiting"]
    assert [field.value() for field in form] == list(amounts)
    assert len(journal(koppontren)) == 1


def test_what_was_due_in_a_closed_month_is_recorded_on_the_first_open_day(
    page: Client, koppontren: Koppontren, wages: Due, bookkeeper: User
) -> None:
    close_period(koppontren, through=date(2026, 9, 30), request_id=uuid4(), by=bookkeeper)
    assert "it is recorded on 1 October 2026" in page.get(PAGE).text
    record(page, wages)
    entry = Entry.objects.of(koppontren).latest("number")

    assert (entry.on, entry.value_on) == (date(2026, 10, 1), date(2026, 9, 5))


# From the journal form itself


def write(page: Client, **changed: Any) -> Any:
    lines = [("5330", "300.000", ""), ("1111", "", "300.000")]
    sent = typed(lines, memo="Listrik", keep="1", name="Listrik", every="", day="")
    return page.post(reverse("ledger:write", args=["al-hikmah"]), sent | changed)


def test_what_is_being_written_is_kept_as_a_pattern_and_not_recorded(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    for _click in range(2):
        response = write(page, every="month", day="5")
        assert response.status_code == 200
        assert "The pattern Listrik is kept." in response.text
    pattern = Pattern.objects.of(koppontren).get()

    assert (pattern.name, pattern.memo, pattern.amount, pattern.day) == (
        "Listrik",
        "Listrik",
        300_000,
        5,
    )
    assert len(journal(koppontren)) == 1
    lines = [(x.account, x.debit, x.credit) for x in response.context["form"].lines]
    assert lines[0] == ("5330 Beban Operasional USPPS", "300.000", "")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Name of the pattern"),
        ({"every": "week", "day": "9"}, "A week has the days 1 to 7."),
        ({"debit": ["300.001", ""]}, "they differ by Rp1"),
        ({"account": ["x", "1111"]}, "No account is called"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(
    page: Client, koppontren: Koppontren, opened: Entry, changed: dict[str, Any], said: str
) -> None:
    response = write(page, **changed)

    assert response.status_code == 422
    assert said in response.text
    assert not Pattern.objects.of(koppontren).exists()
