"""The book for Beancount; `bean-check` and `bean-query` read it."""

from collections.abc import Iterator
from datetime import timedelta

from klinik.finance.ledger.takeaway.queries import TakenBook, TakenEntry
from klinik.finance.ledger.takeaway.rules import (
    CURRENCY,
    TakenAccount,
    beancount_names,
    holding,
    one_line,
    quoted,
)
from klinik.finance.ledger.words import kind_in_words


def beancount(book: TakenBook) -> Iterator[str]:
    """Line by line: options, accounts, entries, and at the end what every account must hold."""
    names = beancount_names(book.chart)
    yield f'option "title" {quoted(book.koppontren.name)}'
    yield f'option "operating_currency" "{CURRENCY}"'
    yield ""
    yield f"{book.first} commodity {CURRENCY}"
    for account in book.chart:
        yield from _account(account, names[account.pk], book)
    for entry in book.entries():
        yield from _entry(entry, names)
    yield ""
    yield f"; Head of the chain: {book.koppontren.slug}:{book.number}:{book.link}"
    if book.last is not None:
        morning = book.last + timedelta(days=1)  # a balance is held at the beginning of its day
        for account, net in holding(book.chart, book.held):
            yield f"{morning} balance {names[account.pk]} {net} {CURRENCY}"


def _account(account: TakenAccount, name: str, book: TakenBook) -> Iterator[str]:
    yield f"{book.first} open {name} {CURRENCY}"
    yield f"  code: {quoted(account.code)}"
    yield f"  name: {quoted(account.name)}"
    yield f"  kind: {quoted(account.kind)}"
    yield f"  unit: {quoted(account.unit)}"
    for word, is_so in (
        ("contra", account.is_contra),
        ("between-units", account.is_between),
        ("closed", account.closed),
    ):
        if is_so:
            yield f"  {word}: TRUE"


def _entry(entry: TakenEntry, names: dict[int, str]) -> Iterator[str]:
    undone = entry.reverses or (entry.number if entry.undone_by else None)
    link = f" ^undone-{undone}" if undone else ""
    narration = " · ".join(filter(None, [kind_in_words(entry.kind), one_line(entry.memo)]))
    yield ""
    yield f"{entry.on} * {quoted(narration)}{link}"
    yield f"  number: {entry.number}"
    yield f"  kind: {quoted(entry.kind)}"
    if entry.value_on:
        yield f"  value-on: {entry.value_on}"
    if entry.reverses:
        yield f"  reverses: {entry.reverses}"
    if entry.corrects:
        yield f"  corrects: {entry.corrects}"
    if entry.undone_by:
        yield f"  undone-by: {entry.undone_by}"
    yield f"  at: {quoted(entry.at.isoformat())}"
    yield f"  by: {quoted(entry.by)}"
    yield f"  chain: {quoted(entry.chain)}"
    for line in entry.lines:
        yield f"  {names[line.account]}  {line.debit - line.credit} {CURRENCY}"
