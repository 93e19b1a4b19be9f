"""Buku besar: every line of some days by account, read once however many there are."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from klinik.finance.ledger.models import Line, Unit
from klinik.finance.ledger.reading import memos_of
from klinik.tenancy.models import Koppontren

CHUNK = 2_000


class WrittenLine(NamedTuple):
    """A line, in whole rupiah, under its account of the chart; `detail` is the code it stands on.

    They are the same but for details of a control account.
    """

    account: str
    detail: str
    on: date
    number: int
    kind: str
    debit: int
    credit: int
    memo: str


def lines_by_account(
    koppontren: Koppontren, *, first: date, last: date, through: int, unit: Unit | None = None
) -> Iterator[WrittenLine]:
    """The lines of these days by account, day and number, of one unit or of the whole book.

    What entries behind the one `through` wrote stays out: the chart that is read may not know it.
    """
    lines = _lines(koppontren, first, last, unit).filter(entry_number__lte=through)
    rows = (
        lines.annotate(top=Coalesce("account__parent__code", "account__code"))
        .order_by("top", "on", "entry_number", "n")
        .values_list("top", "account__code", "on", "entry_number", "entry__kind", "debit", "credit")
        .iterator(chunk_size=CHUNK)
    )
    while chunk := list(islice(rows, CHUNK)):
        memos = memos_of(koppontren, {row[3] for row in chunk})
        for row in chunk:
            yield WrittenLine(*row, memo=memos.get(row[3], ""))


def count_lines(
    koppontren: Koppontren, *, first: date, last: date, unit: Unit | None = None
) -> int:
    """How many lines these days have."""
    return _lines(koppontren, first, last, unit).count()


def _lines(koppontren: Koppontren, first: date, last: date, unit: Unit | None) -> QuerySet[Line]:
    lines = Line.objects.of(koppontren).filter(on__gte=first, on__lte=last)
    return lines.filter(account__unit=unit) if unit else lines
