"""What a bank of the demonstration says of the shop's account: most of it is in the book."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_DNS, uuid5

from django.core.files.base import ContentFile

from klinik.core.money import grouped
from klinik.finance.ledger.bank.commands.files import keep_at_bank, keep_file, save_file
from klinik.finance.ledger.bank.models import BankAccount
from klinik.finance.ledger.bank.sheets import read_statement
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import balance_on
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren
from klinik.web.demo_data.opening import BOOKS, OPENED_ON

PLACE = "1212"
BANK = "Bank Syariah Contoh"
ON_ITS_WAY = 4  # days ago: paid by the book, not yet by the bank


class Told(NamedTuple):
    """A row of the bank, so many days before today; above zero came in."""

    days_ago: int
    text: str
    amount: int


# What the bank knows and the book does not.
ONLY_AT_THE_BANK = (
    Told(30, "BIAYA ADM BULANAN", -15_000),
    Told(26, "SETTLEMENT QRIS TOKO", 1_240_000),
    Told(15, "BAGI HASIL TABUNGAN", 87_500),
    Told(11, "SETTLEMENT QRIS TOKO", 965_000),
    Told(2, "TRSF DARI WALI SANTRI CONTOH", 350_000),
)
TITLES = {True: "SETORAN TUNAI", False: "TRSF KE REKANAN"}


def load() -> None:
    """Say that the shop's account is at a bank and bring in its file; once."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        if BankAccount.objects.of(koppontren).exists():
            return
        account = Account.objects.of(koppontren).get(code=PLACE)
        today = today_in(koppontren)
        bank = keep_at_bank(account, bank=BANK)
        upload = ContentFile(_table(account, today).encode(), name="mutasi-simulasi.csv")
        file = keep_file(
            bank,
            statement=read_statement(upload, today=today),
            request_id=uuid5(NAMESPACE_DNS, f"bank.{koppontren.slug}.example"),
            by=User.objects.get(email=BOOKS[koppontren.slug].keeper),
        )
        save_file(file)


def _table(account: Account, today: date) -> str:
    rows = sorted(_rows(), key=lambda row: -row.days_ago)
    first = max(OPENED_ON, today - timedelta(days=rows[0].days_ago))
    balance = balance_on(account, first - timedelta(days=1))
    lines = [
        f"{BANK} (simulasi);;;;",
        f"Periode;{first:%d/%m/%Y} - {today:%d/%m/%Y};;;",
        "Tanggal;Keterangan;Debet;Kredit;Saldo",
        f";Saldo Awal;;;{grouped(balance)},00",
    ]
    for row in rows:
        balance += row.amount
        day = max(OPENED_ON, today - timedelta(days=row.days_ago))
        out, into = (-row.amount, 0) if row.amount < 0 else (0, row.amount)
        sums = ";".join(f"{grouped(number)},00" for number in (out, into, balance))
        lines.append(f"{day:%d/%m/%Y};{row.text};{sums}")
    return "\n".join(lines) + "\n"


def _rows() -> Iterator[Told]:
    yield from ONLY_AT_THE_BANK
    for move in BOOKS["al-hikmah"].moves:
        if PLACE in (move.place, move.other) and move.days_ago != ON_ITS_WAY:
            amount = move.amount if move.place == PLACE else -move.amount
            is_late = amount > 0 and move.days_ago % 2  # the bank's day is the next one at times
            yield Told(move.days_ago - bool(is_late), TITLES[amount > 0], amount)
