"""A year of a busy account comes in at once."""

import pytest

from tests.finance.ledger_bank.bank import Told

pytestmark = pytest.mark.django_db


def test_1420_rows_come_in_together_and_once(told: Told) -> None:
    rows = [(1 + at // 50, 1_000 + at % 7, f"SETOR {at % 40}") for at in range(1_420)]
    there = told(*rows)

    assert len(there) == 1_420
    assert told(*rows) == there
