"""Above the board's limit a mutation is booked as a draft, and matched once that is approved."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.bank.checks import unequal_matches
from klinik.finance.ledger.bank.commands.booking import book
from klinik.finance.ledger.bank.commands.files import take_back_file
from klinik.finance.ledger.bank.commands.matching import match
from klinik.finance.ledger.bank.models import BankAccount, BankMatch, BankMutation
from klinik.finance.ledger.bank.queries import bank_accounts, position, proposals
from klinik.finance.ledger.bank.refusals import WaitsForApproval
from klinik.finance.ledger.cash.intents import money_in
from klinik.finance.ledger.drafts.commands import approve, reject, set_limit, submit, withdraw
from klinik.finance.ledger.models import Draft
from klinik.finance.ledger.periods.commands import close_period
from klinik.finance.ledger.posting import cr, dr
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, put
from tests.finance.journal import journal
from tests.finance.ledger_bank.bank import Told
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
END = date(2026, 3, 31)
LIMIT = 1_000_000


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER, name="Umar Contoh")


@pytest.fixture
def large(koppontren: Koppontren, told: Told, manager: User) -> BankMutation:
    """Rp5.000.000 that came in, above the limit of one person; and a fee below it."""
    set_limit(koppontren, amount=LIMIT, by=manager)
    return told((10, 5_000_000, "SETTLEMENT QRIS"), (11, -15_000, "BIAYA ADM"))[0]


def drafted(mutation: BankMutation, by: User, code: str = "4310") -> Draft:
    made = book(mutation, category=account(mutation.koppontren, code), by=by)
    assert isinstance(made, Draft)
    return made


def test_approved_it_is_booked_on_the_banks_day_and_matched(
    bank: BankAccount, koppontren: Koppontren, large: BankMutation, keeper: User, manager: User
) -> None:
    draft = drafted(large, keeper)
    assert len(journal(koppontren)) == 1
    entry = approve(draft, by=manager)

    assert journal(koppontren)[1:] == [
        "money.in: Dr 1112 Bank 5.000.000, Cr 4310 Pendapatan Administrasi 5.000.000"
    ]
    assert (entry.on, entry.by) == (date(2026, 3, 10), manager)
    large.refresh_from_db()
    assert large.match is not None
    assert large.match.by == manager
    assert book(large, category=account(koppontren, "4310"), by=keeper) == entry
    assert [row.amount for row in position(bank, END).not_in_book] == [-15_000]
    assert unequal_matches(koppontren) == []


def test_while_it_waits_nothing_else_is_done_with_it(
    bank: BankAccount, koppontren: Koppontren, large: BankMutation, keeper: User
) -> None:
    cash, income = account(koppontren, "1112"), account(koppontren, "4310")
    line = put(koppontren, [dr(cash, 5_000_000), cr(income, 5_000_000)], by=keeper, on=large.on)
    first, again = drafted(large, keeper), drafted(large, keeper)

    assert first == again
    with pytest.raises(WaitsForApproval):  # somebody else, as something else
        drafted(large, keeper, "4210")
    assert Draft.objects.of(koppontren).count() == 1
    found = proposals(bank)
    assert (found.pairs, [row.amount for row in found.rest]) == ([], [-15_000])
    assert found.drafted == [large]
    with pytest.raises(WaitsForApproval):
        match(bank, mutations=[large.pk], lines=[(line.number, 1)], by=keeper)
    with pytest.raises(WaitsForApproval):
        take_back_file(large.file)
    counted = bank_accounts(koppontren).get()
    assert (counted.waiting, counted.drafted, counted.told) == (1, 1, 2)  # type: ignore[attr-defined]


@pytest.mark.parametrize("how", ["rejected", "withdrawn"])
def test_what_came_to_nothing_is_free_again(
    bank: BankAccount,
    koppontren: Koppontren,
    large: BankMutation,
    keeper: User,
    manager: User,
    how: str,
) -> None:
    draft = drafted(large, keeper)
    if how == "rejected":
        reject(draft, reason="Akun keliru", by=manager)
    else:
        withdraw(draft, by=keeper)
    assert [row.amount for row in proposals(bank).rest] == [5_000_000, -15_000]
    second = drafted(BankMutation.objects.get(pk=large.pk), keeper, "4210")
    approve(second, by=manager)

    assert second != draft
    assert len(journal(koppontren)) == 2
    assert BankMatch.objects.count() == 1
    assert proposals(bank).drafted == []


def test_a_closed_month_is_no_obstacle_to_the_approval(
    koppontren: Koppontren, large: BankMutation, keeper: User, manager: User
) -> None:
    draft = drafted(large, keeper)
    close_period(koppontren, through=END, request_id=draft.request_id, by=keeper)
    entry = approve(draft, by=manager)

    assert (entry.on, entry.value_on) == (date(2026, 4, 1), date(2026, 3, 10))
    large.refresh_from_db()
    assert large.match is not None


def test_a_draft_of_something_else_matches_nothing(
    koppontren: Koppontren, large: BankMutation, keeper: User, manager: User
) -> None:
    meant = money_in(
        account(koppontren, "1112"), source=account(koppontren, "4310"), amount=5_000_000
    )
    other = submit(koppontren, intent=meant, request_id=uuid4(), by=keeper)
    assert isinstance(other, Draft)
    approve(other, by=manager)
    large.refresh_from_db()
    assert large.match is None


# Pages


def test_the_pages_say_that_it_waits(
    page: Client, client: Client, koppontren: Koppontren, large: BankMutation, manager: User
) -> None:
    small = BankMutation.objects.get(amount=-15_000)
    address = reverse("bank:account", args=["al-hikmah", "1112"])
    response = page.post(
        address, {str(large.number): "4310", str(small.number): "5330"}, follow=True
    )
    draft = Draft.objects.of(koppontren).get()

    assert "1 mutation is booked and matched." in response.text
    assert "1 mutation is above the limit and waits for a second person." in response.text
    assert "1 mutation waits for approval" in response.text
    assert draft.get_absolute_url() in response.text
    assert "Everything the bank said is in the book" not in response.text
    alone = page.get(large.get_absolute_url()).text
    assert "Booked by Budi Contoh" in alone
    assert "Book and match" not in alone
    for name in ("mutations", "result"):
        address = reverse(f"bank:{name}", args=["al-hikmah", "1112"])
        assert "waiting for approval" in page.get(address).text
    assert "1 waits for approval" in page.get(reverse("bank:places", args=["al-hikmah"])).text
    reject(draft, reason="Nota belum ada", by=manager)
    again = page.get(large.get_absolute_url()).text
    assert "It was booked before, and rejected: Nota belum ada" in again
    assert "Book and match" in again


def test_many_that_wait_come_page_by_page(
    page: Client, koppontren: Koppontren, told: Told, manager: User, keeper: User
) -> None:
    set_limit(koppontren, amount=1_000, by=manager)
    rows = told(*((3, 2_000 + at, f"SETOR {at}") for at in range(21)))
    for row in rows[1:]:
        book(row, category=account(koppontren, "4310"), by=keeper)

    address = reverse("bank:account", args=["al-hikmah", "1112"])
    pages = [page.get(address, {"page": number}).context for number in (1, 2)]

    assert [(one["rest"], one["drafted"]) for one in pages] == [
        (rows[:1], rows[1:20]),
        ([], rows[20:]),
    ]


def test_one_mutation_leads_to_what_waits(
    page: Client, koppontren: Koppontren, large: BankMutation
) -> None:
    typed: dict[str, Any] = {"category": "4310", "memo": "x"}
    first = page.post(large.get_absolute_url(), typed)
    second = page.post(large.get_absolute_url(), typed)
    draft = Draft.objects.of(koppontren).get()

    assert first.headers["Location"] == second.headers["Location"] == draft.get_absolute_url()
    matched = page.post(
        reverse("bank:match", args=["al-hikmah", "1112", large.number]),
        {"line": "1.1"},
        follow=True,
    )
    assert BankMatch.objects.count() == 0
    assert matched.status_code == 200


# What the database refuses by itself


def test_the_database_keeps_it_until_it_is_decided(
    bank: BankAccount, koppontren: Koppontren, large: BankMutation, keeper: User, manager: User
) -> None:
    draft = drafted(large, keeper)
    rows = BankMutation.objects.filter(pk=large.pk)
    for change in (lambda: rows.update(draft=None), lambda: rows.delete()):
        with pytest.raises(DatabaseError, match="waits for a second person"), transaction.atomic():
            change()
    reject(draft, reason="x", by=manager)
    rows.update(draft=None)
