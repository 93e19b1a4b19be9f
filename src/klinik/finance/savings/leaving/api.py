"""Coming and going for programs: the same commands as the pages."""

from datetime import date
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Field, Path, Router, Schema, Status

from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.api import WaitingEntry, draft_out
from klinik.finance.ledger.models import Draft
from klinik.finance.members.api import KEEPERS, MemberIn, MemberWithFacts, Name, Number, told
from klinik.finance.members.models import Member
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.leaving.models import Departure
from klinik.finance.savings.limits.commands import submit_admission, submit_leaving
from klinik.tenancy.api import Access, ApiRequest, Key

router = Router(tags=["members"], auth=KEEPERS)


class Admission(MemberIn):
    """A new member, who pays principal savings in cash now, or later as a candidate."""

    pays_later: bool = False


class Death(Schema):
    """The day on which a member died."""

    died_on: date


class Leaving(Schema):
    """`shown` is what the member holds, in rupiah: all of it is paid out. Of the dead, the heir."""

    shown: Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
    heir: Name = ""
    heir_document: Name = ""


class DepartureOut(Schema):
    """What was paid out, and by which entry."""

    left_on: date
    paid: int
    entry_number: int | None
    is_death: bool
    heir: str


@router.post("/admissions", response={201: MemberWithFacts})
def post_member(
    request: ApiRequest, koppontren: Path[str], body: Admission, request_id: Key
) -> Status[dict[str, Any]]:
    """Admit a member, once however often it is sent.

    Whose principal savings are above what this teller takes alone is a candidate until a second
    person approved them.
    """
    member, _waits = submit_admission(
        request.auth.koppontren,
        name=body.name,
        phone=body.phone,
        facts=body.facts(),
        pays_later=body.pays_later,
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, told(_find(request.auth, member.number)))


@router.post("/members/{number}/death", response=MemberWithFacts)
def post_death(
    request: ApiRequest, koppontren: Path[str], number: Number, body: Death
) -> dict[str, Any]:
    """A member has died: nothing is paid in any more."""
    record_death(_find(request.auth, number), died_on=body.died_on, by=request.auth.user)
    return told(_find(request.auth, number))


@router.post("/members/{number}/leaving", response={201: DepartureOut, 202: WaitingEntry})
def post_leaving(
    request: ApiRequest, koppontren: Path[str], number: Number, body: Leaving, request_id: Key
) -> Status[Departure] | Status[dict[str, Any]]:
    """Pay out everything a member holds in one entry, and end the membership."""
    member = _find(request.auth, number)
    departure = submit_leaving(
        member, **body.model_dump(), request_id=request_id, by=request.auth.user
    )
    if isinstance(departure, Draft):
        return Status(202, draft_out(departure))
    return Status(201, departure)


def _find(access: Access, number: str) -> Member:
    members = Member.objects.of(access.koppontren).select_related("koppontren")
    return get_object_or_404(members, number=number)
