"""The journal, its entries, and the undoing of an entry."""

from datetime import date
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from klinik.finance.ledger import reading, tables
from klinik.finance.ledger.cash.commands import record_money_in
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import UndoesAnother
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, undo
from tests.finance.journal import journal
from tests.world import make_koppontren, make_member_of

pytestmark = pytest.mark.django_db


def address(name: str = "journal", *number: int) -> str:
    return reverse(f"ledger:{name}", args=["al-hikmah", *number])


def take_in(koppontren: Koppontren, by: User, *, on: date, memo: str = "") -> Entry:
    return record_money_in(
        account(koppontren, "1111"),
        source=account(koppontren, "4310"),
        amount=50_000,
        request_id=uuid4(),
        by=by,
        on=on,
        memo=memo,
    )


@pytest.fixture
def taken_in(koppontren: Koppontren, bookkeeper: User, opened: Entry) -> Entry:
    return take_in(koppontren, bookkeeper, on=date(2026, 3, 10), memo="Nota 12")


def undoing(**changed: Any) -> dict[str, Any]:
    return {"reason": "salah ketik", "request_id": str(uuid4())} | changed


def numbers(response: Any) -> list[int]:
    return [shown.entry.number for shown in response.context["entries"]]


def test_the_journal_is_taken_away_line_by_line(page: Client, taken_in: Entry) -> None:
    asked = {"from": "2026-03-10", "format": "csv"}

    file = page.get(address(), asked).content.decode("utf-8-sig")

    _head, *lines = [line.split(";") for line in file.splitlines()]
    assert [[line[1], line[3], line[6], line[7], line[8]] for line in lines] == [
        ["2026-03-10", "1111", "50000", "", "Nota 12"],
        ["2026-03-10", "4310", "", "50000", "Nota 12"],
    ]


@pytest.mark.parametrize("code", ["1111", "2110"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_an_account_is_taken_away(page: Client, taken_in: Entry, code: str, kind: str) -> None:
    response = page.get(reverse("ledger:account", args=["al-hikmah", code]), {"format": kind})

    assert response["Content-Disposition"] == f'attachment; filename="akun-{code}.{kind}"'


def test_what_is_posted_while_the_journal_is_taken_away_repeats_nothing(
    koppontren: Koppontren, bookkeeper: User, opened: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "CHUNK", 2)
    for day in (10, 11, 12):
        take_in(koppontren, bookkeeper, on=date(2026, 3, day))
    rows = tables.journal_rows(koppontren, reading.journal(koppontren))
    numbers = [next(rows)[0], next(rows)[0]]
    take_in(koppontren, bookkeeper, on=date(2026, 3, 13))
    numbers += [row[0] for row in rows]

    assert list(dict.fromkeys(numbers))[1:] == ["4", "3", "2", "1"]
    assert numbers.count("3") == 2


def test_the_journal_shows_the_newest_first_with_lines_and_names(
    page: Client, taken_in: Entry
) -> None:
    response = page.get(address())

    assert numbers(response) == [2, 1]
    for words in ("2 · Money in", "10 March 2026", "Budi Contoh", "Nota 12", "1111 Kas"):
        assert words in response.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "money.in"}, [2]),
        ({"kind": "opening"}, [1]),
        ({"kind": "savings.deposit"}, []),
        ({"from": "2026-03-10"}, [2]),
        ({"to": "2026-03-09"}, [1]),
        ({"from": "2026-01-01", "to": "2026-12-31"}, [2, 1]),
        ({"from": "0001-01-01", "to": "9999-12-31"}, [2, 1]),
        ({"page": "99"}, [2, 1]),
        ({"page": "x"}, [2, 1]),
    ],
)
def test_the_journal_is_filtered_by_kind_and_day(
    page: Client, taken_in: Entry, query: dict[str, str], expected: Any
) -> None:
    assert numbers(page.get(address(), query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-02-30"},
        {"to": "\0"},
        {"kind": "x" * 10_000},
        {"kind": "ꦏ"},
        {"from": "2026-03-02", "to": "2026-03-01"},
    ],
)
def test_bad_filters_get_a_sentence(page: Client, taken_in: Entry, query: dict[str, str]) -> None:
    response = page.get(address(), query)
    assert response.status_code == 422
    assert "This needs your attention" in response.text
    assert numbers(response) == []


def test_the_moment_is_that_of_the_koppontren(
    page: Client, koppontren: Koppontren, taken_in: Entry
) -> None:
    koppontren.time_zone = "Asia/Jayapura"
    koppontren.save(update_fields=["time_zone"])
    there = taken_in.at.astimezone(ZoneInfo("Asia/Jayapura"))

    assert there.strftime("%H.%M</dd>") in page.get(address("entry", 2)).text


def test_a_journal_without_entries_teaches(page: Client) -> None:
    assert "Nothing is recorded yet" in page.get(address()).text


def test_the_journal_goes_on_over_pages(
    page: Client, koppontren: Koppontren, bookkeeper: User, opened: Entry
) -> None:
    for day in range(1, 21):
        take_in(koppontren, bookkeeper, on=date(2026, 3, day))
    assert numbers(page.get(address())) == list(range(21, 1, -1))
    assert numbers(page.get(address(), {"page": "2"})) == [1]


def test_the_number_of_queries_does_not_grow(
    page: Client,
    koppontren: Koppontren,
    bookkeeper: User,
    opened: Entry,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(16) as first:
        page.get(address())
    for day in (1, 2):
        take_in(koppontren, bookkeeper, on=date(2026, 3, day), memo="Nota")
    with django_assert_num_queries(len(first.captured_queries)):
        page.get(address())


def test_an_entry_says_when_it_happened_if_it_is_booked_on_another_day(
    page: Client, koppontren: Koppontren, bookkeeper: User, opened: Entry
) -> None:
    for day in (date(2026, 3, 10), date(2026, 2, 27)):
        legs = [dr(account(koppontren, "1111"), 5), cr(account(koppontren, "4310"), 5)]
        entry = post(
            koppontren,
            request_id=uuid4(),
            kind="money.in",
            legs=legs,
            by=bookkeeper,
            on=date(2026, 3, 10),
            value_on=day,
        )
        text = page.get(address("entry", entry.number)).text
        assert ("Happened on" in text, "27 February 2026" in text) == (day.month == 2,) * 2

    file = page.get(address(), {"from": "2026-03-10", "format": "csv"}).content.decode("utf-8-sig")
    assert [line.split(";")[-1] for line in file.splitlines()] == [
        "Happened on", "2026-02-27", "2026-02-27", "", "",
    ]  # fmt: skip


def test_an_entry_shows_lines_people_note_and_seal(page: Client, taken_in: Entry) -> None:
    text = page.get(address("entry", 2)).text
    for words in ("Money in: Rp50.000", "Nota 12", "Budi Contoh", bytes(taken_in.chain).hex()):
        assert words in text


@pytest.mark.parametrize("number", [99, 10**30])
def test_an_entry_that_is_not_there_is_not_found(
    page: Client, taken_in: Entry, number: int
) -> None:
    assert page.get(address("entry", number)).status_code == 404
    assert page.get(address("reverse", number)).status_code == 404


def test_undoing_changes_sides_and_links_both_ways(
    page: Client, koppontren: Koppontren, taken_in: Entry
) -> None:
    asked = page.get(address("reverse", 2))
    assert asked.status_code == 200
    response = page.post(address("reverse", 2), undoing())

    assert response["Location"] == address("entry", 3)
    assert journal(koppontren)[2] == (
        "money.in.reversal: Cr 1111 Kas 50.000, Dr 4310 Pendapatan Administrasi 50.000"
    )
    undone, reversal = page.get(address("entry", 2)).text, page.get(response["Location"]).text
    assert "This entry was undone and counts no more." in undone
    assert f'href="{address("entry", 3)}"' in undone
    assert f'href="{address("reverse", 2)}"' not in undone
    assert f'href="{address("entry", 2)}"' in reversal
    assert "Undone: Money in" in reversal
    assert "salah ketik" in reversal
    assert account(koppontren, "1111").balance == 18_750_000


def test_a_second_click_undoes_once(page: Client, koppontren: Koppontren, taken_in: Entry) -> None:
    form = undoing()
    assert [page.post(address("reverse", 2), form).status_code for _ in range(2)] == [302, 302]
    assert len(journal(koppontren)) == 3


def test_a_second_undoing_is_refused(page: Client, koppontren: Koppontren, taken_in: Entry) -> None:
    page.post(address("reverse", 2), undoing())
    response = page.post(address("reverse", 2), undoing())

    assert response.status_code == 422
    assert "This entry was already undone." in response.text
    assert len(journal(koppontren)) == 3
    assert 'name="reason"' not in page.get(address("reverse", 2)).text


def test_an_undoing_is_not_undone(
    page: Client, koppontren: Koppontren, bookkeeper: User, taken_in: Entry
) -> None:
    page.post(address("reverse", 2), undoing())
    response = page.post(address("reverse", 3), undoing())

    assert response.status_code == 422
    assert "This entry undoes another one." in response.text
    reversal = Entry.objects.of(koppontren).get(number=3)
    with pytest.raises(UndoesAnother):
        undo(reversal, reason="x", by=bookkeeper)


@pytest.mark.parametrize(
    "changed",
    [{"reason": ""}, {"reason": "x" * 501}, {"reason": "\0"}, {"request_id": "x"}],
)
def test_undoing_needs_a_reason(
    page: Client, koppontren: Koppontren, taken_in: Entry, changed: dict[str, Any]
) -> None:
    response = page.post(address("reverse", 2), undoing(**changed))
    assert response.status_code == 422
    assert len(journal(koppontren)) == 2


def test_readers_may_look_and_not_undo(
    client: Client, koppontren: Koppontren, taken_in: Entry
) -> None:
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))

    assert client.get(address()).status_code == 200
    entry = client.get(address("entry", 2))
    assert entry.status_code == 200
    assert address("reverse", 2) not in entry.text
    assert client.get(address("reverse", 2)).status_code == 403
    assert client.post(address("reverse", 2), undoing()).status_code == 403


def test_a_neighbour_finds_nothing_under_the_own_address(
    client: Client, koppontren: Koppontren, taken_in: Entry
) -> None:
    neighbour = make_koppontren("an-nur")
    client.force_login(make_member_of(neighbour, Role.MANAGER))

    assert client.get(address("entry", 2)).status_code == 404
    assert client.get(reverse("ledger:entry", args=["an-nur", 2])).status_code == 404
    assert client.get(reverse("ledger:account", args=["an-nur", "1111"])).status_code == 404
