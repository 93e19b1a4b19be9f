"""The whole book, read once from the first entry to the last, however long it is."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet

from klinik.finance.ledger.models import Account, Book, Entry, Line, Unit
from klinik.finance.ledger.queries import end_of_chain
from klinik.finance.ledger.queries.links import corrections_of
from klinik.finance.ledger.reading import journal, memos_of, names_of
from klinik.finance.ledger.takeaway.rules import Held, TakenAccount
from klinik.tenancy.models import Koppontren

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A debit or a credit of an account, in whole rupiah."""

    account: int
    debit: int
    credit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenEntry:
    """One entry with its lines; `undone_by` is the number of the entry that reversed it."""

    number: int
    kind: str
    on: date
    value_on: date | None
    at: datetime
    by: str
    reverses: int | None
    undone_by: int | None
    corrects: int | None
    chain: str
    request_id: str
    memo: str
    lines: tuple[TakenLine, ...]


@dataclass(kw_only=True)
class TakenBook:
    """The chart, the entries one after another, and what was seen of them so far."""

    koppontren: Koppontren
    chart: list[TakenAccount]
    first: date
    through: int  # the last entry that belongs to it
    with_memos: bool
    held: defaultdict[int, Held] = field(default_factory=lambda: defaultdict(Held))
    last: date | None = None
    number: int = 0
    link: str = ""

    def entries(self) -> Iterator[TakenEntry]:
        """Every entry by number; what accounts hold, the last day and the head follow along."""
        entries = Entry.objects.of(self.koppontren).filter(number__lte=self.through)
        lines = Line.objects.of(self.koppontren).filter(entry_number__lte=self.through)
        entries, lines = entries.order_by("number"), lines.order_by("entry_number", "n")
        for entry in _together(self.koppontren, entries, lines, with_memos=self.with_memos):
            for line in entry.lines:
                self.held[line.account].debits += line.debit
                self.held[line.account].credits += line.credit
            self.last = max(self.last or entry.on, entry.on)
            self.number, self.link = entry.number, entry.chain
            yield entry


def open_to_take(koppontren: Koppontren, *, with_memos: bool = True) -> TakenBook | None:
    """The book of a koppontren, ready to be read through once; None where there is none.

    It ends with the last entry of now: the chart is read after it and knows all their accounts.
    """
    through = Book.objects.filter(pk=koppontren.pk).values_list("last_number", flat=True).first()
    if through is None:
        return None
    days = Entry.objects.of(koppontren).aggregate(first=Min("on"))
    return TakenBook(
        koppontren=koppontren,
        chart=taken_chart(koppontren),
        first=days["first"] or date(2000, 1, 1),
        through=through,
        with_memos=with_memos,
    )


def taken_chart(koppontren: Koppontren) -> list[TakenAccount]:
    """Every account of the chart and their details, by code."""
    chart = Account.objects.of(koppontren).select_related("unit").order_by("code")
    return [_account(account) for account in chart]


def entries_of_days(
    koppontren: Koppontren, *, first: date, last: date, unit: Unit | None = None
) -> Iterator[TakenEntry]:
    """The entries of these days one after another, by day; of a `unit`, its lines alone."""
    through, _link = end_of_chain(koppontren) or (0, "")  # what comes in meanwhile stays out
    entries = journal(koppontren, first=first, last=last, unit=unit).filter(number__lte=through)
    lines = Line.objects.of(koppontren).filter(
        on__gte=first, on__lte=last, entry_number__lte=through
    )
    if unit:
        lines = lines.filter(account__unit=unit)
    return _together(
        koppontren,
        entries.order_by("on", "number"),
        lines.order_by("on", "entry_number", "n"),
        with_memos=True,
    )


def _account(account: Account) -> TakenAccount:
    return TakenAccount(
        pk=account.pk,
        code=account.code,
        name=account.name,
        kind=account.kind,
        normal_side=account.normal_side,
        unit=account.unit.code,
        parent=account.parent_id,
        is_control=account.is_control,
        is_cash=account.is_cash,
        is_between=account.other_unit_id is not None,
        closed=account.closed,
    )


def _together(
    koppontren: Koppontren, asked: QuerySet[Entry], lines: QuerySet[Line], *, with_memos: bool
) -> Iterator[TakenEntry]:
    """Entries and their lines, both in one order, each read once."""
    entries = asked.iterator(chunk_size=CHUNK)
    columns = lines.values_list("entry_number", "account_id", "debit", "credit")
    by_entry = groupby(columns.iterator(chunk_size=CHUNK), key=lambda line: line[0])
    undone = _undone(koppontren)
    names: dict[int, str] = {}
    zone = ZoneInfo(koppontren.time_zone)
    while chunk := list(islice(entries, CHUNK)):
        names |= names_of({entry.by_id for entry in chunk} - names.keys())
        memos = memos_of(koppontren, [entry.number for entry in chunk]) if with_memos else {}
        corrects, _by = corrections_of(koppontren, [entry.number for entry in chunk])
        for entry in chunk:
            number, own = next(by_entry)
            assert number == entry.number, "entries and lines are written together"
            yield TakenEntry(
                number=number,
                kind=entry.kind,
                on=entry.on,
                value_on=entry.happened_on,
                at=entry.at.astimezone(zone),
                by=names.get(entry.by_id, str(entry.by_id)),
                reverses=entry.reverses,
                undone_by=undone.get(number),
                corrects=corrects.get(number),
                chain=bytes(entry.chain).hex(),
                request_id=str(entry.request_id),
                memo=memos.get(number, ""),
                lines=tuple(TakenLine(*line[1:]) for line in own),
            )


def _undone(koppontren: Koppontren) -> dict[int, int]:
    undoing = Entry.objects.of(koppontren).filter(reverses__isnull=False)
    return {first: second for first, second in undoing.values_list("reverses", "number") if first}
