"""The list of cases: an office's queue, a pesantren's own, or all that one may read."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.db.models import BooleanField, Q, QuerySet, Value, When
from django.db.models import Case as When_
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from klinik.clinic.cases.commands.reminding import OFFICES
from klinik.clinic.cases.models import Case, Stage, Urgency, Waits
from klinik.clinic.cases.queries import (
    counts_with_late,
    followed,
    held,
    left_behind,
    of_offices,
    of_pesantren,
    shown_cases,
    waiting_first,
)
from klinik.clinic.cases.tables import CASE_COLUMNS, ORDER
from klinik.clinic.cases.timing import Step, late, turn_of
from klinik.core.exports import Paper
from klinik.core.tables import Table, render_table
from klinik.directory.models import Aspect, Pesantren, Region
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import offices_of, pesantren_of, read_as
from klinik.tenancy.models import Membership, Office
from klinik.tenancy.queries import coordinates
from klinik.tenancy.roles import Role

PER_PAGE = 20
ALL, QUEUE, REGION, OURS, TOO = "semua", "bidang", "wilayah", "kami", "kami-juga"
TYPED = {"aspek", "wilayah", "urgensi"}  # chosen in the form of the filters
MINE = "saya"  # the cases that the reader took
NOBODY = "tidak-ada"  # those whose officer cannot go on with them
OPEN = "berjalan"  # every stage but the last


class Choice(NamedTuple):
    """What the address asks for; whatever it does not know is left out."""

    whose: str
    stage: str
    aspect: str
    region: str
    late: str = ""
    urgency: str = ""
    waits: str = ""
    office: Office | None = None
    officer: User | None = None
    nobody: str = ""

    def said(self) -> dict[str, str]:
        """As the address says it."""
        return {
            "lihat": self.whose,
            "tahap": self.stage,
            "aspek": self.aspect,
            "wilayah": self.region,
            "terlambat": self.late,
            "urgensi": self.urgency,
            "menunggu": self.waits,
            "bidang": self.office.code if self.office else "",
            "petugas": NOBODY if self.nobody else str(self.officer.pk) if self.officer else "",
        }

    def address(self, **other: str) -> str:
        """The same list with something else chosen."""
        query = QueryDict(mutable=True)
        for name, value in (self.said() | other).items():
            if value:
                query[name] = value
        return f"?{query.urlencode()}"


@login_required
@require_GET
def case_list(request: SignedIn) -> HttpResponse:
    """What the reader may see, their own work first."""
    read_as(request.user)
    offices = offices_of(request.user, roles=[Role.OFFICER])
    places = pesantren_of(request.user)
    aspects, regions = list(Aspect.objects.all()), list(Region.objects.order_by("code"))
    scopes = _scopes(offices, places)
    choice = _choice(request, scopes, aspects, regions, offices)
    is_late = late(today=timezone.localdate(), steps=OFFICES if offices else Step.values)
    whose = _belonging(choice.whose, offices, places)
    cases = _narrowed(whose.annotate(is_late=_as_flag(is_late)), choice)
    counts, counts_late = counts_with_late(cases, is_late)
    if choice.late:
        cases, counts = cases.filter(is_late), counts_late
    at_stage = _at_stage(cases, choice.stage)
    newest = at_stage.order_by("-changed_at", "-id")
    ordered = waiting_first(at_stage) if choice.whose == QUEUE else newest
    table = Table(
        CASE_COLUMNS,
        ordered,
        asked=request.GET,
        name="kasus",
        paper=Paper(_("Cases"), said=_said(choice, scopes, aspects, regions)),
        order=ORDER,
        per_page=PER_PAGE,
        number=_number(counts, choice.stage),
    )
    context = {
        "choice": choice,
        "may_open": bool(places),
        "may_open_for": bool(offices),
        "aspects": aspects,
        "regions": regions,
        "urgencies": Urgency,
        "scopes": _links(choice, "lihat", scopes),
        "stages": _links(choice, "tahap", _stages(counts, choice.stage), counts),
        "late": {
            "number": sum(counts_late.values()),
            "url": choice.address(terlambat="" if choice.late else "ya"),
            "is_current": bool(choice.late),
        },
        "narrowed": _narrowed_by(choice),
        "kept": {name: value for name, value in choice.said().items() if name not in TYPED},
        "is_filtered": any(choice[1:]),
    }
    return render_table(request, "cases/list.html", table, context)


def _choice(
    request: SignedIn,
    scopes: dict[str, str],
    aspects: list[Aspect],
    regions: list[Region],
    offices: list[Office],
) -> Choice:
    return Choice(
        whose=_known(request, "lihat", scopes) or next(iter(scopes)),
        stage=_known(request, "tahap", [OPEN, *Stage.values]),
        aspect=_known(request, "aspek", [aspect.code for aspect in aspects]),
        region=_known(request, "wilayah", [region.code for region in regions]),
        late=_known(request, "terlambat", ["ya"]),
        urgency=_known(request, "urgensi", Urgency.values),
        waits=_known(request, "menunggu", [value for value in Waits.values if value]),
        office=_office(request),
        officer=_officer(request, offices),
        nobody=_known(request, "petugas", [NOBODY]),
    )


def _as_flag(condition: Q) -> When_:
    return When_(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _scopes(offices: list[Office], places: list[Pesantren]) -> dict[str, str]:
    scopes = {}
    if any(office.region_id is None for office in offices):
        scopes[QUEUE] = _("Our office's queue")
    if any(office.region_id for office in offices):
        scopes[REGION] = _("Our region")
    if places:
        scopes[OURS] = _("Our cases")
    if places and shown_cases().filter(followed(places)).exists():
        scopes[TOO] = _("Cases that we have too")
    return scopes | {ALL: _("All that I may read")}


def _said(
    choice: Choice, scopes: dict[str, str], aspects: list[Aspect], regions: list[Region]
) -> list[str]:
    """The filters in words, for the head of a file."""
    stage = _stages({}, choice.stage)[choice.stage] if choice.stage else ""
    named = [str(aspect) for aspect in aspects if aspect.code == choice.aspect]
    named += [str(region) for region in regions if region.code == choice.region]
    named += [str(Urgency(choice.urgency).label)] if choice.urgency else []
    named += [_("late")] if choice.late else []
    return [scopes[choice.whose], stage, *named, *(row["label"] for row in _narrowed_by(choice))]


def _narrowed_by(choice: Choice) -> list[dict[str, str]]:
    """What a number of another page asked for beside the usual filters, each to be let go."""
    named = {
        "menunggu": str(Waits(choice.waits).label) if choice.waits else "",
        "bidang": str(choice.office or ""),
        "petugas": (choice.officer.name if choice.officer else "")
        or (_("Nobody goes on with it") if choice.nobody else ""),
    }
    rows = [(name, label) for name, label in named.items() if label]
    return [{"label": label, "url": choice.address(**{name: ""})} for name, label in rows]


def _stages(counts: dict[str, int], chosen: str) -> dict[str, str]:
    there = [stage for stage in Stage if stage.value in counts or stage.value == chosen]
    named = {stage.value: str(stage.label) for stage in there}
    some_are_closed = Stage.CLOSED in counts and len(counts) > 1
    still = {OPEN: _("Not closed yet")} if some_are_closed or chosen == OPEN else {}
    return {"": _("All")} | still | named


def _at_stage(cases: QuerySet[Case], stage: str) -> QuerySet[Case]:
    if stage == OPEN:
        return cases.exclude(stage=Stage.CLOSED)
    return cases.filter(stage=stage) if stage else cases


def _number(counts: dict[str, int], stage: str) -> int:
    """How many cases stand at this stage, so that nobody counts them again."""
    total = sum(counts.values())
    known = {"": total, OPEN: total - counts.get(Stage.CLOSED, 0)}
    return known.get(stage, counts.get(stage, 0))


def _known(request: SignedIn, name: str, values: Any) -> str:
    value = request.GET.get(name, "")
    return value if value in values else ""


def _text(request: SignedIn, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "")


def _office(request: SignedIn) -> Office | None:
    code = _text(request, "bidang")
    return Office.objects.filter(code=code).first() if code else None


def _officer(request: SignedIn, offices: list[Office]) -> User | None:
    """Of whom the cases are: the reader, or an officer of their office; the secretariat: any."""
    typed = _text(request, "petugas")
    if typed == MINE:
        return request.user
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        return None
    rows = Membership.objects.running().filter(user=int(typed), role=Role.OFFICER)
    if not coordinates(request.user):
        rows = rows.filter(office__in=offices)
    held = rows.select_related("user").first()
    return held.user if held else None


def _belonging(whose: str, offices: list[Office], places: list[Pesantren]) -> QuerySet[Case]:
    if whose == QUEUE:
        return shown_cases().filter(of_offices(offices))
    if whose == REGION:
        regions = [office.region_id for office in offices if office.region_id]
        return shown_cases().filter(pesantren__region__in=regions)
    if whose == OURS:
        return shown_cases().filter(of_pesantren(places))
    if whose == TOO:
        return shown_cases().filter(followed(places))
    return shown_cases()


def _narrowed(cases: QuerySet[Case], choice: Choice) -> QuerySet[Case]:
    if choice.aspect:
        cases = cases.filter(aspect__code=choice.aspect)
    if choice.region:
        cases = cases.filter(pesantren__region__code=choice.region)
    if choice.urgency:
        cases = cases.filter(urgency=choice.urgency)
    if choice.waits:
        cases = cases.filter(turn_of(choice.waits, today=timezone.localdate()))
    if choice.office:
        theirs = Q(office=choice.office) | Q(office=None) & of_offices([choice.office])
        cases = cases.filter(theirs)
    if choice.officer:
        goes_on = Q(stage=Stage.CLOSED) | held(today=timezone.localdate())
        cases = cases.filter(goes_on, taken_by=choice.officer)
    if choice.nobody:
        cases = cases.filter(left_behind(held(today=timezone.localdate())))
    return cases


def _links(
    choice: Choice, name: str, labels: dict[str, str], counts: dict[str, int] | None = None
) -> list[dict[str, Any]]:
    known = counts or {}
    total = sum(known.values())
    known = {"": total, OPEN: total - known.get(Stage.CLOSED, 0)} | known
    return [
        {
            "label": label,
            "url": choice.address(**{name: value}),
            "is_current": choice.said()[name] == value,
            "count": known.get(value, 0),
        }
        for value, label in labels.items()
    ]
