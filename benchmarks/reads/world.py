"""The books that are read: one of two million lines, and 1,420 of seven thousand each."""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db import connection

from benchmarks.reads import loading
from klinik.directory.models import Pesantren, Region
from klinik.finance.ledger.chart import AccountRow, UnitRow
from klinik.finance.ledger.checks import Report, one_moment_of, verify_book
from klinik.finance.ledger.commands import open_book
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import account_lines, trial_balance
from klinik.finance.ledger.queries.totals import TOTALS, parameters
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

FIRST, DAYS = date(2024, 1, 1), 730
ACCOUNTS = 200
LARGE = 1  # the id of the book of two million lines
REPEATED = 7


def open_books(first: int, last: int, *, accounts: int = ACCOUNTS) -> None:
    """Books without entries, of koppontren with these ids."""
    region, _ = Region.objects.get_or_create(
        code="3524", defaults={"name": "Lamongan", "kind": "kabupaten"}
    )
    chart = [_account(f"{n:04}") for n in range(1, accounts + 1)]
    for pk in range(first, last + 1):
        slug = f"buku-{pk}"
        pesantren = Pesantren.objects.create(slug=slug, name=slug, region=region, is_simulated=True)
        koppontren = Koppontren.objects.create(pk=pk, slug=slug, name=slug, pesantren=pesantren)
        with acting_for(koppontren):
            open_book(koppontren, units=[UnitRow(code="U", name="Unit")], chart=chart)


def _account(code: str) -> AccountRow:
    return AccountRow(
        code=code, name=f"Akun {code}", kind="asset", normal_side="debit", unit="U",
        may_overdraw=True,
    )  # fmt: skip


def load(first: int, last: int, entries: int, accounts: int = ACCOUNTS) -> None:
    """Books with so many entries each."""
    open_books(first, last, accounts=accounts)
    loading.load(dict.fromkeys(range(first, last + 1), entries))


def verify(*books: int) -> None:
    """Raise unless these books are what `klinik verify` calls sound."""
    report = Report()
    for koppontren in Koppontren.objects.filter(pk__in=books):
        with one_moment_of(koppontren):
            verify_book(koppontren, report)
    if report.books != len(books) or report.differences:
        raise RuntimeError(f"{report.books} books, {report.differences[:3]}")


def measure_trial_balance(book: int) -> None:
    """Say the slowest day's median, in milliseconds: the database's answer, read by the client."""
    koppontren = Koppontren.objects.get(pk=book)
    days = [FIRST + timedelta(days=n) for n in range(14, DAYS, 37)]
    with acting_for(koppontren), connection.cursor() as cursor:

        def ask(day: date) -> None:
            cursor.execute(TOTALS, parameters(koppontren, on=day))
            cursor.fetchall()

        _say([_milliseconds(lambda day=day: ask(day)) for day in days])  # type: ignore[misc]


def measure_account_page(book: int) -> None:
    """Say the slowest of pages at the beginning, in the middle and at the end of a long account."""
    koppontren = Koppontren.objects.get(pk=book)
    with acting_for(koppontren):
        account = Account.objects.of(koppontren).order_by("code").first()
        assert account
        taken, whole = [], []
        for day in (FIRST, *(FIRST + timedelta(days=n) for n in (200, 380, 714, 728))):
            page = account_lines(account, since=day, limit=50)
            after = page.next_after
            for ask in ({"since": day}, {"after": after}):
                in_database, in_all = _both(account, ask)
                taken.append(in_database)
                whole.append(in_all)
        _say(taken, whole=max(whole))


def _both(account: Account, ask: dict[str, Any]) -> tuple[float, float]:
    """A page's time inside its queries, and all of it with Python's share."""
    within: list[float] = []

    def wait(execute: Any, *question: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*question)
        finally:
            within[-1] += (time.perf_counter() - begun) * 1000

    def page() -> None:
        within.append(0)
        account_lines(account, limit=50, **ask)

    with connection.execute_wrapper(wait):
        whole = _milliseconds(page)
    return median(within[1:]), whole


def measure_report(book: int) -> None:
    """Say the whole trial balance of today, as a page asks for it."""
    koppontren = Koppontren.objects.get(pk=book)
    last = FIRST + timedelta(days=DAYS)
    with acting_for(koppontren):
        _say([_milliseconds(lambda: trial_balance(koppontren, on=last))])


def _milliseconds(do: Callable[[], Any]) -> float:
    taken = []
    for _ in range(REPEATED):
        begun = time.perf_counter()
        do()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken[1:])


def _say(taken: list[float], **more: float) -> None:
    json.dump({"slowest": max(taken), "median": median(taken), **more}, sys.stdout)
