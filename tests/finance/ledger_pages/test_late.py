"""What comes late or was wrong: the way out of a closed month, and two entries that are linked."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.cash.commands import record_money_out
from klinik.finance.ledger.drafts.commands import approve, set_limit
from klinik.finance.ledger.models import Correction, Draft, Entry
from klinik.finance.ledger.periods.commands import close_period
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account
from tests.finance.journal import journal
from tests.finance.ledger_pages import test_money as money
from tests.finance.ledger_pages import test_write as writing
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
OCTOBER = "2026-10-12"
FIRST_OPEN = date(2026, 11, 1)


@pytest.fixture
def closed(koppontren: Koppontren, opened: Entry, bookkeeper: User) -> None:
    """Entry 2 is of 12 October, and the books are closed through October."""
    record_money_out(
        account(koppontren, "1111"),
        purpose=account(koppontren, "5330"),
        amount=300_000,
        request_id=uuid4(),
        by=bookkeeper,
        on=date(2026, 10, 12),
        memo="Listrik",
    )
    close_period(koppontren, through=date(2026, 10, 31), request_id=uuid4(), by=bookkeeper)


def at(name: str, number: int) -> str:
    return reverse(f"ledger:{name}", args=["al-hikmah", number])


def last(koppontren: Koppontren) -> Entry:
    return Entry.objects.of(koppontren).latest("number")


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("form", ["journal", "money"])
def test_a_closed_day_offers_the_first_open_one_and_links_what_is_put_right(
    page: Client, koppontren: Koppontren, form: str
) -> None:
    def send(**typed: Any) -> Any:
        if form == "journal":
            return writing.send(page, writing.LINES, on=OCTOBER, **typed)
        return money.send(page, "in", on=OCTOBER, **typed)

    refused = send()
    assert refused.status_code == 422
    assert "Record as a correction on 1 November 2026" in refused.text
    assert "Which entry does it put right?" in refused.text
    assert '<a href="#late">' in refused.text  # from the head of a long form to the way out
    assert len(journal(koppontren)) == 2
    key = str(uuid4())
    for _click in range(2):
        assert send(late="1", corrects="2", request_id=key).status_code == 302

    entry = last(koppontren)
    assert (entry.number, entry.on, entry.value_on) == (3, FIRST_OPEN, date(2026, 10, 12))
    assert Correction.objects.of(koppontren).get().corrects == 2
    assert "This entry puts an earlier one right." in (text := page.get(at("entry", 3)).text)
    assert at("entry", 2) in text
    assert "A later entry puts this one right." in (text := page.get(at("entry", 2)).text)
    assert at("entry", 3) in text
    assert "puts 2 right" in page.get(reverse("ledger:journal", args=["al-hikmah"])).text


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("corrects", "said"),
    [
        ("99", "There is no entry 99 in this book."),
        ("x", "Type a whole number"),
        ("-2", "Type a whole number"),
        ("9" * 30, "Type a whole number"),
    ],
)
def test_a_number_of_no_entry_gets_a_sentence(
    page: Client, koppontren: Koppontren, corrects: str, said: str
) -> None:
    for response in (
        writing.send(page, writing.LINES, on=OCTOBER, late="1", corrects=corrects),
        money.send(page, "in", on=OCTOBER, late="1", corrects=corrects),
    ):
        assert response.status_code == 422
        assert said in response.text
    assert len(journal(koppontren)) == 2


@pytest.mark.usefixtures("closed")
def test_what_was_wrong_is_undone_and_written_right_from_its_own_page(
    page: Client, koppontren: Koppontren
) -> None:
    undone = page.post(
        at("reverse", 2), {"reason": "Salah jumlah", "request_id": str(uuid4())}, follow=True
    )
    anew = reverse("ledger:money_out", args=["al-hikmah"]) + "?betulkan=2"
    assert "Write it right" in undone.text
    assert anew in undone.text
    assert anew in page.get(at("entry", 2)).text
    shown = page.get(anew)
    typed = {name: shown.context["form"][name].value() for name in ("place", "category", "memo")}
    assert typed == {"place": "1111", "category": "5330", "memo": "Listrik"}
    assert "Record as a correction on 1 November 2026" in shown.text
    sent = money.typed(
        category="5330", amount="350.000", on=OCTOBER, memo="Listrik", corrects="2", late="1"
    )
    page.post(reverse("ledger:money_out", args=["al-hikmah"]), sent)

    assert journal(koppontren)[2:] == [
        "money.out.reversal: Cr 5330 Beban Operasional USPPS 300.000, Dr 1111 Kas 300.000",
        "money.out: Dr 5330 Beban Operasional USPPS 350.000, Cr 1111 Kas 350.000",
    ]
    assert "A later entry puts this one right." in page.get(at("entry", 2)).text
    for number in (2, 3, 4):
        assert "Write it right" not in page.get(at("entry", number)).text


def test_a_journal_entry_is_written_anew_line_by_line(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    writing.send(page, [*writing.LINES, ("5330", "10.000", ""), ("1112", "", "10.000")])
    address = reverse("ledger:write", args=["al-hikmah"])
    shown = page.get(address, {"betulkan": "2"})
    typed = [line for line in shown.context["form"].lines if not line.is_empty]

    lines = [(line.account.split()[0], line.debit, line.credit) for line in typed]
    assert lines == [
        ("1111", "50.000", ""),
        ("4310", "", "50.000"),
        ("5330", "10.000", ""),
        ("1112", "", "10.000"),
    ]
    assert "both will point to each other" in shown.text


@pytest.mark.parametrize("number", ["1", "99", "x", "-1", "9" * 400, ""])
def test_what_cannot_be_written_anew_is_passed_over(
    page: Client, opened: Entry, number: str
) -> None:
    for name in ("write", "money_in"):
        shown = page.get(reverse(f"ledger:{name}", args=["al-hikmah"]), {"betulkan": number})
        assert shown.status_code == 200
        assert "both will point to each other" not in shown.text


@pytest.mark.usefixtures("closed")
def test_above_the_limit_the_link_waits_with_the_draft(
    page: Client, koppontren: Koppontren, bookkeeper: User
) -> None:
    set_limit(koppontren, amount=10_000, by=bookkeeper)
    money.send(page, "in", on=OCTOBER, late="1", corrects="2")
    draft = Draft.objects.of(koppontren).select_related("koppontren", "made_by").get()
    assert "This entry puts an earlier one right." in page.get(draft.get_absolute_url()).text
    assert not Correction.objects.of(koppontren).exists()
    entry = approve(draft, by=make_member_of(koppontren, Role.MANAGER))

    assert (entry.on, entry.value_on) == (FIRST_OPEN, date(2026, 10, 12))
    assert Correction.objects.of(koppontren).get(entry_number=entry.number).corrects == 2


# Round Python


@pytest.mark.usefixtures("closed")
def test_the_application_changes_no_link(page: Client, koppontren: Koppontren) -> None:
    money.send(page, "in", on=OCTOBER, late="1", corrects="2")
    for statement in (
        "UPDATE ledger_correction SET corrects = 1",
        "DELETE FROM ledger_correction",
    ):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            connection.cursor().execute(statement)
        assert getattr(refused.value.__cause__, "sqlstate", "") == "42501"
