"""Books of the demonstration: opening balances, six weeks of money in and out, all invented."""

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.core.files.base import ContentFile

from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.cash.commands import record_money_in, record_money_out
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.opening.commands import open_balances
from klinik.finance.ledger.opening.queries import standing_opening
from klinik.finance.ledger.opening.table import COLUMNS, OpeningRow, read_rows
from klinik.finance.ledger.periods.commands import close_period
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

OPENED_ON = date(2026, 1, 1)


class Move(NamedTuple):
    """Money in (above zero) or out (below zero) of a place, so many days before today."""

    days_ago: int
    place: str
    other: str
    amount: int
    memo: str


class Book(NamedTuple):
    """A book to open: the file with its balances, who keeps it, and what moved since."""

    file: str
    keeper: str
    moves: tuple[Move, ...]


BOOKS = {
    "al-hikmah": Book(
        "neraca-saldo-contoh.csv",
        "pembukuan@al-hikmah.example",
        (
            Move(41, "1211", "4110", 9_350_000, "Penjualan toko sepekan"),
            Move(40, "1211", "1212", -8_000_000, "Setor hasil penjualan ke bank"),
            Move(38, "1212", "5110", -15_450_000, "Belanja sembako dan kitab untuk dijual"),
            Move(36, "1111", "5330", -425_000, "Listrik dan internet kantor"),
            Move(35, "1112", "2320", 2_150_000, "Zakat harta titipan anggota"),
            Move(34, "1211", "4110", 10_120_000, "Penjualan toko sepekan"),
            Move(33, "1211", "1212", -9_000_000, "Setor hasil penjualan ke bank"),
            Move(31, "1212", "2210", -4_300_000, "Bayar utang ke agen sembako"),
            Move(29, "1112", "5320", -2_400_000, "Gaji pengelola USPPS"),
            Move(29, "1212", "5210", -4_200_000, "Gaji penjaga toko"),
            Move(27, "1211", "4110", 8_760_000, "Penjualan toko sepekan"),
            Move(24, "1111", "4310", 175_000, "Biaya administrasi buku simpanan"),
            Move(22, "1111", "5210", -300_000, "Lembur penjaga toko, dibayar dari kas USPPS"),
            Move(20, "1211", "4110", 11_480_000, "Penjualan toko sepekan"),
            Move(19, "1211", "1212", -10_000_000, "Setor hasil penjualan ke bank"),
            Move(17, "1212", "5110", -16_900_000, "Belanja air minum dan jajanan untuk dijual"),
            Move(13, "1211", "4110", 9_940_000, "Penjualan toko sepekan"),
            Move(12, "1112", "2320", -1_400_000, "Zakat disalurkan kepada tujuh mustahik"),
            Move(10, "1111", "5330", -210_000, "Kertas dan tinta"),
            Move(8, "1112", "2310", 350_000, "Infak untuk dana kebajikan"),
            Move(6, "1211", "4110", 10_655_000, "Penjualan toko sepekan"),
            Move(5, "1211", "1212", -12_000_000, "Setor hasil penjualan ke bank"),
            Move(4, "1212", "5110", -17_200_000, "Belanja sembako untuk dijual"),
            Move(3, "1112", "2310", -500_000, "Santunan santri yatim dari dana kebajikan"),
            Move(1, "1111", "4310", 95_000, "Biaya administrasi buku simpanan"),
            Move(0, "1211", "4110", 1_480_000, "Penjualan toko hari ini"),
        ),
    ),
    "an-nur": Book(
        "neraca-saldo-an-nur.csv",
        "manajer@an-nur.example",
        (
            Move(20, "1211", "4110", 2_150_000, "Penjualan toko sepekan"),
            Move(16, "1211", "1251", -1_700_000, "Belanja barang toko"),
            Move(14, "1111", "2320", 600_000, "Zakat harta titipan anggota"),
            Move(13, "1211", "4110", 1_985_000, "Penjualan toko sepekan"),
            Move(11, "1111", "2310", 275_000, "Infak untuk dana kebajikan"),
            Move(9, "1111", "5330", -120_000, "Listrik kantor"),
            Move(6, "1211", "4110", 2_340_000, "Penjualan toko sepekan"),
            Move(4, "1111", "2320", -450_000, "Zakat disalurkan kepada tiga mustahik"),
            Move(2, "1111", "2310", -150_000, "Santunan santri yatim dari dana kebajikan"),
            Move(1, "1111", "4310", 40_000, "Biaya administrasi"),
        ),
    ),
}


def load() -> None:
    """Open both books and record what moved; a book that was opened stays as it is."""
    for slug, book in BOOKS.items():
        koppontren = Koppontren.objects.get(slug=slug)
        with acting_for(koppontren):
            if standing_opening(koppontren) is None:
                _keep(koppontren, book, by=User.objects.get(email=book.keeper))


def open_from(koppontren: Koppontren, file: str, *, on: date, by: User) -> None:
    """Open a book with the balances of a file."""
    key = _key(koppontren, "opening")
    open_balances(koppontren, rows=_rows(file), on=on, request_id=key, by=by)


def _keep(koppontren: Koppontren, book: Book, *, by: User) -> None:
    open_from(koppontren, book.file, on=OPENED_ON, by=by)
    accounts = {account.code: account for account in Account.objects.of(koppontren)}
    for number, move in enumerate(book.moves, start=1):
        _record(koppontren, move, accounts, by=by, request_id=_key(koppontren, str(number)))


def close_last_month() -> None:
    """Close al-hikmah's books through the month before this one; a closed one stays as it is."""
    koppontren = Koppontren.objects.get(slug="al-hikmah")
    with acting_for(koppontren):
        last = today_in(koppontren).replace(day=1) - timedelta(days=1)
        closed = koppontren.book.closed_through
        if closed is None and last >= OPENED_ON:
            by = User.objects.get(email=BOOKS["al-hikmah"].keeper)
            close_period(koppontren, through=last, request_id=_key(koppontren, "closing"), by=by)


def _rows(file: str) -> list[OpeningRow]:
    content = Path(__file__).with_name(file).read_bytes()
    rows, problems = read_rows(read_table(ContentFile(content), needs=COLUMNS))
    if problems:
        raise ValueError(problems)
    return rows


def _record(
    koppontren: Koppontren, move: Move, accounts: dict[str, Account], *, by: User, request_id: UUID
) -> None:
    place, other = accounts[move.place], accounts[move.other]
    on = max(OPENED_ON, today_in(koppontren) - timedelta(days=move.days_ago))
    memo = f"{move.memo} (simulasi)"
    if move.amount > 0:
        record_money_in(
            place, source=other, amount=move.amount, request_id=request_id, by=by, on=on, memo=memo
        )
    else:
        record_money_out(
            place,
            purpose=other,
            amount=-move.amount,
            request_id=request_id,
            by=by,
            on=on,
            memo=memo,
        )


def _key(koppontren: Koppontren, what: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{what}.book.{koppontren.slug}.example")
