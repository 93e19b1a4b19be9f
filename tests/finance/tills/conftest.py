"""A cooperative with two drawers and a safe, and the people who hold them."""

import pytest

from klinik.finance.tills.models import Drawer
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import make_cooperative, make_teller
from tests.finance.tills.drawers import make_drawer
from tests.world import make_member_of


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER, name="Manajer Contoh")


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def other(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.TELLER, name="Teller Kedua")


@pytest.fixture
def drawer(koppontren: Koppontren, manager: User) -> Drawer:
    return make_drawer(koppontren, manager)


@pytest.fixture
def second(koppontren: Koppontren, manager: User) -> Drawer:
    return make_drawer(koppontren, manager, name="Laci 2")
