"""Many tills and one card at once: never beyond the balance, never beyond a limit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from klinik.finance.ledger.checks import verify_books
from klinik.finance.wallet.commands import open_wallet, top_up
from klinik.finance.wallet.models import Spent, Wallet
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from tests.finance.counter import kas, make_cooperative, make_saver, make_teller
from tests.finance.wallet.pocket import MONDAY, held, limit, make_wallet, spend
from tests.world import make_koppontren

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wallet() -> Wallet:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        return make_wallet(koppontren, make_teller(koppontren), holds=20_000)


@pytest.fixture
def teller(wallet: Wallet) -> User:
    return User.objects.get(name="Teller Contoh")


def spend_at_once(wallet: Wallet, teller: User, times: int) -> list[str]:
    """Rp1.000 at as many tills at once; what each was told."""
    start = Barrier(times)

    def one(_n: int) -> str:
        try:
            start.wait(timeout=60)
            with acting_for(wallet.koppontren):
                own = Wallet.objects.select_related("account__unit", "koppontren").get(pk=wallet.pk)
                spend(own, {None: 1_000}, by=teller)
        except IntegrityError as error:
            return getattr(error.__cause__, "sqlstate", "")
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(one, range(times)))


def test_fifty_tills_and_a_wallet_that_covers_twenty(wallet: Wallet, teller: User) -> None:
    assert spend_at_once(wallet, teller, 50) == [""] * 20 + ["23W01"] * 30

    with acting_for(wallet.koppontren):
        assert held(wallet) == 0
        assert [row.spent for row in Spent.objects.all()] == [20_000]
    assert verify_books().differences == []


def test_fifty_tills_and_a_limit_that_covers_twelve(wallet: Wallet, teller: User) -> None:
    with acting_for(wallet.koppontren):
        limit(wallet, 12_000, by=teller, period="week")

    assert spend_at_once(wallet, teller, 30) == [""] * 12 + ["23W02"] * 18

    with acting_for(wallet.koppontren):
        assert held(wallet) == 8_000
        week = Spent.objects.get(period="week", starts_on=MONDAY)
        assert (week.spent, week.most) == (12_000, 12_000)


def test_one_top_up_sent_ten_times_is_one(wallet: Wallet, teller: User) -> None:
    start, key = Barrier(10), uuid4()

    def one(_n: int) -> int:
        try:
            start.wait(timeout=60)
            with acting_for(wallet.koppontren):
                own = Wallet.objects.select_related("account__unit", "koppontren").get(pk=wallet.pk)
                cash = kas(wallet.koppontren)
                return top_up(own, amount=1_000, cash=cash, request_id=key, by=teller).number
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(one, range(10)))) == 1
    with acting_for(wallet.koppontren):
        assert held(wallet) == 21_000


def test_ten_wallets_opened_at_once_have_ten_numbers(wallet: Wallet, teller: User) -> None:
    koppontren = wallet.koppontren
    with acting_for(koppontren):
        members = [make_saver(koppontren, teller, name=f"Santri {n}") for n in range(10)]
    start = Barrier(10)

    def one(n: int) -> str:
        try:
            start.wait(timeout=60)
            with acting_for(koppontren):
                return open_wallet(members[n], request_id=uuid4()).number
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(one, range(10))) == [f"D-{n:04}" for n in range(2, 12)]
