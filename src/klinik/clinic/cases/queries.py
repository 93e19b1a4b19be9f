"""Questions asked of the cases; row-level security answers with what the reader may see."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from klinik.clinic.cases.models import (
    AT_ITS_STAGE,
    SOONEST,
    Activity,
    Case,
    CaseEvent,
    Follower,
    Help,
    Referral,
    Side,
)
from klinik.directory.models import Partner, Pesantren, Reading
from klinik.people.models import User
from klinik.tenancy.access import offices_of, partners_of, pesantren_of
from klinik.tenancy.models import AspectDuty, Membership, Office
from klinik.tenancy.offices.queries import aspects_of
from klinik.tenancy.roles import PartnerRight, Role

OVER = [CaseEvent.Kind.DONE, CaseEvent.Kind.DROPPED]  # of an activity: nothing more is due


class Entry(NamedTuple):
    """One line of a case's timeline: an event, or the last of some figures from the books."""

    event: CaseEvent | None
    reading: Reading | None
    earlier: int = 0  # figures that came between the same two events, before this one


def found_cases(text: str, *, most: int) -> list[Case]:
    """The shown cases that have every typed word, or this number; the best first.

    Call `read_as` first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM cases_found(%s, %s)", [text, most])
        ids = list(dict.fromkeys(case for (case,) in cursor.fetchall()))[:most]
    by_id = {row.pk: row for row in shown_cases().filter(pk__in=ids)}
    return [by_id[case] for case in ids if case in by_id]


def shown_cases() -> QuerySet[Case]:
    """The cases that the reader may see, with what a list shows of each."""
    return Case.objects.select_related("pesantren__region", "aspect", "office")


def of_offices(offices: Collection[Office]) -> Q:
    """Cases whose aspect one of these offices takes today."""
    return Q(aspect__in=aspects_of(offices))


def held(*, today: date) -> Q:
    """Cases that somebody took who works today in the office that takes their aspect.

    Whoever left, or whose office gave the aspect away, has no step on them any more.
    """
    duties = AspectDuty.objects.in_charge(today).values_list("office", "aspect")
    officers = Membership.objects.running(today).filter(role=Role.OFFICER, user__is_active=True)
    people: dict[int, list[int]] = {office: [] for office, _aspect in duties}
    for office, user in officers.filter(office__in=list(people)).values_list("office", "user"):
        people[office].append(user)
    found = Q(pk__in=())
    for office, aspect in duties:
        found |= Q(aspect=aspect, taken_by__in=people[office])
    return found


def left_behind(ours: Q) -> Q:
    """Open cases that were taken and are not `held`: nobody goes on with them."""
    return Q(closed_at=None, taken_by__isnull=False) & ~ours


def of_pesantren(places: Iterable[Pesantren]) -> Q:
    """Cases that these pesantren brought."""
    return Q(pesantren__in=[place.pk for place in places])


def waiting_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    """An office's queue: what nobody has taken yet, the most urgent and oldest first."""
    return cases.order_by(AT_ITS_STAGE, SOONEST, "opened_at", "id")


def cases_to_answer(user: User) -> QuerySet[Case]:
    """What waits for this person: open cases of their office or pesantren, what they agreed to do.

    A partner agreed to the activities that it owns and that have not taken place yet.
    """
    mine = of_offices(offices_of(user, roles=[Role.OFFICER])) | of_pesantren(pesantren_of(user))
    ours = Activity.objects.filter(partner__in=partners_of(user, needs=PartnerRight.HELP))
    mine |= Q(pk__in=ours.exclude(events__kind__in=OVER).values("case"))
    mine |= Q(pk__in=asked_of(user).values("case"))
    return waiting_first(shown_cases().filter(mine, closed_at=None))


def asked_of(user: User) -> QuerySet[Referral]:
    """The referrals that wait for this person's office or partner: for an answer, or to be done."""
    offices = offices_of(user, roles=[Role.OFFICER])
    partners = partners_of(user, needs=PartnerRight.HELP)
    rows = Referral.objects.filter(Q(office__in=offices) | Q(partner__in=partners))
    return rows.exclude(events__kind__in=ENDED)


def counts_by_stage(cases: QuerySet[Case]) -> dict[str, int]:
    """How many of these cases stand at each stage."""
    rows = cases.order_by().values_list("stage").annotate(count=Count("id"))
    return dict(rows)


def counts_with_late(cases: QuerySet[Case], late: Q) -> tuple[dict[str, int], dict[str, int]]:
    """How many of these cases stand at each stage, and how many of those are late."""
    rows = cases.order_by().values("stage")
    counted = list(rows.annotate(count=Count("id"), late=Count("id", filter=late)))
    every = {row["stage"]: row["count"] for row in counted}
    return every, {row["stage"]: row["late"] for row in counted if row["late"]}


def figures_of(case: Case) -> list[Reading]:
    """Every shown reading of the case's figure at its pesantren, oldest first."""
    if not case.has_figure:
        return []
    readings = Reading.objects.shown().filter(pesantren=case.pesantren_id)
    readings = readings.filter(indicator=case.indicator_id).select_related("indicator")
    return list(readings.order_by("on", "id"))


def timeline_of(case: Case, figures: Iterable[Reading]) -> list[Entry]:
    """All that was recorded of the case, and what its figure did meanwhile, in order."""
    by_id = {figure.pk: figure for figure in figures}
    events = case.events.select_related(
        "by",
        "person",
        "office",
        "aspect",
        "activity__partner",
        "help__partner",
        "help__offer",
        "referral__office",
        "referral__partner",
    )
    events = events.prefetch_related("enclosures")
    entries = [Entry(event, by_id.get(event.reading_id or 0)) for event in events]
    told = {event.reading_id for event in events} | {case.baseline_id}
    entries += [Entry(None, figure) for figure in by_id.values() if figure.pk not in told]
    return _gathered(sorted(entries, key=_moment))


def _gathered(entries: list[Entry]) -> list[Entry]:
    """A year of month-ends between two events is one line, not twelve."""
    lines: list[Entry] = []
    for entry in entries:
        if entry.event is None and lines and lines[-1].event is None:
            entry = entry._replace(earlier=lines.pop().earlier + 1)
        lines.append(entry)
    return lines


def _moment(entry: Entry) -> tuple[object, int]:
    if entry.event:
        return entry.event.at, entry.event.pk
    assert entry.reading
    return entry.reading.recorded_at, 0


def side_of(case: Case, user: User) -> Side:
    """For whom this person acts on the case today: for its pesantren before all else."""
    if case.pesantren_id in {place.pk for place in pesantren_of(user)}:
        return Side.PESANTREN
    return Side.OFFICE if offices_of(user) else Side.PARTNER


def helping(case: Case) -> QuerySet[Partner]:
    """The partners that take part in this case: their help, or they a referral, was accepted."""
    accepted = case.events.filter(kind=CaseEvent.Kind.ACCEPTED).values("help__partner")
    referred = case.events.filter(kind=CaseEvent.Kind.REF_ACCEPTED, referral__partner__isnull=False)
    return Partner.objects.filter(
        Q(pk__in=accepted) | Q(pk__in=referred.values("referral__partner"))
    )


STATES = {
    CaseEvent.Kind.REFERRED: Referral.State.ASKED,
    CaseEvent.Kind.REF_ACCEPTED: Referral.State.ACCEPTED,
    CaseEvent.Kind.REF_REFUSED: Referral.State.REFUSED,
    CaseEvent.Kind.REF_DONE: Referral.State.DONE,
    CaseEvent.Kind.REF_RECALLED: Referral.State.RECALLED,
}
ENDED = [CaseEvent.Kind.REF_REFUSED, CaseEvent.Kind.REF_DONE, CaseEvent.Kind.REF_RECALLED]


def state_of(referral: Referral) -> Referral.State:
    """How a referral stands: by the last of its events."""
    last = referral.events.order_by("at", "pk").last()
    return STATES[CaseEvent.Kind(last.kind)] if last else Referral.State.ASKED


def under_way(case: Case) -> QuerySet[Referral]:
    """The referrals of a case that are neither refused nor done nor withdrawn."""
    rows = case.referrals.exclude(events__kind__in=ENDED)
    return rows.select_related("office", "partner")


def followed_by(case: Case, places: Collection[Pesantren]) -> list[Follower]:
    """Which of these pesantren have the obstacle of the case too."""
    if not places:
        return []
    rows = case.followers.filter(pesantren__in=[place.pk for place in places])
    return list(rows.select_related("pesantren"))


def followed(places: Iterable[Pesantren]) -> Q:
    """Cases that these pesantren have too."""
    rows = Follower.objects.filter(pesantren__in=[place.pk for place in places])
    return Q(pk__in=rows.values("case"))


def unanswered_help(case: Case) -> QuerySet[Help]:
    """The offers of help that the reader may see and that nobody has answered yet."""
    answers = [CaseEvent.Kind.ACCEPTED, CaseEvent.Kind.DECLINED]
    return case.helps.exclude(events__kind__in=answers).select_related("partner", "offer")


def open_activities_of(case: Case) -> QuerySet[Activity]:
    """The activities that were set and have not taken place yet, the next one first."""
    rows = case.activities.select_related("partner").order_by("on", "pk")
    return rows.exclude(events__kind__in=OVER)


def plan_of(case: Case) -> CaseEvent | None:
    """The goals that hold today, with the day on which they are looked at again."""
    return case.events.filter(kind=CaseEvent.Kind.AIMED).select_related("by").last()


def plans_to_review(*, since: date, until: date) -> QuerySet[CaseEvent]:
    """The goals of open cases that are looked at again on these days. Call `read_as` first."""
    rows = CaseEvent.objects.filter(kind=CaseEvent.Kind.AIMED, on__range=(since, until))
    later = CaseEvent.objects.filter(
        case=OuterRef("case"), kind=CaseEvent.Kind.AIMED, pk__gt=OuterRef("pk")
    )
    rows = rows.filter(~Exists(later), case__closed_at=None)
    return rows.select_related("case__pesantren", "case__aspect").order_by("on", "pk")


def activities_due(*, since: date, until: date) -> QuerySet[Activity]:
    """What was set for these days on open cases and has not taken place yet. Call `read_as` first.

    Each with its case, pesantren and partner.
    """
    goes_on = Q(case__closed_at=None) | Q(kind=Activity.Kind.MONITORING)
    rows = Activity.objects.filter(goes_on, on__range=(since, until))
    rows = rows.exclude(events__kind__in=OVER).order_by("on", "pk")
    return rows.select_related("case__pesantren", "partner")
