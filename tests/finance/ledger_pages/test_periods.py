"""The page of the periods: a list to go through, one button, and two people to go back."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.finance.ledger.commands import place_account
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Book, Entry, PeriodEvent
from klinik.finance.ledger.patterns.commands import keep_pattern, make_due, retire_pattern
from klinik.finance.ledger.periods import commands
from klinik.finance.ledger.periods import views as periods
from klinik.finance.ledger.periods.commands import (
    answer_reopening,
    ask_reopening,
    close_out,
    close_period,
)
from klinik.finance.ledger.periods.rules import FiscalYear
from klinik.finance.ledger.posting import cr, dr
from klinik.people.access import read_as
from klinik.people.models import Notification, User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, put
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
JANUARY, AUGUST, OCTOBER = date(2026, 1, 31), date(2026, 8, 31), date(2026, 10, 31)


def at(name: str = "periods") -> str:
    return reverse(f"ledger:{name}", args=["al-hikmah"])


def closed_through() -> date | None:
    return Book.objects.get().closed_through


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (commands, periods):
        monkeypatch.setattr(module, "today_in", lambda _: date(2026, 11, 29))


@pytest.fixture
def chair(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOARD, name="Ketua Contoh")


@pytest.fixture
def closed(opened: Entry, koppontren: Koppontren, bookkeeper: User) -> PeriodEvent:
    return close_period(koppontren, through=OCTOBER, request_id=uuid4(), by=bookkeeper)


@pytest.fixture
def asked(closed: PeriodEvent, koppontren: Koppontren, bookkeeper: User) -> PeriodEvent:
    return ask_reopening(
        koppontren, through=AUGUST, reason="Nota tercecer", request_id=uuid4(), by=bookkeeper
    )


def test_without_a_book_the_way_leads_to_the_opening(page: Client, bookkeeper: User) -> None:
    assert "The book is not open yet" in page.get(at()).text


def test_the_first_month_is_shown_with_what_to_look_at(
    page: Client, opened: Entry, koppontren: Koppontren, bookkeeper: User
) -> None:
    stock = [
        dr(account(koppontren, "5110"), 90_000_000),
        cr(account(koppontren, "1251"), 90_000_000),
    ]
    put(koppontren, stock, by=bookkeeper, on=date(2026, 1, 9))
    given = page.get(at())
    checks = {check.title: check for check in given.context["checks"]}

    assert given.context["through"] == JANUARY
    assert {title: check.is_well for title, check in checks.items()} == {
        "Trial balance": True,
        "Between units": True,
        "Odd balances": False,
        "Not yet by member": False,
        "Cash flow statement": True,
        "Waiting for approval": True,
        "Entries that come again": True,
        "Days without entries": False,
    }
    (odd,) = checks["Odd balances"].places
    assert (odd.name, odd.amount) == ("1251 Persediaan Barang Dagang", -1_650_000)
    assert checks["Days without entries"].text.startswith("On 29 days nothing is recorded: 2 Jan,")
    assert "Close January 2026" in given.text


def test_accounts_without_a_place_on_the_cash_flow_statement_are_named(
    page: Client, opened: Entry, koppontren: Koppontren
) -> None:
    place_account(account(koppontren, "3140"), cash_flow="", by=None)
    checks = {check.title: check for check in page.get(at()).context["checks"]}

    names = [place.name for place in checks["Cash flow statement"].places]
    assert names == ["3140 Cadangan"]


def test_what_comes_again_and_was_not_recorded_is_named(
    page: Client, opened: Entry, koppontren: Koppontren, bookkeeper: User
) -> None:
    rent = [dr(account(koppontren, "5330"), 750_000), cr(account(koppontren, "1111"), 750_000)]
    pattern = keep_pattern(
        koppontren,
        name="Sewa gedung",
        intent=Intent("journal.entry", rent),
        by=bookkeeper,
        every="month",
        day=5,
        since=date(2026, 1, 1),
    )
    make_due(koppontren, today=date(2026, 2, 28))
    checks = {check.title: check for check in page.get(at()).context["checks"]}
    found = checks["Entries that come again"]

    assert (found.is_well, found.text[:9]) == (False, "1 entry t")
    assert [(one.name, one.amount, one.said) for one in found.places] == [
        ("Sewa gedung", 750_000, "5 Jan")
    ]
    retire_pattern(pattern)
    checks = {check.title: check for check in page.get(at()).context["checks"]}
    assert checks["Entries that come again"].is_well


def test_units_that_say_other_things_of_each_other_are_named(
    page: Client, opened: Entry, koppontren: Koppontren, bookkeeper: User
) -> None:
    gift = [dr(account(koppontren, "1191"), 1_000), cr(account(koppontren, "4310"), 1_000)]
    put(koppontren, gift, by=bookkeeper, on=date(2026, 1, 9))
    given = page.get(at())
    checks = {check.title: check for check in given.context["checks"]}
    found = checks["Between units"]

    assert (found.is_well, found.text) == (False, "What units owe each other differs by Rp1.000.")
    assert [(one.name, one.amount) for one in found.places] == [
        ("1191 Rekening Antar Unit: Toko", 20_001_000),
        ("2291 Rekening Antar Unit: USPPS", -20_000_000),
    ]


def test_who_may_approve_is_told_once_and_then_the_asker(
    chair: User, asked: PeriodEvent, koppontren: Koppontren, bookkeeper: User
) -> None:
    again = ask_reopening(
        koppontren, through=AUGUST, reason="Nota tercecer", request_id=asked.request_id,
        by=bookkeeper,
    )  # fmt: skip
    answer_reopening(asked, is_approved=True, request_id=uuid4(), by=chair)

    assert again == asked
    assert told(chair) == [
        "Budi Contoh asks to open the books of Koppontren Al Hikmah again after 31 August 2026. "
        "It waits for a second person."
    ]
    assert told(bookkeeper) == [
        "Ketua Contoh approved: the books of Koppontren Al Hikmah are open again after "
        "31 August 2026."
    ]


def test_the_asker_hears_of_a_no_and_not_of_taking_it_back_themselves(
    chair: User, asked: PeriodEvent, koppontren: Koppontren, bookkeeper: User
) -> None:
    answer_reopening(asked, is_approved=False, request_id=uuid4(), by=bookkeeper)
    assert told(bookkeeper) == []
    second = ask_reopening(
        koppontren, through=AUGUST, reason="Nota", request_id=uuid4(), by=bookkeeper
    )
    answer_reopening(second, is_approved=False, request_id=uuid4(), by=chair)

    assert told(bookkeeper) == [
        "Ketua Contoh keeps the books of Koppontren Al Hikmah closed; you had asked to open them "
        "after 31 August 2026."
    ]
    assert len(told(chair)) == 2


def told(person: User) -> list[str]:
    """What somebody was told of periods, in its order."""
    read_as(person)
    rows = Notification.objects.filter(person=person, kind__startswith="period.").order_by("pk")
    return [row.text for row in rows]


def test_one_button_closes_the_months(page: Client, opened: Entry) -> None:
    form = page.get(at(), {"through": "2026-08-31"}).context["closing"]
    sent = {"through": "2026-08-31", "request_id": form["request_id"].value()}
    given = page.post(at("period_close"), sent, follow=True)
    again = page.post(at("period_close"), sent)

    assert "The books are closed through August 2026." in given.text
    assert closed_through() == AUGUST
    assert again.status_code == 302, "the same request has the same answer"
    assert PeriodEvent.objects.filter(what="closed").count() == 1
    assert given.context["through"] == date(2026, 9, 30)


@pytest.mark.parametrize("through", ["2026-11-30", "2026-10-30", "x", ""])
def test_no_other_day_is_closed(page: Client, opened: Entry, through: str) -> None:
    given = page.post(at("period_close"), {"through": through, "request_id": str(uuid4())})

    assert (given.status_code, closed_through()) == (422, None)


def test_a_year_shows_what_it_will_move_and_is_closed_by_the_same_button(
    page: Client, opened: Entry, monkeypatch: pytest.MonkeyPatch, koppontren: Koppontren
) -> None:
    Koppontren.objects.filter(pk=koppontren.pk).update(fiscal_month=4)
    given = page.get(at(), {"through": "2026-03-31"})
    assert (given.context["is_year"], given.context["result"]) == (True, 59_350_000)
    assert "Close the year 2025/2026" in given.text

    page.post(at("period_close"), {"through": "2026-03-31", "request_id": str(uuid4())})
    kinds = Entry.objects.of(koppontren).filter(kind="year.closing")
    assert (kinds.count(), closed_through()) == (2, date(2026, 3, 31))
    undo = reverse("ledger:reverse", args=["al-hikmah", kinds[0].number])
    assert "undone on the page of the periods" in page.get(undo).text


def test_asking_needs_a_reason_and_keeps_what_was_typed(page: Client, closed: PeriodEvent) -> None:
    sent = {"through": "2026-08-31", "reason": "", "request_id": str(uuid4())}
    given = page.post(at("period_ask"), sent)
    assert given.status_code == 422
    assert given.context["ask"]["through"].value() == "2026-08-31"

    given = page.post(at("period_ask"), sent | {"reason": "Nota tercecer"}, follow=True)
    assert "another person of the board or the management has to answer" in given.text
    assert given.context["standing"].waiting.through == AUGUST


def test_a_second_person_approves(client: Client, asked: PeriodEvent, chair: User) -> None:
    client.force_login(chair)
    client.cookies["django_language"] = "en"
    text = client.get(at()).text
    sent = {"asked": asked.pk, "request_id": str(uuid4()), "answer": "yes"}
    given = client.post(at("period_answer"), sent, follow=True)

    assert "Nota tercecer" in text
    assert "The books are open again." in given.text
    assert closed_through() == AUGUST
    assert [event.what for event in given.context["page"]] == ["reopened", "asked", "closed"]


def test_a_second_person_declines_and_a_first_takes_back(
    client: Client, page: Client, asked: PeriodEvent, koppontren: Koppontren, bookkeeper: User
) -> None:
    sent = {"asked": asked.pk, "request_id": str(uuid4())}
    given = page.post(at("period_take_back"), sent, follow=True)
    again = page.post(at("period_take_back"), sent)

    assert "The books stay closed." in given.text
    assert again.status_code == 302
    assert closed_through() == OCTOBER


def test_nobody_else_takes_a_request_back(
    client: Client, asked: PeriodEvent, koppontren: Koppontren
) -> None:
    client.force_login(make_member_of(koppontren, Role.BOOKKEEPER))
    client.cookies["django_language"] = "en"
    assert "Take the request back" not in client.get(at()).text
    sent = {"asked": asked.pk, "request_id": str(uuid4())}
    given = client.post(at("period_take_back"), sent)

    assert given.status_code == 422
    assert "Only they can take it back" in given.text
    assert given.context["standing"].waiting == asked


def test_an_answer_says_yes_or_no(client: Client, asked: PeriodEvent, chair: User) -> None:
    client.force_login(chair)
    sent = {"asked": asked.pk, "request_id": str(uuid4())}

    assert client.post(at("period_answer"), sent).status_code == 422
    assert PeriodEvent.objects.filter(answers=asked).count() == 0


def test_a_manager_who_asked_does_not_approve(
    client: Client, closed: PeriodEvent, koppontren: Koppontren
) -> None:
    manager = make_member_of(koppontren, Role.MANAGER)
    enter(koppontren)
    asked = ask_reopening(koppontren, through=AUGUST, reason="Nota", request_id=uuid4(), by=manager)
    client.force_login(manager)
    client.cookies["django_language"] = "en"
    sent = {"asked": asked.pk, "request_id": str(uuid4()), "answer": "yes"}
    given = client.post(at("period_answer"), sent)

    assert given.status_code == 422
    assert "a second person has to" in given.text
    assert closed_through() == OCTOBER


def test_the_last_closed_year_is_undone_here(
    page: Client, opened: Entry, koppontren: Koppontren, bookkeeper: User
) -> None:
    Koppontren.objects.filter(pk=koppontren.pk).update(fiscal_month=4)
    koppontren.fiscal_month = 4
    close_out(koppontren, year=FiscalYear(2025, 4), by=bookkeeper)
    assert "Undo the closing of the year 2025/2026" in page.get(at()).text
    sent = {"year": "2025", "reason": "Beban tertinggal"}
    given = page.post(at("period_undo_year"), sent, follow=True)
    again = page.post(at("period_undo_year"), sent)

    assert "The closing of the year is undone." in given.text
    assert again.status_code == 302, "nothing is left to undo"
    assert given.context["standing"].undoable is None
    assert Entry.objects.of(koppontren).filter(kind="year.closing.reversal").count() == 2


def test_the_history_asks_as_often_for_three_steps_as_for_one(
    page: Client, opened: Entry, koppontren: Koppontren, bookkeeper: User
) -> None:
    counts = []
    for day in (JANUARY, date(2026, 2, 28), date(2026, 3, 31)):
        close_period(koppontren, through=day, request_id=uuid4(), by=bookkeeper)
        with CaptureQueriesContext(connection) as queries:
            page.get(at())
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_a_closed_day_leads_to_a_correction_on_the_first_open_one(
    page: Client, closed: PeriodEvent, koppontren: Koppontren
) -> None:
    address = reverse("ledger:money_in", args=["al-hikmah"])
    sent = {
        "place": "1111",
        "category": "4310",
        "amount": "50.000",
        "on": "2026-10-12",
        "request_id": str(uuid4()),
    }
    refused = page.post(address, sent)
    assert refused.status_code == 422
    assert "The books are closed through 31 October 2026" in refused.text
    assert "Record as a correction on 1 November 2026" in refused.text
    assert refused.context["form"]["amount"].value() == "50.000"

    page.post(address, sent | {"late": "1"})
    entry = Entry.objects.of(koppontren).latest("number")
    assert (entry.kind, entry.on, entry.value_on) == (
        "money.in",
        date(2026, 11, 1),
        date(2026, 10, 12),
    )
