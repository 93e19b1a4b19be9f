"""A table of goods comes in by the API: looked at, saved once, by whoever sent it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from klinik.finance.shop.models import Good, Shop
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.finance.shop.test_intake import TABLE
from tests.world import make_member_of

IMPORTS = "/api/koppontren/al-hikmah/goods-imports"


@pytest.fixture
def program(client: Client, keeper: User) -> Client:
    client.force_login(keeper)
    return client


def sent(program: Client, shop: Shop, table: str = TABLE, *, key: UUID | None = None) -> Any:
    file = SimpleUploadedFile("barang.csv", table.encode(), "text/csv")
    headers = {"Idempotency-Key": str(key or uuid4())}
    return program.post(IMPORTS, {"file": file, "shop": shop.name}, headers=headers)


def test_a_table_is_sent_and_looked_at(program: Client, shop: Shop) -> None:
    names = [column["name"] for column in program.get(f"{IMPORTS}/columns").json()]
    assert names[:2] == ["name", "price"]
    key = uuid4()
    answer = sent(program, shop, key=key)
    said = answer.json()
    assert (answer.status_code, said["number"], said["state"]) == (201, str(key), "preview")
    assert said["counts"] == {"new": 3, "changed": 0, "unchanged": 0, "bad": 3}
    assert sent(program, shop, key=key).json() == said
    assert sent(program, shop, "Nama;Harga\nX;1\n", key=key).json()["code"] == "request_reused"
    bad = program.get(f"{IMPORTS}/{key}/bad-rows").json()
    assert [row["row"] for row in bad["results"]] == [7, 6, 5] or bad["count"] == 3
    assert Good.objects.of(shop.koppontren).count() == 0

    again = program.post(f"{IMPORTS}/{key}/recording")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    assert program.post(f"{IMPORTS}/{key}/recording").status_code == 202
    assert program.get(IMPORTS).json()[0]["number"] == str(key)
    chosen = program.put(f"{IMPORTS}/{key}/columns", {"columns": {}}, "application/json")
    assert chosen.json()["code"] == "import_already_running"


def test_columns_are_chosen(program: Client, shop: Shop) -> None:
    said = sent(program, shop, "Apa;Sekian\nPulpen;2.500\n").json()
    address = f"{IMPORTS}/{said['number']}"
    assert said["state"] == "columns"
    assert program.post(f"{address}/recording").json()["code"] == "columns_not_chosen"
    for columns in ({}, {"name": 9}):
        put = program.put(f"{address}/columns", {"columns": columns}, "application/json")
        assert put.json()["code"] == "unfit_table"
    body = {"columns": {"name": 0, "price": 1}}
    told = program.put(f"{address}/columns", body, "application/json").json()
    assert (told["state"], told["counts"]["new"]) == ("preview", 1)


def test_what_is_no_table_and_no_shop_is_refused(program: Client, shop: Shop) -> None:
    assert sent(program, shop, "Nama\n").json()["code"] == "unfit_table"
    shop.name = "Tidak Ada"
    assert sent(program, shop).status_code in {404, 422}


def test_a_table_is_whose_who_sent_it(program: Client, shop: Shop) -> None:
    address = f"{IMPORTS}/{sent(program, shop).json()['number']}"
    program.force_login(make_member_of(shop.koppontren, Role.MANAGER))
    assert program.get(address).status_code == 404
    program.force_login(make_member_of(shop.koppontren, Role.TELLER))
    assert program.get(address).status_code == 403
