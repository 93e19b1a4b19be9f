"""Drawers and the month's sharing for programs: as their pages do."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.sharing.commands import post_run
from klinik.finance.sharing.models import ShareRun
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import make_cooperative, make_teller
from tests.finance.sharing.conftest import earn, make_mudharabah, make_pool, put_in
from tests.finance.tills.drawers import make_drawer, opened, put_into_kas
from tests.world import make_member_of

HERE = "/api/koppontren/al-hikmah"


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def program(client: Client, koppontren: Koppontren) -> Client:
    client.force_login(make_member_of(koppontren, Role.MANAGER, name="Manajer Contoh"))
    return client


def send(program: Client, address: str, body: object = None, *, key: object = None) -> Any:
    headers = {"Idempotency-Key": str(key or uuid4())}
    return program.post(
        f"{HERE}/{address}", json.dumps(body or {}), "application/json", headers=headers
    )


def test_a_drawer_is_opened_filled_and_closed(program: Client, koppontren: Koppontren) -> None:
    other = make_teller(koppontren)
    drawer, theirs = (make_drawer(koppontren, other, name=n) for n in ("Laci 1", "Laci 2"))
    code, key = drawer.account.code, uuid4()
    put_into_kas(koppontren, 150_000, other)
    for _again in range(2):
        answer = send(program, f"drawers/{code}/opening", {"pieces": {}}, key=key)
        assert (answer.status_code, answer.json()["counted"]) == (201, 0)
    held = program.get(f"{HERE}/drawers").json()
    assert [(one["name"], one["held_by"]) for one in held] == [
        ("Laci 1", "Manajer Contoh"),
        ("Laci 2", None),
    ]

    opened(theirs, other)
    body = {"source": code, "target": theirs.account.code, "amount": 1}
    assert send(program, "cash-deliveries", body).status_code == 422  # it is empty
    body = {"source": "1111", "target": theirs.account.code, "amount": 100_000}
    sent = send(program, "cash-deliveries", body).json()
    assert (sent["standing"], sent["amount"]) == ("on_its_way", 100_000)
    number = sent["number"]
    assert send(program, f"cash-deliveries/{number}/arrival").status_code == 422  # not theirs
    assert send(program, f"cash-deliveries/{number}/return").json()["standing"] == "returned"
    assert [one["number"] for one in program.get(f"{HERE}/cash-deliveries").json()] == [number]

    assert send(program, f"drawers/{code}/closing", {"pieces": {"n3": 1}}).status_code == 422
    assert send(program, f"drawers/{code}/closing", {"pieces": {}}).status_code == 201
    assert send(program, f"drawers/{theirs.account.code}/closing").status_code == 422


def test_a_month_is_prepared_recorded_and_explained(
    program: Client, koppontren: Koppontren
) -> None:
    teller = make_teller(koppontren)
    make_pool(koppontren, teller)
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 1_000_000, date(2026, 7, 1), by=teller)
    earn(koppontren, 100_000, date(2026, 8, 5), by=teller)
    before = len(journal(koppontren))

    run = send(program, "profit-shares", {"unit": "USPPS", "month": "2026-08"}).json()
    assert (run["state"], run["income"], run["shared"]) == ("prepared", 100_000, 50_000)
    assert len(journal(koppontren)) == before
    for _again in range(2):
        answer = send(program, "profit-shares/USPPS/2026-08/recording")
        assert (answer.status_code, answer.json()["state"]) == (202, "posting")
    post_run(koppontren, ShareRun.objects.of(koppontren).get().pk)
    assert program.get(f"{HERE}/profit-shares").json()[0]["state"] == "posted"
    [why] = program.get(f"{HERE}/savings/{savings.number}/profit-shares/2026-08").json()
    assert (why["day_sum"], why["of_all"], why["nisbah"], why["net"]) == (
        31_000_000,
        31_000_000,
        5_000,
        50_000,
    )
    again = send(program, "profit-shares", {"unit": "USPPS", "month": "2026-08"})
    assert (again.status_code, again.json()["code"]) == (422, "already_shared")
