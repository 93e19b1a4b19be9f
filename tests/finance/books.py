"""Books for tests: open them, and read them back as an accountant would write them down.

`open_example` opens the oracle's trial balance through the same command as the page.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile

import klinik.web.demo_data as demo_data
from klinik.core.money import grouped
from klinik.core.spreadsheets import read_table
from klinik.finance.ledger import chart, queries
from klinik.finance.ledger.commands import open_book
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.models import Account, Draft, Entry, Line
from klinik.finance.ledger.opening.commands import open_balances
from klinik.finance.ledger.opening.table import COLUMNS, read_rows
from klinik.finance.ledger.posting import Leg, post
from klinik.finance.ledger.undoing import undoing
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.world import make_koppontren

EXAMPLE = Path(demo_data.__file__).with_name("neraca-saldo-contoh.csv")
OPENED_ON = date(2026, 1, 1)


def make_books(slug: str = "al-hikmah", *, time_zone: str = "Asia/Jakarta") -> Koppontren:
    """A koppontren with the template's units and accounts; the transaction stands inside it."""
    koppontren = make_koppontren(slug)
    koppontren.time_zone = time_zone
    enter(koppontren)
    open_book(koppontren, units=chart.units(), chart=chart.template())
    return koppontren


def open_example(koppontren: Koppontren, by: User) -> Entry:
    """Open the book with the whole trial balance of the oracle, dated 1 January 2026."""
    enter(koppontren)
    rows, problems = read_rows(read_table(ContentFile(EXAMPLE.read_bytes()), needs=COLUMNS))
    assert problems == []
    return open_balances(koppontren, rows=rows, on=OPENED_ON, request_id=uuid4(), by=by)


def account(koppontren: Koppontren, code: str) -> Account:
    """The account of this code, as it stands now."""
    return Account.objects.of(koppontren).get(code=code)


def balance(account: Account) -> int:
    """What the account holds now, read again, in whole rupiah on its normal side."""
    return queries.balance_on(account)


def put(koppontren: Koppontren, legs: Iterable[Leg], *, by: User, on: date | None = None) -> Entry:
    """Post these legs under a request of their own."""
    return post(koppontren, request_id=uuid4(), kind="test", legs=list(legs), by=by, on=on)


def undo(entry: Entry, *, by: User, reason: str = "Keliru") -> Entry | Draft:
    """Undo an entry as the pages do, under a request of its own."""
    intent = undoing(entry, reason=reason)
    return submit(entry.koppontren, intent=intent, request_id=uuid4(), by=by)


def journal(koppontren: Koppontren) -> list[str]:
    """Every entry in order: "savings.deposit: Dr Kas 50.000, Cr S-0001 50.000"."""
    entries = Entry.objects.of(koppontren).prefetch_related("lines__account")
    return [_entry(entry) for entry in entries.order_by("number")]


def _entry(entry: Entry) -> str:
    lines: Iterable[Line] = entry.lines.all()
    return f"{entry.kind}: " + ", ".join(map(_line, lines))


def _line(line: Line) -> str:
    side = "Dr" if line.debit else "Cr"
    return f"{side} {line.account.name} {grouped(line.debit or line.credit)}"
