"""Books for tests: opened with the oracle's trial balance through the same command as the page."""

from datetime import date
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile

import klinik.web.demo_data as demo_data
from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.opening.commands import open_balances
from klinik.finance.ledger.opening.table import COLUMNS, read_rows
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren

EXAMPLE = Path(demo_data.__file__).with_name("neraca-saldo-contoh.csv")
OPENED_ON = date(2026, 1, 1)


def open_example(koppontren: Koppontren, by: User) -> Entry:
    """Open the book with the whole trial balance of the oracle, dated 1 January 2026."""
    enter(koppontren)
    rows, problems = read_rows(read_table(ContentFile(EXAMPLE.read_bytes()), needs=COLUMNS))
    assert problems == []
    return open_balances(koppontren, rows=rows, on=OPENED_ON, request_id=uuid4(), by=by)


def account(koppontren: Koppontren, code: str) -> Account:
    """An account of the chart."""
    return Account.objects.of(koppontren).get(code=code)
