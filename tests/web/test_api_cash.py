"""Drawers and the month's sharing for programs: as their pages do."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.savings.commands import record_deposit
from klinik.finance.sharing.commands import confirm_run, post_run, prepare_share
from klinik.finance.sharing.models import ShareRun
from klinik.finance.sharing.undoing import ask_undoing, confirm_undoing, undo_run
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import held, make_cooperative, make_saver, make_savings, make_teller
from tests.finance.sharing.conftest import earn, make_mudharabah, make_pool, put_in
from tests.finance.tills.drawers import make_drawer, opened, put_into_kas
from tests.world import make_member_of

HERE = "/api/koppontren/al-hikmah"
JULY = date(2026, 7, 1)


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


def test_a_drawers_day_is_read_by_who_held_it(program: Client, koppontren: Koppontren) -> None:
    teller = make_teller(koppontren)
    savings = make_savings(make_saver(koppontren, teller), teller)
    drawer = make_drawer(koppontren, teller)
    opened(drawer, teller)
    record_deposit(savings, amount=50_000, request_id=uuid4(), by=teller)
    address = f"{HERE}/drawers/{drawer.account.code}/report"
    day = program.get(address).json()
    assert (day["opening"], day["came"], day["closing"], day["is_whole"]) == (
        0,
        50_000,
        50_000,
        True,
    )
    assert [line["kind"] for line in day["lines"]] == ["savings.deposit"]
    assert [[count["moment"] for count in one["counts"]] for one in day["shifts"]] == [["opening"]]
    assert program.get(address, {"day": "2020-01-01"}).json()["shifts"] == []
    assert program.get(address, {"day": "0001-01-01"}).status_code == 422

    program.force_login(teller)
    assert program.get(address).json() == day
    assert program.get(address, {"day": "2020-01-01"}).status_code == 403
    program.force_login(make_member_of(koppontren, Role.TELLER))
    assert program.get(address).status_code == 403


def test_a_drawer_is_called_otherwise(program: Client, koppontren: Koppontren) -> None:
    teller = make_teller(koppontren)
    first, _other = (make_drawer(koppontren, teller, name=n) for n in ("Laci 1", "Laci 2"))
    address = f"{HERE}/drawers/{first.account.code}/name"

    def called(name: str) -> Any:
        return program.put(address, json.dumps({"name": name}), "application/json")

    for _again in range(2):
        assert called(" Laci  Depan ").json()["name"] == "Laci Depan"
    assert called("laci 2").json()["code"] == "drawer_name_taken"
    assert called(" ").json()["code"] == "not_understood"
    program.force_login(teller)
    assert called("Laci").status_code == 403


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
        answer = send(program, "profit-shares/USPPS/2026-08/recording", {"number": run["number"]})
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


def asked_by(program: Client, koppontren: Koppontren, role: Role) -> Client:
    """The same as somebody else."""
    other = Client()
    other.force_login(make_member_of(koppontren, role))
    return other


def test_a_bonus_is_proposed_and_confirmed_by_somebody_else(
    program: Client, koppontren: Koppontren
) -> None:
    teller = make_teller(koppontren)
    make_pool(koppontren, teller)
    put_in(make_savings(make_saver(koppontren, teller), teller), 100_000, JULY, by=teller)
    board, second = (asked_by(program, koppontren, Role.BOARD) for _one in range(2))
    body = {"unit": "USPPS", "month": "2026-08", "amount": 20_000}
    old = send(board, "bonuses", {**body, "month": "2005-01"})
    assert (old.status_code, old.json()["code"]) == (422, "month_too_old")
    before = len(journal(koppontren))

    assert send(program, "bonuses", body).status_code == 403  # the board's to give
    proposed = send(board, "bonuses", body).json()
    assert proposed["kind"] == "bonus"
    looked_at = {"number": proposed["number"]}
    others = {"number": send(board, "bonuses", {**body, "amount": 90_000}).json()["number"]}
    assert others != looked_at
    swapped = send(second, "profit-shares/USPPS/2026-08/recording?kind=bonus", looked_at)
    assert (swapped.status_code, swapped.json()["code"]) == (422, "prepared_anew")
    looked_at = {"number": send(board, "bonuses", body).json()["number"]}
    here = "profit-shares/USPPS/2026-08/recording?kind=bonus"
    assert send(second, here).status_code == 422  # it is not said what was looked at
    own = send(board, here, looked_at)
    assert (own.status_code, own.json()["code"]) == (422, "own_bonus")
    for _again in range(2):
        assert send(second, here, looked_at).json()["state"] == "posting"
    post_run(koppontren, ShareRun.objects.of(koppontren).get().pk)
    parts = program.get(f"{HERE}/profit-shares/USPPS/2026-08/parts?kind=bonus").json()

    assert [(part["account"], part["gross"]) for part in parts["results"]] == [("S-0001", 20_000)]
    assert len(journal(koppontren)) == before + 1
    assert program.delete(f"{HERE}/profit-shares/USPPS/2026-08?kind=bonus").status_code == 422


def test_a_month_is_undone_by_two(program: Client, koppontren: Koppontren) -> None:
    teller = make_teller(koppontren)
    pool = make_pool(koppontren, teller)
    savings = make_mudharabah(koppontren, teller)
    put_in(savings, 1_000_000, JULY, by=teller)
    earn(koppontren, 100_000, date(2026, 8, 5), by=teller)
    run = confirm_run(prepare_share(pool, month=date(2026, 8, 1), by=teller), by=teller)
    post_run(koppontren, run.pk)
    board, undoing = (
        asked_by(program, koppontren, Role.BOARD),
        "profit-shares/USPPS/2026-08/undoing",
    )

    assert send(program, undoing, {"reason": " "}).status_code == 422
    asked = send(program, undoing, {"reason": "Nisbah keliru"})
    assert (asked.status_code, asked.json()["undo_reason"]) == (201, "Nisbah keliru")
    assert send(program, f"{undoing}/confirmation").json()["code"] == "own_undoing"
    assert program.delete(f"{HERE}/{undoing}").json()["undo_reason"] == ""
    assert send(board, f"{undoing}/confirmation").json()["code"] == "nobody_asked"
    send(program, undoing, {"reason": "Nisbah keliru"})
    for _again in range(2):
        answer = send(board, f"{undoing}/confirmation")
        assert (answer.status_code, answer.json()["state"]) == (202, "undoing")
    undo_run(koppontren, run.pk)

    assert [one["state"] for one in program.get(f"{HERE}/profit-shares").json()] == ["undone"]
    assert held(savings) == 1_000_000


def test_what_is_shared_is_said_by_codes_of_the_unit(
    program: Client, koppontren: Koppontren
) -> None:
    make_pool(koppontren, make_teller(koppontren))

    def put(**body: object) -> Any:
        url = f"{HERE}/profit-pools/USPPS"
        return program.put(url, json.dumps(body), "application/json")

    assert put(incomes=["4210", "1111"], expense="5310").json()["code"] == "not_of_this_pool"
    kept = put(incomes=["4210"], expense="5310", tax="2390").json()
    assert kept == {"unit": "USPPS", "incomes": ["4210"], "expense": "5310", "tax": "2390"}
    assert program.get(f"{HERE}/profit-pools").json() == [kept]


def test_who_holds_a_drawer_sends_from_it_and_a_teller_from_no_bank(
    program: Client, koppontren: Koppontren
) -> None:
    teller = make_teller(koppontren)
    put_into_kas(koppontren, 150_000, teller)
    made = send(program, "drawers", {"kind": "till", "unit": "USPPS", "name": "Laci 7"}).json()
    other = Client()
    other.force_login(make_member_of(koppontren, Role.TELLER))
    assert [one["balance"] for one in other.get(f"{HERE}/drawers").json()] == [None]
    assert send(other, f"drawers/{made['code']}/opening").status_code == 201
    body = {"source": "1111", "target": made["code"], "amount": 50_000}
    assert send(other, "cash-deliveries", body).json()["code"] == "unknown_place"
    sent = send(program, "cash-deliveries", body).json()
    assert send(other, f"cash-deliveries/{sent['number']}/arrival").status_code == 200
    assert [one["balance"] for one in other.get(f"{HERE}/drawers").json()] == [50_000]
    key, back = uuid4(), {"source": made["code"], "target": "1111", "amount": 50_000}
    given = send(other, "cash-deliveries", back, key=key).json()
    arrival = f"cash-deliveries/{given['number']}/arrival"
    assert send(other, arrival).status_code == 403  # the books' keepers confirm it
    assert send(program, arrival).json()["standing"] == "received"
    reason = {"pieces": {}, "reason": "Sakit"}
    assert send(other, f"drawers/{made['code']}/taking-over", reason).status_code == 403
    assert send(program, f"drawers/{made['code']}/taking-over", reason).status_code == 201
    assert send(other, "cash-deliveries", back, key=key).json() == given | {"standing": "received"}
    assert send(program, f"drawers/{made['code']}/closing").status_code == 201
    for _again in range(2):
        assert send(program, f"drawers/{made['code']}/retirement").status_code == 204


def test_what_stopped_goes_on(program: Client, koppontren: Koppontren) -> None:
    teller, board = make_teller(koppontren), make_member_of(koppontren, Role.BOARD)
    pool = make_pool(koppontren, teller)
    put_in(make_mudharabah(koppontren, teller), 1_000_000, JULY, by=teller)
    earn(koppontren, 10_000, JULY, by=teller)
    run = prepare_share(pool, month=JULY, by=teller)
    month = "profit-shares/USPPS/2026-07"
    refused = send(program, f"{month}/recording/resumption")
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_to_go_on")
    confirm_run(run, by=teller)  # and its job was stopped
    going = send(program, f"{month}/recording/resumption")
    assert (going.status_code, going.json()["state"]) == (202, "posting")

    post_run(koppontren, run.pk)
    assert send(program, f"{month}/undoing/resumption").json()["code"] == "nothing_to_go_on"
    ask_undoing(ShareRun.objects.get(pk=run.pk), reason="Keliru", by=teller)
    confirm_undoing(ShareRun.objects.get(pk=run.pk), by=board)
    going = send(program, f"{month}/undoing/resumption")
    assert (going.status_code, going.json()["state"]) == (202, "undoing")
    undo_run(koppontren, run.pk)
    assert send(program, f"{month}/undoing/resumption").status_code == 404
