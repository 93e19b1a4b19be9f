"""The acquirer on this machine says to a running server what a real one would."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from klinik.finance.wallet.models import TopUp
from klinik.finance.wallet.topups.commands import add_acquirer, ask_qris, set_ways
from klinik.tenancy.database import acting_for
from klinik.tenancy.roles import Role
from tests.finance.counter import make_cooperative
from tests.finance.wallet.pocket import held, make_wallet
from tests.finance.wallet.test_qris import INFAK
from tests.world import make_member_of


@pytest.mark.django_db(transaction=True)
def test_everything_that_an_acquirer_may_say(live_server: LiveServer, client: Client) -> None:
    with transaction.atomic():
        koppontren = make_cooperative("al-hikmah")
        teller = make_member_of(koppontren, Role.TELLER)
        wallet = make_wallet(koppontren, teller, holds=100_000)
        set_ways(koppontren, bank=None, code=INFAK, by=teller)
        good, wrong, late = (
            ask_qris(wallet, amount=50_000, request_id=uuid4(), by=teller) for _n in range(3)
        )
    with pytest.raises(CommandError, match="no acquirer"):
        say(live_server, good)
    with acting_for(koppontren):
        add_acquirer(koppontren, name="Penghubung Contoh", by=teller)
        TopUp.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(days=1))

    assert say(live_server, good, "--forged") == (401, "notification_not_signed")
    assert say(live_server, good, "--late") == (401, "notification_not_signed")
    assert say(live_server, good, "--id=A-1") == (200, "credited")
    assert say(live_server, good, "--id=A-1") == (200, "credited")
    assert say(live_server, good, "--id=A-1", "--amount=1") == (409, "notification_reused")
    assert say(live_server, good) == (200, "twice")
    assert say(live_server, wrong, "--amount=5000") == (200, "amount")
    assert say(live_server, late) == (200, "late")
    assert say(live_server, "T0123456789") == (200, "unknown")
    with pytest.raises(CommandError, match="No server answers"):
        call_command("simulate_qris", "al-hikmah", "T1", "--url=http://127.0.0.1:9")
    with pytest.raises(CommandError, match="no such koppontren"):
        call_command("simulate_qris", "tidak-ada", "T1")
    with acting_for(koppontren):
        assert held(wallet) == 150_000

    client.force_login(teller)
    page = client.get(reverse("wallet:top_ups", args=["al-hikmah"])).text
    for doubt in (
        "dibayar dua kali",
        "lain dari yang diminta",
        "setelah kedaluwarsa",
        "T0123456789",
    ):
        assert doubt in page


def say(server: LiveServer, bill: TopUp | str, *more: str) -> tuple[int, str]:
    """The status of the answer, and what it is about."""
    out = StringIO()
    number = bill if isinstance(bill, str) else bill.number
    call_command("simulate_qris", "al-hikmah", number, f"--url={server.url}", *more, stdout=out)
    status, _space, said = out.getvalue().partition(" ")
    told = json.loads(said)
    return int(status), told.get("code") or told["doubt"] or told["state"]
