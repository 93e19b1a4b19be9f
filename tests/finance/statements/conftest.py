"""The oracle's book, and a year of business after it."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from klinik.finance.ledger.posting import cr, dr
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, open_example, put
from tests.world import make_koppontren, make_member_of


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def koppontren() -> Koppontren:
    return make_koppontren()


@pytest.fixture
def bookkeeper(koppontren: Koppontren) -> User:
    return make_member_of(koppontren, Role.BOOKKEEPER)


@pytest.fixture
def page(client: Client, bookkeeper: User) -> Client:
    client.force_login(bookkeeper)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def year(koppontren: Koppontren, bookkeeper: User) -> Koppontren:
    """The oracle's book, and a year of business after it."""
    open_example(koppontren, bookkeeper)
    for on, legs in YEAR:
        sides = [
            (dr if amount > 0 else cr)(account(koppontren, code), abs(amount))
            for code, amount in legs
        ]
        put(koppontren, sides, by=bookkeeper, on=on)
    return koppontren


Legs = Sequence[tuple[str, int]]
YEAR: list[tuple[date, Legs]] = [
    # A sale and what it cost, in one entry; stock bought; equipment on credit; wages.
    (date(2026, 2, 1), [("1211", 3_000), ("5110", 2_000), ("4110", -3_000), ("1251", -2_000)]),
    (date(2026, 3, 1), [("1251", 5_000), ("1211", -5_000)]),
    (date(2026, 4, 1), [("1261", 7_000), ("2210", -7_000)]),
    (date(2026, 5, 1), [("5210", 1_000), ("1211", -1_000)]),
    (date(2026, 6, 1), [("5220", 400), ("1271", -400)]),
    # From one drawer to the bank: no cash flow. A grant. A member leaves with 500.
    (date(2026, 7, 1), [("1212", 900), ("1211", -900)]),
    (date(2026, 8, 1), [("1212", 10_000), ("3130", -10_000)]),
    # A fine goes to the benevolence fund, and something is given from it.
    (date(2026, 9, 1), [("1111", 600), ("2310", -600)]),
    (date(2026, 10, 1), [("2310", 250), ("1111", -250)]),
    # Sold in the shop, paid into the drawer of the savings unit.
    (date(2026, 11, 1), [("1111", 1_500), ("4110", -1_500)]),
]
