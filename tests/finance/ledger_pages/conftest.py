"""Sentences are asserted in English, as they stand in the code; the catalogue has its own test."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from klinik.finance.ledger.models import Entry
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import open_example
from tests.world import make_koppontren, make_member_of


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def koppontren() -> Koppontren:
    return make_koppontren()


@pytest.fixture
def bookkeeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER, name="Budi Contoh")


@pytest.fixture
def page(client: Client, bookkeeper: User) -> Client:
    client.force_login(bookkeeper)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def opened(koppontren: Koppontren, bookkeeper: User) -> Entry:
    return open_example(koppontren, bookkeeper)
