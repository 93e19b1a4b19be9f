"""Which columns a bank's table has, and which heading is which."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from klinik.core.imports.rules import Column, Row, guessed
from klinik.finance.ledger.bank.rules.amounts import is_mark
from klinik.finance.ledger.bank.rules.days import Period, is_day

LOOKED_AT = 40  # rows
COLUMNS = (
    Column(
        "on",
        _("Date"),
        (
            *("tanggal", "tgl", "tanggal transaksi", "tgl transaksi", "tanggal mutasi"),
            *("tgl mutasi", "transaction date", "trans date", "txn date", "posting date"),
            *("post date", "tanggal posting", "value date", "booking date", "tanggal efektif"),
            *("tanggal waktu", "date time", "waktu", "date"),
        ),
        is_needed=True,
    ),
    Column(
        "text",
        _("Text of the bank"),
        (
            *("keterangan", "uraian", "deskripsi", "uraian transaksi", "keterangan transaksi"),
            *("rincian", "rincian transaksi", "transaction description", "remark", "remarks"),
            *("berita", "narasi", "narrative", "detail", "details", "transaksi", "description"),
        ),
        is_needed=True,
    ),
    Column(
        "debit",
        _("Debit (money out)"),
        (
            *("debit", "debet", "mutasi debet", "mutasi debit", "nominal debit", "jumlah debit"),
            *("db", "keluar", "uang keluar", "pengeluaran", "withdrawal", "debit amount"),
        ),
    ),
    Column(
        "credit",
        _("Credit (money in)"),
        (
            *("kredit", "credit", "mutasi kredit", "nominal kredit", "jumlah kredit", "cr"),
            *("masuk", "uang masuk", "pemasukan", "deposit", "setoran", "credit amount"),
        ),
    ),
    Column(
        "amount",
        _("Amount in one column"),
        ("jumlah", "nominal", "amount", "nilai", "mutasi", "jumlah mutasi", "nilai transaksi"),
        help=_("With a minus or DB/CR in the cell, or in a column of its own."),
    ),
    Column(
        "flag",
        _("Debit or credit"),
        (
            *("d k", "d c", "db cr", "db kr", "dk", "dc", "cr db", "debit kredit"),
            *("debet kredit", "debit credit", "tipe", "jenis mutasi", "tipe transaksi", "type"),
        ),
        help=_("A column with DB/CR, D/K or the like."),
    ),
    Column(
        "balance",
        _("Balance"),
        (
            *("saldo", "balance", "saldo akhir", "running balance", "ending balance"),
            *("saldo berjalan", "sisa saldo", "closing balance", "ledger balance"),
        ),
    ),
)


def guess(headings: Sequence[str], rows: Sequence[Row], *, period: Period) -> dict[str, int]:
    """Which heading is which: by its words, else by what stands below it.

    One column of amounts beside two of them is left out: the two say more.
    """
    found = guessed(COLUMNS, headings)
    columns = {at: _cells(rows, at) for at in range(len(headings))}
    if "on" not in found:
        _add(found, "on", columns, lambda cell: is_day(cell, period=period))
    if "debit" in found and "credit" in found:
        found.pop("amount", None)
    elif "flag" not in found:
        _add(found, "flag", columns, is_mark)
    if "flag" in found and not all(map(is_mark, columns[found["flag"]])):
        del found["flag"]  # "Tipe" may hold words of another kind
    return found


def says_amounts(mapping: Mapping[str, int]) -> bool:
    """Whether these columns say how much moved."""
    return bool({"debit", "credit", "amount"} & set(mapping))


def _add(found: dict[str, int], name: str, columns: Mapping[int, list[str]], fits: object) -> None:
    free = (at for at in columns if at not in found.values() and columns[at])
    at = next((at for at in free if all(map(fits, columns[at]))), None)  # type: ignore[call-overload]
    if at is not None:
        found[name] = at


def _cells(rows: Sequence[Row], at: int) -> list[str]:
    return [row.cells[at] for row in rows[:LOOKED_AT] if len(row.cells) > at and row.cells[at]]
