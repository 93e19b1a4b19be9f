"""A list with nothing in it teaches: what belongs here, and the one thing to do next."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger import chart
from klinik.finance.ledger.commands import open_book
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests import world
from tests.test_walls import ALL


def nobody() -> None:
    return None


def manager() -> User:
    return world.make_member_of(with_book(), Role.MANAGER)


def with_book() -> Koppontren:
    koppontren = world.make_koppontren("al-hikmah")
    with acting_for(koppontren):
        open_book(koppontren, units=chart.units(), chart=chart.template())
    return koppontren


def officer() -> User:
    return world.make_member_of(world.make_office(), Role.OFFICER)


def secretary() -> User:
    return world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)


def keeper() -> User:
    return world.make_member_of(world.make_partner("universitas"), Role.PARTNER)


EMPTY = re.compile(
    r'<div class="empty">(?:(?!<div).)*(?:<div class="actions">.*?</div>)?</div>', re.DOTALL
)
HERE = {"koppontren": "al-hikmah"}
LISTS: list[tuple[str, Callable[[], User | None], dict[str, str]]] = [
    ("directory:pesantren_list", nobody, {}),
    ("directory:product_list", nobody, {}),
    ("directory:partner_list", nobody, {}),
    ("directory:partner_list", secretary, {}),
    ("directory:indicator_list", nobody, {}),
    ("sessions:list", nobody, {}),
    ("sessions:list", secretary, {}),
    ("stories:list", nobody, {}),
    ("cases:list", manager, {}),
    ("cases:list", officer, {}),
    ("discussions:list", nobody, {}),
    ("discussions:list", manager, {}),
    ("discussions:flags", secretary, {}),
    ("people:inbox", officer, {}),
    ("members:list", manager, HERE),
    ("ledger:journal", manager, HERE),
    ("sales:list", manager, HERE),
    ("statements:trial_balance", manager, HERE),
    ("statements:journal", manager, HERE),
    ("tenancy:papers", manager, {"slug": "al-hikmah"}),
    ("tenancy:partner_offers", keeper, {"slug": "universitas"}),
    ("tenancy:standings", secretary, {}),
    ("tenancy:queue", secretary, {}),
]
# Lists that are never empty or teach in another way, and why.
OTHERS = {
    "directory:region_list": "regions come with the house",
    "offices:list": "the secretariat's own office comes with the house",
    "wallet:list": "first it offers to start wallets, see tests/finance/wallet/test_pages.py",
    "own:list": "says how one comes to see something, see tests/finance/own",
    "collecting:list": "what the phone keeps, as data",
    "web:search": "says what can be searched, see tests/web/test_search.py",
}


def test_every_list_is_here() -> None:
    named = ("list", "queue", "inbox", "offers", "journal")
    lists = {name for name in ALL if name.endswith(named) and not name.startswith("api-")}

    assert lists - {name for name, _who, _where in LISTS} - set(OTHERS) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("route", "who", "where"), LISTS, ids=[f"{route}-{who.__name__}" for route, who, _ in LISTS]
)
def test_an_empty_list_says_what_to_do(
    client: Client, route: str, who: Callable[[], User | None], where: dict[str, str]
) -> None:
    person = who()
    if person:
        client.force_login(person)

    page = client.get(reverse(route, kwargs=where)).text
    empty = EMPTY.search(page)

    assert empty, "show core/_empty.html where the rows would stand"
    assert 'class="btn primary" href="/' in empty[0], "and one action that leads on"
