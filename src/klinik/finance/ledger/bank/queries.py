"""Questions about a bank account: its mutations, the lines without one, where both stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, cast

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from klinik.finance.ledger.bank.models import (
    BankAccount,
    BankFile,
    BankHabit,
    BankLayout,
    BankMatch,
    BankMatchedLine,
    BankMutation,
    Reconciliation,
)
from klinik.finance.ledger.bank.rules.habits import best
from klinik.finance.ledger.bank.rules.matching import (
    FAR,
    NEAR,
    Candidate,
    Item,
    candidates,
    sure_pairs,
)
from klinik.finance.ledger.models import Account, Decision, Entry, Line, Memo
from klinik.finance.ledger.queries import balance_on
from klinik.tenancy.models import Koppontren

MOST_NEAR = 30  # lines to choose from by hand
DRAFTED = Q(match=None, draft__decision=Decision.WAITING)  # booked, and waits for a second person
FREE = Q(match=None) & ~Q(draft__decision=Decision.WAITING)


def bank_accounts(koppontren: Koppontren) -> QuerySet[BankAccount]:
    """The accounts kept at banks, with how many mutations of each wait for whom."""
    accounts = BankAccount.objects.of(koppontren).select_related("account__unit", "koppontren")
    unmatched = Q(mutations__match=None)
    drafted = unmatched & Q(mutations__draft__decision=Decision.WAITING)
    return accounts.annotate(
        told=Count("mutations"),
        drafted=Count("mutations", filter=drafted),
        waiting=Count("mutations", filter=unmatched) - F("drafted"),
    ).order_by("account__code")


def not_yet_banks(koppontren: Koppontren) -> list[Account]:
    """Places of cash that nobody said are kept at a bank."""
    places = Account.objects.of(koppontren).filter(is_cash=True, closed=False, is_control=False)
    return list(places.filter(bank=None).select_related("unit").order_by("code"))


def remembered(bank: BankAccount, fingerprint: str) -> dict[str, int]:
    """How the columns of the same headings were chosen before; banks are known by their name."""
    layouts = BankLayout.objects.of(bank.koppontren)
    found = layouts.filter(bank=bank.bank.casefold(), fingerprint=fingerprint)
    return found.values_list("mapping", flat=True).first() or {}


def known_between(bank: BankAccount, first: date, last: date) -> list[BankMutation]:
    """The mutations that are there already for these days."""
    return list(BankMutation.objects.of(bank.koppontren).filter(bank=bank, on__range=(first, last)))


def files_of(bank: BankAccount) -> QuerySet[BankFile]:
    """The files that were saved, the latest first, without their rows."""
    files = BankFile.objects.of(bank.koppontren).filter(bank=bank).exclude(saved_at=None)
    return files.select_related("by").defer("rows", "bad")


def mutations_of(bank: BankAccount) -> QuerySet[BankMutation]:
    """Every mutation of this account."""
    rows = BankMutation.objects.of(bank.koppontren).filter(bank=bank)
    return rows.select_related("koppontren", "bank__account", "draft")


def unmatched(bank: BankAccount) -> QuerySet[BankMutation]:
    """The mutations that wait to be matched or booked."""
    return mutations_of(bank).filter(FREE)


def lines_of(bank: BankAccount) -> QuerySet[Line]:
    """The lines of this account in the book, with `amount`: above zero came in."""
    lines = Line.objects.of(bank.koppontren).filter(account=bank.account_id)
    return lines.annotate(amount=F("debit") - F("credit")).order_by("on", "entry_number", "n")


def matched_lines(bank: BankAccount) -> QuerySet[BankMatchedLine]:
    """The match of a line of the outer query, if it has one."""
    rows = BankMatchedLine.objects.of(bank.koppontren)
    return rows.filter(entry_number=OuterRef("entry_number"), n=OuterRef("n"))


def open_lines(bank: BankAccount, first: date, last: date) -> list[Line]:
    """The lines that mutations of these days may be: within a month of them, not yet matched.

    What was undone is left out together with what undid it, whenever that was.
    """
    if bank.since is None:
        return []
    around = timedelta(days=FAR)
    days = (max(first, bank.since) - around, last + around)
    lines = lines_of(bank).filter(~Exists(matched_lines(bank)))
    there = list(lines.filter(on__range=days))
    numbers = {line.entry_number for line in there}
    undoing = Entry.objects.of(bank.koppontren).filter(reverses__isnull=False)
    pairs = undoing.filter(Q(number__in=numbers) | Q(reverses__in=numbers))
    both = list(pairs.values_list("number", "reverses"))
    partners = {number for pair in both for number in pair if number} - numbers
    if partners:
        numbers |= set(
            lines.filter(entry_number__in=partners).values_list("entry_number", flat=True)
        )
    gone = {number for pair in both if set(pair) <= numbers for number in pair}
    return [line for line in there if line.entry_number not in gone]


def without_undone(koppontren: Koppontren, lines: QuerySet[Line]) -> QuerySet[Line]:
    """These lines but for pairs of an entry and the one that undid it, which move nothing."""
    numbers = lines.order_by().values("entry_number")
    undoing = Entry.objects.of(koppontren).filter(number__in=numbers, reverses__in=numbers)
    undoing = undoing.order_by()
    return lines.exclude(entry_number__in=undoing.values("number")).exclude(
        entry_number__in=undoing.values("reverses")
    )


def items_of_lines(koppontren: Koppontren, lines: Sequence[Line]) -> list[Item]:
    """Lines as what can be matched, with the notes of their entries."""
    notes = memos_of(koppontren, lines)
    return [
        Item(
            (line.entry_number, line.n),
            line.on,
            line.debit - line.credit,
            notes.get(line.entry_number, ""),
        )
        for line in lines
    ]


def items_of_mutations(mutations: Iterable[BankMutation]) -> list[Item]:
    """Mutations as what can be matched."""
    return [Item(row.pk, row.on, row.amount, row.text) for row in mutations]


def habits_of(koppontren: Koppontren, *, is_in: bool) -> dict[str, str]:
    """The codes of the accounts that texts were booked on, the latest words first."""
    habits = BankHabit.objects.of(koppontren).filter(is_in=is_in).order_by("-used_at")[:1000]
    return dict(habits.values_list("words", "account__code"))


def reconciled(bank: BankAccount) -> Reconciliation | None:
    """The latest day through which bank and book were found to agree, if there is one."""
    rows = Reconciliation.objects.of(bank.koppontren).filter(bank=bank, back_at=None)
    return rows.select_related("by").order_by("-through").first()


def memos_of(koppontren: Koppontren, lines: Iterable[Line]) -> dict[int, str]:
    """The notes of the entries of these lines, by number."""
    numbers = {line.entry_number for line in lines}
    memos = Memo.objects.of(koppontren).filter(entry_number__in=numbers)
    return dict(memos.values_list("entry_number", "text"))


@dataclass(frozen=True)
class Proposals:
    """Pairs that need no thinking, as (mutation, line, note), and the mutations that do.

    Those that are booked and wait for a second person stand apart.
    """

    pairs: list[tuple[BankMutation, Line, str]]
    rest: list[BankMutation]
    drafted: list[BankMutation]


def proposals(bank: BankAccount) -> Proposals:
    """What can be matched at once, and what is left."""
    waiting = list(mutations_of(bank).filter(match=None).order_by("on", "id"))
    drafted = [row for row in waiting if row.is_drafted]
    rows = {row.pk: row for row in waiting if not row.is_drafted}
    if not rows:
        return Proposals([], [], drafted)
    lines = {(line.entry_number, line.n): line for line in _open_near(bank, rows.values())}
    items = items_of_lines(bank.koppontren, list(lines.values()))
    pairs = []
    for pair in sure_pairs(items_of_mutations(rows.values()), items):
        mutation = rows.pop(_pk(pair.mutation))
        pairs.append((mutation, lines[_place(pair.line)], pair.line.text))
    return Proposals(pairs, list(rows.values()), drafted)


def _open_near(bank: BankAccount, mutations: Iterable[BankMutation]) -> list[Line]:
    days = [mutation.on for mutation in mutations]
    return open_lines(bank, min(days), max(days))


def proposed_categories(
    koppontren: Koppontren, mutations: Sequence[BankMutation]
) -> dict[int, str]:
    """The code of the account that texts like theirs were booked on, by id."""
    known = {is_in: habits_of(koppontren, is_in=is_in) for is_in in (True, False)}
    found = {row.pk: best(row.text, known[row.is_in]) for row in mutations}
    return {pk: code for pk, code in found.items() if code}


def look_for(mutation: BankMutation) -> dict[str, Any]:
    """What a mutation may be: candidates, how well they fit, and open lines of its direction."""
    bank = mutation.bank
    around = timedelta(days=FAR + NEAR)
    days = (mutation.on - around, mutation.on + around)
    rows = {row.pk: row for row in unmatched(bank).filter(on__range=days)}
    lines = {(line.entry_number, line.n): line for line in _open_near(bank, [mutation])}
    items = items_of_lines(bank.koppontren, list(lines.values()))
    notes = {_place(item): item.text for item in items}
    (mine,) = items_of_mutations([mutation])
    others = [item for item in items_of_mutations(rows.values()) if item.key != mutation.pk]
    found = candidates(mine, others, items)
    near = [item for item in items if abs((item.on - mine.on).days) <= FAR]
    near = [item for item in near if (item.amount > 0) == mutation.is_in]
    near.sort(key=lambda item: abs((item.on - mine.on).days))
    return {
        "candidates": [_for_page(one, rows, lines, notes) for one in found],
        "near": [(lines[_place(item)], abs(item.amount), item.text) for item in near[:MOST_NEAR]],
    }


def _for_page(
    one: Candidate,
    rows: Mapping[int, BankMutation],
    lines: Mapping[tuple[int, int], Line],
    notes: Mapping[tuple[int, int], str],
) -> dict[str, Any]:
    others, places = [_pk(item) for item in one.mutations[1:]], [_place(i) for i in one.lines]
    return {
        "fit": one.fit,
        "others": [rows[pk] for pk in others],
        "lines": [
            (lines[place], abs(lines[place].debit - lines[place].credit), notes[place])
            for place in places
        ],
        "group": f"{','.join(map(str, others))}|{','.join(f'{e}.{n}' for e, n in places)}",
    }


def together_with(mutation: BankMutation) -> dict[str, Any]:
    """What a matched mutation is matched with: lines with notes, and other mutations."""
    bank = mutation.bank
    of_match = matched_lines(bank).filter(match=mutation.match_id)
    lines = list(lines_of(bank).filter(Exists(of_match)))
    notes = memos_of(bank.koppontren, lines)
    rows = mutations_of(bank).filter(match=mutation.match_id).exclude(pk=mutation.pk)
    return {
        "lines": [
            (line, abs(line.debit - line.credit), notes.get(line.entry_number)) for line in lines
        ],
        "others": list(rows),
        "done": reconciled(bank),
    }


def _pk(item: Item) -> int:
    return cast(int, item.key)


def _place(item: Item) -> tuple[int, int]:
    return cast(tuple[int, int], item.key)


class Alone(NamedTuple):
    """How many rows there are, and what they add up to in rupiah."""

    number: int
    amount: int


@dataclass(frozen=True)
class Position:
    """Bank and book at the end of a day, in rupiah, and all that explains the difference.

    The rows themselves are read by whoever shows them; their number and sum are known.
    """

    on: date
    by_bank: int | None
    by_book: int
    at_start: int
    missing: int
    not_in_book: QuerySet[BankMutation]
    not_at_bank: QuerySet[Line]
    bank_alone: Alone  # what the bank moved and the book did not
    book_alone: Alone  # what the book moved and the bank did not

    @property
    def sum_not_in_book(self) -> int:
        """What the bank moved and the book did not."""
        return self.bank_alone.amount

    @property
    def sum_not_at_bank(self) -> int:
        """What the book moved and the bank did not."""
        return self.book_alone.amount

    @property
    def difference(self) -> int:
        """By how much the bank says more than the book."""
        return (self.by_bank or 0) - self.by_book

    @property
    def is_explained(self) -> bool:
        """Whether all but what is on its way to the bank is in both."""
        return self.by_bank is not None and not (
            self.at_start or self.missing or self.bank_alone.number
        )


def position(bank: BankAccount, on: date) -> Position:
    """Where bank and book stand at the end of `on`; the difference is explained to the rupiah.

    difference = at_start + sum_not_in_book - sum_not_at_bank + missing, always: what was matched is
    the same sum on both sides. `missing` is what the bank's own balances say that its rows do not.
    """
    late = _matches_after(bank, on)
    rows = mutations_of(bank).filter(on__lte=on)
    moved = rows.aggregate(moved=Sum("amount"))["moved"] or 0
    not_in_book = rows.filter(Q(match=None) | Q(match__in=late)).order_by("on", "id")
    bank_alone = _added(not_in_book, Sum("amount"))
    settled = Exists(matched_lines(bank).exclude(match__in=late))
    by_book = balance_on(bank.account, on)
    if bank.since is None or bank.opening is None:
        none = Line.objects.none()
        return Position(on, None, by_book, 0, 0, not_in_book, none, bank_alone, Alone(0, 0))
    lines = lines_of(bank).filter(on__range=(bank.since, on)).exclude(settled)
    not_at_bank = without_undone(bank.koppontren, lines.select_related("entry"))
    earlier = lines_of(bank).filter(settled, on__lt=bank.since)
    before = earlier.aggregate(d=Sum("debit"), c=Sum("credit"))
    booked_before = balance_on(bank.account, bank.since - timedelta(days=1))
    at_start = bank.opening - booked_before + (before["d"] or 0) - (before["c"] or 0)
    by_rows = bank.opening + moved
    stated = stated_on(bank, on)
    by_bank = by_rows if stated is None else stated
    return Position(
        on,
        by_bank,
        by_book,
        at_start,
        missing=by_bank - by_rows,
        not_in_book=not_in_book,
        not_at_bank=not_at_bank,
        bank_alone=bank_alone,
        book_alone=_added(not_at_bank, Sum("debit") - Sum("credit")),
    )


def _added(rows: QuerySet[Any], amount: Any) -> Alone:
    found = rows.order_by().aggregate(number=Count("pk"), moved=amount)
    return Alone(found["number"], found["moved"] or 0)


def stated_on(bank: BankAccount, on: date) -> int | None:
    """The bank's own balance at the end of `on`; None where its files have no balances."""
    rows = mutations_of(bank).filter(on__lte=on).order_by("-on", "-id")
    stated = rows.exclude(balance=None).values("pk", "on", "balance").first()
    if stated is None:
        return None
    later = Q(on__gt=stated["on"]) | Q(on=stated["on"], pk__gt=stated["pk"])
    since = rows.order_by().filter(later).aggregate(moved=Sum("amount"))["moved"] or 0
    return int(stated["balance"] or 0) + since


def _matches_after(bank: BankAccount, on: date) -> QuerySet[BankMatch, Any]:
    """The matches of which something lies after `on`: by then they were not one yet."""
    rows = BankMutation.objects.of(bank.koppontren).filter(bank=bank, on__gt=on)
    later = Line.objects.of(bank.koppontren).filter(
        account=bank.account_id,
        on__gt=on,
        entry_number=OuterRef("entry_number"),
        n=OuterRef("n"),
    )
    lines = BankMatchedLine.objects.of(bank.koppontren).filter(Exists(later), match__bank=bank)
    found = BankMatch.objects.of(bank.koppontren).filter(
        Q(pk__in=rows.exclude(match=None).values("match")) | Q(pk__in=lines.values("match")),
        bank=bank,
    )
    return found.values("pk")
