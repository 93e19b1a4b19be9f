"""The whole book, read once from the first entry to the last, however long it is."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Min

from klinik.finance.ledger.models import Account, Book, Entry, Line, Memo
from klinik.finance.ledger.reading import names_of
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
    with_memos: bool
    held: defaultdict[int, Held] = field(default_factory=lambda: defaultdict(Held))
    last: date | None = None
    number: int = 0
    link: str = ""

    def entries(self) -> Iterator[TakenEntry]:
        """Every entry by number; what accounts hold, the last day and the head follow along."""
        for entry in _entries(self.koppontren, with_memos=self.with_memos):
            for line in entry.lines:
                self.held[line.account].debits += line.debit
                self.held[line.account].credits += line.credit
            self.last = max(self.last or entry.on, entry.on)
            self.number, self.link = entry.number, entry.chain
            yield entry


def open_to_take(koppontren: Koppontren, *, with_memos: bool = True) -> TakenBook | None:
    """The book of a koppontren, ready to be read through once; None where there is none."""
    if not Book.objects.filter(pk=koppontren.pk).exists():
        return None
    days = Entry.objects.of(koppontren).aggregate(first=Min("on"))
    chart = Account.objects.of(koppontren).select_related("unit").order_by("code")
    return TakenBook(
        koppontren=koppontren,
        chart=[_account(account) for account in chart],
        first=days["first"] or date(2000, 1, 1),
        with_memos=with_memos,
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


def _entries(koppontren: Koppontren, *, with_memos: bool) -> Iterator[TakenEntry]:
    # Entries are asked first: lines that come in between belong to entries behind the last.
    entries = Entry.objects.of(koppontren).order_by("number").iterator(chunk_size=CHUNK)
    lines = Line.objects.of(koppontren).order_by("entry_number", "n")
    columns = lines.values_list("entry_number", "account_id", "debit", "credit")
    by_entry = groupby(columns.iterator(chunk_size=CHUNK), key=lambda line: line[0])
    undone = _undone(koppontren)
    names: dict[int, str] = {}
    zone = ZoneInfo(koppontren.time_zone)
    while chunk := [entry for entry, _ in zip(entries, range(CHUNK), strict=False)]:
        names |= names_of({entry.by_id for entry in chunk} - names.keys())
        memos = _memos(koppontren, chunk) if with_memos else {}
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
                chain=bytes(entry.chain).hex(),
                request_id=str(entry.request_id),
                memo=memos.get(number, ""),
                lines=tuple(TakenLine(*line[1:]) for line in own),
            )


def _undone(koppontren: Koppontren) -> dict[int, int]:
    undoing = Entry.objects.of(koppontren).filter(reverses__isnull=False)
    return {first: second for first, second in undoing.values_list("reverses", "number") if first}


def _memos(koppontren: Koppontren, chunk: list[Entry]) -> dict[int, str]:
    memos = Memo.objects.of(koppontren).filter(
        entry_number__gte=chunk[0].number, entry_number__lte=chunk[-1].number
    )
    return dict(memos.values_list("entry_number", "text"))
