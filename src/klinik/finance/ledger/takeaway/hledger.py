"""The book as a journal of hledger, which other plain-text programs read too."""

from collections.abc import Iterator

from klinik.finance.ledger.takeaway.queries import TakenBook, TakenEntry
from klinik.finance.ledger.takeaway.rules import (
    CURRENCY,
    TakenAccount,
    hledger_names,
    hledger_text,
    holding,
)
from klinik.finance.ledger.words import kind_in_words

TYPES = {
    "asset": "A",
    "liability": "L",
    "syirkah": "L",
    "equity": "E",
    "income": "R",
    "expense": "X",
}


def hledger(book: TakenBook) -> Iterator[str]:
    """Line by line: accounts, entries, and at the end what every account must hold."""
    names = hledger_names(book.chart)
    yield f"; {hledger_text(book.koppontren.name)}"
    yield f"commodity 1000. {CURRENCY}"
    for account in book.chart:
        yield from _account(account, names[account.pk])
    for entry in book.entries():
        yield from _entry(entry, names)
    yield ""
    yield f"; Head of the chain: {book.koppontren.slug}:{book.number}:{book.link}"
    if book.last is not None:
        yield f"{book.last} * What every account must hold"
        for account, net in holding(book.chart, book.held):
            yield f"    {names[account.pk]}  0 {CURRENCY} = {net} {CURRENCY}"


def _account(account: TakenAccount, name: str) -> Iterator[str]:
    kind = "C" if account.is_cash else TYPES[account.kind]
    yield f"account {name}"
    yield f"    ; type:{kind}"
    yield f"    ; code:{hledger_text(account.code)}, unit:{hledger_text(account.unit)}"
    yield f"    ; name:{hledger_text(account.name)}"
    told = [
        word
        for word, is_so in (
            ("contra:", account.is_contra),
            ("between-units:", account.is_between),
            ("closed:", account.closed),
        )
        if is_so
    ]
    if told:
        yield f"    ; {', '.join(told)}"


def _entry(entry: TakenEntry, names: dict[int, str]) -> Iterator[str]:
    words = [hledger_text(kind_in_words(entry.kind)), hledger_text(entry.memo)]
    yield ""
    yield f"{entry.on} * ({entry.number}) {' · '.join(filter(None, words))}"
    yield f"    ; kind:{entry.kind}, by:{hledger_text(entry.by)}"
    if entry.value_on:
        yield f"    ; value-on:{entry.value_on}"
    if entry.reverses:
        yield f"    ; reverses:{entry.reverses}"
    if entry.corrects:
        yield f"    ; corrects:{entry.corrects}"
    if entry.undone_by:
        yield f"    ; undone-by:{entry.undone_by}"
    yield f"    ; at:{entry.at:%Y-%m-%dT%H.%M.%S%z}, chain:{entry.chain}"
    for line in entry.lines:
        yield f"    {names[line.account]}  {line.debit - line.credit} {CURRENCY}"
