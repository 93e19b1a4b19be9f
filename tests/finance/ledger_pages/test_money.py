"""Money in and out: one form, one entry, and what it did to the cash."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Entry
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account
from tests.finance.journal import journal
from tests.world import make_koppontren, make_member_of

pytestmark = pytest.mark.django_db


def address(direction: str) -> str:
    return reverse(f"ledger:money_{direction}", args=["al-hikmah"])


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "place": "1111",
        "category": "4310",
        "amount": "Rp 50.000",
        "on": "",
        "memo": "",
        "request_id": str(uuid4()),
    } | changed


def send(page: Client, direction: str, **changed: Any) -> Any:
    return page.post(address(direction), typed(**changed))


def test_money_in_is_one_entry_and_its_effect_is_shown(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    response = send(page, "in", memo="Nota 12")

    assert journal(koppontren)[1:] == [
        "money.in: Dr 1111 Kas 50.000, Cr 4310 Pendapatan Administrasi 50.000"
    ]
    assert response.status_code == 302
    after = page.get(response.url).text
    assert "Money in: Rp50.000" in after
    assert "Nota 12" in after
    assert "Kas now holds Rp18.800.000." in after
    assert reverse("ledger:entry", args=["al-hikmah", 2]) in after
    assert reverse("ledger:reverse", args=["al-hikmah", 2]) in after


def test_money_out_leaves_the_cash(page: Client, koppontren: Koppontren, opened: Entry) -> None:
    send(page, "out", category="5330", amount="125.000")

    assert journal(koppontren)[1:] == [
        "money.out: Dr 5330 Beban Operasional USPPS 125.000, Cr 1111 Kas 125.000"
    ]
    assert account(koppontren, "1111").balance == 18_625_000


def test_money_moves_between_cash_and_bank(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    response = send(page, "move", category="1112", amount="1.000.000")
    assert "Money moved: Rp1.000.000" in page.get(response.url).text
    assert journal(koppontren)[1:] == ["money.move: Dr 1112 Bank 1.000.000, Cr 1111 Kas 1.000.000"]


@pytest.mark.parametrize("direction", ["in", "out"])
def test_money_is_moved_by_the_form_for_it_alone(
    page: Client, koppontren: Koppontren, opened: Entry, direction: str
) -> None:
    assert send(page, direction, category="1112").status_code == 422
    assert send(page, "move", category="1111").status_code == 422
    assert send(page, "move", category="4310").status_code == 422
    assert len(journal(koppontren)) == 1


def test_what_it_would_do_is_shown_and_nothing_is_recorded(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    response = send(page, "out", category="5330", amount="18.750.001", check="1")

    assert response.status_code == 200
    shown = [(e.account.code, e.before, e.after) for e in response.context["effects"]]
    assert shown == [("5330", 6_210_000, 24_960_001), ("1111", 18_750_000, -1)]
    assert "Kas does not hold that much: Rp1 is missing." in response.text
    assert "Check first" in response.text  # the whole page, for a browser without script
    assert len(journal(koppontren)) == 1


def test_a_check_of_what_is_not_complete_says_so(page: Client, opened: Entry) -> None:
    assert send(page, "out", category="", check="1").status_code == 422
    while_typing = page.post(
        address("out"),
        typed(category="", check="1"),
        headers={"HX-Request": "true", "HX-Target": "effect"},
    )
    assert while_typing.status_code == 200
    assert "This needs your attention" not in while_typing.text
    assert "what each account would hold" in while_typing.text


def test_a_category_of_another_unit_brings_the_legs_between_units(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    would = send(page, "out", category="5210", amount="300.000", check="1").context["effects"]
    response = send(page, "out", category="5210", amount="300.000")
    assert [(e.account.code, e.change) for e in would] == [
        ("5210", 300_000),
        ("1111", -300_000),
        ("1191", 300_000),
        ("2291", 300_000),
    ]
    assert journal(koppontren)[1:] == [
        "money.out: Dr 5210 Beban Gaji Toko 300.000, Cr 1111 Kas 300.000, "
        "Dr 1191 Rekening Antar Unit: Toko 300.000, Cr 2291 Rekening Antar Unit: USPPS 300.000"
    ]
    shown = page.get(reverse("ledger:entry", args=["al-hikmah", 2])).text
    assert shown.count("added by itself: one unit owes another") == 2
    assert "Money out: Rp300.000" in page.get(response.url).text


def test_a_second_click_is_the_same_entry(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    first, second = send(page, "in", request_id=(key := str(uuid4()))), None
    second = send(page, "in", request_id=key)

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert len(journal(koppontren)) == 2


def test_the_same_form_with_other_content_is_refused(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    send(page, "in", request_id=(key := str(uuid4())))
    response = send(page, "in", request_id=key, amount="60.000")

    assert response.status_code == 422
    assert "already sent with other content" in response.text
    assert len(journal(koppontren)) == 2


def test_cash_that_is_not_there_cannot_be_paid_out(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    response = send(page, "out", category="5330", amount="18.750.001")

    assert response.status_code == 422
    assert "1111 Kas does not hold that much." in response.text
    assert journal(koppontren)[1:] == []


def test_an_empty_day_is_today_and_no_part_of_the_request(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    send(page, "in")
    entry = Entry.objects.of(koppontren).get(number=2)
    assert (entry.on, entry.on_was_given) == (today_in(koppontren), False)


def test_an_earlier_day_can_be_given(page: Client, koppontren: Koppontren, opened: Entry) -> None:
    day = today_in(koppontren) - timedelta(days=3)
    send(page, "in", on=day.isoformat())
    entry = Entry.objects.of(koppontren).get(number=2)
    assert (entry.on, entry.on_was_given) == (day, True)


def tomorrow() -> str:
    return (today_in(make_koppontren("besok")) + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": ""},
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": "12,5"},
        {"amount": "9" * 30},
        {"amount": "1" * 10_000},
        {"amount": "1000000000000001"},
        {"amount": "lima"},
        {"amount": "\0"},
        {"on": "2026-02-30"},
        {"on": "0001-01-01"},
        {"on": "9999-12-31"},
        {"on": "1999-12-31"},
        {"on": "kemarin"},
        {"place": "4310"},
        {"place": "9999"},
        {"place": ""},
        {"place": "x" * 10_000},
        {"category": ""},
        {"category": "1111"},
        {"category": "2110"},
        {"category": "1191"},
        {"category": "1133"},
        {"category": "ꦏꦱ꧀ نقد"},
        {"category": "\0"},
        {"memo": "x" * 501},
        {"memo": "a\0b"},
        {"request_id": ""},
        {"request_id": "bukan-kunci"},
    ],
)
def test_bad_input_gets_a_sentence_and_posts_nothing(
    page: Client, koppontren: Koppontren, opened: Entry, changed: dict[str, Any]
) -> None:
    response = send(page, "in", **changed)

    assert response.status_code == 422
    assert "This needs your attention" in response.text
    assert len(journal(koppontren)) == 1


def test_a_day_that_has_not_come_is_refused(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    response = send(page, "in", on=tomorrow())
    assert response.status_code == 422
    assert "Choose a day from 1 January 2000 to" in response.text


@pytest.mark.parametrize("memo", ["أجرة الكهرباء", "ꦮꦶꦠꦤ꧀", "<script>alert(1)</script>"])
def test_notes_keep_their_script_and_run_none(
    page: Client, koppontren: Koppontren, opened: Entry, memo: str
) -> None:
    after = page.get(send(page, "in", memo=memo).url).text
    assert "<script>alert(1)" not in after
    assert memo.replace("<", "&lt;").replace(">", "&gt;") in after


@pytest.mark.parametrize("saved", ["99", "x", "9" * 400, "-1", "²"])
def test_an_unknown_entry_in_the_address_is_passed_over(
    page: Client, opened: Entry, saved: str
) -> None:
    response = page.get(address("in"), {"saved": saved})
    assert response.status_code == 200
    assert response.context["saved"] is None


@pytest.mark.parametrize("direction", ["in", "out", "move"])
def test_without_a_book_the_page_leads_to_the_opening(page: Client, direction: str) -> None:
    response = page.get(address(direction))
    assert response.status_code == 200
    assert reverse("ledger:opening", args=["al-hikmah"]) in response.text


@pytest.mark.parametrize("direction", ["in", "out", "move"])
def test_only_who_keeps_the_books_may(
    client: Client, koppontren: Koppontren, opened: Entry, direction: str
) -> None:
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    assert client.get(address(direction)).status_code == 403
    assert client.post(address(direction), typed()).status_code == 403
    client.force_login(make_member_of(make_koppontren("an-nur"), Role.MANAGER))
    assert client.post(address(direction), typed()).status_code == 404
    assert len(journal(koppontren)) == 1


def test_htmx_gets_the_panel_alone(page: Client, opened: Entry) -> None:
    text = page.get(address("in"), headers={"HX-Request": "true"}).text
    assert text.lstrip().startswith('<div class="cols" id="money">')
