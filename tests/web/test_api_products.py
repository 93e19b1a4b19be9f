"""What is offered, through the API: the same commands and sentences as the pages."""

import json
from typing import Any

import pytest
from django.test import Client

from klinik.finance.savings.models import SavingsProduct
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import make_books
from tests.finance.counter import make_cooperative, questions
from tests.finance.savings.offers import make_control
from tests.world import make_member_of

PRODUCTS = "/api/koppontren/al-hikmah/savings-products"
QURBAN = {"name": "Tabungan Qurban", "kind": "goal", "akad": "wadiah", "prefix": "Q"}
QURBAN |= {"withdrawal": "due", "control": "2190"}


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def program(client: Client, koppontren: Koppontren) -> Client:
    client.force_login(make_member_of(koppontren, Role.BOOKKEEPER))
    return client


def hold(koppontren: Koppontren) -> None:
    """An account that could hold them."""
    make_control(koppontren, "2190", kind="liability", by=make_member_of(koppontren, Role.BOARD))


def send(program: Client, body: object, *, address: str = "", verb: str = "POST") -> Any:
    return program.generic(verb, PRODUCTS + address, json.dumps(body), "application/json")


def test_a_kind_of_savings_is_offered_once(program: Client, koppontren: Koppontren) -> None:
    hold(koppontren)
    first, again = (send(program, QURBAN) for _time in range(2))

    assert (first.status_code, again.json()) == (201, first.json())
    assert {name: first.json()[name] for name in QURBAN} == QURBAN
    listed = program.get(PRODUCTS).json()
    assert [row["prefix"] for row in listed].count("Q") == 1
    other = send(program, QURBAN | {"prefix": "S"})
    assert (other.status_code, other.json()["code"]) == (422, "prefix_taken")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"control": "9999"}, "account_unknown"),
        ({"control": "1111"}, "not_its_account"),
        ({"kind": "term"}, "bad_rule"),
        ({"kind": "principal", "akad": None, "withdrawal": "leaving"}, "bad_rule"),
        ({"fee_account": "1111", "closing_fee": 1_000}, "bad_rule"),
        ({"closing_fee": 1_000}, "bad_rule"),
        ({"name": "\u202e"}, "not_understood"),
        ({"prefix": "qq"}, "not_understood"),
        ({"nisbah": 10_001}, "not_understood"),
        ({"since": "1999-01"}, "not_understood"),
    ],
)
def test_what_cannot_be_offered_is_refused(
    program: Client, koppontren: Koppontren, change: dict[str, object], code: str
) -> None:
    hold(koppontren)
    answer = send(program, QURBAN | change)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_what_holds_of_it_is_changed_whole(program: Client, koppontren: Koppontren) -> None:
    rules = {"name": "Simpanan Sukarela", "withdrawal": "any_time", "minimum": 10_000}
    rules |= {"monthly_fee": 2_000, "fee_account": "4310"}
    for _again in range(2):
        told = send(program, rules, address="/S", verb="PUT").json()
        assert {name: told[name] for name in rules} == rules
    enter(koppontren)
    assert SavingsProduct.objects.of(koppontren).get(prefix="S").events.count() == 1
    shared = {"name": "Mudharabah", "withdrawal": "any_time", "nisbah": 4_500}
    assert send(program, shared, address="/M", verb="PUT").json()["nisbah"] == 4_500
    assert send(program, rules, address="/Z", verb="PUT").status_code == 404


def test_the_usual_savings_are_offered_at_once(client: Client, db: None) -> None:
    koppontren = make_books()
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    told = [send(client, {"principal": 50_000}, address="/usual").json() for _again in range(2)]

    assert told[0] == told[1]
    assert {row["prefix"]: row["amount"] for row in told[0]}["P"] == 50_000
    other = send(client, {"principal": 60_000}, address="/usual")
    assert other.json()["code"] == "principal_is_set"


def test_who_reads_offers_nothing(client: Client, koppontren: Koppontren) -> None:
    client.force_login(make_member_of(koppontren, Role.TELLER))

    assert client.get(PRODUCTS).status_code == 200
    assert send(client, QURBAN).status_code == 403
    assert send(client, {}, address="/S", verb="PUT").status_code == 403
    assert send(client, {"principal": 1}, address="/usual").status_code == 403


def test_the_list_asks_the_same_for_one_kind_more(program: Client, koppontren: Koppontren) -> None:
    before = questions(program, PRODUCTS)
    enter(koppontren)
    hold(koppontren)
    send(program, QURBAN)

    assert questions(program, PRODUCTS) == before
