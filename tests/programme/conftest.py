"""A koppontren with a book and some savings, for the bridge."""

from uuid import uuid4

import pytest

from klinik.finance.ledger import chart
from klinik.finance.ledger.commands import open_book
from klinik.finance.ledger.models import Account
from klinik.finance.savings.commands import admit_member, offer_usual_products
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests import world


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    """Al-Hikmah with its book; the test's transaction stands inside it."""
    koppontren = world.make_koppontren("al-hikmah")
    enter(koppontren)
    open_book(koppontren, units=chart.units(), chart=chart.template())
    offer_usual_products(koppontren, principal=50_000)
    return koppontren


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    """The manager, who is also the reader of this transaction."""
    manager = world.make_member_of(koppontren, Role.MANAGER)
    read_as(manager)
    return manager


@pytest.fixture
def two_members(koppontren: Koppontren, manager: User) -> int:
    """Two members with principal savings of 50,000 each: 100,000 in all."""
    cash = Account.objects.of(koppontren).get(code="1111")
    for name in ("Ahmad Contoh", "Fatimah Contoh"):
        admit_member(koppontren, name=name, cash=cash, request_id=uuid4(), by=manager)
    return 100_000
