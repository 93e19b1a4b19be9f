"""Cash of wallets above what one teller does alone waits for a second person, as savings do."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.drafts.commands import approve, withdraw
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.posting import reverse as undo
from klinik.finance.ledger.refusals import AboveTellerLimit, AccountClosed, RequestReused
from klinik.finance.savings.limits.commands import set_default_limits
from klinik.finance.wallet.bulk.choices import BatchKind
from klinik.finance.wallet.bulk.commands import record_batch
from klinik.finance.wallet.bulk.rules import RowsRefused
from klinik.finance.wallet.commands import (
    close_wallet,
    pay_out,
    submit_pay_out,
    submit_top_up,
)
from klinik.finance.wallet.models import Wallet
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.wallet.pocket import held
from tests.world import make_member_of


@pytest.fixture
def manager(wallet: Wallet) -> User:
    """Who is the second person, at a counter where one does up to Rp100.000 and Rp50.000."""
    manager = make_member_of(wallet.koppontren, Role.MANAGER, name="Manajer Contoh")
    set_default_limits(wallet.koppontren, deposit=100_000, withdrawal=50_000, by=manager)
    return manager


def test_up_to_the_limit_one_person_does_it(wallet: Wallet, manager: User, teller: User) -> None:
    put = submit_top_up(wallet, amount=100_000, request_id=uuid4(), by=teller)
    paid = submit_pay_out(wallet, amount=50_000, request_id=uuid4(), by=teller)
    assert (type(put), type(paid), held(wallet)) == (Entry, Entry, 150_000)


def test_above_it_a_second_person_makes_it_one_entry(
    wallet: Wallet, manager: User, teller: User
) -> None:
    key, before = uuid4(), journal(wallet.koppontren)
    draft = submit_top_up(wallet, amount=100_001, request_id=key, by=teller)
    assert isinstance(draft, Draft)
    assert submit_top_up(wallet, amount=100_001, request_id=key, by=teller) == draft
    with pytest.raises(RequestReused):
        submit_top_up(wallet, amount=100_002, request_id=key, by=teller)
    assert journal(wallet.koppontren) == before

    entry = approve(draft, by=manager)
    assert approve(draft, by=manager) == entry
    assert submit_top_up(wallet, amount=100_001, request_id=key, by=teller) == entry
    added = journal(wallet.koppontren)[len(before) :]
    assert added == ["wallet.topup: Dr Kas 100.001, Cr D-0001 100.001"]


def test_paid_out_in_two_steps_of_a_day_is_measured_as_one(
    wallet: Wallet, manager: User, teller: User
) -> None:
    first = submit_pay_out(wallet, amount=30_000, request_id=uuid4(), by=teller)
    second = submit_pay_out(wallet, amount=30_000, request_id=uuid4(), by=teller)
    assert (type(first), type(second), held(wallet)) == (Entry, Draft, 70_000)
    with pytest.raises(AboveTellerLimit):  # round the command that lets it wait
        pay_out(wallet, amount=20_001, request_id=uuid4(), by=teller)
    assert isinstance(first, Entry)
    undo(first, request_id=uuid4(), memo="Salah dompet", by=manager)
    pay_out(wallet, amount=50_000, request_id=uuid4(), by=teller)
    assert isinstance(second, Draft)
    withdraw(second, by=teller)
    assert held(wallet) == 50_000


def test_a_wallet_that_was_closed_meanwhile_takes_nothing(
    wallet: Wallet, manager: User, teller: User
) -> None:
    draft = submit_top_up(wallet, amount=200_000, request_id=uuid4(), by=teller)
    assert isinstance(draft, Draft)
    emptied = submit_pay_out(wallet, amount=100_000, request_id=uuid4(), by=teller)
    assert isinstance(emptied, Draft)
    approve(emptied, by=manager)
    close_wallet(wallet, by=teller)
    with pytest.raises(AccountClosed):
        approve(draft, by=manager)
    assert held(wallet) == 0


def test_a_row_of_a_table_above_it_is_named(wallet: Wallet, manager: User, teller: User) -> None:
    with pytest.raises(RowsRefused, match="D-0001"):
        record_batch(
            wallet.koppontren,
            kind=BatchKind.CASH_IN,
            amounts={"D-0001": 100_001},
            request_id=uuid4(),
            by=teller,
        )
    assert held(wallet) == 100_000


def test_the_pages_say_what_to_tell_the_customer(
    wallet: Wallet, manager: User, teller: User, client: Client
) -> None:
    client.force_login(teller)
    slug = wallet.koppontren.slug
    page = reverse("wallet:take_out", args=[slug, wallet.number])
    sent = client.post(page, {"amount": "60.000", "request_id": uuid4()})
    wait = sent.headers["Location"]
    said = client.get(wait).text
    assert "Rp60.000" in said
    assert wallet.number in said
    assert wallet.number in client.get(reverse("counter:waiting", args=[slug])).text

    client.force_login(manager)
    done = client.post(wait, {"answer": "approve"}, follow=True).text
    assert held(wallet) == 40_000
    draft = Draft.objects.get()
    receipt = reverse("wallet:receipt", args=[slug, wallet.number, draft.entry_number])
    assert receipt in done
    assert client.get(receipt).status_code == 200
