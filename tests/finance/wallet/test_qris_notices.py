"""QRIS: a QR code is no proof; what an acquirer signs is credited once, and doubts are kept."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.finance.wallet import qris
from klinik.finance.wallet.commands import close_wallet
from klinik.finance.wallet.models import Notice, TopUp, Wallet
from klinik.finance.wallet.topups.commands import (
    add_acquirer,
    ask_qris,
    end_acquirer,
    qris_text,
    set_ways,
)
from klinik.finance.wallet.topups.models import Acquirer
from klinik.finance.wallet.topups.rules import signature
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import make_cooperative
from tests.finance.wallet.pocket import held, make_wallet
from tests.finance.wallet.test_qris import INFAK
from tests.world import make_member_of


class Sender:
    """An acquirer that signs what it says."""

    def __init__(self, client: Client, acquirer: Acquirer, secret: str) -> None:
        self.client, self.acquirer, self.secret = client, acquirer, secret

    def says(self, body: dict[str, Any] | bytes, **other: str) -> HttpResponse:
        """Send a body; headers may be other ones than the right ones."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        moment = other.get("timestamp", str(int(time.time())))
        headers = {
            "X-Klinik-Timestamp": moment,
            "X-Klinik-Signature": other.get("signed", signature(self.secret, moment, content)),
        }
        address = reverse("acquirers:told", args=[other.get("number", self.acquirer.number)])
        return self.client.post(address, content, "application/json", headers=headers)  # type: ignore[return-value]


def paid(top_up: TopUp, **other: Any) -> dict[str, Any]:
    """What an acquirer says of a payment."""
    now = timezone.now().isoformat()
    said = {"id": "A-1", "bill": top_up.number, "amount": top_up.amount, "paid_at": now}
    return said | other


@pytest.fixture
def sender(wallet: Wallet, teller: User) -> Sender:
    set_ways(wallet.koppontren, bank=None, code=INFAK, by=teller)
    acquirer, secret = add_acquirer(wallet.koppontren, name="Penghubung Contoh", by=teller)
    return Sender(Client(), acquirer, secret)


@pytest.fixture
def top_up(wallet: Wallet, teller: User, sender: Sender) -> TopUp:
    return ask_qris(wallet, amount=50_000, request_id=uuid4(), by=teller)


def test_the_code_asks_for_the_amount_and_credits_nothing(wallet: Wallet, top_up: TopUp) -> None:
    asked = qris.read(qris_text(top_up))
    assert (asked.amount, asked.is_static) == (50_000, False)
    assert top_up.number in qris_text(top_up)
    assert held(wallet) == 100_000


def test_a_signed_notification_credits_once(wallet: Wallet, top_up: TopUp, sender: Sender) -> None:
    body = paid(top_up)
    answers = [sender.says(body) for _n in range(3)]

    assert [(a.status_code, json.loads(a.content)["state"]) for a in answers] == [
        (200, "credited")
    ] * 3
    enter(wallet.koppontren)
    top_up.refresh_from_db()
    assert top_up.state == "credited"
    assert held(wallet) == 150_000
    assert journal(wallet.koppontren)[-1] == (
        "wallet.qris: Dr QRIS dalam Perjalanan 50.000, Cr D-0001 50.000"
    )
    assert sender.says(paid(top_up, amount=60_000)).status_code == 409


def test_nothing_is_believed_that_is_not_signed_just_now(
    wallet: Wallet, top_up: TopUp, sender: Sender
) -> None:
    body = paid(top_up)
    old = str(int(time.time()) - 301)
    assert sender.says(body, signed="0" * 64).status_code == 401
    assert sender.says(body, signed="").status_code == 401
    assert sender.says(body, signed="é" * 64).status_code == 401
    assert sender.says(body, timestamp=old).status_code == 401
    assert sender.says(body, timestamp="kemarin").status_code == 401
    assert sender.says(body, number=str(uuid4())).status_code == 404
    assert sender.says(b"{}").status_code == 422
    assert sender.says(b"x" * 10_001).status_code == 413
    enter(wallet.koppontren)
    assert held(wallet) == 100_000
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"amount": 49_999}, "amount"),
        ({"bill": "T0000000000"}, "unknown"),
    ],
)
def test_what_does_not_fit_is_kept_to_be_checked(
    wallet: Wallet, top_up: TopUp, sender: Sender, change: dict[str, Any], doubt: str
) -> None:
    answer = json.loads(sender.says(paid(top_up, **change)).content)
    assert (answer["state"], answer["doubt"]) == ("check", doubt)
    enter(wallet.koppontren)
    assert held(wallet) == 100_000


def test_late_twice_and_closed_are_kept_too(
    wallet: Wallet, top_up: TopUp, teller: User, sender: Sender
) -> None:
    sender.says(paid(top_up))
    assert json.loads(sender.says(paid(top_up, id="A-2")).content)["doubt"] == "twice"
    enter(wallet.koppontren)
    late = ask_qris(wallet, amount=20_000, request_id=uuid4(), by=teller)
    TopUp.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert json.loads(sender.says(paid(late, id="A-3")).content)["doubt"] == "late"
    enter(wallet.koppontren)
    empty = make_wallet(wallet.koppontren, teller, name="Budi")
    asked = ask_qris(empty, amount=20_000, request_id=uuid4(), by=teller)
    close_wallet(empty, by=teller)
    assert json.loads(sender.says(paid(asked, id="A-4")).content)["doubt"] == "closed"


def test_people_decide_about_what_is_in_doubt(
    wallet: Wallet, top_up: TopUp, teller: User, sender: Sender, client: Client
) -> None:
    sender.says(paid(top_up, amount=49_000))
    sender.says(paid(top_up, id="A-2", bill="T0000000000"))
    client.force_login(teller)
    slug = wallet.koppontren.slug
    page = client.get(reverse("wallet:top_ups", args=[slug])).text
    assert "Rp49.000" in page
    enter(wallet.koppontren)
    aside, wrong = Notice.objects.all()
    client.post(reverse("wallet:notice", args=[slug, wrong.pk]), {"wallet": "D-0001", "how": "x"})
    client.post(reverse("wallet:notice", args=[slug, aside.pk]), {"aside": "yes", "how": "asing"})
    again = reverse("wallet:notice", args=[slug, wrong.pk])
    client.post(again, {"wallet": "D-0001"})
    enter(wallet.koppontren)
    assert held(wallet) == 149_000
    aside.refresh_from_db()
    assert (aside.state, aside.how, aside.settled_by) == ("aside", "asing", teller)


def test_an_acquirer_of_before_is_not_believed(
    wallet: Wallet, top_up: TopUp, teller: User, sender: Sender
) -> None:
    add_acquirer(wallet.koppontren, name="Lain", by=teller)
    assert sender.says(paid(top_up)).status_code == 404
    enter(wallet.koppontren)
    end_acquirer(wallet.koppontren)
    assert not Acquirer.objects.filter(ended_at=None).exists()


def test_a_secret_is_made_by_whoever_keeps_books_and_shown_once(
    wallet: Wallet, teller: User, sender: Sender, client: Client
) -> None:
    address = reverse("wallet:acquirer", args=[wallet.koppontren.slug])
    client.force_login(teller)
    assert client.post(address, {"name": "X"}).status_code == 403
    client.force_login(make_member_of(wallet.koppontren, Role.MANAGER))
    page = client.post(address, {"name": "Penghubung Dua"})
    assert "Penghubung Dua" in page.text
    enter(wallet.koppontren)
    made = Acquirer.objects.get(ended_at=None)
    assert made.secret_sealed not in page.text


def test_nobody_elses_acquirer_is_seen(wallet: Wallet, sender: Sender) -> None:
    other: Koppontren = make_cooperative("an-nur")
    enter(other)
    assert not Acquirer.objects.exists()
