"""Paper of an account: what it says for any days, and that it is a PDF."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.finance.savings.commands import record_deposit, record_withdrawal
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.paper.queries import statement_of
from klinik.people.models import User

ACCOUNT = "/koppontren/al-hikmah/simpanan/S-0001/"


@pytest.fixture
def moved(savings: SavingsAccount, teller: User) -> SavingsAccount:
    """Three deposits and a withdrawal, all of today."""
    for amount in (100_000, 25_000, 75_000):
        record_deposit(savings, amount=amount, request_id=uuid4(), by=teller)
    record_withdrawal(savings, amount=50_000, request_id=uuid4(), by=teller)
    return savings


def test_a_statement_goes_from_what_was_held_to_what_is(moved: SavingsAccount) -> None:
    today = timezone.localdate()
    now = statement_of(moved, since=today, until=today)
    assert (now.opening, now.closing, now.came, now.went) == (0, 150_000, 200_000, 50_000)
    assert [line.balance for line in now.lines] == [100_000, 125_000, 200_000, 150_000]
    later = statement_of(moved, since=today + timedelta(1), until=today + timedelta(2))
    assert (later.opening, later.closing, later.lines) == (150_000, 150_000, [])
    before = statement_of(moved, since=date(2020, 1, 1), until=today - timedelta(1))
    assert (before.opening, before.closing) == (0, 0)


def test_pages_and_files(client: Client, moved: SavingsAccount, teller: User) -> None:
    client.force_login(teller)
    page = client.get(f"{ACCOUNT}rekening-koran/")
    assert "seratus lima puluh ribu rupiah" in page.text
    for door in ("rekening-koran/?dari=2020-01-01&format=pdf", "sertifikat/?format=pdf"):
        file = client.get(ACCOUNT + door)
        assert (file.status_code, file.content[:5]) == (200, b"%PDF-")
    assert "Rp150.000" in client.get(f"{ACCOUNT}sertifikat/").text


@pytest.mark.parametrize(
    "asked", ["dari=x", "dari=2026-02-30", "dari=2030-01-01&sampai=2029-01-01", "dari=0001-01-01"]
)
def test_days_that_cannot_be_are_said(
    client: Client, savings: SavingsAccount, teller: User, asked: str
) -> None:
    client.force_login(teller)
    page = client.get(f"{ACCOUNT}rekening-koran/?{asked}&format=pdf")
    assert (page.status_code, page.headers["Content-Type"][:9]) == (422, "text/html")


def test_the_account_leads_to_the_counter_and_the_receipt_to_the_next(
    client: Client, moved: SavingsAccount, teller: User
) -> None:
    client.force_login(teller)
    page = client.get(ACCOUNT).text
    assert "/koppontren/al-hikmah/loket/A-0001/?rekening=S-0001" in page
    assert 'name="amount"' not in page
    number = moved.account.lines.latest("entry_number").entry_number
    receipt = client.get(f"{ACCOUNT}bukti/{number}/?kertas=a6").text
    assert 'class="receipt a6"' in receipt
    assert 'href="/koppontren/al-hikmah/loket/"' in receipt
