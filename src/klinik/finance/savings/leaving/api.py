"""Coming and going for programs: the same commands as the pages."""

from datetime import date
from typing import Annotated, Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Path, Router, Schema, Status
from ninja.files import UploadedFile

from klinik.core.files import clean_upload
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.api import WaitingEntry, draft_out
from klinik.finance.ledger.models import Draft
from klinik.finance.members.api import (
    KEEPERS,
    READERS,
    MemberIn,
    MemberWithFacts,
    Name,
    Number,
    told,
)
from klinik.finance.members.models import Member
from klinik.finance.savings.leaving.answers import heir_paper_file
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.leaving.models import Departure
from klinik.finance.savings.leaving.queries import departure_of
from klinik.finance.savings.limits.commands import submit_admission, submit_leaving
from klinik.tenancy.api import Access, ApiRequest, Key

Shown = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]
SCAN: dict[str, Any] = {
    "responses": {
        200: {
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("application/pdf", "image/jpeg")
            }
        }
    }
}

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
    """What was paid out, by which entry, and whether a paper of the heir is kept."""

    left_on: date
    paid: int
    entry_number: int | None
    is_death: bool
    heir: str
    has_paper: bool


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
) -> Status[dict[str, Any]]:
    """Pay out everything a member holds in one entry, and end the membership."""
    member = _find(request.auth, number)
    left = submit_leaving(member, **body.model_dump(), request_id=request_id, by=request.auth.user)
    return _left(left)


@router.post(
    "/members/{number}/leaving/with-paper", response={201: DepartureOut, 202: WaitingEntry}
)
def post_leaving_with_paper(
    request: ApiRequest,
    koppontren: Path[str],
    number: Number,
    shown: Form[Shown],
    heir: Form[Name],
    heir_document: Form[Name],
    paper: File[UploadedFile],
    request_id: Key,
) -> Status[dict[str, Any]]:
    """Settle the dead with their heir as `/leaving` does, and keep a photo or PDF of the document.

    At most 5 MB; pictures are drawn anew, without what they say of place and camera.
    """
    left = submit_leaving(
        _find(request.auth, number),
        shown=shown,
        heir=heir,
        heir_document=heir_document,
        heir_paper=clean_upload(paper),
        request_id=request_id,
        by=request.auth.user,
    )
    return _left(left)


@router.get("/members/{number}/leaving/paper", openapi_extra=SCAN, auth=READERS)
def get_heir_paper(request: ApiRequest, koppontren: Path[str], number: Number) -> FileResponse:
    """The document of the heir as it was kept; 404 without one."""
    departure = departure_of(_find(request.auth, number))
    if departure is None or not departure.heir_paper:
        raise Http404
    return heir_paper_file(departure)


def _left(left: Departure | Draft) -> Status[dict[str, Any]]:
    if isinstance(left, Draft):
        return Status(202, draft_out(left))
    names = ("left_on", "paid", "entry_number", "is_death", "heir")
    said = {name: getattr(left, name) for name in names}
    return Status(201, said | {"has_paper": bool(left.heir_paper)})


def _find(access: Access, number: str) -> Member:
    members = Member.objects.of(access.koppontren).select_related("koppontren")
    return get_object_or_404(members, number=number)
