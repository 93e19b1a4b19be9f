"""The cases that one may see, for programs: of whoever is signed in, and of one koppontren."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import BeforeValidator, Field

from klinik.clinic.cases.commands import open_case
from klinik.clinic.cases.forms import LONGEST
from klinik.clinic.cases.models import Case, Stage
from klinik.clinic.cases.parties import place_to_open_for
from klinik.clinic.cases.queries import shown_cases
from klinik.clinic.cases.rules import NoAspect
from klinik.core.lines import PLAIN, SAID, one_line
from klinik.directory.models import Aspect, Indicator, Reading
from klinik.directory.opened.cursors import Code, Cursor, Limit, page_of
from klinik.directory.opened.schemas import address_of
from klinik.directory.rules import MOST
from klinik.people.access import SignedIn
from klinik.tenancy.access import read_as
from klinik.tenancy.api import ApiRequest, InKoppontren, Key
from klinik.tenancy.roles import Right


def cleaned(title: object) -> object:
    """A title on one line; what is no text is for the schema to refuse."""
    return one_line(title) if isinstance(title, str) else title


router = Router(tags=["cases"])
# Whom PostgreSQL counts among the people of a koppontren's pesantren (`reader_belongs_to`) are
# those who read its books; a token of theirs opens the pesantren's own cases (decision 0067).
of_koppontren = Router(tags=["cases"], auth=InKoppontren(needs=Right.READ_BOOKS))
StageName = Literal["waiting", "taken", "planned", "done", "measured", "closed"]
assert set(StageName.__args__) == set(Stage.values)  # type: ignore[attr-defined]
# As a page cleans and bounds them.
Title = Annotated[str, Field(min_length=1, max_length=150), BeforeValidator(cleaned)]
Figure = Annotated[Decimal, Field(ge=-MOST, le=MOST, decimal_places=3)]
Number = Annotated[str, Field(max_length=16, pattern=r"^[-A-Z0-9]*$")]


class CaseOut(Schema):
    """One obstacle and how far it has come. `waits_for` is whose move it is, empty for nobody's.

    A case that was opened in a live room has no `since`, `indicator` and `target` at first; the
    `target` is left out where the first figure is not shown to the reader.
    """

    number: str
    title: str
    description: str
    page: str
    pesantren: str
    region: str
    aspect: str
    office: str | None
    audience: str
    stage: str
    waits_for: str
    since: date | None
    indicator: str | None
    target: str | None
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    is_simulated: bool


class CaseIn(Schema):
    """An obstacle: who reads it, and the figure that should change, in its indicator's unit.

    Left out, `aspect` is the figure's own.
    """

    pesantren: Code
    title: Title
    description: Annotated[str, Field(max_length=LONGEST, pattern=SAID)]
    tried: Annotated[str, Field(max_length=LONGEST, pattern=PLAIN)] = ""
    since: date
    aspect: Code = ""
    indicator: Code
    baseline: Figure
    target: Figure
    audience: Literal["offices", "network"] = "offices"


class CasePage(Schema):
    """One page of cases: `next` is the cursor of the page behind it, null on the last."""

    results: list[CaseOut]
    next: str | None


class OwnFilter(Schema):
    """Which of the pesantren's own."""

    stage: StageName | None = None
    aspect: Code = ""


class CaseFilter(OwnFilter):
    """Which of them."""

    region: Code = ""
    pesantren: Code = ""


@router.get("/cases", response=CasePage)
def list_cases(
    request: SignedIn,
    filters: Query[CaseFilter],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The cases that the person may see, the first opened first."""
    read_as(request.user)
    rows = _shown()
    wanted = {"pesantren__region__code": filters.region, "pesantren__slug": filters.pesantren}
    rows = _narrowed(rows, filters, **wanted)
    return page_of(rows, _case, cursor=cursor, limit=limit)


@of_koppontren.get("/cases", response=CasePage)
def list_cases_of_koppontren(
    request: ApiRequest,
    koppontren: Path[str],
    filters: Query[OwnFilter],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The cases of the koppontren's own pesantren, the first opened first; a token will do."""
    rows = _narrowed(_own(request), filters)
    return page_of(rows, _case, cursor=cursor, limit=limit)


@of_koppontren.get("/cases/{number}", response=CaseOut)
def get_case_of_koppontren(request: ApiRequest, koppontren: Path[str], number: Number) -> CaseOut:
    """One case of the koppontren's own pesantren by its number; a token will do."""
    return _case(get_object_or_404(_own(request), number=number))


@router.post("/cases", response={201: CaseOut})
def create_case(request: SignedIn, body: CaseIn, request_id: Key) -> Status[CaseOut]:
    """Bring an obstacle for one's own pesantren, or for one that one's office answers for.

    The pesantren needs no cooperative. Send the same key again after a lost reply; it opens once.
    Files come by the page.
    """
    read_as(request.user)
    place = place_to_open_for(request.user, body.pesantren)
    figure = get_object_or_404(Indicator.objects.in_use(), code=body.indicator)
    aspect = get_object_or_404(Aspect, code=body.aspect) if body.aspect else figure.aspect
    if aspect is None:
        raise NoAspect
    words = body.dict() | {"pesantren": place, "aspect": aspect, "indicator": figure}
    case = open_case(**words, request_id=request_id, by=request.user)
    return Status(201, _case(_shown().get(pk=case.pk)))


@router.get("/cases/{number}", response=CaseOut)
def get_case(request: SignedIn, number: Number) -> CaseOut:
    """One case by its number."""
    read_as(request.user)
    return _case(get_object_or_404(_shown(), number=number))


def _shown() -> QuerySet[Case]:
    first = Prefetch("baseline", Reading.objects.shown())
    return shown_cases().select_related("indicator").prefetch_related(first)


def _own(request: ApiRequest) -> QuerySet[Case]:
    user, koppontren = request.auth
    read_as(user)
    return _shown().filter(pesantren=koppontren.pesantren_id)


def _narrowed(rows: QuerySet[Case], filters: OwnFilter, **more: str) -> QuerySet[Case]:
    wanted = {"stage": filters.stage, "aspect__code": filters.aspect} | more
    return rows.filter(**{field: value for field, value in wanted.items() if value})


def _case(case: Case) -> CaseOut:
    return CaseOut(
        number=case.number,
        title=case.title,
        description=case.description,
        page=address_of(case.get_absolute_url()),
        pesantren=case.pesantren.slug,
        region=case.pesantren.region.code,
        aspect=case.aspect.code,
        office=case.office.code if case.office else None,
        audience=case.audience,
        stage=case.stage,
        waits_for=case.turn(timezone.localdate()),
        since=case.since,
        indicator=case.indicator.code if case.indicator else None,
        target=_target(case),
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        closed_at=case.closed_at,
        is_simulated=case.is_simulated,
    )


def _target(case: Case) -> str | None:
    """What is wished tells of the figure: as the page does, shown with the first one alone."""
    return _plain(case.target) if case.target is not None and case.baseline else None


def _plain(value: Decimal) -> str:
    """Without the zeros that its column adds."""
    return f"{value:f}".rstrip("0").rstrip(".")
