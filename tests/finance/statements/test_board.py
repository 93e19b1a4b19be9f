"""The board's page, and all statements of a year in one file."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.finance.ledger.queries import units_of
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.queries.board import Board, board, last_months
from klinik.finance.statements.views import board as board_view
from klinik.finance.statements.views import package as package_view
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    for view in (board_view, package_view):
        monkeypatch.setattr(view, "today_in", lambda _: TODAY)


def seen(koppontren: Koppontren) -> Board:
    return board(Scope(koppontren=koppontren, units=units_of(koppontren), unit=None, on=TODAY))


def where(name: str) -> str:
    return reverse(f"statements:{name}", args=["al-hikmah"])


def test_the_board_sees_where_the_money_is_and_what_moved(year: Koppontren) -> None:
    told = seen(year)
    by_month = {month.first.month: (month.came, month.went) for month in told.months}

    assert told.cash == 182_450_000 + 3_000 - 5_000 - 1_000 + 10_000 + 600 - 250 + 1_500
    # The move of 900 in July is neither in nor out; the opening of January is no money that came.
    assert [by_month[month] for month in (1, 2, 3, 7, 8)] == [
        (0, 0), (3_000, 0), (0, 5_000), (0, 0), (10_000, 0)
    ]  # fmt: skip
    assert [(one.balance.name, one.amount) for one in told.came] == [("Penjualan", 1_500)]
    assert told.went == []
    assert told.result == 59_350_000 + 3_000 - 2_000 - 1_000 - 400 + 1_500
    assert not told.has_before


def test_the_last_twelve_months() -> None:
    assert last_months(date(2026, 2, 28))[:2] == [date(2025, 3, 1), date(2025, 4, 1)]
    assert last_months(date(2026, 2, 28))[-1] == date(2026, 2, 1)


def test_every_number_of_the_board_is_a_link(page: Client, year: Koppontren) -> None:
    text = page.get(where("board")).text

    assert f'href="{where("cash_flow")}?from=2026-02-01&amp;to=2026-02-28"' in text
    assert f'href="{reverse("ledger:account", args=["al-hikmah", "1111"])}?to=2026-11-29"' in text
    assert f'href="{where("results")}"' in text


@pytest.mark.parametrize("name", ["board", "package"])
def test_without_a_book_the_page_teaches(page: Client, name: str) -> None:
    assert reverse("ledger:opening", args=["al-hikmah"]) in page.get(where(name)).text


def test_the_board_reads_and_a_teller_does_not(client: Client, year: Koppontren) -> None:
    answers = {}
    for role in (Role.BOARD, Role.SUPERVISOR, Role.TELLER):
        client.force_login(make_member_of(year, role))
        answers[role] = client.get(where("board")).status_code

    assert answers == {Role.BOARD: 200, Role.SUPERVISOR: 200, Role.TELLER: 403}


def test_the_number_of_queries_is_fixed_for_the_board(
    page: Client, year: Koppontren, bookkeeper: User
) -> None:
    with CaptureQueriesContext(connection) as asked:
        page.get(where("board"))

    assert len(asked) <= 32


@pytest.mark.parametrize("query", [{}, {"year": "2026", "unit": "Toko"}])
def test_all_statements_of_a_year_in_one_file(
    page: Client, year: Koppontren, query: dict[str, Any]
) -> None:
    response = page.get(where("package"), query | {"format": "pdf"})

    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'attachment; filename="laporan-2026.pdf"'
    assert page.get(where("package")).status_code == 200
    assert page.get(where("package"), {"year": "1999"}).status_code == 422
