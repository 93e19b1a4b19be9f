"""A card that is shown for a meal is noted once a day, and moves no money."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klinik.finance.wallet.commands import block_card, issue_card, replace_card
from klinik.finance.wallet.models import Scan, Wallet
from klinik.finance.wallet.rules import CardBlocked
from klinik.finance.wallet.scans.commands import note_scan
from klinik.finance.wallet.scans.rules import CardUnknown
from klinik.people.models import User
from tests.finance.books import journal


def test_a_meal_is_noted_once_and_costs_nothing(wallet: Wallet, teller: User) -> None:
    koppontren = wallet.koppontren
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    before = journal(koppontren)
    first, is_new = note_scan(koppontren, code=card.code.lower(), kind="lunch", by=teller)
    again, is_again_new = note_scan(koppontren, code=card.code, kind="lunch", by=teller)
    note_scan(koppontren, code=card.code, kind="dinner", by=teller)

    assert (first, is_new, is_again_new) == (again, True, False)
    assert Scan.objects.count() == 2
    assert journal(koppontren) == before


def test_a_card_of_nobody_a_replaced_and_a_blocked_one(wallet: Wallet, teller: User) -> None:
    koppontren = wallet.koppontren
    old = issue_card(wallet, request_id=uuid4(), by=teller)
    card = replace_card(wallet, request_id=uuid4(), by=teller)
    for code in ("TIDAK-ADA", old.code):
        with pytest.raises(CardUnknown):
            note_scan(koppontren, code=code, kind="lunch", by=teller)
    block_card(card, why="Hilang", by=teller)
    with pytest.raises(CardBlocked):
        note_scan(koppontren, code=card.code, kind="lunch", by=teller)


def test_what_was_noted_stays(wallet: Wallet, teller: User) -> None:
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    note_scan(wallet.koppontren, code=card.code, kind="lunch", by=teller)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM wallet_scan")


def test_cards_are_scanned_one_after_another(wallet: Wallet, teller: User, client: Client) -> None:
    client.force_login(teller)
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    page = reverse("wallet:scan", args=[wallet.koppontren.slug])
    assert client.get(page).status_code == 200
    assert "Ahmad Fauzi" in client.post(page, {"kind": "lunch", "code": card.code}).text
    assert "sudah dipindai" in client.post(page, {"kind": "lunch", "code": card.code}).text
    assert client.post(page, {"kind": "lunch", "code": "X"}).status_code == 422


# For programs


def test_a_program_notes_each_request_once(wallet: Wallet, teller: User, client: Client) -> None:
    client.force_login(teller)
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    api = f"/api/koppontren/{wallet.koppontren.slug}/wallet-scans"

    def send(kind: str, key: UUID, code: str = card.code) -> tuple[int, Any]:
        body = {"code": code, "kind": kind}
        headers = {"Idempotency-Key": str(key)}
        answer = client.post(api, body, "application/json", headers=headers)
        return answer.status_code, answer.json()

    key = uuid4()
    assert send("lunch", key) == send("lunch", key)
    status, said = send("lunch", key)
    assert (status, said["wallet"], said["name"], said["is_first"]) == (
        201,
        "D-0001",
        "Ahmad Fauzi",
        True,
    )
    assert send("lunch", uuid4())[1]["is_first"] is False
    assert send("dinner", key)[1]["code"] == "scan_request_reused"
    assert send("lunch", uuid4(), "TIDAK-ADA")[1]["code"] == "card_unknown"
    send("dinner", uuid4())

    page = client.get(api).json()
    assert (page["count"], [row["kind"] for row in page["results"]]) == (2, ["dinner", "lunch"])
    assert client.get(api, {"kind": "lunch"}).json()["count"] == 1
    assert client.get(api, {"on": "2020-01-01"}).json()["count"] == 0
    assert client.get(api, {"page": 9}).json()["results"] == []


def test_the_list_asks_as_often_for_three_as_for_one(
    wallet: Wallet,
    teller: User,
    client: Client,
) -> None:
    client.force_login(teller)
    api = f"/api/koppontren/{wallet.koppontren.slug}/wallet-scans"
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    counts = []
    for kinds in (["lunch"], ["breakfast", "dinner"]):
        for kind in kinds:
            note_scan(wallet.koppontren, code=card.code, kind=kind, by=teller)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(api).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
