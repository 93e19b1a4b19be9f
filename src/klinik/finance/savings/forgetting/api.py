"""Forgetting a member who left, by two people, for programs: the same commands as the page."""

from datetime import date, datetime

from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status

from klinik.finance.members.api import Number
from klinik.finance.members.models import Member
from klinik.finance.savings.forgetting.commands import ask_to_forget, forget_member, keep_member
from klinik.finance.savings.forgetting.queries import forgettable, forgetting_of
from klinik.tenancy.api import Access, ApiRequest, InKoppontren
from klinik.tenancy.roles import Right

DECIDERS = InKoppontren(needs=Right.APPROVE)

router = Router(tags=["members"], auth=InKoppontren(needs=Right.READ_MEMBERS))


class Obstacle(Schema):
    """Why not today: `code` for programs, `message` for people."""

    code: str
    message: str


class ForgettingOut(Schema):
    """Until when the books need a member, what stands in the way today, and who asked and did it.

    Without `asked_at` nobody asks; with `done_at` the personal data are gone.
    """

    number: str
    until: date | None
    source: str
    obstacles: list[Obstacle]
    asked_by: str | None
    asked_at: datetime | None
    confirmed_by: str | None
    done_at: datetime | None


@router.get("/members/{number}/forgetting", response=ForgettingOut)
def get_forgetting(request: ApiRequest, koppontren: Path[str], number: Number) -> dict[str, object]:
    """Whether a member may be forgotten, and whether somebody asks for it."""
    return _told(_find(request.auth, number))


@router.post("/members/{number}/forgetting", response={201: ForgettingOut}, auth=DECIDERS)
def post_forgetting(
    request: ApiRequest, koppontren: Path[str], number: Number
) -> Status[dict[str, object]]:
    """Ask that the person be forgotten: somebody else confirms it. Twice is once."""
    member = _find(request.auth, number)
    ask_to_forget(member, by=request.auth.user)
    return Status(201, _told(member))


@router.post("/members/{number}/forgetting/confirmation", response=ForgettingOut, auth=DECIDERS)
def confirm_forgetting(
    request: ApiRequest, koppontren: Path[str], number: Number
) -> dict[str, object]:
    """Forget the person, as somebody besides who asked; it cannot be brought back."""
    forget_member(_find(request.auth, number), by=request.auth.user)
    return _told(_find(request.auth, number))


@router.delete("/members/{number}/forgetting", response=ForgettingOut, auth=DECIDERS)
def drop_forgetting(
    request: ApiRequest, koppontren: Path[str], number: Number
) -> dict[str, object]:
    """Say no, or take back that one asked: nothing is forgotten."""
    member = _find(request.auth, number)
    keep_member(member, by=request.auth.user)
    return _told(member)


def _find(access: Access, number: str) -> Member:
    members = Member.objects.of(access.koppontren).select_related("koppontren")
    return get_object_or_404(members, number=number)


def _told(member: Member) -> dict[str, object]:
    found, asked = forgettable(member), forgetting_of(member)
    confirmed = asked.confirmed_by if asked else None
    return {
        "number": member.number,
        "until": found.until,
        "source": found.term.source if found.term else "",
        "obstacles": [{"code": one.code, "message": str(one.message)} for one in found.obstacles],
        "asked_by": asked.asked_by.name if asked else None,
        "asked_at": asked.asked_at if asked else None,
        "confirmed_by": confirmed.name if confirmed else None,
        "done_at": asked.done_at if asked else None,
    }
