"""The oracle's book of 2026, and a clock that stands after its year."""

from datetime import date

import pytest

from klinik.finance.ledger.periods import commands
from klinik.finance.ledger.periods.rules import FiscalYear
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import open_example
from tests.finance.ledger.owner import Owner
from tests.world import make_koppontren, make_user

YEAR = FiscalYear(2026)


@pytest.fixture
def bookkeeper(db: None) -> User:
    return make_user("Pembukuan")


@pytest.fixture
def koppontren(db: None, bookkeeper: User) -> Koppontren:
    koppontren = make_koppontren()
    open_example(koppontren, bookkeeper)
    return koppontren


@pytest.fixture
def next_year(monkeypatch: pytest.MonkeyPatch) -> date:
    """It is spring of 2027 for whoever closes a year."""
    today = date(2027, 3, 1)
    monkeypatch.setattr(commands, "today_in", lambda koppontren: today)
    return today


@pytest.fixture
def owner(db: None) -> Owner:
    """The owner in a small book; all of it in one transaction that is rolled back."""
    return Owner("milik-pemilik")
