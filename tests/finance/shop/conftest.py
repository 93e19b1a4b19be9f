"""A cooperative with a shop, and the people who keep it."""

import pytest

from klinik.finance.shop.models import Good, Shop
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import make_cooperative
from tests.finance.shop.shelves import make_good, make_shop
from tests.world import make_member_of


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def keeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER, name="Bendahara Contoh")


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.MANAGER, name="Manajer Contoh")


@pytest.fixture
def cashier(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.CASHIER, name="Kasir Contoh")


@pytest.fixture
def shop(koppontren: Koppontren, keeper: User) -> Shop:
    return make_shop(koppontren, keeper)


@pytest.fixture
def water(shop: Shop, keeper: User) -> Good:
    return make_good(shop, keeper, codes=("8991234567890",))
