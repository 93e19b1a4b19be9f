"""One koppontren with open books, and the two who work in it."""

import pytest

from klinik.finance.ledger.models import Account
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import make_books
from tests.finance.ledger.owner import Owner
from tests.world import make_user


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_books()


@pytest.fixture
def accounts(koppontren: Koppontren) -> dict[str, Account]:
    """The chart by code."""
    return {account.code: account for account in Account.objects.of(koppontren)}


@pytest.fixture
def teller(db: None) -> User:
    return make_user("Petugas")


@pytest.fixture
def next_teller(db: None) -> User:
    return make_user("Petugas sesudahnya")


@pytest.fixture
def owner(db: None) -> Owner:
    """The owner in a small book; all of it in one transaction that is rolled back."""
    return Owner("milik-pemilik")
