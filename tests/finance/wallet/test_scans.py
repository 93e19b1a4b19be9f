"""A card that is shown for a meal is noted once a day, and moves no money."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
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
