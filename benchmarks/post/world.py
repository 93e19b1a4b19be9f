"""Sixteen books of two hundred accounts each, made through the ledger's own commands."""

from random import Random
from statistics import median
from time import perf_counter
from uuid import UUID

from klinik.directory.models import Pesantren, Region
from klinik.finance.ledger.chart import AccountRow, UnitRow
from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.commands import open_book
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import Posting, cr, dr, post, post_many
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

BOOKS, ACCOUNTS = 16, 200
BATCH, BATCHES = 1_000, 15
SOMEBODY = User(pk=1)  # the ledger knows people as numbers only


def make() -> None:
    """Koppontren 1 to 16; those of the first have the accounts 1 to 200, and so on."""
    region = Region.objects.create(code="3524", name="Lamongan", kind="kabupaten")
    chart = [_account(str(n)) for n in range(1, ACCOUNTS + 1)]
    for number in range(1, BOOKS + 1):
        name = f"bench-{number}"
        pesantren = Pesantren.objects.create(slug=name, name=name, region=region, is_simulated=True)
        koppontren = Koppontren.objects.create(pk=number, slug=name, name=name, pesantren=pesantren)
        with acting_for(koppontren):
            open_book(koppontren, units=[UnitRow(code="U", name="Unit")], chart=chart)


def check() -> None:
    """Raise unless everything that was posted adds up."""
    report = verify_books()
    if report.entries == 0 or report.differences:
        raise RuntimeError(f"{report.entries} entries, {report.differences[:3]}")


def batches_per_second() -> float:
    """Entries per second in batches of 1,000 by `post_many`, commit and answers included."""
    chance, book = Random(4), Koppontren.objects.get(pk=1)
    accounts = _accounts(book)
    took = []
    for _ in range(BATCHES):
        batch = [
            Posting(
                request_id=UUID(int=chance.getrandbits(128)),
                kind="bench.batch",
                legs=[dr(chance.choice(accounts[:100]), 5), cr(chance.choice(accounts[100:]), 5)],
            )
            for _ in range(BATCH)
        ]
        start = perf_counter()
        with acting_for(book):
            answers = post_many(book, batch, by=SOMEBODY)
        took.append(perf_counter() - start)
        if not all(isinstance(answer, Entry) for answer in answers):
            raise RuntimeError("an entry of a sound batch was refused")
    return BATCH / median(took)


def posts_per_second(seconds: float) -> float:
    """Postings per second one by one from Django, each a call that is its own transaction."""
    chance, book = Random(), Koppontren.objects.get(pk=1)
    accounts = _accounts(book)
    start, posted = perf_counter(), 0
    while perf_counter() < start + seconds:
        legs = [dr(chance.choice(accounts[:100]), 5), cr(chance.choice(accounts[100:]), 5)]
        key = UUID(int=chance.getrandbits(128))
        post(book, request_id=key, kind="bench.transfer", legs=legs, by=SOMEBODY)
        posted += 1
    return posted / (perf_counter() - start)


def _accounts(book: Koppontren) -> list[Account]:
    with acting_for(book):
        return list(Account.objects.of(book).order_by("pk"))


def _account(code: str) -> AccountRow:
    return AccountRow(
        code=code, name=code, kind="asset", normal_side="debit", unit="U", may_overdraw=True
    )
