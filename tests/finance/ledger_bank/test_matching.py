"""Matching, booking, taking apart, and what the two sides come to."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.core.errors import DomainError
from klinik.finance.ledger.bank.checks import unequal_matches
from klinik.finance.ledger.bank.commands.files import keep_at_bank
from klinik.finance.ledger.bank.commands.matching import (
    accept_sure,
    finish,
    match,
    take_apart,
    take_back,
)
from klinik.finance.ledger.bank.models import (
    BankAccount,
    BankMatch,
    BankMatchedLine,
    BankMutation,
    Reconciliation,
)
from klinik.finance.ledger.bank.queries import Position, position, proposals
from klinik.finance.ledger.bank.refusals import (
    AlreadyMatched,
    NothingChosen,
    NotReconciled,
    Reconciled,
    SumsDiffer,
)
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import cr, dr
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, put, undo
from tests.finance.journal import journal
from tests.finance.ledger_bank.bank import OPENED, Told
from tests.finance.ledger_bank.bank import book_entry as book
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
END = date(2026, 3, 31)


class Book:
    """Entries on the account at the bank, as (day of March, amount)."""

    def __init__(self, bank: BankAccount, by: User) -> None:
        self.bank, self.by = bank, by

    def __call__(self, day: int, amount: int, *, against: str = "4310") -> Entry:
        other, here = account(self.bank.koppontren, against), self.bank.account
        legs = [dr(here, amount), cr(other, amount)]
        if amount < 0:
            legs = [dr(other, -amount), cr(here, -amount)]
        return put(self.bank.koppontren, legs, by=self.by, on=date(2026, 3, day))


@pytest.fixture
def booked(bank: BankAccount, keeper: User) -> Book:
    return Book(bank, keeper)


def sides(found: Position) -> tuple[list[int], list[int]]:
    """The amounts that are not in the book, and those that are not at the bank."""
    rows = [row.amount for row in found.not_in_book]
    lines = [line.debit - line.credit for line in found.not_at_bank]
    assert (found.bank_alone, found.book_alone) == (
        (len(rows), sum(rows)),
        (len(lines), sum(lines)),
    )
    return rows, lines


def explained(found: Position) -> bool:
    """Whether the difference is what the page says it is, to the rupiah."""
    parts = found.at_start + found.sum_not_in_book - found.sum_not_at_bank + found.missing
    return found.difference == parts


def accept_all(bank: BankAccount, by: User) -> int:
    pairs = proposals(bank).pairs
    chosen = [(mutation.pk, (line.entry_number, line.n)) for mutation, line, _note in pairs]
    return accept_sure(bank, chosen=chosen, by=by)


def test_what_is_sure_is_matched_and_the_rest_explains_the_difference(
    bank: BankAccount, told: Told, booked: Book, keeper: User
) -> None:
    booked(3, 1_500_000)
    booked(5, -200_000, against="5330")
    booked(30, -75_000, against="5330")
    told((4, 1_500_000, "SETOR"), (5, -200_000, "LISTRIK"), (9, -15_000, "BIAYA ADM"))
    before = position(bank, END)

    assert accept_all(bank, keeper) == 2
    assert accept_all(bank, keeper) == 0
    found = position(bank, END)
    assert sides(found) == ([-15_000], [-75_000])
    assert (found.by_bank, found.by_book) == (OPENED + 1_285_000, OPENED + 1_225_000)
    assert explained(found)
    assert explained(before)
    assert unequal_matches(bank.koppontren) == []


def test_a_day_in_between_knows_what_was_not_matched_by_then(
    bank: BankAccount, told: Told, booked: Book, keeper: User
) -> None:
    booked(3, 1_500_000)
    told((2, 10_000, "X"), (5, 1_500_000, "SETOR"))
    accept_all(bank, keeper)
    by_day = {day: position(bank, date(2026, 3, day)) for day in (2, 3, 4, 5)}

    assert {day: sides(found) for day, found in by_day.items()} == {
        2: ([10_000], []),
        3: ([10_000], [1_500_000]),
        4: ([10_000], [1_500_000]),
        5: ([10_000], []),
    }
    assert all(map(explained, by_day.values()))


def test_a_line_from_before_the_first_mutation_counts_at_the_start(
    bank: BankAccount, told: Told, booked: Book, keeper: User
) -> None:
    booked(1, -80_000, against="5330")
    told((3, -80_000, "CEK"), (4, 5_000, "X"))
    assert position(bank, END).at_start == 80_000

    accept_all(bank, keeper)

    found = position(bank, END)
    assert (found.at_start, sides(found)) == (0, ([5_000], []))
    assert explained(found)


def test_days_that_were_not_sent_are_missed(bank: BankAccount, told: Told) -> None:
    told((3, 1_000, "X"))
    told((9, 5_000, "Y"), opening=OPENED + 1_000 + 70_000)
    found = position(bank, END)

    assert found.missing == 70_000
    assert explained(found)


def test_without_balances_the_bank_is_asked_once(
    bank: BankAccount, told: Told, page: Client
) -> None:
    told((3, 1_000, "X"), opening=None)
    assert position(bank, END).by_bank is None
    shown = page.get(reverse("bank:result", args=["al-hikmah", "1112"]))
    assert "What did the bank hold before 3 March 2026?" in shown.text
    wrong = page.post(reverse("bank:opening", args=["al-hikmah", "1112"]), {"balance": "x"})
    assert wrong.status_code == 302

    page.post(reverse("bank:opening", args=["al-hikmah", "1112"]), {"balance": "129.600.000"})

    bank.refresh_from_db()
    assert position(bank, END).by_bank == OPENED + 1_000
    assert explained(position(bank, END))


def test_sums_of_several_are_matched_and_others_are_refused(
    bank: BankAccount, told: Told, booked: Book, keeper: User
) -> None:
    first, second = booked(3, 60_000), booked(3, 40_000)
    one, two, three = told((4, 100_000, "A"), (5, 30_000, "B"), (5, 70_000, "C"))
    lines = [(first.number, 1), (second.number, 1)]

    with pytest.raises(SumsDiffer):
        match(bank, mutations=[one.pk], lines=lines[:1], by=keeper)
    with pytest.raises(NothingChosen):
        match(bank, mutations=[one.pk], lines=[(first.number, 2), (second.number, 2)], by=keeper)
    with pytest.raises(NothingChosen):
        match(bank, mutations=[one.pk], lines=[], by=keeper)
    match(bank, mutations=[one.pk], lines=lines, by=keeper)
    with pytest.raises(AlreadyMatched):
        match(bank, mutations=[two.pk, three.pk], lines=lines, by=keeper)
    third = booked(5, 100_000)
    match(bank, mutations=[two.pk, three.pk], lines=[(third.number, 1)], by=keeper)

    assert sides(position(bank, END)) == ([], [])


def test_a_match_comes_apart_and_can_be_made_again(
    bank: BankAccount, told: Told, booked: Book, keeper: User
) -> None:
    booked(3, 60_000)
    (row,) = told((3, 60_000, "A"))
    accept_all(bank, keeper)
    made = BankMatch.objects.get()

    assert take_apart(made, by=keeper).apart_by == keeper
    take_apart(made, by=keeper)
    assert sides(position(bank, END)) == ([60_000], [60_000])
    assert accept_all(bank, keeper) == 1
    row.refresh_from_db()
    assert row.match_id != made.pk


def test_what_was_undone_in_the_book_is_no_candidate(
    bank: BankAccount, told: Told, booked: Book, keeper: User
) -> None:
    entry = booked(3, 60_000)
    told((3, 60_000, "A"))
    undo(entry, reason="dua kali", by=keeper)

    assert proposals(bank).pairs == []
    assert sides(position(bank, date(2026, 12, 31))) == ([60_000], [])


def test_the_rest_is_booked_on_the_banks_day_once(
    bank: BankAccount, koppontren: Koppontren, told: Told, keeper: User
) -> None:
    fee, sale, moved = told((9, -15_000, "BIAYA ADM 03"), (10, 70_000, "QRIS"), (11, -5_000, "ATM"))

    first = book(fee, category=account(koppontren, "5330"), by=keeper)
    again = book(fee, category=account(koppontren, "5330"), by=keeper)
    book(sale, category=account(koppontren, "4310"), by=keeper)
    book(moved, category=account(koppontren, "1111"), by=keeper)

    assert first.number == again.number
    assert first.on == date(2026, 3, 9)
    assert journal(koppontren)[1:] == [
        "money.out: Dr 5330 Beban Operasional USPPS 15.000, Cr 1112 Bank 15.000",
        "money.in: Dr 1112 Bank 70.000, Cr 4310 Pendapatan Administrasi 70.000",
        "money.move: Dr 1111 Kas 5.000, Cr 1112 Bank 5.000",
    ]
    found = position(bank, END)
    assert (sides(found), found.difference) == (([], []), 0)


def test_what_was_booked_and_undone_is_booked_anew(
    bank: BankAccount, koppontren: Koppontren, told: Told, keeper: User
) -> None:
    (fee,) = told((9, -15_000, "BIAYA ADM"))
    wrong = book(fee, category=account(koppontren, "5320"), by=keeper)
    undo(wrong, reason="akun keliru", by=keeper)
    with pytest.raises(AlreadyMatched):
        book(fee, category=account(koppontren, "5330"), by=keeper)
    take_apart(BankMatch.objects.get(), by=keeper)

    right = book(fee, category=account(koppontren, "5330"), by=keeper)

    assert right.number == wrong.number + 2
    assert sides(position(bank, date(2026, 12, 31))) == ([], [])


def test_a_second_click_books_nothing_more_and_with_another_category_says_so(
    koppontren: Koppontren, told: Told, keeper: User
) -> None:
    (fee,) = told((9, -15_000, "BIAYA ADM"))
    first = book(fee, category=account(koppontren, "5330"), by=keeper)
    assert book(fee, category=account(koppontren, "5330"), by=keeper) == first
    with pytest.raises(AlreadyMatched):
        book(fee, category=account(koppontren, "5320"), by=keeper)

    assert len(journal(koppontren)) == 2


def test_money_that_the_book_does_not_have_is_not_paid(
    bank: BankAccount, koppontren: Koppontren, told: Told, keeper: User
) -> None:
    (row,) = told((9, -OPENED - 1, "X"), opening=2 * OPENED)

    with pytest.raises(DomainError, match="does not hold that much"):
        book(row, category=account(koppontren, "5330"), by=keeper)
    assert BankMatch.objects.count() == 0


# The pages


def work(page: Client, **typed: str) -> Any:
    address = reverse("bank:account", args=["al-hikmah", "1112"])
    return page.post(address, typed) if typed else page.get(address)


def test_accepting_all_that_match_is_one_tap(
    page: Client, bank: BankAccount, told: Told, booked: Book
) -> None:
    booked(3, 60_000)
    booked(4, 70_000)
    told((3, 60_000, "A"), (4, 70_000, "B"), (5, 1_000, "C"))
    shown = work(page)
    pairs = [f"{m.pk}:{line.entry_number}.{line.n}" for m, line, _note in shown.context["pairs"]]
    accept = reverse("bank:accept", args=["al-hikmah", "1112"])

    assert "2 pairs that match" in shown.text
    page.post(accept, {"pair": [pairs[0], "x", "1:2", "99:1.1", pairs[0]]})
    assert BankMatch.objects.count() == 1
    for _click in range(2):
        page.post(accept, {"pair": pairs})
    again = page.post(accept, {"pair": pairs}, follow=True)
    assert "Somebody has matched one of these already." in again.text
    assert BankMatch.objects.count() == 2


def test_the_rest_is_booked_in_a_table_and_learnt(
    page: Client, koppontren: Koppontren, told: Told
) -> None:
    one, two, three = told((3, -15_000, "BIAYA ADM MAR"), (4, 9_000, "X"), (5, -6_500, "BIAYA ADM"))

    work(page, **{str(one.number): "5330", str(two.number): "", str(three.number): ""})

    assert len(journal(koppontren)) == 2
    shown = work(page)
    proposed = {str(row.number): field.initial for row, field in shown.context["form"].rows()}
    assert proposed == {str(two.number): "", str(three.number): "5330"}
    assert '<option value="5330" selected>' in shown.text


@pytest.mark.parametrize("code", ["9999", "1112", "2110", "\0", "x" * 5000])
def test_a_wrong_category_gets_a_sentence_and_books_nothing(
    page: Client, koppontren: Koppontren, told: Told, code: str
) -> None:
    (row,) = told((3, -15_000, "BIAYA ADM"))
    in_table = work(page, **{str(row.number): code})
    alone = page.post(row.get_absolute_url(), {"category": code})

    assert (in_table.status_code, alone.status_code) == (422, 422)
    assert len(journal(koppontren)) == 1


def test_one_mutation_offers_what_it_may_be(
    page: Client, bank: BankAccount, told: Told, booked: Book
) -> None:
    booked(3, 60_000)
    booked(3, 40_000)
    (row,) = told((9, 100_000, "SETOR"))
    shown = page.get(row.get_absolute_url())
    (found,) = shown.context["candidates"]

    assert "may well be it: the same sum, near in days" in shown.text
    page.post(
        reverse("bank:match", args=["al-hikmah", "1112", row.number]), {"group": found["group"]}
    )
    after = page.get(row.get_absolute_url())
    assert "Matched by Budi Contoh" in after.text
    page.post(reverse("bank:apart", args=["al-hikmah", "1112", row.number]))
    row.refresh_from_db()
    assert row.match_id is None


@pytest.mark.parametrize("typed", [{}, {"line": "x"}, {"line": "1.1"}, {"group": "9,9|1.9"}])
def test_nonsense_is_matched_with_nothing(page: Client, told: Told, typed: dict[str, str]) -> None:
    (row,) = told((9, 100_000, "SETOR"))
    page.post(reverse("bank:match", args=["al-hikmah", "1112", row.number]), typed)
    assert BankMatch.objects.count() == 0


def test_it_is_done_when_all_of_the_bank_is_in_the_book(
    page: Client, bank: BankAccount, koppontren: Koppontren, told: Told, booked: Book, keeper: User
) -> None:
    booked(30, -75_000, against="5330")
    (fee,) = told((9, -15_000, "BIAYA ADM"))
    address = reverse("bank:result", args=["al-hikmah", "1112"])
    refused = page.post(address, {"to": "2026-03-31"})
    assert refused.status_code == 422
    assert "1 mutation is not in the book yet." in refused.text
    book(fee, category=account(koppontren, "5330"), by=keeper)

    for _click in range(2):
        page.post(address, {"to": "2026-03-31"})

    done = Reconciliation.objects.get()
    assert (done.through, done.by, done.by_bank) == (END, keeper, OPENED - 15_000)
    assert done.by_book == OPENED - 90_000
    assert "Reconciled through 31 March 2026, by Budi Contoh" in page.get(address).text
    with pytest.raises(Reconciled):
        take_apart(BankMatch.objects.get(), by=keeper)
    take_back(bank, by=keeper)
    take_apart(BankMatch.objects.get(), by=keeper)
    with pytest.raises(NotReconciled):
        finish(bank, through=END, by=keeper)


def test_round_python_what_was_found_to_agree_stays(
    bank: BankAccount, koppontren: Koppontren, told: Told, keeper: User
) -> None:
    (fee,) = told((9, -15_000, "BIAYA ADM"))
    book(fee, category=account(koppontren, "5330"), by=keeper)
    finish(bank, through=END, by=keeper)

    def state_of(query: str) -> str:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            connection.cursor().execute(query)
        return str(getattr(refused.value.__cause__, "sqlstate", ""))

    assert state_of("UPDATE bank_bankmutation SET match_id = NULL") == "23B08"
    assert state_of("UPDATE bank_reconciliation SET by_bank = 0") == "42501"
    assert state_of("DELETE FROM bank_reconciliation") == "42501"
    take_back(bank, by=keeper)
    back_again = "UPDATE bank_reconciliation SET back_at = NULL, back_by_id = NULL"
    assert state_of(back_again) == "23B09"
    take_apart(BankMatch.objects.get(), by=keeper)


def test_the_result_goes_home_as_a_file(
    page: Client, bank: BankAccount, told: Told, booked: Book
) -> None:
    booked(30, -75_000, against="5330")
    told((9, -15_000, "BIAYA ADM"))
    address = reverse("bank:result", args=["al-hikmah", "1112"])
    taken = page.get(address, {"to": "2026-03-31", "format": "csv"}).content.decode("utf-8-sig")

    sums = {line.split(";" if ";" in line else ",")[0]: line for line in taken.splitlines()}
    assert "-15000" in sums["Not in the book"]
    assert "75000" in sums["Not at the bank"]
    for kind in ("xlsx", "pdf"):
        assert page.get(address, {"format": kind}).status_code == 200
    assert page.get(address, {"to": "x"}).status_code == 422


# What the database refuses by itself


def test_the_database_holds_both_sides_equal(
    bank: BankAccount, told: Told, booked: Book, keeper: User
) -> None:
    entry = booked(3, 60_000)
    one, two = told((3, 60_000, "A"), (4, 5_000, "B"))
    made = BankMatch.objects.create(koppontren=bank.koppontren, bank=bank, by=keeper)

    def line(number: int, n: int, *, of: BankMatch = made) -> None:
        BankMatchedLine.objects.create(
            koppontren=bank.koppontren, match=of, entry_number=number, n=n
        )

    with pytest.raises(IntegrityError, match="not the same sum"), transaction.atomic():
        BankMutation.objects.filter(pk=one.pk).update(match=made)
    elsewhere = BankMatch.objects.create(koppontren=bank.koppontren, bank=bank, by=keeper)
    line(entry.number, 2, of=elsewhere)  # the other account's leg
    with pytest.raises(IntegrityError, match="not the same sum"), transaction.atomic():
        BankMutation.objects.filter(pk=one.pk).update(match=elsewhere)
    with pytest.raises(IntegrityError, match="bank_matchedline_of_ledger"), transaction.atomic():
        line(999, 1)
    line(entry.number, 1)
    with pytest.raises(IntegrityError, match="not the same sum"), transaction.atomic():
        BankMutation.objects.filter(pk__in=[one.pk, two.pk]).update(match=made)
    BankMutation.objects.filter(pk=one.pk).update(match=made)
    with pytest.raises(IntegrityError, match="stay as long as it is one"), transaction.atomic():
        BankMatchedLine.objects.all().delete()
    with pytest.raises(IntegrityError, match="is matched and stays"), transaction.atomic():
        BankMutation.objects.filter(pk=one.pk).delete()
    with pytest.raises(IntegrityError, match="stays as it was made"), transaction.atomic():
        BankMatch.objects.filter(pk=made.pk).update(apart_at=made.at, apart_by=keeper)
    with pytest.raises(IntegrityError, match="bank_line_matched_once"), transaction.atomic():
        line(entry.number, 1, of=elsewhere)


def test_another_tenants_ids_match_nothing(
    bank: BankAccount, told: Told, booked: Book, keeper: User
) -> None:
    (row,) = told((3, 60_000, "A"))
    elsewhere = keep_at_bank(account(bank.koppontren, "1212"), bank="Lain")
    entry = booked(3, 60_000)

    with pytest.raises(NothingChosen):  # a mutation of another account
        match(elsewhere, mutations=[row.pk], lines=[(entry.number, 1)], by=keeper)
    with pytest.raises(NothingChosen):
        match(bank, mutations=[10**12], lines=[(entry.number, 1)], by=keeper)


def test_a_supervisor_reads_all_of_it_and_changes_nothing(
    client: Client, koppontren: Koppontren, told: Told
) -> None:
    (row,) = told((3, 60_000, "A"))
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    pages = [
        reverse("bank:account", args=["al-hikmah", "1112"]),
        reverse("bank:result", args=["al-hikmah", "1112"]),
        row.get_absolute_url(),
    ]

    assert [client.get(at).status_code for at in pages] == [200, 200, 200]
    assert [client.post(at, {}).status_code for at in pages] == [403, 403, 403]


@pytest.mark.parametrize("many", [1, 3])
def test_pages_cost_the_same_however_much_there_is(
    page: Client, told: Told, booked: Book, many: int
) -> None:
    for day in range(1, many + 1):
        booked(day, 1_000 + day)
        booked(day, 7_000 + day)
    told(
        *[
            (day, amount + day, text)
            for day in range(1, many + 1)
            for amount, text in ((1_000, "A"), (500, "B"))
        ]
    )
    asked = []
    for name in ("account", "result"):
        address = reverse(f"bank:{name}", args=["al-hikmah", "1112"])
        page.get(address)
        with CaptureQueriesContext(connection) as queries:
            page.get(address)
        asked.append(len(queries))

    assert asked == QUERIES


QUERIES = [25, 21]
