"""Collecting through the API: by a token, as a program of others does it."""

import json
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
from django.test import Client
from django.utils import timezone

from klinik.finance.collecting.models import Receipt, Refused
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken
from klinik.tenancy.roles import Role
from klinik.tenancy.tokens.commands import make_token
from tests.finance.collecting.scene import Road
from tests.finance.tills.drawers import in_it
from tests.world import make_member_of

HERE = "/api/koppontren/al-hikmah/collecting/"


class Program:
    """A program that has nothing but the token of one person."""

    def __init__(self, road: Road, person: User) -> None:
        with acting_for(road.koppontren):
            read_as(person)
            scope, made = ApiToken.Scope.WRITE, uuid4()
            _token, self.secret = make_token(
                road.koppontren, name="Tagih", scope=scope, days=30, request_id=made, by=person
            )

    def ask(self, verb: str, address: str, body: object = None, **more: str) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}", **more}
        client = Client(enforce_csrf_checks=True)
        url = address if address.startswith("/") else HERE + address
        return client.generic(verb, url, json.dumps(body), "application/json", headers=headers)

    def send(self, *receipts: Any) -> list[Any]:
        body = {"sent_at": timezone.now().isoformat(), "receipts": receipts}
        answer = self.ask("POST", "receipts", body)
        assert answer.status_code == 200, answer.content
        return answer.json()["answers"]  # type: ignore[no-any-return]


@pytest.fixture
def road(db: None) -> Road:
    return Road()


@pytest.fixture
def program(road: Road) -> Program:
    return Program(road, road.collector)


def receipt(account: str = "W-0001", amount: object = 25_000, **more: object) -> dict[str, object]:
    taken = (timezone.now() - timedelta(seconds=1)).isoformat()
    return {"request_id": str(uuid4()), "account": account, "amount": amount, "taken_at": taken} | (
        more
    )


def states(answers: list[Any]) -> list[str]:
    return [answer["state"] for answer in answers]


def test_a_device_pulls_its_list_and_no_other(road: Road, program: Program) -> None:
    found = program.ask("GET", "list").json()
    other = Program(road, make_member_of(road.koppontren, Role.COLLECTOR))

    assert (found["bag"], found["bag_is_open"], found["most"]) == (
        road.bag.account.code,
        True,
        None,
    )
    assert [(row["number"], row["groups"]) for row in found["members"]] == [
        ("A-0001", ["Kelas 7A"]),
        ("A-0002", ["Kelas 7A"]),
    ]
    assert other.ask("GET", "list").json()["members"] == []


def test_each_receipt_has_its_fate_and_is_there_once(road: Road, program: Program) -> None:
    good, bad = receipt(), receipt("W-9999")
    first = program.send(good, bad, good)
    again = program.send(good, bad)

    assert states(first) == ["recorded", "refused", "recorded"]
    assert [first[1]["code"], first[1]["request_id"]] == ["not_of_your_rounds", bad["request_id"]]
    assert states(again) == ["already", "refused"]
    assert again[0]["entry"] == first[0]["entry"]
    assert states(program.send(good | {"amount": 1})) == ["refused"]
    assert in_it(road.bag) == 25_000


ROUGH: list[Any] = [
    None,
    [],
    "",
    {},
    receipt(amount=0),
    receipt(amount=-5),
    receipt(amount=1.5),
    receipt(amount="25000"),
    receipt(amount=10**30),
    receipt(amount=True),
    receipt("\x00"),
    receipt("\ud800"),
    receipt("حساب"),
    receipt("W" * 1000),
    receipt(taken_at="kemarin"),
    receipt(taken_at="0001-01-01T00:00:00+14:00"),
    receipt(taken_at="9999-12-31T23:59:59-12:00"),
    receipt(taken_at="2026-08-01T08:00:00"),  # of no zone
    receipt(request_id=None),
    receipt(request_id=str(uuid5(NAMESPACE_URL, "known before"))),
]


def test_one_bad_receipt_spoils_no_other(road: Road, program: Program) -> None:
    good = receipt()
    answers = program.send(*ROUGH, good)

    assert states(answers) == ["refused"] * len(ROUGH) + ["recorded"]
    assert Receipt.objects.of(road.koppontren).count() == 1
    assert in_it(road.bag) == 25_000


def test_what_is_no_batch_is_refused_whole(road: Road, program: Program) -> None:
    now = timezone.now().isoformat()
    bodies: list[Any] = [
        None,
        [],
        {"receipts": []},
        {"sent_at": now, "receipts": [receipt()] * 101},
    ]
    for body in bodies:
        assert program.ask("POST", "receipts", body).status_code == 422

    assert Receipt.objects.of(road.koppontren).count() == 0


def test_a_refused_receipt_is_settled_and_its_device_is_told(road: Road, program: Program) -> None:
    bad = receipt("W-9999")
    program.send(bad)
    manager = Program(road, road.manager)
    [row] = manager.ask("GET", "refused").json()
    settlement = f"refused/{row['request_id']}/settlement"
    assert (row["account"], row["amount"], row["settled_at"]) == ("W-9999", 25_000, None)

    assert program.ask("POST", settlement, {"how": "Setor di loket"}).status_code == 403
    assert manager.ask("POST", settlement, {"how": " "}).status_code == 422
    for _again in range(2):
        done = manager.ask("POST", settlement, {"how": "Setor di loket"}).json()
        assert (done["how"], done["settled_at"] is None) == ("Setor di loket", False)
    assert program.send(bad)[0] == {
        "request_id": bad["request_id"],
        "state": "settled",
        "entry": None,
        "code": "",
        "message": "Setor di loket",
    }
    assert manager.ask("GET", "refused").json() == []
    assert Refused.objects.of(road.koppontren).count() == 1


def test_the_manager_gives_and_ends_rounds(road: Road, program: Program) -> None:
    manager = Program(road, road.manager)
    [given] = manager.ask("GET", "rounds").json()
    body = {"collector": road.collector.email, "group": given["group"]}
    program.send(receipt())

    assert manager.ask("POST", "rounds", body).json()["number"] == given["number"]
    stranger = body | {"collector": "x@test.example"}
    assert manager.ask("POST", "rounds", stranger).json()["code"] == "not_a_collector"
    assert manager.ask("POST", "rounds", body | {"group": 1}).status_code == 404
    [day] = manager.ask("GET", "collectors").json()
    assert (day["receipts"], day["taken"], day["groups"]) == (1, 25_000, ["Kelas 7A"])
    assert [row["amount"] for row in manager.ask("GET", "receipts").json()] == [25_000]
    assert manager.ask("GET", "receipts?on=9999-12-31").status_code == 200
    ended = manager.ask("POST", f"rounds/{given['number']}/end").json()
    assert ended["ended_at"] is not None
    assert program.ask("GET", "list").json()["members"] == []


def test_the_bag_is_opened_sent_and_closed_by_its_collector(road: Road, program: Program) -> None:
    cash, key = "/api/koppontren/al-hikmah/", {"Idempotency-Key": str(uuid4())}
    code = road.bag.account.code
    program.send(receipt())
    other = Program(road, make_member_of(road.koppontren, Role.COLLECTOR))

    assert other.ask("POST", f"{cash}drawers/{code}/opening", {}, **key).status_code == 403
    body = {"source": code, "target": "1111", "amount": 25_000}
    sent = program.ask("POST", f"{cash}cash-deliveries", body, **key).json()
    assert program.ask("GET", f"{cash}cash-deliveries").json() == [sent]
    assert other.ask("GET", f"{cash}cash-deliveries").json() == []
    back = f"{cash}cash-deliveries/{sent['number']}/return"
    assert other.ask("POST", back).status_code == 404
    key = {"Idempotency-Key": str(uuid4())}
    assert program.ask("POST", f"{cash}drawers/{code}/closing", {}, **key).status_code == 201
    assert program.send(receipt())[0]["code"] == "no_open_bag"
    assert program.ask("GET", f"{cash}members").status_code == 403
