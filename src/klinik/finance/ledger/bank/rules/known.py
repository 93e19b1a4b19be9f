"""Mutations that are there already: the same file twice, periods that overlap."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from klinik.core.imports.rules import plain


class Moved(Protocol):
    """What tells one mutation of an account from another."""

    @property
    def on(self) -> date:
        """The day."""
        ...

    @property
    def text(self) -> str:
        """What it says."""
        ...

    @property
    def amount(self) -> int:
        """Rupiah; below zero went out."""
        ...

    @property
    def balance(self) -> int | None:
        """What the account held after it, where that is said."""
        ...


Balances = Counter[int | None]  # how many alike hold each balance after them
New = TypeVar("New", bound=Moved)


def new_among(rows: Sequence[New], known: Iterable[Moved]) -> list[New]:
    """The rows that are not there yet, in their order.

    Of one day, text and amount there may be several, which are all real: as many are known as are
    there, the others are new. Balances tell them apart; a row without one may be any of them.
    """
    there: defaultdict[Hashable, Balances] = defaultdict(Counter)
    for one in known:
        there[_alike(one)][one.balance] += 1
    found = [row for row in rows if not _take(there[_alike(row)], row.balance)]
    return [row for row in found if not _take_any(there[_alike(row)], row.balance)]


def _alike(one: Moved) -> Hashable:
    return one.on, plain(one.text), one.amount


def _take(balances: Balances, balance: int | None) -> bool:
    if balance not in balances:
        return False
    balances[balance] -= 1
    if not balances[balance]:
        del balances[balance]
    return True


def _take_any(balances: Balances, balance: int | None) -> bool:
    """One of the two says no balance."""
    if balance is None and balances:
        return _take(balances, next(reversed(balances)))
    return _take(balances, None)
