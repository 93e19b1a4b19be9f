"""A transfer that the bank's file shows is credited once; a promise is never money."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.finance.ledger.bank.commands.files import keep_at_bank, keep_file, save_file
from klinik.finance.ledger.bank.models import BankAccount, BankMutation
from klinik.finance.ledger.bank.sheets import read_statement
from klinik.finance.ledger.models import Account
from klinik.finance.wallet.models import TopUp, Wallet
from klinik.finance.wallet.topups.choices import TopUpState
from klinik.finance.wallet.topups.commands import (
    ask_transfer,
    cancel_top_up,
    credit_mutation,
    credit_transfers,
    expire_top_ups,
    set_ways,
)
from klinik.finance.wallet.topups.queries import va_of, ways_of
from klinik.finance.wallet.topups.rules import (
    BadPrefix,
    NotIncoming,
    NotRound,
    OthersWait,
    TooSmall,
    TopUpReused,
    WayClosed,
    free_code,
    va_number,
    wallets_in,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import journal, undo
from tests.finance.wallet.pocket import held, last_entry, make_wallet


@pytest.fixture
def bank(koppontren: Koppontren, wallet: Wallet, teller: User) -> BankAccount:
    account = Account.objects.of(koppontren).select_related("unit").get(code="1112")
    bank = keep_at_bank(account, bank="Bank Contoh")
    set_ways(koppontren, bank=bank, va_prefix="88812", by=teller)
    return bank


def comes(bank: BankAccount, *rows: tuple[int, str], on: date | None = None) -> list[BankMutation]:
    """The bank's file says that these amounts came, with these texts."""
    day = on or timezone.localdate()
    lines = [f"{day:%d/%m/%Y};{text};;{amount};" for amount, text in rows]
    table = "\n".join(["Tanggal;Keterangan;Debet;Kredit;Saldo", *lines]).encode()
    statement = read_statement(ContentFile(table, name="mutasi.csv"), today=day)
    file = save_file(
        keep_file(bank, statement=statement, request_id=uuid4(), by=User.objects.all()[0])
    )
    return list(BankMutation.objects.filter(file=file).order_by("id"))


def test_a_transfer_with_its_code_is_credited_once(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    koppontren, key = wallet.koppontren, uuid4()
    top_up = ask_transfer(wallet, amount=50_000, request_id=key, by=teller)
    assert ask_transfer(wallet, amount=50_000, request_id=key, by=teller) == top_up
    assert 50_001 <= top_up.amount <= 50_999
    assert held(wallet) == 100_000
    with pytest.raises(TopUpReused):
        ask_transfer(wallet, amount=60_000, request_id=key, by=teller)

    (mutation,) = comes(bank, (top_up.amount, "TRSF E-BANKING CR IBU CONTOH"))
    (entry,) = credit_transfers(koppontren, by=teller)
    assert credit_transfers(koppontren, by=teller) == []

    top_up.refresh_from_db()
    mutation.refresh_from_db()
    assert (top_up.state, top_up.entry_number) == (TopUpState.CREDITED, entry.number)
    assert mutation.match is not None
    assert held(wallet) == 100_000 + top_up.amount
    dots = f"{top_up.amount:,}".replace(",", ".")
    assert journal(koppontren)[-1] == f"wallet.transfer: Dr Bank {dots}, Cr D-0001 {dots}"


def test_a_virtual_account_needs_no_code(wallet: Wallet, bank: BankAccount, teller: User) -> None:
    other = make_wallet(wallet.koppontren, teller, name="Budi")
    va = va_of(other, ways_of(wallet.koppontren))
    assert va == "8881200000002"
    comes(bank, (75_000, f"VA {va} SETORAN"), (20_000, "888120000000277"), (5_000, "SETORAN"))

    assert len(credit_transfers(wallet.koppontren, by=teller)) == 1
    assert (held(other), held(wallet)) == (75_000, 100_000)


def test_what_is_in_doubt_waits_for_people(wallet: Wallet, bank: BankAccount, teller: User) -> None:
    top_up = ask_transfer(wallet, amount=50_000, request_id=uuid4(), by=teller)
    old, same, out = (
        comes(bank, (top_up.amount, "LAMA"), on=timezone.localdate() - timedelta(days=1))
        + comes(bank, (top_up.amount - 1, "SALAH NOMINAL"))
        + comes(bank, (top_up.amount + 7, "LAIN"))
    )
    assert credit_transfers(wallet.koppontren, by=teller) == []

    credit_mutation(same, wallet=wallet, by=teller)
    assert held(wallet) == 100_000 + top_up.amount - 1
    with pytest.raises(NotIncoming):
        credit_mutation(same, wallet=wallet, by=teller)
    assert old.match_id is None
    assert out.match_id is None


def test_what_expired_or_was_cancelled_waits_no_more(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    late, gone = (
        ask_transfer(wallet, amount=50_000, request_id=uuid4(), by=teller) for _n in range(2)
    )
    cancel_top_up(gone)
    TopUp.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert expire_top_ups(wallet.koppontren) == 1
    comes(bank, (late.amount, "TERLAMBAT"), (gone.amount, "BATAL"))
    assert credit_transfers(wallet.koppontren, by=teller) == []
    assert cancel_top_up(late).state == TopUpState.EXPIRED


def test_an_undone_credit_may_be_credited_again(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    (mutation,) = comes(bank, (30_000, "SETORAN"))
    other = make_wallet(wallet.koppontren, teller, name="Budi")
    entry = credit_mutation(mutation, wallet=wallet, by=teller)
    undo(entry, by=teller)
    from klinik.finance.ledger.bank.commands.matching import take_apart

    mutation.refresh_from_db()
    assert mutation.match is not None
    take_apart(mutation.match, by=teller)
    credit_mutation(mutation, wallet=other, by=teller)
    assert (held(wallet), held(other)) == (100_000, 30_000)


def test_nothing_is_asked_for_where_no_way_is_open(wallet: Wallet, teller: User) -> None:
    with pytest.raises(WayClosed):
        ask_transfer(wallet, amount=50_000, request_id=uuid4(), by=teller)


def test_too_little_and_a_bad_prefix(wallet: Wallet, bank: BankAccount, teller: User) -> None:
    with pytest.raises(TooSmall):
        ask_transfer(wallet, amount=999, request_id=uuid4(), by=teller)
    with pytest.raises(BadPrefix):
        set_ways(wallet.koppontren, bank=bank, va_prefix="88 81", by=teller)


def test_a_transfer_never_waits_for_the_round_amount_of_a_stranger(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    with pytest.raises(NotRound, match=r"kelipatan seribu, misalnya Rp50\.000"):
        ask_transfer(wallet, amount=99_001, request_id=uuid4(), by=teller)
    promise = {"wallet": wallet, "way": "transfer", "expires_at": timezone.now(), "made_by": teller}
    with pytest.raises(IntegrityError, match="top_up_with_a_code"), transaction.atomic():
        TopUp.objects.create(
            koppontren=wallet.koppontren,
            number="T1",
            amount=100_000,
            request_id=uuid4(),
            **promise,
        )


def test_one_wallet_waits_for_few_transfers(
    wallet: Wallet, bank: BankAccount, teller: User
) -> None:
    keys = [uuid4() for _n in range(5)]
    asked = [
        ask_transfer(wallet, amount=(n + 1) * 10_000, request_id=key, by=teller)
        for n, key in enumerate(keys)
    ]

    with pytest.raises(OthersWait):
        ask_transfer(wallet, amount=90_000, request_id=uuid4(), by=teller)
    assert ask_transfer(wallet, amount=50_000, request_id=keys[4], by=teller) == asked[4]
    cancel_top_up(asked[0])
    assert ask_transfer(wallet, amount=90_000, request_id=uuid4(), by=teller).is_waiting


def test_codes_go_round_and_run_out() -> None:
    assert free_code(set(), start=998) == 999
    assert free_code({999}, start=998) == 1
    assert free_code(set(range(1, 1000)), start=5) is None


def test_virtual_accounts_are_read_whole() -> None:
    assert va_number("888", "D-0012") == "88800000012"
    assert va_number("", "D-0012") == ""
    text = "VA88800000012/88800012345 9988800000013"
    assert wallets_in(text, "888") == {"D-0012", "D-12345"}
    assert wallets_in(text, "") == set()


# Pages


def test_the_page_matches_and_takes_what_people_say(
    wallet: Wallet, bank: BankAccount, teller: User, client: Client
) -> None:
    client.force_login(teller)
    slug = wallet.koppontren.slug
    page = reverse("wallet:top_ups", args=[slug])
    top_up = ask_transfer(wallet, amount=50_000, request_id=uuid4(), by=teller)
    (_sure, doubtful) = comes(bank, (top_up.amount, "KODE"), (10_000, "TANPA KODE"))
    assert "TANPA KODE" in client.get(page).text

    client.post(reverse("wallet:match", args=[slug]))
    whose = reverse("wallet:whose", args=[slug, doubtful.number])
    assert "Tidak ada dompet" in client.post(whose, {"wallet": "D-9999"}, follow=True).text
    client.post(whose, {"wallet": "d-0001"})

    assert held(wallet) == 110_000 + top_up.amount
    assert last_entry(wallet.koppontren).kind == "wallet.transfer"
    assert "TANPA KODE" not in client.get(page).text


def test_the_ways_are_set_on_their_page(
    wallet: Wallet, bank: BankAccount, teller: User, client: Client
) -> None:
    client.force_login(teller)
    page = reverse("wallet:ways", args=[wallet.koppontren.slug])
    assert client.post(page, {"code": "000201 bukan QRIS"}).status_code == 422
    client.post(page, {"bank": bank.pk, "number_at_bank": "BSI 7001234567", "va_prefix": ""})
    ways = ways_of(wallet.koppontren)
    assert (ways.bank, ways.number_at_bank, ways.va_prefix) == (bank, "BSI 7001234567", "")
