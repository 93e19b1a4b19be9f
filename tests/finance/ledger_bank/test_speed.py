"""A year of a busy account comes in at once."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.bank.models import BankAccount
from klinik.finance.ledger.bank.queries import position
from tests.finance.ledger_bank.bank import Told

pytestmark = pytest.mark.django_db


def test_1420_rows_come_in_together_and_once(told: Told) -> None:
    rows = [(1 + at // 50, 1_000 + at % 7, f"SETOR {at % 40}") for at in range(1_420)]
    there = told(*rows)

    assert len(there) == 1_420
    assert told(*rows) == there


def test_where_both_stand_is_added_up_by_the_database_and_shown_in_part(
    told: Told, bank: BankAccount, page: Client
) -> None:
    told(*((3, 1_000 + at, f"SETOR {at}") for at in range(150)))
    found = position(bank, date(2026, 3, 31))

    assert found.bank_alone == (150, sum(range(1_000, 1_150)))
    shown = page.get(reverse("bank:result", args=["al-hikmah", "1112"]))
    assert "The first 100 of 150." in shown.text
    assert len(shown.context["rows"]) == 100
