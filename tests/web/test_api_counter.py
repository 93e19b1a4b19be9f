"""Opening accounts, what waits for a second person, limits and groups for programs."""

import json
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client

from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import make_cooperative, make_saver, make_savings
from tests.finance.savings.offers import make_product
from tests.world import make_member_of

HERE = "/api/koppontren/al-hikmah"


class Person:
    """Somebody with a role, who sends JSON."""

    def __init__(self, koppontren: Koppontren, role: Role) -> None:
        self.user: User = make_member_of(koppontren, role)
        self.client = Client()
        self.client.force_login(self.user)

    def ask(self, verb: str, address: str, body: object = None, *, key: object = None) -> Any:
        headers = {"Idempotency-Key": str(key or uuid4())}
        url, sent = f"{HERE}/{address}", json.dumps(body)
        return self.client.generic(verb, url, sent, "application/json", headers=headers)


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> Person:
    return Person(koppontren, Role.TELLER)


@pytest.fixture
def manager(koppontren: Koppontren) -> Person:
    return Person(koppontren, Role.MANAGER)


def test_an_account_is_opened_once(koppontren: Koppontren, teller: Person) -> None:
    make_saver(koppontren, teller.user)
    key, here = uuid4(), "members/A-0001/savings"
    first, again = (teller.ask("POST", here, {"product": "S"}, key=key) for _time in range(2))

    assert (first.status_code, first.json()["number"]) == (201, "S-0001")
    assert again.json() == first.json()
    assert teller.ask("POST", here, {"product": "S"}).json()["code"] == "already_open"
    with_sum = {"product": "M", "amount": 1_000}
    assert teller.ask("POST", here, with_sum).json()["code"] == "amount_of_term"
    assert teller.ask("POST", here, {"product": "ZZ"}).status_code == 404


def test_term_savings_come_with_their_sum_and_a_goal_with_its_day(
    koppontren: Koppontren, teller: Person
) -> None:
    make_saver(koppontren, teller.user)
    make_product(koppontren, teller.user, kind="term", prefix="B")
    make_product(koppontren, teller.user, kind="goal", prefix="H", akad="wadiah")
    here = "members/A-0001/savings"
    assert teller.ask("POST", here, {"product": "B"}).json()["code"] == "amount_of_term"
    term = teller.ask("POST", here, {"product": "B", "amount": 500_000}).json()
    goal = {"purpose": "Umrah", "target": 30_000_000, "by_day": "2030-01-01"}
    saved = teller.ask("POST", here, {"product": "H", "goal": goal}).json()

    assert (term["number"], term["balance"], term["due_on"] is None) == ("B-0001", 500_000, False)
    assert (saved["target"], saved["due_on"]) == (30_000_000, "2030-01-01")
    assert teller.ask("POST", here, {"product": "H"}).json()["code"] == "goal_missing"


def test_what_is_above_the_limit_is_decided_by_another(
    koppontren: Koppontren, teller: Person, manager: Person
) -> None:
    make_savings(make_saver(koppontren, teller.user), teller.user)
    board = Person(koppontren, Role.BOARD)
    assert board.ask("POST", "teller-limits", {"deposit": 1_000}).status_code == 201
    own = {"teller": manager.user.email, "deposit": 5}
    assert manager.ask("POST", "teller-limits", own).json()["code"] == "own_limit"
    assert teller.ask("GET", "teller-limits").status_code == 403
    before = len(journal(koppontren))
    keys = [uuid4() for _one in range(3)]
    for key in keys:
        paid = teller.ask("POST", "savings/S-0001/deposits", {"amount": 9_000}, key=key)
        assert paid.status_code == 202
    waiting = manager.ask("GET", "savings-drafts?is_waiting=true").json()
    assert {row["draft"] for row in waiting} == {str(key) for key in keys}
    assert {(row["amount"], row["decision"]) for row in waiting} == {(9_000, "")}

    first, second, third = (f"savings-drafts/{key}" for key in keys)
    others = [Person(koppontren, Role.TELLER), teller, manager]
    assert [one.ask("GET", first).status_code for one in others] == [403, 200, 200]
    assert teller.ask("POST", f"{first}/approval").status_code == 403
    for _again in range(2):
        assert manager.ask("POST", f"{first}/approval").json()["entry"] == before + 1
    assert manager.ask("POST", f"{second}/rejection", {"reason": " "}).status_code == 422
    rejected = manager.ask("POST", f"{second}/rejection", {"reason": "Salah"}).json()
    assert (rejected["decision"], rejected["reason"]) == ("rejected", "Salah")
    assert manager.ask("POST", f"{third}/withdrawal").json()["code"] == "not_your_draft"
    for _again in range(2):
        assert teller.ask("POST", f"{third}/withdrawal").json()["decision"] == "withdrawn"
    assert len(journal(koppontren)) == before + 1
    assert teller.ask("GET", "savings-drafts?is_waiting=true").json() == []


def test_a_group_pays_at_once_or_not_at_all(koppontren: Koppontren, teller: Person) -> None:
    for name in ("Aminah", "Hasan"):
        make_savings(make_saver(koppontren, teller.user, name=name), teller.user, prefix="W")
    group = teller.ask("POST", "groups", {"name": " Kelas  7A "}).json()
    here = f"groups/{group['number']}"
    for number in ("A-0001", "A-0002", "A-0002"):
        assert teller.ask("PUT", f"{here}/members/{number}").status_code == 200
    payers = teller.ask("GET", f"{here}/members").json()
    assert [(row["name"], row["account"]) for row in payers] == [
        ("Aminah", "W-0001"),
        ("Hasan", "W-0002"),
    ]
    before, key = len(journal(koppontren)), uuid4()
    wrong = {"product": "W", "amounts": {"W-0001": 5_000, "W-0009": 5_000}}
    assert teller.ask("POST", f"{here}/collections", wrong).json()["code"] == "rows_refused"
    assert len(journal(koppontren)) == before
    right = {"product": "W", "amounts": {"W-0001": 5_000, "W-0002": 7_000}}
    for _again in range(2):
        saved = teller.ask("POST", f"{here}/collections", right, key=key)
        assert (saved.status_code, saved.json()["total"]) == (201, 12_000)

    assert len(journal(koppontren)) == before + 2
    with patch("klinik.finance.counter.commands.COLLECTED", ()):
        again = teller.ask("POST", f"{here}/collections", right, key=key)
        fresh = teller.ask("POST", f"{here}/collections", right)
    assert (again.status_code, again.json()["total"]) == (201, 12_000)
    assert fresh.json()["code"] == "not_collected_in_groups"
    assert teller.ask("DELETE", f"{here}/members/A-0002").status_code == 204
    assert len(teller.ask("GET", f"{here}/members").json()) == 1
    assert teller.ask("POST", "groups", {"name": "Kelas 7A"}).json()["code"] == "group_name_taken"
    assert teller.ask("GET", "groups").json() == [group]


def test_a_group_is_named_once_by_its_key(koppontren: Koppontren, teller: Person) -> None:
    key = uuid4()
    first, again = (teller.ask("POST", "groups", {"name": "Kelas 7A"}, key=key) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    other = teller.ask("POST", "groups", {"name": "Kelas 7B"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "request_reused")
    assert teller.ask("GET", "groups").json() == [first.json()]


def test_a_lost_card_has_another_code(koppontren: Koppontren, teller: Person) -> None:
    member = make_saver(koppontren, teller.user)
    made = teller.ask("POST", "members/A-0001/card").json()["card_code"]
    assert teller.ask("GET", "members/A-0001/card").json() == {"card_code": made}

    assert made.startswith("AGT")
    assert made != member.card_code
