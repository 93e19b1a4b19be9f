"""The own page, its links and the paper of an account for programs."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.members.models import Member
from klinik.finance.savings.commands import record_deposit
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.counter import make_savings, questions
from tests.finance.own.conftest import Tied, child_in

HERE = "/api/koppontren/al-hikmah"


def sent(client: Client, path: str, body: dict[str, object], key: object = None) -> Any:
    """What a program gets for this body."""
    headers = {"Idempotency-Key": str(key or uuid4())}
    answer = client.post(HERE + path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_own_rows_alone(
    client: Client, saver: Member, stranger: Member, teller: User, tied: Tied
) -> None:
    assert client.get("/api/own").status_code == 401
    client.force_login(tied(saver))
    (own,) = client.get("/api/own").json()
    assert (own["number"], own["capacity"], own["total"]) == ("A-0001", "self", 100_000)
    copy = client.get("/api/own/al-hikmah/A-0001").json()
    assert [row["number"] for row in copy["accounts"]] == ["P-0001"]
    mine = "/api/own/al-hikmah/A-0001/savings/P-0001/statement"
    assert client.get(mine).json()["closing"] == 100_000
    theirs = mine.replace("P-0001", "P-0002")
    paper = client.get(mine.replace("statement", "certificate"))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    doors = ["/api/own/al-hikmah/A-0002", "/api/own/an-nur/A-0001", theirs]
    doors.append(theirs.replace("statement", "certificate"))
    assert [client.get(door).status_code for door in doors] == [404] * 4
    assert client.get(f"{HERE}/members/A-0001/ties").status_code == 404


def test_links_are_made_and_ended(client: Client, saver: Member, teller: User) -> None:
    client.force_login(teller)
    key, ties = uuid4(), "/members/A-0001/ties"
    made = [sent(client, ties, {"capacity": "self"}, key) for _ in range(2)]
    assert made[0] == made[1]
    (tie,) = client.get(HERE + ties).json()
    assert "/simpanan-saya/tautan/" in tie["link"]
    ended = client.delete(f"{HERE}{ties}/{tie['number']}").json()
    assert (ended["link"], ended["ended_at"] is None) == ("", False)


def test_paper_of_an_account(client: Client, saver: Member, teller: User) -> None:
    savings = make_savings(saver, teller)
    for amount in (10_000, 5_000):
        record_deposit(savings, amount=amount, request_id=uuid4(), by=teller)
    client.force_login(teller)
    account = f"{HERE}/savings/S-0001"
    statement = client.get(f"{account}/statement").json()
    assert (statement["opening"], statement["closing"], len(statement["lines"])) == (0, 15_000, 2)
    assert client.get(f"{account}/statement?since=0001-01-01").status_code == 422
    book = client.get(f"{account}/passbook").json()
    assert (book["page"], book["waiting"], book["seen"]) == (1, 2, 0)
    done = sent(client, "/savings/S-0001/passbook/lines", {"seen": 0})
    assert [line["balance"] for line in done["lines"]] == [10_000, 15_000]
    again = sent(client, "/savings/S-0001/passbook/pages", {"page": 1})
    assert again["lines"] == done["lines"]
    seen = client.get(f"{account}/passbook").json()["seen"]
    assert sent(client, "/savings/S-0001/passbook/books", {"seen": seen})["book"] == 2


def test_a_guardian_finds_a_child_that_is_not_among_the_first(
    client: Client,
    koppontren: Koppontren,
    teller: User,
    tied: Tied,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("klinik.finance.members.ties.queries.MOST", 1)
    numbers: list[str] = []
    asked, mother = [], None
    for name in ("Anak A", "Anak B", "Anak C"):
        enter(koppontren)
        child = child_in(koppontren, teller, name=name, nik=f"352401570890000{len(numbers)}")
        mother = tied(child, "guardian", mother)
        numbers.append(child.number)
    assert mother
    client.force_login(mother)

    assert [own["number"] for own in client.get("/api/own").json()] == numbers[:1]
    for number in numbers:
        assert client.get(f"/api/own/al-hikmah/{number}").json()["member"]["number"] == number
    for most in (1, 3):
        monkeypatch.setattr("klinik.finance.members.ties.queries.MOST", most)
        asked.append(questions(client, "/api/own"))
    assert asked[0] == asked[1]
