"""A book with everything that other programs could trip over."""

from datetime import date
from uuid import uuid4

import pytest

from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import open_account, open_detail_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post, reverse
from klinik.finance.ledger.queries import units_of
from klinik.people.models import User
from klinik.tenancy.models import Koppontren

NAMES = {
    "1701": 'Kas (kecil): "laci" [depan]; toko, 50%',
    "1702": "قهوة — Kopi  ✓ \\ kas",
    "1703": "1703",
    "1704": "* ! (virtual)",
    "1705": "naïve ﬁ: A:B",
    "1706": "-",
    "1707.a": "kode dengan titik",
    "1707-a": "kode dengan titik",
    "x8": "huruf kecil",
}
MEMO = 'Beli "kopi"; 2 kg: 50.000, [2026-01-01] (tunai) | \\ بن'


@pytest.fixture
def full(koppontren: Koppontren, accounts: dict[str, Account], teller: User) -> Koppontren:
    """Two units, contra accounts, details, between-units, a reversal, memos, value dates."""
    units = {unit.code: unit for unit in units_of(koppontren)}
    named = {
        code: open_account(
            koppontren,
            account=AccountRow(
                code=code, name=name, kind="asset", normal_side="debit", unit="USPPS"
            ),
            units=units,
        )
        for code, name in NAMES.items()
    }
    contra = open_account(
        koppontren,
        account=AccountRow(
            code="1799", name="Penyisihan", kind="asset", normal_side="credit", unit="USPPS"
        ),
        units=units,
    )
    savings = open_detail_account(accounts["2110"], name="S-0001")
    day = date(2026, 1, 31)

    def put(*legs: object, memo: str = "", **more: object) -> object:
        return post(
            koppontren, request_id=uuid4(), by=teller, memo=memo,
            legs=legs, **({"on": day, "kind": "money.in"} | more),  # type: ignore[arg-type]
        )  # fmt: skip

    put(dr(accounts["1111"], 5_000_000), cr(accounts["4310"], 5_000_000), memo=MEMO)
    paid_in = dr(accounts["1111"], 70_000), cr(savings, 70_000)
    put(*paid_in, memo="baris\nkedua", kind="savings.deposit")
    for account in named.values():
        put(dr(account, 1_000), cr(accounts["1111"], 1_000), on=date(2026, 2, 1))
    put(dr(accounts["1211"], 90_000), cr(accounts["1111"], 90_000), memo=' "')
    put(dr(accounts["1111"], 12_345), cr(contra, 12_345), on=None)
    wrong = put(dr(named["1701"], 2_000), cr(accounts["1111"], 2_000))
    reverse(wrong, request_id=uuid4(), by=teller, memo="salah; maaf")  # type: ignore[arg-type]
    put(dr(accounts["1111"], 9), cr(accounts["4310"], 9), value_on=date(2026, 1, 3))
    return koppontren
