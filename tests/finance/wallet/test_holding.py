"""Money held back for an order is paid once, or comes back once; a rest comes back with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.finance.ledger.models import Account
from klinik.finance.wallet.commands import close_wallet
from klinik.finance.wallet.holding.commands import capture, expire_holds, hold_back, release
from klinik.finance.wallet.holding.rules import HoldEnded, HoldNotPaid, HoldReused, HoldTooSmall
from klinik.finance.wallet.models import Hold, Wallet
from klinik.finance.wallet.queries import room_of, today
from klinik.finance.wallet.rules import LimitReached, ReasonMissing, TooLittle, WalletNotEmpty
from klinik.people.models import User
from tests.finance.books import journal
from tests.finance.counter import kas
from tests.finance.wallet.pocket import held, limit


@pytest.fixture
def income(wallet: Wallet) -> Account:
    return Account.objects.of(wallet.koppontren).select_related("unit").get(code="4310")


def hold(wallet: Wallet, by: User, amount: int = 54_000, days: int = 3) -> Hold:
    """Rp54.000 for a meal of Saturday."""
    return hold_back(
        wallet,
        amount=amount,
        about="Katering Sabtu",
        category=None,
        expires_at=timezone.now() + timedelta(days=days),
        request_id=uuid4(),
        by=by,
    )


def again(row: Hold) -> Hold:
    """As it stands now."""
    return Hold.objects.select_related("wallet", "koppontren").get(pk=row.pk)


def test_a_hold_of_54_of_which_15_is_captured_moves_exactly_once(
    wallet: Wallet, teller: User, income: Account
) -> None:
    before = len(journal(wallet.koppontren))
    row, key = hold(wallet, teller), uuid4()
    assert held(wallet) == 46_000

    entry = capture(row, amount=15_000, to=income, request_id=key, by=teller)
    assert capture(row, amount=15_000, to=income, request_id=key, by=teller) == entry
    for amount, request in ((15_000, uuid4()), (16_000, key)):
        with pytest.raises(HoldEnded):
            capture(row, amount=amount, to=income, request_id=request, by=teller)
    with pytest.raises(HoldEnded):
        release(row, by=teller)

    assert journal(wallet.koppontren)[before:] == [
        "wallet.held: Dr D-0001 54.000, Cr D-0001 54.000",
        "wallet.captured: Dr D-0001 54.000, Cr Pendapatan Administrasi 15.000, Cr D-0001 39.000",
    ]
    assert held(wallet) == 85_000
    assert (again(row).state, again(row).captured) == ("captured", 15_000)


def test_released_or_expired_it_comes_back_once(
    wallet: Wallet, teller: User, income: Account
) -> None:
    first, second = hold(wallet, teller, 10_000), hold(wallet, teller, 20_000)
    assert release(first, by=teller).state == "released"
    assert release(first, by=teller).state == "released"
    Hold.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(HoldEnded):
        capture(second, amount=1, to=income, request_id=uuid4(), by=teller)
    assert expire_holds(wallet.koppontren) == 1
    assert expire_holds(wallet.koppontren) == 0
    assert held(wallet) == 100_000
    for row in (first, second):
        with pytest.raises(HoldEnded):
            capture(row, amount=1, to=income, request_id=uuid4(), by=teller)


def test_what_is_held_back_counts_as_spent_until_it_comes_back(
    wallet: Wallet, teller: User, income: Account
) -> None:
    limit(wallet, 60_000, by=teller)
    row = hold(wallet, teller)
    with pytest.raises(LimitReached):
        hold(wallet, teller, 6_001)
    capture(row, amount=15_000, to=income, request_id=uuid4(), by=teller)
    assert [room.left for room in room_of(wallet, today(wallet.koppontren))] == [45_000]


def test_no_more_than_there_is(wallet: Wallet, teller: User, income: Account) -> None:
    with pytest.raises(TooLittle):
        hold(wallet, teller, 100_001)
    row = hold(wallet, teller)
    with pytest.raises(HoldTooSmall):
        capture(row, amount=54_001, to=income, request_id=uuid4(), by=teller)
    with pytest.raises(HoldNotPaid):
        capture(row, amount=1, to=kas(wallet.koppontren), request_id=uuid4(), by=teller)
    with pytest.raises(WalletNotEmpty):
        close_wallet(wallet, by=teller)


def test_one_request_is_one_hold(wallet: Wallet, teller: User) -> None:
    said: dict[str, Any] = {
        "category": None,
        "expires_at": timezone.now() + timedelta(days=1),
        "request_id": uuid4(),
        "by": teller,
    }
    first = hold_back(wallet, amount=1_000, about="Kitab", **said)
    assert hold_back(wallet, amount=1_000, about="Kitab", **said) == first
    with pytest.raises(HoldReused):
        hold_back(wallet, amount=2_000, about="Kitab", **said)
    with pytest.raises(ReasonMissing):
        hold_back(wallet, amount=2_000, about=" ", **said)


def test_the_database_ends_it_once(wallet: Wallet, teller: User) -> None:
    row = release(hold(wallet, teller), by=teller)
    with (
        pytest.raises(IntegrityError, match="ends once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE wallet_hold SET state='held', ended_at=NULL WHERE id=%s", [row.pk])


def test_the_page_holds_pays_and_releases(
    wallet: Wallet, teller: User, income: Account, client: Client
) -> None:
    client.force_login(teller)
    slug, number = wallet.koppontren.slug, wallet.number
    page = reverse("wallet:holds", args=[slug, number])
    typed = {"about": "Katering", "amount": "20.000", "until": "2026-12-31"}
    for _n in range(2):
        client.post(page, typed | {"request_id": uuid4()})
    first, second = Hold.objects.of(wallet.koppontren).order_by("pk")
    assert "Katering" in client.get(page).text
    client.post(
        reverse("wallet:hold_pay", args=[slug, number, first.pk]),
        {"amount": "15.000", "to": income.pk, "request_id": uuid4()},
    )
    client.post(reverse("wallet:hold_release", args=[slug, number, second.pk]))
    assert held(wallet) == 85_000
    assert client.post(page, typed | {"amount": "", "request_id": uuid4()}).status_code == 422
