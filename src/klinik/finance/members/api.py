"""The register of members for programs: the same commands as its pages."""

from datetime import date, datetime
from typing import Annotated, Any

from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from ninja import Field, File, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import StringConstraints

from klinik.core.files import clean_photo
from klinik.core.lines import PLAIN
from klinik.finance.members.answers import photo_file
from klinik.finance.members.commands import (
    change_member,
    give_consent,
    keep_photo,
    make_new_card,
    show_nik,
    withdraw_consent,
)
from klinik.finance.members.models import Member, MemberConsent
from klinik.finance.members.queries import Choice, consents_of, seen_of
from klinik.finance.members.rules import Category, Facts, Purpose, Relation, Standing
from klinik.people.access import read_as
from klinik.tenancy.api import Access, ApiRequest, InKoppontren
from klinik.tenancy.history.queries import Change, history_of
from klinik.tenancy.history.queries import told as changes_told
from klinik.tenancy.roles import Right

PAGE_SIZE = 50
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Pages of 50, from 1.")]
Words = Annotated[
    str, Query(max_length=100, description="Words of the name; a number, card, telephone or NIK.")
]
Number = Annotated[str, Path(pattern="^A-[0-9]{4,12}$")]
Name = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
Short = Annotated[str, StringConstraints(max_length=30, pattern=PLAIN)]
Line = Annotated[str, StringConstraints(max_length=300, pattern=PLAIN)]

PICTURE: dict[str, Any] = {
    "responses": {
        200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}}
    }
}

READERS = InKoppontren(needs=Right.READ_MEMBERS)
KEEPERS = InKoppontren(needs=Right.MANAGE_MEMBERS)

router = Router(tags=["members"], auth=READERS)


class MemberOut(Schema):
    """A member of the cooperative."""

    number: str
    name: str
    phone: str
    category: str
    standing: str
    joined_on: date


class MemberPage(Schema):
    """One page of the register."""

    count: int
    page: int
    pages: int
    results: list[MemberOut]


class ConsentOut(Schema):
    """To what somebody agreed."""

    purpose: str
    given_on: date
    given_by: str
    relation: str
    withdrawn_on: date | None


class MemberWithFacts(MemberOut):
    """A member with all that is said of them; of the NIK the last four digits.

    `seen` is the mark of what stands here: a change is sent with it.
    """

    former_number: str
    birth_date: date | None
    address: str
    nik_tail: str
    guardian_name: str
    guardian_relation: str
    guardian_phone: str
    left_on: date | None
    died_on: date | None
    consents: list[ConsentOut]
    seen: str


class MemberIn(Schema):
    """What is said of a member. For whoever is not yet 18 a guardian agrees, on `consented_on`."""

    name: Name
    phone: Short = ""
    category: Category = Category.PUBLIC
    birth_date: date | None = None
    address: Line = ""
    nik: Short = ""
    guardian_name: Name = ""
    guardian_relation: Relation | None = None
    guardian_phone: Short = ""
    consented_on: date | None = None

    def facts(self) -> Facts:
        """What the command is told."""
        said = self.model_dump(include=set(Facts.__dataclass_fields__))
        return Facts(**said | {"guardian_relation": self.guardian_relation or ""})


class MemberChange(MemberIn):
    """All that is said of a member, put right; an empty NIK leaves the one that is there."""

    seen: Short
    forgets_nik: bool = False


class ConsentIn(Schema):
    """Who agreed to what, and when."""

    purpose: Purpose
    given_on: date
    given_by: Name
    relation: Relation = Relation.SELF


class Nik(Schema):
    """All sixteen digits; that they were asked for stands in the history."""

    nik: Annotated[str, Field(description="Empty where none is known.")]


class Card(Schema):
    """What the QR code of a member's card says; scanners type it into the search."""

    card_code: str


class DifferenceOut(Schema):
    """One field in words, and what it said before and after."""

    field: str
    before: str
    after: str


class ChangeOut(Schema):
    """What somebody did at a moment to a `kind` of thing, in words as the page has them.

    `deed` is made, changed, deleted, or known: what stood there when the history began.
    """

    at: datetime
    who: str
    kind: str
    title: str
    deed: str
    differences: list[DifferenceOut]


class HistoryPage(Schema):
    """One page of changes."""

    count: int
    page: int
    pages: int
    results: list[ChangeOut]


@router.get("/members", response=MemberPage)
def list_members(
    request: ApiRequest,
    koppontren: Path[str],
    q: Words = "",
    category: Category | None = None,
    standing: Standing | None = None,
    page: PageNumber = 1,
) -> dict[str, object]:
    """Members by name; a page beyond the last is empty."""
    choice = Choice(q, category, standing)
    pages = Paginator(choice.rows(request.auth.koppontren), PAGE_SIZE)
    results = list(pages.page(page)) if page <= pages.num_pages else []
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.get("/members/{number}", response=MemberWithFacts)
def get_member(request: ApiRequest, koppontren: Path[str], number: Number) -> dict[str, Any]:
    """One member, with what they agreed to."""
    return told(_find(request.auth, number))


@router.get("/members/{number}/history", response=HistoryPage)
def get_member_history(
    request: ApiRequest, koppontren: Path[str], number: Number, page: PageNumber = 1
) -> dict[str, object]:
    """What was changed of a member, consented to, and who had the NIK shown, the newest first."""
    read_as(request.auth.user)
    changes = history_of(_find(request.auth, number), Member, MemberConsent)
    pages = Paginator(changes, PAGE_SIZE)
    found = changes_told(pages.page(page)) if page <= pages.num_pages else []
    results = [_change(change) for change in found]
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.put("/members/{number}", response=MemberWithFacts, auth=KEEPERS)
def put_member(
    request: ApiRequest, koppontren: Path[str], number: Number, body: MemberChange
) -> dict[str, Any]:
    """Put right what is said of a member; what stood there before stays in the history."""
    member = _find(request.auth, number)
    change_member(
        member,
        name=body.name,
        phone=body.phone,
        facts=body.facts(),
        forgets_nik=body.forgets_nik,
        seen=body.seen,
        by=request.auth.user,
    )
    return told(_find(request.auth, number))


@router.post("/members/{number}/nik", response=Nik, auth=KEEPERS)
def post_nik(request: ApiRequest, koppontren: Path[str], number: Number) -> dict[str, str]:
    """The NIK in full, this once."""
    return {"nik": show_nik(_find(request.auth, number), by=request.auth.user)}


@router.get("/members/{number}/card", response=Card)
def get_card(request: ApiRequest, koppontren: Path[str], number: Number) -> Member:
    """The code of the card that is in use, to print it again."""
    return _find(request.auth, number)


@router.post("/members/{number}/card", response=Card, auth=KEEPERS)
def post_card(request: ApiRequest, koppontren: Path[str], number: Number) -> Member:
    """Another code for a card that was lost: the one before finds nobody any more."""
    make_new_card(_find(request.auth, number), by=request.auth.user)
    return _find(request.auth, number)


@router.get("/members/{number}/photo", openapi_extra=PICTURE)
def get_photo(request: ApiRequest, koppontren: Path[str], number: Number) -> FileResponse:
    """The photo, small, as WebP; 404 without one."""
    return photo_file(_find(request.auth, number))


@router.post("/members/{number}/photo", response={204: None}, auth=KEEPERS)
def post_photo(
    request: ApiRequest, koppontren: Path[str], number: Number, photo: File[UploadedFile]
) -> Status[None]:
    """Keep a photo (JPEG, PNG or WebP, at most 5 MB) in place of the one before."""
    keep_photo(_find(request.auth, number), clean_photo(photo).small, by=request.auth.user)
    return Status(204, None)


@router.delete("/members/{number}/photo", response={204: None}, auth=KEEPERS)
def delete_photo(request: ApiRequest, koppontren: Path[str], number: Number) -> Status[None]:
    """Take the photo away; twice is once."""
    keep_photo(_find(request.auth, number), None, by=request.auth.user)
    return Status(204, None)


@router.post("/members/{number}/consents", response={201: ConsentOut}, auth=KEEPERS)
def post_consent(
    request: ApiRequest, koppontren: Path[str], number: Number, body: ConsentIn
) -> Status[MemberConsent]:
    """Record a consent; what stands already stays."""
    member = _find(request.auth, number)
    return Status(201, give_consent(member, **body.model_dump(), by=request.auth.user))


@router.delete("/members/{number}/consents/{purpose}", response=ConsentOut, auth=KEEPERS)
def delete_consent(
    request: ApiRequest, koppontren: Path[str], number: Number, purpose: Purpose
) -> MemberConsent:
    """Take a consent back from today on; its days stay."""
    rows = consents_of(_find(request.auth, number)).filter(withdrawn_on=None)
    consent = get_object_or_404(rows.select_related("member"), purpose=purpose)
    withdraw_consent(consent, by=request.auth.user)
    return consent


def _find(access: Access, number: str) -> Member:
    members = Member.objects.of(access.koppontren).select_related("koppontren")
    return get_object_or_404(members, number=number)


def _change(change: Change) -> dict[str, object]:
    names = ("at", "who", "kind", "title")
    said: dict[str, object] = {name: getattr(change, name) for name in names}
    rows = [difference._asdict() for difference in change.differences]
    return said | {"deed": change.label, "differences": rows}


def told(member: Member) -> dict[str, Any]:
    """A member as the API says it."""
    names = set(MemberWithFacts.model_fields) - {"consents", "seen"}
    return {
        **{name: getattr(member, name) for name in names},
        "consents": list(consents_of(member)),
        "seen": seen_of(member),
    }
