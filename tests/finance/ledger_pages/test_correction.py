"""Correcting the opening: as if the corrected file had been posted from the first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger import queries
from klinik.finance.ledger.cash.commands import record_money_out
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import close_account, open_detail_account
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.opening.commands import correct_opening
from klinik.finance.ledger.opening.refusals import NothingToCorrect, NotOpened, OpeningRefused
from klinik.finance.ledger.opening.table import COLUMNS, OpeningRow, read_rows
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.refusals import OpeningStands, RequestReused
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.books import EXAMPLE, OPENED_ON, account, put, undo
from tests.finance.journal import journal
from tests.finance.ledger_pages.test_opening import confirm, upload

pytestmark = pytest.mark.django_db
Rows = list[OpeningRow]
Correct = Callable[..., Entry]


def rows(**amounts: int) -> Rows:
    """The example's rows, with other amounts on their sides: rows(_1111=5)."""
    found = read_rows(read_table(ContentFile(EXAMPLE.read_bytes()), needs=COLUMNS))[0]
    return [_with(row, amounts.get(f"_{row.code}")) for row in found]


def _with(row: OpeningRow, amount: int | None) -> OpeningRow:
    if amount is None:
        return row
    return replace(row, debit=amount) if row.debit else replace(row, credit=amount)


def as_file(rows: Rows) -> str:
    lines = [
        f"{r.code},{r.name},{r.kind},{r.normal_side},{r.unit},{r.debit},{r.credit}" for r in rows
    ]
    return "\n".join([",".join(COLUMNS), *lines])


def sheet(koppontren: Koppontren, on: date) -> dict[str, int]:
    """Every account of the trial balance that holds something at the end of the day: net debit."""
    found = [
        row
        for unit in queries.units_of(koppontren)
        for row in queries.trial_balance(koppontren, on=on, unit=unit)
    ]
    return {row.account.code: row.debits - row.credits for row in found if row.debits - row.credits}


def said(rows: Rows) -> dict[str, int]:
    return {row.code: row.net for row in rows if row.net}


@pytest.fixture
def correct(koppontren: Koppontren, bookkeeper: User, opened: Entry) -> Correct:
    def correct(rows: Rows, **changed: Any) -> Entry:
        what: dict[str, Any] = {"rows": rows, "request_id": uuid4(), "by": bookkeeper}
        return correct_opening(koppontren, **what | changed)

    return correct


def spend(koppontren: Koppontren, by: User, amount: int) -> Entry:
    return record_money_out(
        account(koppontren, "1111"),
        purpose=account(koppontren, "5330"),
        amount=amount,
        request_id=uuid4(),
        by=by,
        on=date(2026, 2, 5),
    )


def test_the_day_of_the_opening_says_what_the_corrected_file_says(
    koppontren: Koppontren, bookkeeper: User, correct: Correct
) -> None:
    """18.750.000 in cash was 17.750.000; a million lay in the bank. Money was spent since."""
    spend(koppontren, bookkeeper, 18_000_000 - 250_000)
    bank = account(koppontren, "1112").balance
    corrected = rows(_1111=18_000_000, _1112=bank + 750_000)

    entry = correct(corrected)

    assert (entry.kind, entry.on) == ("opening.correction", OPENED_ON)
    assert journal(koppontren)[2] == (
        "opening.correction: Cr 1111 Kas 750.000, Dr 1112 Bank 750.000"
    )
    assert sheet(koppontren, OPENED_ON) == said(corrected)
    assert sheet(koppontren, date(2026, 1, 31)) == said(corrected)
    assert sheet(koppontren, OPENED_ON - timedelta(days=1)) == {}
    assert account(koppontren, "1111").balance == 250_000


def test_a_second_correction_starts_from_the_first(
    koppontren: Koppontren, correct: Correct
) -> None:
    savings = account(koppontren, "2110.0000").balance
    correct(rows(_1111=19_000_000, _2110=savings + 250_000))
    again = rows(_1111=18_800_000, _2110=savings + 50_000)
    correct(again)

    assert journal(koppontren)[1:] == [
        "opening.correction: Dr 1111 Kas 250.000, "
        "Cr 2110.0000 Simpanan Sukarela (wadiah) (belum dirinci) 250.000",
        "opening.correction: Cr 1111 Kas 200.000, "
        "Dr 2110.0000 Simpanan Sukarela (wadiah) (belum dirinci) 200.000",
    ]
    assert sheet(koppontren, OPENED_ON) == said(again)


def test_the_same_request_is_one_entry(koppontren: Koppontren, correct: Correct) -> None:
    key, corrected = uuid4(), rows(_1111=18_750_001, _3140=account(koppontren, "3140").balance + 1)
    first = correct(corrected, request_id=key)
    correct(rows())

    assert correct(corrected, request_id=key).number == first.number == 2
    with pytest.raises(RequestReused):
        correct(rows(), request_id=key)
    assert len(journal(koppontren)) == 3


def test_what_is_missing_in_the_file_held_nothing_and_what_is_new_is_opened(
    koppontren: Koppontren, correct: Correct
) -> None:
    held = account(koppontren, "1141").balance
    corrected = [
        replace(row, code="1149", name="Barang Titipan") if row.code == "1141" else row
        for row in rows()
    ]
    correct(corrected)

    assert journal(koppontren)[1] == (
        f"opening.correction: Dr 1149 Barang Titipan {held:,}, "
        f"Cr 1141 Persediaan Barang Murabahah {held:,}"
    ).replace(f"{held:,}", f"{held:,}".replace(",", "."))
    assert sheet(koppontren, OPENED_ON) == said(corrected)


def test_the_books_stay_in_order(
    koppontren: Koppontren, bookkeeper: User, correct: Correct
) -> None:
    spend(koppontren, bookkeeper, 5_000)
    correct(rows(_1111=18_750_001, _3140=account(koppontren, "3140").balance + 1))

    assert verify_books().differences == []


def test_nothing_to_correct_is_said(koppontren: Koppontren, correct: Correct) -> None:
    with pytest.raises(NothingToCorrect):
        correct(rows())
    assert len(journal(koppontren)) == 1


def test_without_an_opening_there_is_nothing_to_correct(
    koppontren: Koppontren, bookkeeper: User
) -> None:
    enter(koppontren)
    with pytest.raises(NotOpened):
        correct_opening(koppontren, rows=rows(), request_id=uuid4(), by=bookkeeper)


def test_money_that_was_spent_is_not_corrected_away(
    koppontren: Koppontren, bookkeeper: User, correct: Correct
) -> None:
    spend(koppontren, bookkeeper, 18_750_000)
    with pytest.raises(OpeningRefused) as refused:
        correct(rows(_1111=18_749_999, _3140=account(koppontren, "3140").balance - 1))

    assert refused.value.problems == [
        "1111 Kas holds Rp0 today; the correction would take Rp1 out of it. Look at its amount in "
        "the file again. If that is right, first record what is missing in this account, then "
        "send the file once more."
    ]
    assert len(journal(koppontren)) == 2


def test_savings_that_are_detailed_since_are_not_corrected_away(
    koppontren: Koppontren, bookkeeper: User, correct: Correct
) -> None:
    waiting = account(koppontren, "2110.0000")
    member = open_detail_account(account(koppontren, "2110"), name="S-0001")
    put(koppontren, [dr(waiting, waiting.balance), cr(member, waiting.balance)], by=bookkeeper)

    with pytest.raises(OpeningRefused, match=r"2110 Simpanan Sukarela .* holds Rp0 today"):
        correct(rows(_1111=18_749_999, _2110=waiting.balance - 1))


def test_an_account_that_is_closed_since_may_stay_as_it_was(
    koppontren: Koppontren, bookkeeper: User, correct: Correct
) -> None:
    goods, cash = account(koppontren, "1141"), account(koppontren, "1111")
    put(koppontren, [dr(cash, goods.balance), cr(goods, goods.balance)], by=bookkeeper)
    close_account(goods, by=bookkeeper)
    correct(rows(_1111=18_750_001, _3140=account(koppontren, "3140").balance + 1))

    with pytest.raises(OpeningRefused, match=r"Account 1141 .* is closed"):
        correct(rows(_1111=18_750_001, _1141=goods.balance - 1))


def test_the_page_shows_what_differs_and_posts_it(
    page: Client, koppontren: Koppontren, opened: Entry
) -> None:
    corrected = rows(_1111=18_750_500, _3140=account(koppontren, "3140").balance + 500)
    shown = upload(page, as_file(corrected))

    assert [(c.code, c.net) for c in shown.context["plan"].changes] == [
        ("1111", 500),
        ("3140", -500),
    ]
    assert "debit Rp18.750.500" in shown.text
    assert "credit Rp500" in shown.text
    assert [confirm(page, shown).status_code for _ in range(2)] == [302, 302]
    assert len(journal(koppontren)) == 2
    after = page.get(reverse("ledger:opening", args=["al-hikmah"])).text
    assert "The opening balances are corrected: entry 2." in after
    assert reverse("ledger:entry", args=["al-hikmah", 2]) in after


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (as_file(rows()), "there is nothing to correct."),
        (as_file(rows(_1111=1)), "USPPS does not tie out"),
    ],
)
def test_a_corrected_file_is_checked_like_the_first(
    page: Client, opened: Entry, content: str, sentence: str
) -> None:
    response = upload(page, content)

    assert response.status_code == 422
    assert sentence in response.text


def test_an_opening_and_its_correction_are_not_undone(
    page: Client, koppontren: Koppontren, bookkeeper: User, correct: Correct
) -> None:
    correction = correct(rows(_1111=18_750_001, _3140=account(koppontren, "3140").balance + 1))
    for number in (1, correction.number):
        address = reverse("ledger:reverse", args=["al-hikmah", number])
        asked = page.get(address)
        form = {"reason": "salah", "request_id": str(uuid4())}
        refused = page.post(address, form)

        assert 'name="reason"' not in asked.text
        assert reverse("ledger:opening", args=["al-hikmah"]) in asked.text
        assert refused.status_code == 422
        assert "Opening balances are not undone but corrected" in refused.text
    enter(koppontren)
    with pytest.raises(OpeningStands):
        undo(correction, reason="x", by=bookkeeper)
    assert len(journal(koppontren)) == 2


def test_lines_between_units_in_a_file_are_not_called_added(page: Client, opened: Entry) -> None:
    text = page.get(reverse("ledger:entry", args=["al-hikmah", 1])).text

    assert "Rekening Antar Unit" in text
    assert "added by itself" not in text
