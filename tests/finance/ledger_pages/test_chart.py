"""The chart changes: an account is added, renamed, closed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.chart import AccountRow, template_for
from klinik.finance.ledger.commands import add_account
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.opening.commands import start_book
from klinik.finance.ledger.refusals import CodeTaken
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account
from tests.world import make_member_of, make_user

pytestmark = pytest.mark.django_db
ADD = reverse("ledger:account_add", args=["al-hikmah"])
RENT = {"code": "5340", "name": "Beban Sewa", "unit": "USPPS", "kind": "expense", "use": ""}


def change(code: str) -> str:
    return reverse("ledger:account_change", args=["al-hikmah", code])


@pytest.fixture
def book(koppontren: Koppontren) -> None:
    enter(koppontren)
    start_book(koppontren)


@pytest.mark.parametrize(
    ("use", "kind", "expected"),
    [
        ("", "expense", ("debit", False, False, True)),
        ("", "income", ("credit", False, False, True)),
        ("contra", "asset", ("credit", False, False, True)),
        ("contra", "income", ("debit", False, False, True)),
        ("control", "liability", ("credit", False, True, False)),
        ("cash", "asset", ("debit", True, False, False)),
    ],
)
def test_an_account_is_added(
    page: Client, koppontren: Koppontren, book: None, use: str, kind: str, expected: Any
) -> None:
    response = page.post(ADD, RENT | {"use": use, "kind": kind})

    assert response["Location"] == reverse("ledger:account", args=["al-hikmah", "5340"])
    enter(koppontren)
    added = account(koppontren, "5340")
    found = (added.normal_side, added.is_cash, added.is_control, added.may_overdraw)
    assert (str(added), added.kind, added.unit.code) == ("5340 Beban Sewa", kind, "USPPS")
    assert found == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "operating"),
        ({"kind": "equity", "name": "Cadangan Khusus"}, "financing"),
        ({"kind": "asset", "name": "Kendaraan"}, "investing"),
        ({"kind": "asset", "name": "Akumulasi Penyusutan Kendaraan"}, "operating"),
        ({"kind": "liability", "name": "Utang Bank", "cash_flow": "financing"}, "financing"),
        ({"kind": "asset", "use": "cash", "cash_flow": "investing"}, ""),
    ],
)
def test_an_account_has_its_place_on_the_cash_flow_statement(
    page: Client, koppontren: Koppontren, book: None, changed: dict[str, str], expected: str
) -> None:
    page.post(ADD, RENT | changed)
    enter(koppontren)
    assert account(koppontren, "5340").cash_flow == expected


def test_its_place_is_changed_with_its_details(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    page.post(change("2110"), {"name": "Simpanan", "cash_flow": "financing"})
    enter(koppontren)
    places = {account(koppontren, code).cash_flow for code in ("2110", "2110.0000")}
    assert places == {"financing"}
    assert 'name="cash_flow"' not in page.get(change("1111")).text


def test_a_second_click_adds_once(page: Client, koppontren: Koppontren, book: None) -> None:
    assert [page.post(ADD, RENT).status_code for _ in range(2)] == [302, 302]
    enter(koppontren)
    assert Account.objects.of(koppontren).filter(code="5340").count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "1111"}, "There is already an account"),
        ({"code": "2110.0009"}, "At most 20 letters, digits and hyphens."),
        ({"code": "x" * 21}, "at most 20"),
        ({"code": "\0"}, "This needs your attention"),
        ({"name": ""}, "This field is required."),
        ({"use": "control", "kind": "liability", "code": "a" * 13}, "At most 12 signs here"),
        ({"name": "x" * 10_000}, "at most 100"),
        ({"unit": "Kantin"}, "Choose one from the list."),
        ({"kind": "money"}, "Choose one from the list."),
        ({"use": "fun"}, "Choose one from the list."),
        ({"use": "cash"}, "Money lies in accounts of the kind “asset”."),
    ],
)
def test_bad_accounts_get_a_sentence(
    page: Client, koppontren: Koppontren, book: None, changed: dict[str, str], sentence: str
) -> None:
    response = page.post(ADD, RENT | changed)

    assert response.status_code == 422
    assert sentence in response.text
    enter(koppontren)
    assert Account.objects.of(koppontren).count() == len(template_for(["USPPS", "Toko"]))


def test_a_code_is_not_given_to_another_account(koppontren: Koppontren, book: None) -> None:
    row = AccountRow(
        code="1111", name="Kas", kind="asset", normal_side="debit", unit="Toko", is_cash=True
    )
    with pytest.raises(CodeTaken):
        add_account(koppontren, account=row, by=make_user())


def test_an_account_is_called_by_another_name(
    page: Client, koppontren: Koppontren, book: None
) -> None:
    assert page.post(change("1111"), {"name": "Kas Besar"}).status_code == 302
    assert page.post(change("1111"), {"name": " "}).status_code == 422
    enter(koppontren)
    assert account(koppontren, "1111").name == "Kas Besar"


def test_an_empty_account_is_closed(page: Client, koppontren: Koppontren, book: None) -> None:
    assert [page.post(change("5330"), {"close": "yes"}).status_code for _ in range(2)] == [302, 302]
    enter(koppontren)
    assert account(koppontren, "5330").closed
    assert 'name="close"' not in page.get(change("5330")).text


def test_an_account_that_holds_something_is_not_closed(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    response = page.post(change("1111"), {"close": "yes"})

    assert response.status_code == 422
    assert "1111 Kas still holds money or open detail accounts" in response.text
    enter(koppontren)
    assert not account(koppontren, "1111").closed


def test_a_closed_account_is_opened_again(page: Client, koppontren: Koppontren, book: None) -> None:
    page.post(change("5330"), {"close": "yes"})
    assert 'name="reopen"' in page.get(change("5330")).text
    assert page.post(change("5330"), {"reopen": "yes"}).status_code == 302
    enter(koppontren)
    assert not account(koppontren, "5330").closed


def test_an_account_between_units_has_no_way_to_be_closed(
    page: Client, koppontren: Koppontren, book: None
) -> None:
    assert 'name="close"' not in page.get(change("1191")).text
    response = page.post(change("1191"), {"close": "yes"})

    assert response.status_code == 422
    assert "money between its two units goes through it" in response.text


def test_names_are_one_line_without_marks_of_direction(
    page: Client, koppontren: Koppontren, book: None
) -> None:
    page.post(ADD, RENT | {"name": "Beban\r\nSewa\u202e"})
    enter(koppontren)
    assert account(koppontren, "5340").name == "Beban Sewa"


def test_its_page_tells_what_was_changed_and_by_whom(
    page: Client, koppontren: Koppontren, bookkeeper: User, book: None
) -> None:
    page.post(change("1111"), {"name": "Kas Besar"})
    page.post(change("1112"), {"name": "Kas Kecil"})
    page.get(reverse("ledger:accounts", args=["al-hikmah"]))  # where the messages are read
    text = page.get(reverse("ledger:account", args=["al-hikmah", "1111"])).text

    assert "<bdi>Kas Besar</bdi>" in text
    assert f"<bdi>{bookkeeper.name}</bdi>" in text
    assert "Kas Kecil" not in text


def test_details_are_not_changed_here(page: Client, opened: Entry) -> None:
    assert page.get(change("2110.0000")).status_code == 404
    detail = page.get(reverse("ledger:account", args=["al-hikmah", "2110.0000"]))
    assert change("2110.0000") not in detail.text


def test_the_pages_are_linked_for_who_keeps_the_books(
    client: Client, page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    chart = reverse("ledger:accounts", args=["al-hikmah"])
    cash = reverse("ledger:account", args=["al-hikmah", "1111"])
    assert ADD in page.get(chart).text
    assert change("1111") in page.get(cash).text
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    assert ADD not in client.get(chart).text
    assert change("1111") not in client.get(cash).text
    assert client.get(ADD).status_code == 403
    assert client.post(change("1111"), {"name": "x"}).status_code == 403


def test_without_a_book_the_page_leads_to_the_opening(page: Client) -> None:
    assert reverse("ledger:opening", args=["al-hikmah"]) in page.get(ADD).text


def test_without_a_place_of_money_the_money_page_says_so(
    page: Client, koppontren: Koppontren, book: None
) -> None:
    for code in ("1111", "1112", "1211", "1212"):
        page.post(change(code), {"close": "yes"})

    assert "No place of money yet" in page.get(reverse("ledger:money_in", args=["al-hikmah"])).text
