"""What other rooms show of a member. They stand above this app, so they say so themselves."""

from collections.abc import Callable
from typing import Any, NamedTuple

from klinik.finance.members.models import Member
from klinik.tenancy.roles import Right


class Panel(NamedTuple):
    """A part of the member's page: a template, and what it needs."""

    template: str
    context: dict[str, Any]


Room = Callable[[Member, frozenset[Right]], Panel]
_rooms: list[Room] = []


def show_on_member_page(room: Room) -> None:
    """Let a room (savings, financing, shop) show a panel; called once, when its app starts."""
    _rooms.append(room)


def panels_of(member: Member, rights: frozenset[Right]) -> list[Panel]:
    """What every room shows of this member to somebody with these rights."""
    return [room(member, rights) for room in _rooms]
