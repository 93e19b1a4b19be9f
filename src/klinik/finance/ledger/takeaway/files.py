"""The book written into a file, line by line, so that a long one takes no more memory."""

import io
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from klinik.core.exports.delimited import write_csv
from klinik.core.exports.workbook import write_sheets
from klinik.finance.ledger.takeaway import tables
from klinik.finance.ledger.takeaway.beancount import beancount
from klinik.finance.ledger.takeaway.hledger import hledger
from klinik.finance.ledger.takeaway.queries import TakenBook

IN_MEMORY = 1_000_000  # bytes


def write_book(book: TakenBook, file: IO[bytes], *, kind: str) -> None:
    """Write the book as this kind of `KINDS`, inside the transaction that shows it."""
    WRITERS[kind](book, file)


def _beancount(book: TakenBook, file: IO[bytes]) -> None:
    _write_lines(beancount(book), file)


def _hledger(book: TakenBook, file: IO[bytes]) -> None:
    _write_lines(hledger(book), file)


def _write_lines(lines: Iterable[str], file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
    for line in lines:
        text.write(line + "\n")
    text.detach()


def _zip(book: TakenBook, file: IO[bytes]) -> None:
    """Entries, lines and memos are read at once and go into the archive one after another."""
    codes = {account.pk: account.code for account in book.chart}
    with (
        SpooledTemporaryFile(IN_MEMORY) as lines,
        SpooledTemporaryFile(IN_MEMORY) as memos,
        ZipFile(file, "w", ZIP_DEFLATED) as archive,
    ):
        write_csv([tables.LINE_COLUMNS], lines)
        write_csv([tables.MEMO_COLUMNS], memos)

        def entries() -> Iterable[tables.Row]:
            yield tables.ENTRY_COLUMNS
            for entry in book.entries():
                write_csv(tables.line_rows(entry, codes), lines, mark=False)
                if entry.memo:
                    write_csv([[entry.number, entry.memo]], memos, mark=False)
                yield tables.entry_row(entry)

        with archive.open("entries.csv", "w", force_zip64=True) as part:
            write_csv(entries(), part)
        _add(archive, "lines.csv", lines)
        if book.with_memos:
            _add(archive, "memos.csv", memos)
        with archive.open("accounts.csv", "w") as part:
            write_csv(tables.account_rows(book), part)
        head = f"{book.koppontren.slug}:{book.number}:{book.link}\n"
        archive.writestr("head.txt", head)


def _add(archive: ZipFile, name: str, file: "SpooledTemporaryFile[bytes]") -> None:
    file.seek(0)
    with archive.open(name, "w", force_zip64=True) as part:
        while piece := file.read(IN_MEMORY):
            part.write(piece)


def _workbook(book: TakenBook, file: IO[bytes]) -> None:
    write_sheets(
        [
            (_("Journal"), tables.journal_rows(book.entries(), book.chart)),
            (_("Accounts"), tables.balance_rows(book)),
        ],
        file,
    )


WRITERS: dict[str, Callable[[TakenBook, IO[bytes]], None]] = {
    "beancount": _beancount,
    "journal": _hledger,
    "zip": _zip,
    "xlsx": _workbook,
}
TYPES = {
    "beancount": "text/plain; charset=utf-8",
    "journal": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KINDS = tuple(WRITERS)
