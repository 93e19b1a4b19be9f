"""Pocket money of many: all of it is recorded, or nothing; and monthly fees taken whole."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from klinik.finance.ledger.commands import detail_account_undetailed
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.wallet.bulk.choices import BatchKind
from klinik.finance.wallet.bulk.commands import record_batch
from klinik.finance.wallet.bulk.rules import BatchReused, NoRows, RowsRefused, read_lines
from klinik.finance.wallet.commands import pay_out
from klinik.finance.wallet.float.queries import float_of
from klinik.finance.wallet.float.rules import THRESHOLDS, standing
from klinik.finance.wallet.models import Batch, FeeTaken, Wallet
from klinik.finance.wallet.queries import rules_of, today
from klinik.finance.wallet.standing.commands import add_fee, end_fee, set_payers, take_fees
from klinik.finance.wallet.standing.rules import FeeEnded, FeeNameTaken, FeePlaceBad
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.finance.books import journal, put
from tests.finance.counter import kas
from tests.finance.wallet.pocket import held, make_wallet
from tests.world import make_member_of

JANUARY = date(2026, 1, 1)


@pytest.fixture
def other(wallet: Wallet, teller: User) -> Wallet:
    return make_wallet(wallet.koppontren, teller, name="Budi Santoso", holds=20_000)


def test_lines_are_read_as_people_paste_them() -> None:
    rows = read_lines(
        "D-0001; 50.000\nA-0002\tRp 25.000,00\n\n d-0003;;7500 \nD-0001;1\nX;5\nD-4;\n"
    )
    assert [(row.number, row.amount, bool(row.problem)) for row in rows] == [
        ("D-0001", 50_000, False),
        ("A-0002", 25_000, False),
        ("D-0003", 7_500, False),
        ("D-0001", 1, True),
        ("X", 0, True),
        ("D-4", 0, True),
    ]
    with pytest.raises(NoRows):
        read_lines(" \n;\n")


def test_pocket_money_of_a_dormitory_comes_in_once(
    wallet: Wallet, other: Wallet, teller: User
) -> None:
    koppontren, key = wallet.koppontren, uuid4()
    amounts = {"D-0001": 10_000, other.member.number: 15_000}
    before = len(journal(koppontren))
    for _twice in range(2):
        batch = record_batch(
            koppontren,
            kind=BatchKind.CASH_IN,
            amounts=amounts,
            cash=kas(koppontren),
            request_id=key,
            by=teller,
        )

    assert (batch.wallets, batch.total) == (2, 25_000)
    assert journal(koppontren)[before:] == [
        "wallet.topup: Dr Kas 10.000, Cr D-0001 10.000",
        "wallet.topup: Dr Kas 15.000, Cr D-0002 15.000",
    ]
    with pytest.raises(BatchReused):
        record_batch(
            koppontren, kind=BatchKind.CASH_IN, amounts={"D-0001": 1}, request_id=key, by=teller
        )


def test_one_bad_row_and_nothing_is_recorded(wallet: Wallet, other: Wallet, teller: User) -> None:
    koppontren = wallet.koppontren
    before = len(journal(koppontren))
    member = other.member.number
    for amounts in (
        {"D-0001": 5_000, "D-0002": 20_001},
        {"D-0001": 5_000, "D-0009": 1},
        {"D-0002": 1_000, member: 1_000},
    ):
        with pytest.raises(RowsRefused, match=r"D-000[29]"):
            record_batch(
                koppontren,
                kind=BatchKind.CASH_OUT,
                amounts=amounts,
                cash=kas(koppontren),
                request_id=uuid4(),
                by=teller,
            )
    assert len(journal(koppontren)) == before
    assert not Batch.objects.exists()


def test_the_opening_balance_is_parted_among_wallets(
    wallet: Wallet, other: Wallet, teller: User
) -> None:
    koppontren = wallet.koppontren
    lump = detail_account_undetailed(rules_of(koppontren).control)
    put(koppontren, [dr(kas(koppontren), 70_000), cr(lump, 70_000)], by=teller)

    record_batch(
        koppontren,
        kind=BatchKind.FROM_BEFORE,
        amounts={"D-0001": 30_000, "D-0002": 40_000},
        request_id=uuid4(),
        by=teller,
    )
    assert (held(wallet), held(other)) == (130_000, 60_000)
    found = float_of(koppontren)
    assert (found.wallets, found.undetailed, found.agrees) == (190_000, 0, True)


# Pages


def test_a_table_is_looked_at_and_then_recorded(
    wallet: Wallet, other: Wallet, teller: User, client: Client
) -> None:
    client.force_login(teller)
    page = reverse("wallet:table", args=[wallet.koppontren.slug])
    file = SimpleUploadedFile("saku.csv", b"nomor;jumlah\nD-0001;10.000\nD-0002;20.000\n")
    looked = client.post(page, {"kind": "in", "file": file, "request_id": uuid4()})
    assert "Budi Santoso" in looked.text
    assert held(wallet) == 100_000

    typed = {"kind": "in", "lines": "D-0001; 10000\nD-0002; 20000", "request_id": uuid4()}
    done = client.post(page, typed | {"save": "yes"})
    assert "Rp30.000" in client.get(done.headers["Location"]).text
    assert held(other) == 40_000
    bad = client.post(page, typed | {"lines": "D-0099; 1", "save": "yes"})
    assert "dompet tidak ada" in bad.text


def test_before_the_holidays_everything_is_paid_out(
    wallet: Wallet, other: Wallet, teller: User, client: Client
) -> None:
    client.force_login(teller)
    page = reverse("wallet:table", args=[wallet.koppontren.slug])
    shown = client.get(page, {"semua": "tarik"}).text
    assert "D-0001; 100000" in shown
    lines = "D-0001; 100000\nD-0002; 20000"
    client.post(page, {"kind": "out", "lines": lines, "request_id": uuid4(), "save": "yes"})
    assert (held(wallet), held(other)) == (0, 0)


# Monthly fees


def income(wallet: Wallet) -> Account:
    """Where fees go in these tests."""
    return Account.objects.of(wallet.koppontren).select_related("unit").get(code="4310")


def test_a_fee_is_taken_whole_or_not_and_once_a_month(
    wallet: Wallet, other: Wallet, teller: User
) -> None:
    koppontren = wallet.koppontren
    order = add_fee(koppontren, name="Syahriyah", account=income(wallet), by=teller)
    assert add_fee(koppontren, name="Syahriyah", account=income(wallet), by=teller) == order
    assert set_payers(order, amounts={"D-0001": 50_000, "D-0002": 50_000}) == 2

    assert take_fees(order, month=JANUARY, by=teller) == (1, 1)
    assert take_fees(order, month=JANUARY, by=teller) == (0, 1)
    assert (held(wallet), held(other)) == (50_000, 20_000)
    record_batch(
        koppontren,
        kind=BatchKind.CASH_IN,
        amounts={"D-0002": 40_000},
        cash=kas(koppontren),
        request_id=uuid4(),
        by=teller,
    )
    assert take_fees(order, month=JANUARY, by=teller) == (1, 0)
    assert held(other) == 10_000
    assert FeeTaken.objects.filter(entry_number=None).count() == 0
    assert take_fees(order, month=date(2026, 2, 17), by=teller) == (1, 1)


def test_a_fee_has_one_name_and_a_place(wallet: Wallet, teller: User) -> None:
    koppontren = wallet.koppontren
    order = add_fee(koppontren, name="Syahriyah", account=income(wallet), by=teller)
    debt = Account.objects.of(koppontren).get(code="2310")
    with pytest.raises(FeeNameTaken):
        add_fee(koppontren, name="Syahriyah", account=debt, by=teller)
    with pytest.raises(FeePlaceBad):
        add_fee(koppontren, name="Lain", account=kas(koppontren), by=teller)
    with pytest.raises(RowsRefused):
        set_payers(order, amounts={"D-0099": 1})
    end_fee(order)
    with pytest.raises(FeeEnded):
        take_fees(order, month=JANUARY, by=teller)
    assert add_fee(koppontren, name="Syahriyah", account=debt, by=teller) != order


def test_the_pages_of_fees(wallet: Wallet, other: Wallet, teller: User, client: Client) -> None:
    client.force_login(teller)
    slug = wallet.koppontren.slug
    made = client.post(
        reverse("wallet:fees", args=[slug]), {"name": "Syahriyah", "account": income(wallet).pk}
    )
    page = made.headers["Location"]
    assert client.post(page, {"lines": "D-0001; x"}).status_code == 422
    client.post(page, {"lines": "D-0001; 30.000\nD-0002; 30.000"})
    month = f"{today(wallet.koppontren):%Y-%m}"
    said = client.post(f"{page}ambil/", {"month": month}, follow=True).text
    assert "belum cukup: Rp20.000" in said
    assert held(wallet) == 70_000
    assert "Syahriyah" in client.get(reverse("wallet:fees", args=[slug])).text
    client.post(f"{page}akhiri/")
    assert "Belum ada iuran bulanan" in client.get(reverse("wallet:fees", args=[slug])).text


# The float


def test_the_float_is_backed_and_adds_up(
    wallet: Wallet, other: Wallet, teller: User, client: Client
) -> None:
    found = float_of(wallet.koppontren)
    assert (found.total, found.agrees, found.is_backed, found.standing) == (
        120_000,
        True,
        True,
        "well",
    )
    assert found.days[0].wallets == 120_000
    pay_out(other, amount=20_000, cash=kas(wallet.koppontren), request_id=uuid4(), by=teller)
    assert float_of(wallet.koppontren).total == 100_000
    client.force_login(make_member_of(wallet.koppontren, Role.BOARD))
    page = client.get(reverse("wallet:float", args=[wallet.koppontren.slug]))
    assert "Rp100.000" in page.text
    assert "PBI 20/6/PBI/2018" in page.text


def test_near_a_milliard_somebody_is_warned() -> None:
    (threshold,) = THRESHOLDS
    sums = [799_999_999, 800_000_000, 1_000_000_000]
    assert [standing(total, threshold) for total in sums] == ["well", "near", "above"]
