"""Members and their balances from a table through the API: the same steps as the pages."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from klinik.core.imports.models import Import
from klinik.core.jobs import work
from klinik.finance.ledger.models import Account
from klinik.finance.members.models import Member
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import make_cooperative
from tests.finance.savings.test_intake import DAY, TABLE, make_house, open_with_savings
from tests.world import make_koppontren, make_member_of

IMPORTS = "/api/koppontren/al-hikmah/member-imports"


def file(table: str = TABLE) -> SimpleUploadedFile:
    return SimpleUploadedFile("anggota.csv", table.encode(), "text/csv")


def sent(program: Client, table: str = TABLE, *, on: str = DAY, key: UUID | None = None) -> Any:
    headers = {"Idempotency-Key": str(key or uuid4())}
    return program.post(IMPORTS, {"file": file(table), "on": on}, headers=headers)


def chosen(program: Client, address: str, columns: dict[str, Any]) -> Any:
    body = json.dumps({"columns": columns})
    return program.put(f"{address}/columns", body, "application/json")


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_house()


@pytest.fixture
def program(client: Client, koppontren: Koppontren) -> Client:
    client.force_login(make_member_of(koppontren, Role.BOOKKEEPER, name="Penata Contoh"))
    return client


@pytest.mark.django_db(transaction=True)
def test_a_table_is_sent_looked_at_saved_and_followed(client: Client) -> None:
    with acting_for(koppontren := make_koppontren()):
        open_with_savings(koppontren)
        manager: User = make_member_of(koppontren, Role.MANAGER)
    client.force_login(manager)
    answer = sent(client, TABLE + "Rusak;119;umum;;lima;;\n")
    preview, address = answer.json(), f"{IMPORTS}/{answer.json()['number']}"
    assert (answer.status_code, preview["state"]) == (201, "preview")
    assert preview["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "bad": 1}
    assert preview["columns"]["balance_P"] == 4
    bad = client.get(f"{address}/bad-rows").json()
    assert [(row["row"], "angka" in row["said"]) for row in bad["results"]] == [(4, True)]
    with acting_for(koppontren):
        assert not Member.objects.of(koppontren).exists()

    for _again in range(2):
        assert client.post(f"{address}/recording").status_code == 202
        work(is_patient=False)
    done = client.get(address).json()
    assert (done["state"], done["done"], done["total"]) == ("done", 2, 2)
    assert "2 baru" in done["message"]
    assert [row["row"] for row in client.get(f"{address}/bad-rows").json()["results"]] == [4]
    assert [row["number"] for row in client.get(IMPORTS).json()] == [preview["number"]]
    with acting_for(koppontren):
        assert Account.objects.of(koppontren).get(name="S-0001").balance == 1_250_000
    assert chosen(client, address, {"name": 0}).json()["code"] == "import_already_running"

    again = sent(client).json()
    assert again["counts"] == {"new": 0, "changed": 0, "unchanged": 2, "bad": 0}


def test_columns_are_asked_and_chosen(program: Client, koppontren: Koppontren) -> None:
    known = program.get(f"{IMPORTS}/columns").json()
    assert [one["name"] for one in known["columns"] if one["is_needed"]] == ["name"]
    assert {one["product"] for one in known["undetailed"]} >= {"P", "W", "S"}
    made = sent(program, "Siapa;Berapa\nSiti;25.000\n").json()
    address = f"{IMPORTS}/{made['number']}"
    assert (made["state"], made["headings"]) == ("columns", ["Siapa", "Berapa"])
    assert program.post(f"{address}/recording").json()["code"] == "columns_not_chosen"

    for columns in ({}, {"name": 9}, {"name": 0, "phone": 0}):
        assert chosen(program, address, columns).json()["code"] == "unfit_table"
    told = chosen(program, address, {"name": 0, "balance_W": 1}).json()
    assert (told["state"], told["counts"]["new"]) == ("preview", 1)


@pytest.mark.parametrize(
    ("table", "on", "code"),
    [
        ("", DAY, "unfit_table"),
        ("Nama\n", DAY, "unfit_table"),
        ("Nama\nSiti\n", "2999-01-01", "unfit_table"),
        ("Nama\nSiti\n", "kemarin", "not_understood"),
    ],
)
def test_what_is_no_table_is_refused(program: Client, table: str, on: str, code: str) -> None:
    answer = sent(program, table, on=on)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_table_is_kept_once_by_its_key(program: Client, koppontren: Koppontren) -> None:
    key = uuid4()
    first, again = (sent(program, key=key) for _time in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json()["number"] == str(key)
    for other in (
        sent(program, TABLE + "Budi\n", key=key),
        sent(program, on="2026-01-01", key=key),
    ):
        assert (other.status_code, other.json()["code"]) == (422, "request_reused")
    manager = make_member_of(koppontren, Role.MANAGER)
    program.force_login(manager)
    assert sent(program, key=key).json()["code"] == "request_reused"
    assert program.post(IMPORTS, {"file": file(), "on": DAY}).status_code == 422


def test_rows_that_were_forgotten_are_not_saved(program: Client, koppontren: Koppontren) -> None:
    number = sent(program).json()["number"]
    read_as(owner := User.objects.get(name="Penata Contoh"))
    Import.objects.filter(owner_id=owner.pk).update(rows=[])
    refused = program.post(f"{IMPORTS}/{number}/recording")
    assert (refused.status_code, refused.json()["code"]) == (422, "import_forgotten")
    page = program.post(f"/koppontren/al-hikmah/anggota/impor/{number}/simpan/")
    assert (page.status_code, "Kirim lagi" in page.text) == (422, True)
    assert program.get(f"{IMPORTS}/{number}").json()["state"] == "preview"


def test_a_table_is_whose_who_sent_it(program: Client, koppontren: Koppontren) -> None:
    address = f"{IMPORTS}/{sent(program).json()['number']}"
    assert program.get(address).status_code == 200
    neighbour = make_cooperative("an-nur")
    for person in (
        make_member_of(koppontren, Role.MANAGER),
        make_member_of(neighbour, Role.MANAGER),
    ):
        program.force_login(person)
        asked = [program.get(address), program.get(f"{address}/bad-rows")]
        asked += [program.post(f"{address}/recording"), chosen(program, address, {"name": 0})]
        assert [answer.status_code for answer in asked] == [404] * 4
    program.force_login(make_member_of(koppontren, Role.TELLER))
    assert [program.get(address).status_code, sent(program).status_code] == [403, 403]
