"""A bank for tests: it tells mutations, and they come in through the same door as a file."""

from datetime import date
from uuid import uuid4

from django.core.files.base import ContentFile

from klinik.finance.ledger.bank.commands.booking import book
from klinik.finance.ledger.bank.commands.files import keep_file, save_file
from klinik.finance.ledger.bank.models import BankAccount, BankFile, BankMutation
from klinik.finance.ledger.bank.sheets import read_statement
from klinik.finance.ledger.models import Account, Entry
from klinik.people.models import User

TODAY = date(2026, 11, 29)
OPENED = 129_600_000  # what the example's account 1112 holds when the book opens
Row = tuple[int, int, str]


def table(rows: list[Row], *, opening: int | None = OPENED) -> str:
    """A bank's CSV of March 2026, with balances unless there is no opening one."""
    lines, balance = ["Tanggal;Keterangan;Debet;Kredit;Saldo"], opening
    for day, amount, text in rows:
        balance = None if balance is None else balance + amount
        out, into = (-amount, "") if amount < 0 else ("", amount)
        lines.append(f"{day:02}/03/2026;{text};{out};{into};{'' if balance is None else balance}")
    return "\n".join(lines) + "\n"


def book_entry(
    mutation: BankMutation, *, category: Account, by: User, memo: str | None = None
) -> Entry:
    """Book a mutation where no limit stands in the way."""
    entry = book(mutation, category=category, by=by, memo=memo)
    assert isinstance(entry, Entry)
    return entry


class Told:
    """What a bank told, brought in by somebody."""

    def __init__(self, bank: BankAccount, by: User) -> None:
        self.bank = bank
        self.by = by

    def __call__(self, *rows: Row, opening: int | None = OPENED) -> list[BankMutation]:
        """Send a file with these rows; the account's mutations after it."""
        self.send(table(list(rows), opening=opening))
        return list(self.bank.mutations.order_by("on", "id"))

    def send(self, text: str, *, name: str = "mutasi.csv") -> BankFile:
        """Send this file and save it."""
        statement = read_statement(ContentFile(text.encode(), name=name), today=TODAY)
        file = keep_file(self.bank, statement=statement, request_id=uuid4(), by=self.by)
        assert file.mapping, "the columns were not understood"
        saved = save_file(file)
        self.bank.refresh_from_db()
        return saved
