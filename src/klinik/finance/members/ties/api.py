"""Links to the own page for programs of the counter: the same commands as its page."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status

from klinik.finance.members.choices import Capacity
from klinik.finance.members.models import Member, MemberTie
from klinik.finance.members.ties.commands import end_tie, make_tie
from klinik.finance.members.ties.queries import ties_of
from klinik.people.access import read_as
from klinik.tenancy.api import Access, ApiRequest, InKoppontren, Key
from klinik.tenancy.roles import Right

Number = Annotated[str, Path(pattern="^A-[0-9]{4,12}$")]

router = Router(tags=["members"], auth=InKoppontren(needs=Right.MANAGE_MEMBERS))


class TieIn(Schema):
    """For whom: the member, or the guardian of a child."""

    capacity: Capacity


class TieOut(Schema):
    """A tie: for whom, until when its link waits, since when somebody sees the member by it.

    `link` stands here only while it waits; whoever opens it is tied.
    """

    number: UUID
    capacity: str
    called: str
    link: str
    expires_at: datetime
    tied_at: datetime | None
    ended_at: datetime | None


@router.get("/members/{number}/ties", response=list[TieOut])
def list_ties(
    request: ApiRequest, koppontren: Path[str], number: Number
) -> list[dict[str, object]]:
    """Every tie of a member, the newest first."""
    member = _member(request.auth, number)
    return [_told(tie) for tie in ties_of(member)]


@router.post("/members/{number}/ties", response={201: TieOut})
def post_tie(
    request: ApiRequest, koppontren: Path[str], number: Number, body: TieIn, request_id: Key
) -> Status[dict[str, object]]:
    """Make a link, once however often it is sent; one that waited for the same person ends."""
    member = _member(request.auth, number)
    tie = make_tie(member, capacity=body.capacity, request_id=request_id, by=request.auth.user)
    return Status(201, _told(tie))


@router.delete("/members/{number}/ties/{tie}", response=TieOut)
def delete_tie(
    request: ApiRequest, koppontren: Path[str], number: Number, tie: UUID
) -> dict[str, object]:
    """End a tie: its link opens nothing, and nobody sees the member by it; twice is once."""
    member = _member(request.auth, number)
    end_tie(get_object_or_404(ties_of(member), number=tie), by=request.auth.user)
    return _told(ties_of(member).get(number=tie))


def _member(access: Access, number: str) -> Member:
    read_as(access.user)
    members = Member.objects.of(access.koppontren).select_related("koppontren")
    return get_object_or_404(members, number=number)


def _told(tie: MemberTie) -> dict[str, object]:
    names = ("number", "capacity", "called", "expires_at", "tied_at", "ended_at")
    link = f"{settings.ORIGIN}{tie.get_absolute_url()}" if tie.is_open else ""
    return {name: getattr(tie, name) for name in names} | {"link": link}
