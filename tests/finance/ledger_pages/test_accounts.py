"""The chart of accounts, and the general ledger of one account."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from klinik.finance.ledger.cash.commands import record_money_in, record_money_out
from klinik.finance.ledger.models import Entry
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account
from tests.world import make_member_of

pytestmark = pytest.mark.django_db


def address(code: str = "") -> str:
    args = ["al-hikmah", code] if code else ["al-hikmah"]
    return reverse("ledger:account" if code else "ledger:accounts", args=args)


def move(koppontren: Koppontren, by: User, amount: int, *, on: date) -> None:
    """Take `amount` rupiah in, or pay it out when it is below zero."""
    kas, key = account(koppontren, "1111"), uuid4()
    if amount > 0:
        income = account(koppontren, "4310")
        record_money_in(kas, source=income, amount=amount, request_id=key, by=by, on=on)
    else:
        cost = account(koppontren, "5330")
        record_money_out(kas, purpose=cost, amount=-amount, request_id=key, by=by, on=on)


@pytest.fixture
def a_week(koppontren: Koppontren, bookkeeper: User, opened: Entry) -> None:
    for day, amount in ((2, 100), (3, -40), (4, 7)):
        move(koppontren, bookkeeper, amount, on=date(2026, 3, day))


def test_the_chart_stands_by_unit_and_kind(page: Client, opened: Entry) -> None:
    units = page.get(address()).context["units"]

    assert [unit.code for unit, _ in units] == ["Toko", "USPPS"]
    kinds = {kind: [row.account.code for row in rows] for kind, rows in units[0][1]}
    assert kinds["asset"] == ["1211", "1212", "1251", "1261", "1271"]
    assert kinds["equity"] == ["3130", "3141"]


def test_control_accounts_show_the_sum_of_their_details(page: Client, opened: Entry) -> None:
    units = {unit.code: dict(kinds) for unit, kinds in page.get(address()).context["units"]}
    held = {row.account.code: row.balance for row in units["USPPS"]["liability"]}
    assert held == {"2110": 96_800_000, "2120": 24_375_000, "2310": 1_225_000, "2320": 0}


def test_without_a_book_the_chart_leads_to_the_opening(page: Client) -> None:
    assert reverse("ledger:opening", args=["al-hikmah"]) in page.get(address()).text


def test_an_account_shows_what_moved_and_what_it_held_after_each_line(
    page: Client, a_week: None
) -> None:
    response = page.get(address("1111"))
    moves = [(m.line.debit, m.line.credit, m.balance) for m, _ in response.context["moves"]]

    assert moves == [
        (18_750_000, 0, 18_750_000),
        (100, 0, 18_750_100),
        (0, 40, 18_750_060),
        (7, 0, 18_750_067),
    ]
    assert "Holds Rp18.750.067 now." in response.text


def test_a_period_begins_with_what_was_there_before(page: Client, a_week: None) -> None:
    response = page.get(address("1111"), {"from": "2026-03-03", "to": "2026-03-03"})

    assert response.context["lines"].opening == 18_750_100
    assert [m.balance for m, _ in response.context["moves"]] == [18_750_060]
    assert "Held Rp18.750.060 at the end of 3 March 2026." in response.text


def test_long_accounts_go_on_over_pages(
    page: Client, koppontren: Koppontren, bookkeeper: User, opened: Entry
) -> None:
    for _ in range(50):
        move(koppontren, bookkeeper, 1, on=date(2026, 3, 2))
    first = page.get(address("1111"))
    second = page.get(address("1111"), {"after": first.context["lines"].next_after})

    assert len(first.context["moves"]) == 50
    assert second.context["lines"].opening == 18_750_049
    assert [m.balance for m, _ in second.context["moves"]] == [18_750_050]


def test_a_control_account_lists_its_details(page: Client, opened: Entry) -> None:
    response = page.get(address("2110"), {"to": "2026-01-01"})
    assert [(d.code, held) for d, held in response.context["details"]] == [
        ("2110.0000", 96_800_000)
    ]
    assert page.get(address("2110.0000")).status_code == 200
    before = page.get(address("2110"), {"to": "2025-12-31"})
    assert [held for _, held in before.context["details"]] == [0]


@pytest.mark.parametrize("code", ["9999", "1111.0001", "A" * 20])
def test_an_account_that_is_not_there_is_not_found(page: Client, opened: Entry, code: str) -> None:
    assert page.get(address(code)).status_code == 404


@pytest.mark.parametrize("code", ["1" * 10_000, "%00", "ꦏꦱ", "..%2f..", "نقد", "1111'--"])
def test_no_odd_code_reaches_the_database(page: Client, opened: Entry, code: str) -> None:
    assert page.get(f"/koppontren/al-hikmah/akun/{code}/").status_code == 404


@pytest.mark.parametrize(
    "after",
    ["x", "1.2.3", "2026-02-30.1.1", "0001-01-01.1.1", "\0", "2026-03-01.x.1", "1" * 10_000],
)
def test_a_place_that_is_none_is_not_found(page: Client, a_week: None, after: str) -> None:
    assert page.get(address("1111"), {"after": after}).status_code == 404


def test_a_place_far_away_is_an_empty_page(page: Client, a_week: None) -> None:
    far = page.get(address("1111"), {"after": f"9999-12-31.{'9' * 30}.{'9' * 30}"})
    assert far.status_code == 200
    assert far.context["moves"] == []


@pytest.mark.parametrize("code", ["1111", "2110"])
@pytest.mark.parametrize(
    "query", [{"from": "2026-02-30"}, {"to": "x"}, {"from": "2026-03-02", "to": "2026-03-01"}]
)
def test_bad_periods_get_a_sentence(
    page: Client, a_week: None, code: str, query: dict[str, str]
) -> None:
    response = page.get(address(code), query)
    assert response.status_code == 422
    assert "This needs your attention" in response.text


@pytest.mark.parametrize("code", ["1111", "2110"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_of_the_calendar_has_an_answer(
    page: Client, a_week: None, code: str, day: str
) -> None:
    for name in ("from", "to"):
        assert page.get(address(code), {name: day}).status_code == 200


def test_who_may_not_read_the_books_is_kept_out(
    client: Client, koppontren: Koppontren, opened: Entry
) -> None:
    client.force_login(make_member_of(koppontren, Role.CASHIER))
    assert [client.get(address(code)).status_code for code in ("", "1111")] == [403, 403]


def test_the_number_of_queries_does_not_grow(
    page: Client,
    koppontren: Koppontren,
    bookkeeper: User,
    opened: Entry,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(15) as first:
        page.get(address("1111"))
    move(koppontren, bookkeeper, 1, on=date(2026, 3, 2))
    move(koppontren, bookkeeper, 1, on=date(2026, 3, 3))
    with django_assert_num_queries(len(first.captured_queries)):
        page.get(address("1111"))
