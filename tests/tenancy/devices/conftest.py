"""A koppontren with a manager and a cashier."""

import pytest
from pytest_django.fixtures import Settings

from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests import world


@pytest.fixture(autouse=True)
def fast_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ours(db: None) -> Koppontren:
    return world.make_koppontren()


@pytest.fixture
def manager(ours: Koppontren) -> User:
    return world.make_member_of(ours, Role.MANAGER, name="Manajer Contoh")


@pytest.fixture
def cashier(ours: Koppontren) -> User:
    return world.make_member_of(ours, Role.CASHIER, name="Kasir Contoh")
