"""What wallets do by themselves: fees on their day, transfers after a file, late things closed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from klinik.finance.ledger.bank.models import BankAccount
from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.models import Account
from klinik.finance.wallet.clock.commands import every_night, take_fees_due
from klinik.finance.wallet.clock.models import Round
from klinik.finance.wallet.clock.queries import rounds_of
from klinik.finance.wallet.commands import top_up
from klinik.finance.wallet.holding.commands import hold_back
from klinik.finance.wallet.models import FeeOrder, FeeTaken, Hold, TopUp, Wallet
from klinik.finance.wallet.queries import today
from klinik.finance.wallet.standing.commands import (
    add_fee,
    end_fee,
    set_day,
    set_payers,
    take_due,
    take_fees,
)
from klinik.finance.wallet.standing.rules import (
    FeeEnded,
    done_through,
    due_months,
    month_after,
)
from klinik.finance.wallet.tasks import expire_holds, match_top_ups, wallets_of_the_night
from klinik.finance.wallet.topups.choices import TopUpState
from klinik.finance.wallet.topups.commands import ask_transfer, credit_transfers
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.counter import kas
from tests.finance.wallet.pocket import held, make_wallet
from tests.finance.wallet.test_topups import bank, comes

__all__ = ["bank"]
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def other(wallet: Wallet, teller: User) -> Wallet:
    return make_wallet(wallet.koppontren, teller, name="Budi Santoso", holds=20_000)


@pytest.fixture
def order(wallet: Wallet, other: Wallet, teller: User) -> FeeOrder:
    """Syahriyah of fifty thousand, which one of two can pay."""
    income = Account.objects.of(wallet.koppontren).select_related("unit").get(code="4310")
    order = add_fee(wallet.koppontren, name="Syahriyah", account=income, by=teller)
    set_payers(order, amounts={wallet.number: 50_000, other.number: 50_000})
    return order


def ran(order: FeeOrder) -> tuple[object, ...]:
    return (order.through, order.ran_paid, order.ran_missing)


# Which months are due


@pytest.mark.parametrize(
    ("day", "on", "through"),
    [
        (5, date(2026, 11, 4), date(2026, 10, 1)),
        (5, date(2026, 11, 5), date(2026, 11, 1)),
        (28, date(2026, 1, 27), date(2025, 12, 1)),
    ],
)
def test_a_day_that_has_come_is_left_to_people(day: int, on: date, through: date) -> None:
    assert done_through(day, on) == through


def test_months_without_a_worker_are_not_forgotten() -> None:
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert due_months(NOVEMBER, 5, date(2026, 12, 4)) == []
    assert due_months(NOVEMBER, 5, date(2026, 12, 5)) == [date(2026, 12, 1)]
    assert due_months(NOVEMBER, 5, date(2027, 2, 4)) == [date(2026, 12, 1), date(2027, 1, 1)]


# Fees


def test_a_fee_is_taken_on_its_day_and_once(
    order: FeeOrder, wallet: Wallet, other: Wallet, teller: User
) -> None:
    set_day(order, day=5, today=date(2026, 11, 20), by=teller)
    assert ran(take_due(order, today=date(2026, 12, 4))) == (NOVEMBER, 0, 0)

    done = take_due(order, today=date(2026, 12, 5))
    assert ran(done) == (date(2026, 12, 1), 1, 1)
    assert done.next_on == date(2027, 1, 5)
    assert (held(wallet), held(other)) == (50_000, 20_000)
    assert ran(take_due(order, today=date(2026, 12, 6))) == (date(2026, 12, 1), 1, 1)
    assert held(wallet) == 50_000
    assert FeeTaken.objects.get(entry_number=None).wallet == other


def test_the_clock_takes_nothing_that_a_person_took_and_the_other_way_round(
    order: FeeOrder, wallet: Wallet, other: Wallet, teller: User
) -> None:
    koppontren = wallet.koppontren
    set_day(order, day=5, today=date(2026, 11, 20), by=teller)
    assert take_fees(order, month=date(2026, 12, 1), by=teller) == (1, 1)
    assert ran(take_due(order, today=date(2026, 12, 5))) == (date(2026, 12, 1), 0, 1)
    assert held(wallet) == 50_000

    top_up(other, amount=40_000, cash=kas(koppontren), request_id=uuid4(), by=teller)
    assert ran(take_due(order, today=date(2026, 12, 6)))[1:] == (0, 1)
    assert take_fees(order, month=date(2026, 12, 1), by=teller) == (1, 0)
    assert (held(wallet), held(other)) == (50_000, 10_000)


def test_without_a_day_and_ended_nothing_is_taken_by_itself(
    order: FeeOrder, wallet: Wallet, teller: User
) -> None:
    later = date(2027, 3, 28)
    assert take_due(order, today=later).ran_at is None
    set_day(order, day=5, today=date(2026, 11, 20), by=teller)
    set_day(order, day=None, today=date(2026, 11, 21), by=teller)
    assert take_due(order, today=later).ran_at is None
    set_day(order, day=5, today=date(2026, 11, 20), by=teller)
    end_fee(order)
    assert take_due(order, today=later).ran_at is None
    with pytest.raises(FeeEnded):
        set_day(order, day=6, today=later, by=teller)
    assert held(wallet) == 100_000


@pytest.mark.parametrize("day", [0, 29])
def test_postgresql_knows_the_days_of_every_month(order: FeeOrder, day: int) -> None:
    with pytest.raises(IntegrityError, match="fee_order_day_of_every_month"), transaction.atomic():
        FeeOrder.objects.filter(pk=order.pk).update(day=day)


def test_the_night_takes_what_is_due_and_goes_past_trouble(
    order: FeeOrder, wallet: Wallet, teller: User
) -> None:
    koppontren = wallet.koppontren
    month = today(koppontren).replace(day=1)
    set_day(order, day=1, today=month, by=teller)
    FeeOrder.objects.update(through=(month - timedelta(days=1)).replace(day=1))
    wallets_of_the_night(0)
    enter(koppontren)
    wallets_of_the_night(0)
    enter(koppontren)
    order.refresh_from_db()
    assert ran(order) == (month, 1, 1)
    assert held(wallet) == 50_000
    Koppontren.objects.filter(pk=koppontren.pk).update(time_zone="Asia/Nowhere")
    wallets_of_the_night(0)


def test_the_day_is_set_on_the_page(
    order: FeeOrder, wallet: Wallet, teller: User, client: Client
) -> None:
    client.force_login(teller)
    slug = wallet.koppontren.slug
    page = reverse("wallet:fee_day", args=[slug, order.number])
    assert "berikutnya" in client.post(page, {"day": "5"}, follow=True).text
    assert "28" in client.post(page, {"day": "29"}, follow=True).text
    order.refresh_from_db()
    assert (order.day, order.day_by) == (5, teller)
    FeeOrder.objects.update(ran_at=timezone.now(), ran_paid=3, ran_missing=2)
    assert "3 membayar, 2 belum" in client.get(order.get_absolute_url()).text
    assert "2 belum" in client.get(reverse("wallet:fees", args=[slug])).text
    client.post(page, {"day": ""})
    order.refresh_from_db()
    assert order.next_on is None
    typed = {"name": "Laundry", "account": order.account_id, "day": "7"}
    client.post(reverse("wallet:fees", args=[slug]), typed)
    assert FeeOrder.objects.get(name="Laundry").day == 7
    assert FeeTaken.objects.count() == 0


# Transfers


def test_a_file_of_the_bank_is_matched_by_itself(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    top_up = ask_transfer(wallet, amount=50_000, request_id=uuid4(), by=teller)
    comes(bank, (top_up.amount, "KODE"), (10_000, "TANPA KODE"))
    job = ProcrastinateJob.objects.get(task_name__endswith="match_top_ups")
    match_top_ups(**job.args)
    enter(wallet.koppontren)
    match_top_ups(**job.args)
    enter(wallet.koppontren)
    assert held(wallet) == 100_000 + top_up.amount
    assert (rounds_of(wallet.koppontren)["match"].done, Round.objects.count()) == (0, 2)
    assert rounds_of(wallet.koppontren)["match"].left == 1


def test_the_night_matches_in_the_name_of_whoever_brought_the_file(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    every_night(wallet.koppontren)
    assert not Round.objects.exists()
    top_up = ask_transfer(wallet, amount=50_000, request_id=uuid4(), by=teller)
    comes(bank, (top_up.amount, "KODE"))
    every_night(wallet.koppontren)
    take_fees_due(wallet.koppontren)
    assert held(wallet) == 100_000 + top_up.amount
    assert rounds_of(wallet.koppontren)["match"].done == 1


def test_a_file_that_comes_after_the_closing_credits_what_came_in_time(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    top_up = ask_transfer(wallet, amount=50_000, request_id=uuid4(), by=teller)
    TopUp.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expire_holds(0)
    enter(wallet.koppontren)
    top_up.refresh_from_db()
    assert top_up.state == TopUpState.EXPIRED
    comes(bank, (top_up.amount, "PADA WAKTUNYA"))
    assert len(credit_transfers(wallet.koppontren, by=teller)) == 1
    top_up.refresh_from_db()
    assert top_up.state == TopUpState.CREDITED


def test_what_the_book_refuses_waits_for_people(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    top_up = ask_transfer(wallet, amount=50_000, request_id=uuid4(), by=teller)
    comes(bank, (top_up.amount, "KODE"))
    close_account(bank.account, by=teller)
    assert credit_transfers(wallet.koppontren, by=teller) == []


# The hour


def test_every_hour_what_is_late_goes_back(wallet: Wallet, teller: User, client: Client) -> None:
    soon = timezone.now() + timedelta(hours=1)
    hold_back(
        wallet,
        amount=30_000,
        about="katering",
        category=None,
        expires_at=soon,
        request_id=uuid4(),
        by=teller,
    )
    Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expire_holds(0)
    enter(wallet.koppontren)
    assert held(wallet) == 100_000
    assert rounds_of(wallet.koppontren)["holds"].done == 1
    client.force_login(teller)
    page = reverse("wallet:holds", args=[wallet.koppontren.slug, wallet.number])
    assert "terakhir dilihat" in client.get(page).text
