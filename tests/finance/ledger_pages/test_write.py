"""The journal form: lines by code or name, the difference filled, and one entry."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.drafts.commands import set_limit
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.writing.rules import meant
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.journal import journal
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
Line = tuple[str, str, str]
LINES: list[Line] = [("1111", "50.000", ""), ("pendapatan administrasi", "", "50000")]


def address() -> str:
    return reverse("ledger:write", args=["al-hikmah"])


def typed(lines: list[Line], **changed: Any) -> dict[str, Any]:
    columns = zip(*lines, strict=True) if lines else ((), (), ())
    cells = {name: list(c) for name, c in zip(("account", "debit", "credit"), columns, strict=True)}
    return {**cells, "on": "", "memo": "", "request_id": str(uuid4())} | changed


def send(page: Client, lines: list[Line], **changed: Any) -> Any:
    return page.post(address(), typed(lines, **changed))


def test_lines_by_code_or_name_are_one_entry(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    response = send(page, [*LINES, ("", "", "")], memo="Nota 7")

    assert journal(koppontren)[1:] == [
        "journal.entry: Dr 1111 Kas 50.000, Cr 4310 Pendapatan Administrasi 50.000"
    ]
    after = page.get(response.url).text
    assert "General journal: Rp50.000" in after
    assert reverse("ledger:reverse", args=["al-hikmah", 2]) in after


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("1111", ["1111"]),
        ("1111 Kas", ["1111"]),
        ("kas", ["1111"]),
        ("toko", ["1211", "4110"]),
        ("12", ["1211"]),
        ("", []),
        ("gaji", []),
    ],
)
def test_what_is_typed_means_an_account(words: str, codes: list[str]) -> None:
    names = {"1111": "Kas", "1211": "Kas Toko", "4110": "Penjualan Toko"}
    assert meant(words, names) == codes


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "at least two lines"),
        (LINES[:1], "at least two lines"),
        ([LINES[0], ("4310", "", "40.000")], "they differ by Rp10.000"),
        ([LINES[0], ("4310", "1", "40.000")], "as debit or as credit, not both"),
        ([LINES[0], ("4310", "", "")], "as debit or as credit, not both"),
        ([LINES[0], ("9876", "", "50.000")], "No account is called “9876”"),
        ([LINES[0], ("beban", "", "50.000")], "Several fit"),
        ([LINES[0], ("", "", "50.000")], "Say which account"),
        ([LINES[0], ("4310", "", "1,5")], "Type whole rupiah"),
        ([LINES[0], ("\0", "", "50.000")], "No account is called"),
        ([LINES[0], ("1111", "", "50.000")], "Money from an account to itself"),
        ([("4310", "99.000.000", ""), ("1111", "", "99.000.000")], "does not hold that much"),
        ([LINES[0], ("1191", "", "50.000")], "No account is called"),
        ([LINES[0], ("2110", "", "50.000")], "No account is called"),
    ],
)
def test_bad_lines_get_a_sentence_and_post_nothing(
    page: Client, koppontren: Koppontren, opened: Entry, lines: list[Line], said: str
) -> None:
    response = send(page, lines)

    assert response.status_code == 422
    assert said in response.text
    assert len(journal(koppontren)) == 1


def test_without_script_the_difference_is_filled_and_rows_are_added(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    filled = send(page, [LINES[0], ("4310", "", "")], balance="1")
    assert filled.status_code == 200
    assert [(line.account, line.credit) for line in filled.context["form"].lines][1] == (
        "4310 Pendapatan Administrasi",
        "50.000",
    )
    more = send(page, LINES, more="1")
    assert len(more.context["form"].lines) == 6
    assert len(send(page, LINES * 30, more="1").context["form"].lines) == 50
    assert len(journal(koppontren)) == 1


def test_its_effect_is_shown_while_typing(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    response = page.post(
        address(),
        typed(LINES, check="1"),
        headers={"HX-Request": "true", "HX-Target": "effect"},
    )
    assert [(e.account.code, e.change) for e in response.context["effects"]] == [
        ("1111", 50_000),
        ("4310", 50_000),
    ]
    assert len(journal(koppontren)) == 1


def test_above_the_limit_it_waits(
    page: Client, koppontren: Koppontren, opened: Entry, bookkeeper: User
) -> None:
    set_limit(koppontren, amount=49_999, by=bookkeeper)
    response = send(page, LINES)
    draft = Draft.objects.of(koppontren).get()
    assert (response.url, draft.kind) == (draft.get_absolute_url(), "journal.entry")


def test_only_who_keeps_the_books_may(
    client: Client, koppontren: Koppontren, opened: Entry
) -> None:
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    assert client.get(address()).status_code == 403
    assert client.post(address(), typed(LINES)).status_code == 403
