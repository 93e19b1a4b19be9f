"""What was looked at before a period is closed, and how rooms above the ledger look as well."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from django.urls import reverse

from klinik.finance.ledger.models import Account
from klinik.tenancy.models import Koppontren


class Place(NamedTuple):
    """A page on which something is to be looked at, and how much of it: rupiah, or words."""

    name: str
    url: str
    amount: int | None = None
    said: str = ""

    @classmethod
    def of(cls, koppontren: Koppontren, account: Account, amount: int) -> Self:
        """The page of an account, with `amount` rupiah."""
        url = reverse("ledger:account", args=[koppontren.slug, account.code])
        return cls(str(account), url, amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: what was found, and the places that it is about."""

    is_well: bool
    title: str
    text: str
    places: Sequence[Place] = field(default_factory=list)


Look = Callable[[Koppontren, date, date], list[Check]]
_looks: list[Look] = []


def look_before_closing(look: Look) -> None:
    """Let a room (bank, shop) look at the days from the first through the last before they close.

    Called once, when its app starts. What it finds forbids nothing.
    """
    _looks.append(look)


def seen_by_rooms(koppontren: Koppontren, *, first: date, last: date) -> list[Check]:
    """What every room found in these days."""
    return [check for look in _looks for check in look(koppontren, first, last)]
