"""One cooperative with a teller."""

import pytest

from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.counter import make_cooperative, make_teller


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)
