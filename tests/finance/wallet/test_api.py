"""Wallets for programs: the same commands as the pages, once for each key."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.finance.ledger.bank.commands.files import keep_at_bank
from klinik.finance.ledger.models import Account
from klinik.finance.savings.limits.commands import set_default_limits
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.topups.commands import set_ways
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import make_saver
from tests.finance.wallet.pocket import held, make_wallet
from tests.finance.wallet.test_qris import INFAK
from tests.world import make_member_of

BASE = "/api/koppontren/al-hikmah"


class Program:
    """A program of the teller's."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(
        self, method: str, path: str, body: Any = None, *, key: UUID | None = None
    ) -> tuple[int, Any]:
        """Status and answer."""
        answer = self.client.generic(
            method,
            f"{BASE}/{path}",
            json.dumps(body or {}),
            "application/json",
            headers={"Idempotency-Key": str(key or uuid4())},
        )
        return answer.status_code, answer.json()


@pytest.fixture
def program(client: Client, teller: User) -> Program:
    client.force_login(teller)
    return Program(client)


def test_a_wallet_is_opened_found_and_filled(
    koppontren: Koppontren, teller: User, program: Program
) -> None:
    rules = {"card_fee": 5_000, "fee_account": "4310", "offline_allowance": 10_000}
    status, said = program.send("PUT", "wallet-rules", rules)
    assert (status, said["control"], said["offline_allowance"]) == (200, "2120", 10_000)
    member = make_saver(koppontren, teller, name="Ahmad Fauzi")
    key = uuid4()
    for _twice in range(2):
        status, said = program.send("POST", "wallets", {"member": member.number}, key=key)
        assert (status, said["number"], said["balance"]) == (201, "D-0001", 0)
    key = uuid4()
    for _twice in range(2):
        status, said = program.send("POST", "wallets/D-0001/cash-in", {"amount": 50_000}, key=key)
        assert (status, said["change"], said["balance"]) == (201, 50_000, 50_000)
    assert program.send("POST", "wallets/D-0001/cash-in", {"amount": 1}, key=key)[0] == 422
    status, said = program.send("POST", "wallets/D-0001/cash-out", {"amount": 50_001})
    assert (status, said["code"]) == (422, "wallet_too_little")
    program.send("POST", "wallets/D-0001/cash-out", {"amount": 20_000})
    found = program.client.get(f"{BASE}/wallets?q=fauzi").json()
    assert [(row["number"], row["balance"]) for row in found["results"]] == [("D-0001", 30_000)]
    whole = program.client.get(f"{BASE}/wallets/D-0001").json()
    assert [row["change"] for row in whole["entries"]] == [-20_000, 50_000]


def test_a_card_is_given_replaced_blocked_and_released(wallet: Wallet, program: Program) -> None:
    key = uuid4()
    codes = {program.send("POST", "wallets/D-0001/card", {}, key=key)[1]["code"] for _n in "12"}
    assert len(codes) == 1
    status, said = program.send("POST", "wallets/D-0001/card", {"kind": "nfc", "code": "04a22b9f"})
    assert (status, said["code"]) == (201, "04A22B9F")
    program.send("POST", "wallets/D-0001/card/block", {"why": "Hilang"})
    assert program.send("POST", "wallets/D-0001/card/block", {"why": " "})[0] in {400, 422}
    card = program.client.get(f"{BASE}/wallets/D-0001").json()["card"]
    assert card["blocked_why"] == "Hilang"
    assert program.send("POST", "wallets/D-0001/card/release")[1]["blocked_at"] is None
    assert program.send("PUT", "wallets/D-0001/pin", {"pin": "1234"})[1]["code"] == (
        "wallet_pin_bad"
    )
    assert program.send("PUT", "wallets/D-0001/pin", {"pin": "2846"})[1]["has_pin"] is True


def test_limits_are_set_and_taken_away(wallet: Wallet, program: Program) -> None:
    assert program.send("PUT", "wallet-rules/limits", {"period": "day", "amount": 15_000})[0] == 200
    status, said = program.send("PUT", "wallets/D-0001/limits", {"period": "day", "amount": 99_000})
    assert (status, said["code"]) == (422, "above_ceiling")
    body = {"category": "Jajan", "period": "week", "amount": 20_000}
    said = program.send("PUT", "wallets/D-0001/limits", body)[1]
    assert [(row["category"], row["left"]) for row in said["rooms"]] == [
        (None, 15_000),
        ("Jajan", 20_000),
    ]
    said = program.send("PUT", "wallets/D-0001/limits", body | {"amount": None})[1]
    assert [row["category"] for row in said["rooms"]] == [None]
    missing = body | {"category": "Tidak ada"}
    assert program.send("PUT", "wallets/D-0001/limits", missing)[0] == 404
    program.send("POST", "wallet-categories", {"name": "Pramuka", "icon": "tag"})
    names = [row["name"] for row in program.client.get(f"{BASE}/wallet-categories").json()]
    assert "Pramuka" in names


def test_top_ups_are_asked_for_and_called_off(
    wallet: Wallet, teller: User, program: Program
) -> None:
    status, said = program.send(
        "POST", "wallets/D-0001/top-ups", {"amount": 50_000, "way": "transfer"}
    )
    assert (status, said["code"]) == (422, "top_up_way_closed")
    bank = keep_at_bank(Account.objects.get(code="1112"), bank="Bank Contoh")
    set_ways(wallet.koppontren, bank=bank, code=INFAK, by=teller)
    for way in ("transfer", "qris"):
        body = {"amount": 50_000, "way": way}
        status, said = program.send("POST", "wallets/D-0001/top-ups", body)
        assert (status, said["state"], bool(said["qris"])) == (201, "waiting", way == "qris")
    assert program.send("DELETE", f"wallet-top-ups/{said['number']}")[1]["state"] == "cancelled"
    assert len(program.client.get(f"{BASE}/wallet-top-ups").json()) == 2
    assert program.send("POST", "wallet-top-up-matching")[1] == {"credited": 0}


def test_an_order_is_held_back_and_paid(wallet: Wallet, program: Program) -> None:
    until = (timezone.now() + timedelta(days=2)).isoformat()
    body = {"amount": 54_000, "about": "Katering", "expires_at": until}
    status, said = program.send("POST", "wallets/D-0001/holds", body)
    assert (status, said["state"]) == (201, "held")
    path = f"wallets/D-0001/holds/{said['id']}"
    pays = {"amount": 15_000, "to": "4310"}
    assert program.send("POST", f"{path}/capture", pays)[1]["balance"] == 85_000
    assert program.send("POST", f"{path}/capture", pays)[1]["code"] == "hold_ended"
    assert program.send("POST", f"{path}/release")[1]["code"] == "hold_ended"
    (row,) = program.client.get(f"{BASE}/wallets/D-0001/holds").json()
    assert (row["state"], row["captured"]) == ("captured", 15_000)


def test_many_at_once_and_monthly_fees(wallet: Wallet, teller: User, program: Program) -> None:
    other = make_wallet(wallet.koppontren, teller, name="Budi")
    body = {"kind": "in", "amounts": {"D-0001": 10_000, "D-0002": 20_000}}
    status, said = program.send("POST", "wallet-batches", body)
    assert (status, said["total"]) == (201, 30_000)
    fee = {"name": "Syahriyah", "account": "4310", "payers": {"D-0001": 50_000, "D-0002": 50_000}}
    number = program.send("PUT", "wallet-fees", fee)[1]["number"]
    said = program.send("POST", f"wallet-fees/{number}/taking", {"month": "2026-10"})[1]
    assert said == {"paid": 1, "missing": ["D-0002"]}
    assert (held(wallet), held(other)) == (60_000, 20_000)


def test_the_float_is_for_readers_of_the_books(wallet: Wallet, client: Client) -> None:
    client.force_login(make_member_of(wallet.koppontren, Role.SUPERVISOR))
    said = client.get(f"{BASE}/wallet-float").json()
    assert (said["total"], said["agrees"], said["standing"]) == (100_000, True, "well")
    assert client.get(f"{BASE}/wallets/D-0001").status_code == 200
    assert client.post(f"{BASE}/wallets/D-0001/closing").status_code == 403


def test_a_wallet_is_closed_and_opened_again(
    koppontren: Koppontren, teller: User, program: Program
) -> None:
    make_wallet(koppontren, teller)
    assert program.send("POST", "wallets/D-0001/closing")[1]["closed_on"] is not None
    assert program.send("POST", "wallets/D-0001/reopening")[1]["closed_on"] is None


def test_the_ways_of_topping_up_are_read(wallet: Wallet, teller: User, program: Program) -> None:
    said = program.client.get(f"{BASE}/wallet-top-up-ways").json()
    assert said == {
        "bank": "",
        "number_at_bank": "",
        "va_prefix": "",
        "takes_qris": False,
        "least": 1_000,
        "days": 3,
    }
    account = Account.objects.of(wallet.koppontren).select_related("unit").get(code="1112")
    bank = keep_at_bank(account, bank="Bank Contoh")
    set_ways(wallet.koppontren, bank=bank, number_at_bank="BSI 7001", code=INFAK, by=teller)
    said = program.client.get(f"{BASE}/wallet-top-up-ways").json()
    assert (said["number_at_bank"], said["takes_qris"]) == ("BSI 7001", True)
    assert "Bank Contoh" in said["bank"]


def test_above_the_limit_of_the_counter_it_waits(wallet: Wallet, program: Program) -> None:
    manager = make_member_of(wallet.koppontren, Role.MANAGER)
    set_default_limits(wallet.koppontren, deposit=100_000, withdrawal=50_000, by=manager)
    key = uuid4()
    status, said = program.send("POST", "wallets/D-0001/cash-out", {"amount": 60_000}, key=key)
    assert (status, said["draft"], said["entry"]) == (202, str(key), None)
    assert program.client.get(f"{BASE}/savings-drafts/{key}").json()["decision"] == said["decision"]
    assert program.send("POST", "wallets/D-0001/cash-in", {"amount": 100_001})[0] == 202
    assert program.send("POST", "wallets/D-0001/cash-in", {"amount": 100_000})[0] == 201
    assert held(wallet) == 200_000


def test_a_fee_has_its_day(wallet: Wallet, program: Program) -> None:
    fee = {"name": "Syahriyah", "account": "4310", "payers": {"D-0001": 50_000}}
    assert program.send("PUT", "wallet-fees", fee)[1]["next_on"] is None
    assert program.send("PUT", "wallet-fees", fee | {"day": 5})[1]["next_on"][8:] == "05"
    assert program.send("PUT", "wallet-fees", fee | {"day": 29})[0] == 422
    assert program.send("PUT", "wallet-fees", fee)[1]["next_on"] is None
