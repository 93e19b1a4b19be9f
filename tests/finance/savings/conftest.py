"""One cooperative with a teller, a member and her empty voluntary savings."""

import pytest

from klinik.finance.savings.models import SavingsAccount
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.counter import make_cooperative, make_saver, make_savings, make_teller


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def savings(koppontren: Koppontren, teller: User) -> SavingsAccount:
    return make_savings(make_saver(koppontren, teller), teller)
