"""One case at one address: the obstacle, the office, the activity, the figures, the story."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from klinik.clinic.cases.forms import (
    ActivityForm,
    AnswerForm,
    AssignForm,
    CaseForm,
    CompleteForm,
    ConfirmForm,
    DoneForm,
    FollowForm,
    GoalsForm,
    HelpForm,
    MoveForm,
    NameForm,
    NoteForm,
    OurPlaceForm,
    ReasonForm,
    ReassignForm,
    ReferForm,
    ResultForm,
    TriageForm,
)
from klinik.clinic.cases.models import (
    Activity,
    Audience,
    Case,
    CaseEvent,
    Enclosure,
    Help,
    Referral,
    Side,
    Stage,
)
from klinik.clinic.cases.parties import Part, case_for
from klinik.clinic.cases.passing_on import messages_of
from klinik.clinic.cases.queries import (
    Entry,
    figures_of,
    open_activities_of,
    plan_of,
    timeline_of,
    unanswered_help,
)
from klinik.clinic.cases.rules import (
    Said,
    Standing,
    falls_to,
    missing_of,
    moved_away,
    next_step,
    referral_steps,
    road,
    steps_open_to,
)
from klinik.clinic.cases.timing import clock_of
from klinik.core.http import render_page
from klinik.directory.downloads import download
from klinik.directory.models import Reading
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

Kind, State = CaseEvent.Kind, Referral.State
FORMS: dict[str, type[CaseForm]] = {
    "take": ConfirmForm,
    "complete": CompleteForm,
    "answer": AnswerForm,
    "aim": GoalsForm,
    "plan": ActivityForm,
    "done": DoneForm,
    "move": MoveForm,
    "drop": ReasonForm,
    "measure": ResultForm,
    "choose": ConfirmForm,
    "close": ConfirmForm,
    "withdraw": ReasonForm,
    "reassign": ReassignForm,
    "name": NameForm,
    "widen": ConfirmForm,
    "triage": TriageForm,
    "assign": AssignForm,
    "refer": ReferForm,
    "welcome": ConfirmForm,
    "refuse": ReasonForm,
    "fulfil": NoteForm,
    "recall": ReasonForm,
    "agree": ConfirmForm,
    "follow": FollowForm,
    "leave": OurPlaceForm,
    "offer": HelpForm,
    "accept": ConfirmForm,
    "decline": ReasonForm,
}


# Steps of a row among several: what is refused of them stands by itself.
WITHOUT_PLACE = {"choose", "accept", "decline", "welcome", "refuse", "fulfil", "recall"}


@login_required
@require_GET
def case(request: SignedIn, number: str) -> HttpResponse:
    """The whole chain of one case, and what the reader may do next."""
    found, part = case_for(request.user, number)
    return answer_with(request, found, part)


@login_required
@require_GET
def file(request: SignedIn, number: str, file: int) -> FileResponse:
    """A photo or PDF that lies on a case, as far as row-level security shows it."""
    found, _part = case_for(request.user, number)
    kept = get_object_or_404(Enclosure, pk=file, event__case=found)
    return download(kept.file, f"{found.number}-{kept.pk}")


def _when(event: CaseEvent) -> tuple[datetime, int]:
    return event.at, event.pk


def form_of(step: str, case: Case, part: Part, *typed: Any) -> forms.Form:
    """The form of one step; each has its own ids, for several stand on one page."""
    who: dict[str, Any] = {"partners": part.partners, "is_office": part.office is not None}
    follows = [row.pesantren for row in part.follows]
    who["places"] = (follows if step == "leave" else part.may_follow) or part.places
    return FORMS[step](case, *typed, **who, auto_id=f"{step}_%s")


def answer_with(
    request: SignedIn,
    case: Case,
    part: Part,
    refused: tuple[str, forms.Form] | None = None,
    activity: Activity | None = None,
) -> HttpResponse:
    """The page of the case, with a refused form where it stands.

    Of the open activities one has its form on the page: the given or asked one, or the next.
    """
    figures = figures_of(case)
    by_id = {figure.pk: figure for figure in figures}
    before, after = by_id.get(case.baseline_id or 0), by_id.get(case.result_id or 0)
    activities = list(open_activities_of(case))
    activity = activity or _in_hand(request, activities, part)
    timeline = timeline_of(case, figures)
    agreed = any(entry.event and entry.event.kind == Kind.AGREED for entry in timeline)
    waiting = list(unanswered_help(case)) if part.acts or part.partners else []
    standing = standing_of(case, activity=activity, after=after, agreed=agreed, waiting=waiting)
    open_to = steps_of(standing, part, activity=activity, waiting=waiting)
    steps = {step: form_of(step, case, part) for step in open_to}
    if refused:
        steps[refused[0]] = refused[1]
    last = max((entry.event for entry in timeline if entry.event), key=_when, default=None)
    context = {
        "case": case,
        "part": part,
        "messages_to_send": messages_of(case, last, request.user),
        "steps": steps,
        "refusal": _without_place(refused),
        # A panel that htmx brought after a step: its heading takes the focus and is read out.
        "arrived": refused is None and "HX-Request" in request.headers,
        "opened": refused[0] if refused else _next(case, activity),
        "activity": activity,
        "activities": activities,
        "plan": plan_of(case),
        "followers": case.followers.select_related("pesantren") if part.acts else [],
        "waiting": waiting,
        "referrals": referrals_of(case, part),
        "agreed": agreed,
        "may_tell": part.office is not None and case.is_closed and standing.has_result,
        **_figures_told(case, figures, before, after),
        "timeline": timeline,
        "stages": stages_of(case),
        **_told_by(timeline, case, part, before),
        "sharing": _sharing(request, case, part),
    }
    return render_page(request, "cases/case.html", context, 422 if refused else 200)


def _in_hand(request: SignedIn, activities: list[Activity], part: Part) -> Activity | None:
    """The activity whose form is shown: the one asked for, else the reader's own, else the next."""
    asked = request.GET.get("kegiatan", "")
    if chosen := [row for row in activities if str(row.pk) == asked]:
        return chosen[0]
    if own := [row for row in activities if part.owns(row)]:
        return own[0]
    return next(iter(activities), None)


def _brought_by_an_office(events: list[CaseEvent]) -> CaseEvent | None:
    opened = (event for event in events if event.kind == Kind.OPENED)
    return next((event for event in opened if event.side != Side.PESANTREN), None)


def _tells_first(events: list[CaseEvent]) -> str:
    is_later = any(row.kind == Kind.COMPLETED for row in events)
    return Kind.COMPLETED if is_later else Kind.OPENED


def _missing(case: Case, before: Reading | None, events: list[CaseEvent]) -> list[Promise]:
    """What the office would ask first, until the pesantren wrote a message or a plan is set."""
    has_answered = any(
        event.kind == Kind.ANSWERED and event.side == Side.PESANTREN for event in events
    )
    is_early = case.stage in {Stage.WAITING, Stage.TAKEN} and not has_answered
    if case.is_closed or (case.has_figure and not is_early):
        return []
    said = Said(
        title=case.title,
        description=case.description,
        tried=case.tried,
        has_since=case.since is not None,
        has_figure=case.has_figure,
        has_file=bool(
            (before and before.evidence) or any(event.enclosures.all() for event in events)
        ),
    )
    return missing_of(said)


def _figures_told(
    case: Case, figures: list[Reading], before: Reading | None, after: Reading | None
) -> dict[str, Any]:
    """The figure of the case as it was, is, was wished, and otherwise became."""
    told = {"before": before, "after": after, "wished": _wished(case)}
    return {**told, "others": others_of(case, figures), **_direction(case, before, after)}


def _wished(case: Case) -> Reading | None:
    if case.indicator is None or case.target is None:
        return None
    return Reading(indicator=case.indicator, value=case.target, unit=case.indicator.unit)


def _without_place(refused: tuple[str, forms.Form] | None) -> Any:
    """A refusal whose form has no place on the page stands by itself."""
    if refused is None or refused[0] not in WITHOUT_PLACE:
        return None
    return refused[1].errors.get("__all__")


def _told_by(
    timeline: list[Entry], case: Case, part: Part, before: Reading | None
) -> dict[str, Any]:
    """What the road of a case says of it: who reads it, what is missing, whose move it is."""
    events = [row.event for row in timeline if row.event]
    named = User.objects.filter(pk__in=case.readers).order_by("name") if case.readers else []
    return {
        "readers": named,
        "behalf": _brought_by_an_office(events),
        # The event that came with the first figure, and with its evidence.
        "tells_first": _tells_first(events),
        "missing": _missing(case, before, events) if part.acts else [],
        "clock": clock_of(case, events, today=timezone.localdate()),
    }


def _direction(case: Case, before: Reading | None, after: Reading | None) -> dict[str, bool]:
    """Which way the figure was to go, and whether it went the other way."""
    if before is None or after is None or case.target is None:
        return {"fall_is_good": False, "moved_away": False}
    falls = falls_to(case.target, before.value)
    away = moved_away(before.value, after.value, fall_is_good=falls)
    return {"fall_is_good": falls, "moved_away": away}


def others_of(case: Case, figures: list[Reading]) -> list[Reading]:
    """The readings beside baseline and result, the latest first."""
    told = {case.baseline_id, case.result_id}
    return [figure for figure in reversed(figures) if figure.pk not in told]


def referrals_of(case: Case, part: Part) -> list[dict[str, Any]]:
    """The referrals under way, each with how it stands and what the reader may do with it."""
    if not part.referrals:
        return []
    accepted = set(case.events.filter(kind=Kind.REF_ACCEPTED).values_list("referral", flat=True))
    works = part.office is not None
    return [
        {
            "referral": row,
            "state": (state := State.ACCEPTED if row.pk in accepted else State.ASKED).label,
            "is_accepted": state == State.ACCEPTED,
            "steps": []
            if case.is_closed
            else referral_steps(state, is_asked=part.is_asked_by(row), works=works),
        }
        for row in part.referrals
    ]


def steps_of(
    standing: Standing, part: Part, *, activity: Activity | None, waiting: list[Help]
) -> list[str]:
    """The steps that are open to a reader of this part."""
    busy = {row.partner_id for row in waiting} | {partner.pk for partner in part.helps}
    return steps_open_to(
        standing,
        speaks=part.speaks,
        in_office=part.office is not None,
        coordinates=part.coordinates,
        may_offer=any(partner.pk not in busy for partner in part.partners),
        helps=bool(part.helps),
        owns_activity=part.owns(activity),
        is_named=part.is_named,
        is_asked=part.is_asked,
        may_follow=bool(part.may_follow),
        follows=bool(part.follows),
    )


def standing_of(
    case: Case,
    *,
    activity: Activity | None,
    after: Reading | None,
    agreed: bool,
    waiting: list[Help],
) -> Standing:
    """What the rules ask of a case; `after` is its result where it is shown."""
    return Standing(
        is_taken=case.office_id is not None,
        is_closed=case.is_closed,
        has_open_activity=activity is not None,
        has_open_look=activity is not None and activity.is_monitoring,
        has_result=after is not None and after.replaced_at is None,
        has_agreed=agreed,
        lacks_figure=not case.has_figure,
        is_open_to_network=case.audience == Audience.NETWORK,
        is_for_named=case.audience == Audience.NAMED,
        waits_for_us=bool(waiting),
    )


def _next(case: Case, activity: Activity | None) -> str:
    day = activity.on if activity and not activity.is_monitoring else None
    return next_step(case.stage, activity_on=day, today=timezone.localdate())


def stages_of(case: Case) -> list[dict[str, Any]]:
    """The road of the case for the stepper, with the names of its stages."""
    miles = road(Stage.values, case.stage, is_closed=case.is_closed)
    return [mile._asdict() | {"label": Stage(mile.stage).label} for mile in miles]


def _sharing(request: SignedIn, case: Case, part: Part) -> Koppontren | None:
    """The koppontren whose books can give this figure, for whoever may consent to it."""
    if not (part.speaks and case.indicator and case.indicator.is_from_books):
        return None
    koppontren = Koppontren.objects.filter(pesantren=case.pesantren).first()
    if koppontren and Right.CONSENT in rights_in(request.user, koppontren):
        return koppontren
    return None
