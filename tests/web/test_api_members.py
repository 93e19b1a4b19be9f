"""Members through the API: admitted, put right, asked and settled by the pages' commands."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.ledger.days import today_in
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import make_cooperative, make_teller
from tests.world import make_member_of

MEMBERS = "/api/koppontren/al-hikmah/members"
ADMISSIONS = MEMBERS.replace("members", "admissions")
MEMBER = f"{MEMBERS}/A-0001"
NIK = "3524015708900001"


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def program(client: Client, koppontren: Koppontren) -> Client:
    teller: User = make_teller(koppontren)
    client.force_login(teller)
    return client


def send(
    program: Client, address: str, body: object, *, verb: str = "POST", key: Any = None
) -> Any:
    headers = {"Idempotency-Key": str(key or uuid4())}
    return program.generic(verb, address, json.dumps(body), "application/json", headers=headers)


def test_a_member_is_admitted_once_and_read_without_the_nik(
    program: Client, koppontren: Koppontren
) -> None:
    key, body = uuid4(), {"name": "Siti Contoh", "category": "teacher", "nik": NIK}
    first, again = (send(program, ADMISSIONS, body, key=key) for _time in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    read = program.get(MEMBER).json()

    assert (read["number"], read["standing"], read["category"]) == ("A-0001", "full", "teacher")
    assert read["nik_tail"] == "0001"
    assert NIK not in json.dumps(read)
    assert send(program, f"{MEMBER}/nik", {}).json() == {"nik": NIK}
    assert journal(koppontren) == ["savings.admission: Dr Kas 100.000, Cr P-0001 100.000"]


def test_a_child_without_a_guardian_is_refused(program: Client, koppontren: Koppontren) -> None:
    today = today_in(koppontren)
    child = {"name": "Anak", "birth_date": (today - timedelta(days=3650)).isoformat()}
    assert send(program, ADMISSIONS, child).json()["code"] == "needs_guardian"
    guardian = {
        "guardian_name": "Ibu Contoh",
        "guardian_relation": "mother",
        "consented_on": today.isoformat(),
    }
    admitted = send(program, ADMISSIONS, child | guardian)

    assert admitted.status_code == 201
    assert [row["given_by"] for row in admitted.json()["consents"]] == ["Ibu Contoh"]
    taken = program.delete(f"{MEMBER}/consents/data")
    assert (taken.status_code, taken.json()["code"]) == (422, "consent_needed")


def test_a_guardian_is_named_with_what_they_are(program: Client, koppontren: Koppontren) -> None:
    today = today_in(koppontren)
    named = {"name": "Siti", "guardian_name": "Ibu Contoh"}
    assert send(program, ADMISSIONS, named).json()["code"] == "guardian_not_related"
    born = (today - timedelta(days=3650)).isoformat()
    blank = {"guardian_name": " ", "guardian_relation": "mother", "consented_on": today.isoformat()}

    child = {"name": "Anak", "birth_date": born} | blank
    assert send(program, ADMISSIONS, child).json()["code"] == "needs_guardian"


def test_a_change_is_sent_with_the_mark_of_what_was_read(program: Client) -> None:
    send(program, ADMISSIONS, {"name": "Siti", "pays_later": True})
    seen = program.get(MEMBER).json()["seen"]
    change = {"name": "Siti Aminah", "phone": "081234567890", "seen": seen}
    assert send(program, MEMBER, change, verb="PUT").json()["name"] == "Siti Aminah"

    assert send(program, MEMBER, change, verb="PUT").json()["code"] == "overtaken"
    found = program.get(MEMBERS, {"q": "0812 3456 7890", "standing": "candidate"}).json()
    assert [row["name"] for row in found["results"]] == ["Siti Aminah"]


def test_a_consent_is_given_and_taken_back(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    today = today_in(koppontren).isoformat()
    consent = {"purpose": "messages", "given_on": today, "given_by": "Siti"}
    assert send(program, f"{MEMBER}/consents", consent).status_code == 201

    assert program.delete(f"{MEMBER}/consents/messages").json()["withdrawn_on"] == today
    assert program.delete(f"{MEMBER}/consents/messages").status_code == 404


def test_leaving_pays_out_what_was_shown(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    assert send(program, f"{MEMBER}/leaving", {"shown": 1}).json()["code"] == "settlement_changed"
    key = uuid4()
    left, again = (
        send(program, f"{MEMBER}/leaving", {"shown": 100_000}, key=key) for _time in range(2)
    )

    assert (left.status_code, left.json()) == (201, again.json())
    assert (left.json()["paid"], left.json()["entry_number"]) == (100_000, 2)
    assert journal(koppontren)[1] == "savings.leaving: Dr P-0001 100.000, Cr Kas 100.000"


def test_the_dead_are_settled_with_their_heir(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    died = {"died_on": today_in(koppontren).isoformat()}
    assert send(program, f"{MEMBER}/death", died).json()["standing"] == "deceased"
    paid = {"shown": 100_000}
    assert send(program, f"{MEMBER}/leaving", paid).json()["code"] == "needs_heir"
    heir = {"heir": "Putri", "heir_document": "470/12"}

    assert send(program, f"{MEMBER}/leaving", paid | heir).json()["heir"] == "Putri"


def test_who_reads_changes_nothing(client: Client, koppontren: Koppontren) -> None:
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    verbs = [("POST", ADMISSIONS), ("PUT", MEMBER), ("POST", f"{MEMBER}/nik")]
    verbs += [("POST", f"{MEMBER}/leaving"), ("POST", f"{MEMBER}/consents")]

    assert {send(client, url, {}, verb=verb).status_code for verb, url in verbs} == {403}
