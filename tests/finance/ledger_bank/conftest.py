"""A cooperative whose account 1112 is kept at a bank; sentences in English."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from klinik.finance.ledger.bank.commands.files import keep_at_bank
from klinik.finance.ledger.bank.models import BankAccount
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, open_example
from tests.finance.ledger_bank.bank import Told
from tests.world import make_koppontren, make_member_of


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_koppontren()


@pytest.fixture
def keeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER, name="Budi Contoh")


@pytest.fixture
def bank(koppontren: Koppontren, keeper: User) -> BankAccount:
    open_example(koppontren, keeper)
    return keep_at_bank(account(koppontren, "1112"), bank="Bank Contoh")


@pytest.fixture
def page(client: Client, keeper: User) -> Client:
    client.force_login(keeper)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def told(bank: BankAccount, keeper: User) -> Told:
    """Bring in what the bank told, as (day of March 2026, amount, text)."""
    return Told(bank, keeper)
