"""How the links of a chain are put in order: pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

# On one day the chain is read in this order.
KINDS = (
    *("asked", "opened", "heard", "recommended", "baseline"),
    *("activity", "reading", "closed", "story"),
)


class Link(NamedTuple):
    """One thing that happened on the way, or is set for a day to come."""

    kind: str
    on: date
    title: str
    note: str = ""
    url: str = ""
    is_done: bool = True


def in_order(links: Iterable[Link]) -> list[Link]:
    """By day, and on one day in the order of the road."""
    return sorted(links, key=lambda link: (link.on, KINDS.index(link.kind), link.title))


def goes_on(links: Iterable[Link]) -> bool:
    """Something of it lies ahead still, or its end was not reached."""
    found = list(links)
    return not any(link.kind in {"closed", "story"} for link in found) or any(
        not link.is_done for link in found
    )
