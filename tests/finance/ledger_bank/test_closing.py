"""What the list before a closing says of the banks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klinik.finance.ledger.bank.closing import banks_before_closing
from klinik.finance.ledger.bank.commands.booking import book
from klinik.finance.ledger.bank.commands.files import keep_at_bank, say_opening
from klinik.finance.ledger.bank.commands.matching import finish
from klinik.finance.ledger.bank.models import BankAccount
from klinik.finance.ledger.periods.checklist import checklist
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, open_example
from tests.finance.ledger_bank.bank import Told

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
BANK = "Bank · Bank Contoh"


def seen(
    koppontren: Koppontren, last: date = LAST
) -> dict[str, tuple[bool, list[tuple[str, str]]]]:
    """By the title of each check: whether it is well, and the places that it names."""
    return {
        check.title: (check.is_well, [(place.name, place.said) for place in check.places])
        for check in banks_before_closing(koppontren, FIRST, last)
    }


def test_where_nothing_is_kept_at_a_bank_nothing_is_said(
    koppontren: Koppontren, keeper: User
) -> None:
    open_example(koppontren, keeper)

    assert seen(koppontren) == {}


def test_a_bank_that_told_nothing_is_named(bank: BankAccount) -> None:
    assert seen(bank.koppontren) == {
        "Mutations of the bank": (True, []),
        "Files of the bank": (False, [(BANK, "no file yet")]),
    }


def test_mutations_without_an_entry_and_days_that_are_missing_are_named(
    bank: BankAccount, told: Told, keeper: User
) -> None:
    told((3, 500_000, "SETORAN"), (25, 7_000, "BUNGA"))

    assert seen(bank.koppontren) == {
        "Mutations of the bank": (False, [(BANK, "2 mutations")]),
        "Files of the bank": (False, [(BANK, "through 25 March 2026")]),
    }
    assert seen(bank.koppontren, last=date(2026, 3, 24)) == {
        "Mutations of the bank": (False, [(BANK, "1 mutation")]),
        "Files of the bank": (True, []),
    }


def test_booked_and_found_to_agree_all_is_well(bank: BankAccount, told: Told, keeper: User) -> None:
    for mutation in told((3, 500_000, "SETORAN"), (25, 7_000, "BUNGA")):
        book(mutation, category=account(bank.koppontren, "4310"), by=keeper)
    assert seen(bank.koppontren)["Mutations of the bank"] == (True, [])
    assert not seen(bank.koppontren)["Files of the bank"][0]
    say_opening(bank, balance=bank.opening or 0)
    finish(bank, through=LAST, by=keeper)

    assert seen(bank.koppontren)["Files of the bank"] == (True, [])


def test_it_stands_on_the_list_and_asks_as_often_for_three_banks(
    bank: BankAccount, keeper: User
) -> None:
    counts = []
    for code in ("1112", "1111", "1212"):
        keep_at_bank(account(bank.koppontren, code), bank="Bank Contoh")
        with CaptureQueriesContext(connection) as queries:
            checks = checklist(bank.koppontren, first=FIRST, last=LAST)
        counts.append(len(queries))

    titles = [check.title for check in checks]
    assert titles[-3:] == ["Mutations of the bank", "Files of the bank", "Days without entries"]
    assert counts[0] == counts[2]
