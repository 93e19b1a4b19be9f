"""A bank's table, row by row: mutations, rows that are none, and rows that cannot be read."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.imports.rules import BadCell, Row, cells_of, plain
from klinik.finance.ledger.bank.rules.amounts import SEN, direction, written
from klinik.finance.ledger.bank.rules.days import Period, day_of, is_day

LONGEST_TEXT = 300
# How rows begin that are no mutations; the first also with a day and an amount beside them.
BALANCES = re.compile(r"(?:saldo (?:awal|akhir)|(?:opening|closing|beginning|ending) balance)\b")
SUMS = re.compile(
    r"(?:total|sub ?total|jumlah|mutasi (?:debet|debit|kredit)|grand total"
    r"|halaman|page|dicetak|printed|periode|period)\b"
)


class Mutation(NamedTuple):
    """What a bank says moved: rupiah above zero came in, below zero went out."""

    row: int
    on: date
    text: str
    amount: int
    balance: int | None


class Bad(NamedTuple):
    """A row that cannot be saved, and why."""

    row: int
    why: str | Promise


class Read(NamedTuple):
    """A table as it was understood."""

    mutations: list[Mutation]
    bad: list[Bad]
    left_out: list[int]


def read_rows(
    rows: Iterable[Row], mapping: Mapping[str, int], *, headings: int, period: Period
) -> Read:
    """Read every row by the columns of `mapping`, and put the mutations in the bank's order."""
    read = Read([], [], [])
    for row in rows:
        try:
            cells = cells_of(row, mapping, headings=headings)
            mutation = _mutation(row.number, cells, period)
        except BadCell as refusal:
            read.bad.append(Bad(row.number, refusal.message))
            continue
        if mutation is not None:
            read.mutations.append(mutation)
        elif not _goes_on(read, row, cells):
            read.left_out.append(row.number)
    return read._replace(mutations=in_order(read.mutations))


def in_order(mutations: Sequence[Mutation]) -> list[Mutation]:
    """The earliest first: some banks write the latest on top, also within a day.

    Days say which way a table runs; where all are of one day, the balances do.
    """
    days = [mutation.on for mutation in mutations]
    falls = sum(a > b for a, b in itertools.pairwise(days))
    rises = sum(a < b for a, b in itertools.pairwise(days))
    if falls == rises:
        upside_down = list(reversed(mutations))
        turned = len(gaps(upside_down)) < len(gaps(mutations))
    else:
        turned = falls > rises
    ordered = reversed(mutations) if turned else mutations
    return sorted(ordered, key=lambda mutation: mutation.on)


def gaps(mutations: Sequence[Mutation]) -> list[Mutation]:
    """The mutations whose balance does not follow from the one before: something is missing."""
    pairs = itertools.pairwise(mutations)
    return [
        after
        for before, after in pairs
        if before.balance is not None
        and after.balance is not None
        and before.balance + after.amount != after.balance
    ]


def _mutation(row: int, cells: Mapping[str, str], period: Period) -> Mutation | None:
    """One row; None where it is a sum, a title or empty. Raises BadCell."""
    on, text = cells["on"], cells.get("text", "")
    if BALANCES.match(plain(text)) or _is_sum(on):
        return None
    if not _has_amounts(cells) and not is_day(on, period=period):
        return None
    if not on:
        if _is_sum(text):
            return None
        raise BadCell(_("The date is missing."))
    day = day_of(on, period=period)
    sen = _amount(cells)
    balance = _balance(cells)
    amount = _in_rupiah(sen, balance)
    if amount == 0:
        return None  # less than a rupiah: the balance of whole rupiah does not change
    return Mutation(
        row, day, text[:LONGEST_TEXT], amount, None if balance is None else balance // SEN
    )


def _in_rupiah(sen: int, balance: int | None) -> int:
    """Whole rupiah by which the balance in whole rupiah changes; exact over any number of rows.

    A bank adds profit shares to the sen, a book knows none. With the balance of the row, each row
    says by how many whole rupiah the account grew, so that nothing is lost and nothing drifts.
    """
    if sen % SEN == 0:
        return sen // SEN
    if balance is None:
        raise BadCell(
            _("This amount has sen. Choose the column of the balance too, or round it in the file.")
        )
    return balance // SEN - (balance - sen) // SEN


def _amount(cells: Mapping[str, str]) -> int:
    """Sen above zero for what came in, below for what went out. Raises BadCell."""
    out, into = written(cells.get("debit", "")), written(cells.get("credit", ""))
    if out is not None and into is not None and out.sen and into.sen:
        raise BadCell(_("This row has both a debit and a credit."))
    if into is not None and into.sen:
        return -into.sen if into.direction < 0 else into.sen
    if out is not None and out.sen:
        return -out.sen  # a debit leaves us, whether the bank writes a minus before it or not
    one = written(cells.get("amount", ""))
    if one is None or not one.sen:
        raise BadCell(_("This row has no amount."))
    said = {way for way in (one.direction, direction(cells.get("flag", ""))) if way}
    if len(said) > 1 and direction(cells["flag"]) > 0:
        raise BadCell(_("The amount is below zero, and the row says credit."))
    return one.sen * min(said, default=1)


def _balance(cells: Mapping[str, str]) -> int | None:
    found = written(cells.get("balance", ""))
    if found is None:
        return None
    return -found.sen if found.direction < 0 else found.sen


def _has_amounts(cells: Mapping[str, str]) -> bool:
    return any(cells.get(name, "").strip(" -0.,'") for name in ("debit", "credit", "amount"))


def _is_sum(text: str) -> bool:
    words = plain(text)
    return bool(SUMS.match(words) or BALANCES.match(words))


def _goes_on(read: Read, row: Row, cells: Mapping[str, str]) -> bool:
    """A row with nothing but a description belongs to the mutation above it."""
    text = cells.get("text", "")
    if not text or _is_sum(text) or sum(map(bool, row.cells)) != 1 or not read.mutations:
        return False
    last = read.mutations[-1]
    if read.bad and read.bad[-1].row > last.row:
        return True  # of a row that was not saved
    if row.number == last.row + 1:
        longer = f"{last.text} {text}".strip()[:LONGEST_TEXT]
        read.mutations[-1] = last._replace(text=longer)
        return True
    return False
