"""What rooms above say: which accounts are theirs, and what was bought by an entry."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from klinik.tenancy.models import Koppontren

Taken = Callable[[Koppontren], Collection[int]]
_rooms: list[Taken] = []


def keep_apart(taken: Taken) -> None:
    """Let a room (savings) say which control accounts are its own; called once, as it starts."""
    _rooms.append(taken)


def taken_accounts(koppontren: Koppontren) -> set[int]:
    """The ids of the accounts that belong to rooms above."""
    return {account for room in _rooms for account in room(koppontren)}


class Told(NamedTuple):
    """What a room above says of an entry: in a few words, and where its own page is."""

    text: str
    url: str = ""


Teller = Callable[[Koppontren, Sequence[int]], Mapping[int, Told]]
_tellers: list[Teller] = []


def tell_of_entries(teller: Teller) -> None:
    """Let a room (sales) say what was bought by an entry; called once, as it starts.

    It gets the numbers of entries and answers for those that are its own.
    """
    _tellers.append(teller)


def told_of(koppontren: Koppontren, numbers: Sequence[int]) -> dict[int, Told]:
    """What rooms above say of these entries, by their numbers."""
    if not numbers:
        return {}
    return {n: said for teller in _tellers for n, said in teller(koppontren, numbers).items()}
