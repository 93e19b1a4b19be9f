"""The shop for programs: as on the pages, once however often it is sent."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from klinik.finance.ledger.posting import cr, dr
from klinik.finance.shop.models import Good, Shop
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, journal, put
from tests.finance.shop.shelves import adds_up, stock

API = "/api/koppontren/al-hikmah"


class Program:
    """Sends what a program sends."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(
        self, method: str, path: str, body: Any, *, status: int = 201, key: UUID | None = None
    ) -> Any:
        answer = self.client.generic(
            method,
            f"{API}/{path}",
            json.dumps(body),
            "application/json",
            headers={"Idempotency-Key": str(key or uuid4())},
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    def get(self, path: str) -> Any:
        answer = self.client.get(f"{API}/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def program(client: Client, keeper: User, koppontren: Koppontren) -> Program:
    client.force_login(keeper)
    box = account(koppontren, "1211")
    put(koppontren, [dr(box, 1_000_000), cr(account(koppontren, "3130"), 1_000_000)], by=keeper)
    return Program(client)


WATER = {"name": "Air Mineral", "category": "Jajan", "price": 4_000, "barcode": "899"}


def test_from_nothing_to_goods_on_the_shelf(program: Program) -> None:
    shop = program.send("POST", "shops", {"name": "Toko Santri", "unit": "Toko"})
    key = uuid4()
    good = program.send("POST", "goods", {**WATER, "there": 24_000, "unit_cost": 2_500}, key=key)

    assert shop["unit"] == "Toko"
    assert good == program.send(
        "POST", "goods", {**WATER, "there": 24_000, "unit_cost": 2_500}, key=key
    )
    assert (good["code"], good["quantity"], good["value"]) == ("B-0001", 24_000, 60_000)
    assert good["barcodes"] == [{"code": "899", "quantity": 1_000, "price": None}]
    assert [row["code"] for row in program.get("goods?q=899")["results"]] == ["B-0001"]
    assert program.get("goods/B-0001/moves")[0]["quantity"] == 24_000
    assert {"name": "Obat", "is_exempt": True} in program.get("goods-categories")


def test_a_good_is_changed_priced_and_ended(program: Program, water: Good) -> None:
    facts = {"name": "Air 600", "category": "Obat", "low_at": 5_000}
    assert program.send("PUT", "goods/B-0001", facts, status=200)["category"] == "Obat"
    prices = {"price": 5_000, "member_price": 4_500}
    assert program.send("PUT", "goods/B-0001/prices", prices, status=200)["price"] == 5_000
    refused = program.send(
        "PUT", "goods/B-0001/prices", {"price": 1, "member_price": 2}, status=422
    )
    assert refused["code"] == "bad_prices"
    carton = {"code": "111", "quantity": 24_000, "price": 90_000}
    assert len(program.send("POST", "goods/B-0001/barcodes", carton)["barcodes"]) == 2
    left = program.send("POST", "goods/B-0001/barcodes/removal", carton, status=200)
    assert len(left["barcodes"]) == 1
    ended = program.send("PUT", "goods/B-0001/standing", {"is_sold": False}, status=200)
    assert ended["is_sold"] is False


def test_goods_are_bought_returned_and_paid(program: Program, water: Good, shop: Shop) -> None:
    supplier = program.send("POST", "suppliers", {"name": "Grosir", "phone": "081234567890"})
    line = {"good": "B-0001", "quantity": 24_000, "cost": 60_000, "expires_on": "2027-01-01"}
    key = uuid4()
    body = {"supplier": supplier["number"], "lines": [line]}
    bought = program.send("POST", "purchases", body, key=key)

    assert program.send("POST", "purchases", body, key=key) == bought
    assert program.get("suppliers")[0]["owed"] == 60_000
    back = {"reason": "Pecah", "lines": [{"line": 1, "quantity": 4_000, "refund": 10_000}]}
    program.send("POST", f"purchases/{bought['number']}/returns", back)
    paid = {"amount": 50_000, "paid_from": "1211"}
    program.send("POST", f"suppliers/{supplier['number']}/payments", paid)
    too_much = program.send("POST", f"suppliers/{supplier['number']}/payments", paid, status=422)

    assert too_much["code"] == "more_than_owed"
    assert stock(water) == (20_000, 50_000, 2_500)
    assert program.get("purchases")[0]["total"] == 60_000
    assert program.get(f"purchases/{bought['number']}")["lines"][0]["good"] == "B-0001"
    assert program.get("goods-expiring")[0]["left"] == 20_000
    unknown = {**line, "good": "B-0099"}
    refused = program.send("POST", "purchases", {**body, "lines": [unknown]}, status=422)
    assert refused["code"] == "good_unknown"
    assert adds_up(shop)


def test_a_consignor_brings_and_is_paid(
    program: Program, shop: Shop, keeper: User, koppontren: Koppontren
) -> None:
    number = program.send("POST", "consignors", {"name": "Kelas Boga"})["number"]
    cake = {"name": "Kue", "category": "Jajan", "price": 2_000, "consign_price": 1_700}
    code = program.send("POST", f"consignors/{number}/goods", cake)["good"]
    brought = {"quantities": {code: 30_000}}
    program.send("POST", f"consignors/{number}/deliveries", brought)
    fetched = {"quantities": {code: 5_000}, "is_back": True}
    left = program.send("POST", f"consignors/{number}/deliveries", fetched)

    assert left == [{"good": code, "quantity": 25_000}]
    refused = program.send(
        "POST",
        f"consignors/{number}/settlements",
        {"amount": 1, "paid_from": "1211"},
        status=422,
    )
    assert refused["code"] == "more_than_owed"
    assert program.get("consignors")[0]["owed"] == 0


def test_a_count_is_booked_by_a_second_person(
    program: Program, client: Client, water: Good, manager: User
) -> None:
    lines = [{"good": "B-0001", "quantity": 10_000, "cost": 25_000}]
    program.send("POST", "opening-stock", {"lines": lines})
    number = program.send("POST", "stock-counts", {})["number"]
    counted = program.send(
        "PUT", f"stock-counts/{number}/lines/B-0001", {"counted": 8_000}, status=200
    )
    assert counted["lines"][0]["expected"] == 10_000
    program.send("POST", f"stock-counts/{number}/sending", {}, status=200)
    program.send("POST", f"stock-counts/{number}/approval", {}, status=403)
    client.force_login(manager)

    booked = program.send("POST", f"stock-counts/{number}/approval", {}, status=200)

    assert (booked["stage"], stock(water)[0]) == ("approved", 8_000)
    assert program.get("stock-counts")[0]["entry"] == booked["entry"]
    assert journal(water.koppontren)[-1].startswith("shop.count: ")
