"""One cooperative with a teller and a santri whose wallet holds Rp100.000."""

import pytest

from klinik.finance.wallet.models import Wallet
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.counter import make_cooperative, make_teller
from tests.finance.wallet.pocket import make_wallet


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def wallet(koppontren: Koppontren, teller: User) -> Wallet:
    return make_wallet(koppontren, teller, holds=100_000)
