"""Questions asked of the sessions; row-level security answers with what the reader may see."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from klinik.clinic.cases.models import Case, Holiday
from klinik.clinic.sessions.models import (
    AgendaItem,
    AttendanceMark,
    Minutes,
    Panelist,
    Recommendation,
    Registration,
    Session,
    SessionQuerySet,
)
from klinik.clinic.sessions.rules import ASKED_FOR, Due, Standing, standing_at
from klinik.clinic.stories.models import Story
from klinik.clinic.stories.queries import published_stories
from klinik.directory.models import Aspect, Pesantren
from klinik.people.models import User
from klinik.tenancy.access import offices_of
from klinik.tenancy.offices.queries import aspects_of
from klinik.tenancy.queries import speakers_of
from klinik.tenancy.roles import Role

Source = AttendanceMark.Source
SOON = timedelta(days=14)


class Attended(NamedTuple):
    """What all signs together say of one pesantren."""

    pesantren: Pesantren
    is_present: bool
    sources: list[str]  # how it was seen, in words
    corrected: AttendanceMark | None
    is_registered: bool


def hold_places(session: Session) -> None:
    """Wait until nobody else gives or takes places of this session; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT panels_hold(%s)", [session.pk])


def shown_sessions() -> SessionQuerySet:
    """The sessions that the reader may see, with what a list shows of each."""
    standing = Registration.objects.filter(session=OuterRef("pk"), cancelled_at=None)
    counted = standing.order_by().values("session").annotate(n=Count("pk")).values("n")
    rows = Session.objects.annotate(
        registered=Coalesce(Subquery(counted), Value(0), output_field=IntegerField())
    )
    return rows.prefetch_related("aspects")


def aspect_for(session: Session, by: User) -> Aspect:
    """What a case from this session is about: one of its aspects, if possible of the own office."""
    aspects = list(session.aspects.all())
    own = aspects_of(offices_of(by, roles=[Role.OFFICER]))
    return next((row for row in aspects if row.pk in own), aspects[0])


def others_of_series(session: Session) -> list[Session]:
    """The other sessions of the same series that the reader may see, in order of their days."""
    if session.series is None:
        return []
    rows = Session.objects.filter(series=session.series).exclude(pk=session.pk)
    return list(rows.order_by("starts_at", "pk"))


def panel_of(session: Session) -> QuerySet[Panelist]:
    """The panel, its moderator first."""
    return session.panel.select_related("user", "office", "partner")


def standing_place(session: Session, pesantren: Pesantren) -> Registration | None:
    """The place that this pesantren holds, seated or waiting."""
    rows = session.registrations.standing().select_related("session", "pesantren")
    return rows.filter(pesantren=pesantren).first()


def seated_of(session: Session) -> list[Registration]:
    """Those who have a seat, in the order of their places."""
    rows = session.registrations.standing().select_related("pesantren__region", "session")
    return list(rows[: session.capacity] if session.capacity is not None else rows)


def waiting_of(session: Session) -> list[Registration]:
    """Those who wait for a seat, in the order of their places."""
    if session.capacity is None:
        return []
    rows = session.registrations.standing().select_related("pesantren__region", "session")
    return list(rows[session.capacity :])


def places_of(
    session: Session, pesantren: Iterable[Pesantren]
) -> dict[int, tuple[Registration, Standing]]:
    """How each of these pesantren stands in the session, by its id; none for those without."""
    ids = {place.pk for place in pesantren}
    found = {}
    for before, row in enumerate(session.registrations.standing()):
        if row.pesantren_id in ids:
            found[row.pesantren_id] = (row, standing_at(before, session.capacity))
    return found


def attendance_of(session: Session) -> list[Attended]:
    """Everybody registered or seen, with what all signs together say, by name."""
    marks = session.marks.select_related("pesantren__region", "by").order_by("pk")
    rows = session.registrations.standing().select_related("pesantren__region")
    registered = {row.pesantren_id: row.pesantren for row in rows}
    known = registered | {mark.pesantren_id: mark.pesantren for mark in marks}
    by_place: dict[int, list[AttendanceMark]] = {pk: [] for pk in known}
    for mark in marks:
        by_place[mark.pesantren_id].append(mark)
    merged = [_merged(known[pk], signs, pk in registered) for pk, signs in by_place.items()]
    return sorted(merged, key=lambda row: (row.pesantren.name, row.pesantren.pk))


def _merged(pesantren: Pesantren, marks: list[AttendanceMark], is_registered: bool) -> Attended:
    corrections = [mark for mark in marks if mark.source == Source.CORRECTION]
    signs = [mark for mark in marks if mark.source != Source.CORRECTION]
    last = corrections[-1] if corrections else None
    return Attended(
        pesantren,
        is_present=last.is_present if last else bool(signs),
        sources=sorted({str(mark.get_source_display()) for mark in signs}),
        corrected=last,
        is_registered=is_registered,
    )


def latest_minutes(session: Session, kind: str) -> Minutes | None:
    """The revision that counts."""
    return session.minutes_written.filter(kind=kind).select_related("by").first()


def recommendations_of(session: Session) -> QuerySet[Recommendation]:
    """What was recommended, as far as the reader may see it; what was taken back comes last."""
    rows = session.recommendations.select_related(
        "pesantren__region", "office", "by", "item", "case__office", "withdrawn_by"
    )
    return rows.order_by("withdrawn_at", "due_on", "pk")


def starting_between(since: datetime, until: datetime) -> QuerySet[Session]:
    """Announced sessions that start in this time and were not called off."""
    rows = Session.objects.announced().filter(cancelled_at=None, knows_time=True)
    return rows.filter(starts_at__gt=since, starts_at__lte=until).order_by("starts_at", "pk")


def people_who_come(session: Session) -> list[User]:
    """Who speaks for a pesantren with a seat, and the panel as far as it has accounts."""
    seated = [person for row in seated_of(session) for person in speakers_of(row.pesantren)]
    return seated + people_on_panel(session)


def people_who_wait(session: Session) -> list[User]:
    """Who speaks for a pesantren on the waiting list."""
    return [person for row in waiting_of(session) for person in speakers_of(row.pesantren)]


def people_on_panel(session: Session) -> list[User]:
    """The panel as far as it has accounts."""
    return [row.user for row in panel_of(session) if row.user]


def recommendations_due() -> QuerySet[Recommendation]:
    """What still stands, with the case it lies with. Call `read_as` first."""
    rows = Recommendation.objects.filter(withdrawn_at=None).filter(
        Q(case=None) | Q(case__closed_at=None)
    )
    return rows.select_related("session", "pesantren", "office", "case")


def owing(*, now: datetime) -> SessionQuerySet:
    """Sessions of the last month that heard a case, and of which nothing recommended stands."""
    hearings = AgendaItem.objects.filter(session=OuterRef("pk"), kind=AgendaItem.Kind.HEARING)
    standing = Recommendation.objects.filter(session=OuterRef("pk"), withdrawn_at=None)
    rows = Session.objects.announced().filter(cancelled_at=None, knows_time=True)
    rows = rows.filter(ends_at__range=(now - ASKED_FOR, now)).order_by("ends_at", "pk")
    return rows.filter(Exists(hearings)).exclude(Exists(standing))


def owed_by(user: User, *, leads: bool, now: datetime) -> SessionQuerySet:
    """What the panel on which they sit, for whoever leads any panel, has not written down yet."""
    rows = owing(now=now)
    seat = Panelist.objects.filter(session=OuterRef("pk"), user=user)
    return rows if leads else rows.filter(Exists(seat))


def recommended() -> QuerySet[Recommendation]:
    """All that was recommended and not taken back, as far as the reader sees it."""
    decided = Holiday.objects.filter(is_off=True, on__year=OuterRef("due_on__year"))
    rows = Recommendation.objects.filter(withdrawn_at=None)
    rows = rows.annotate(is_provisional=~Exists(decided))  # its day may turn out a day off
    return rows.select_related("session", "pesantren", "office", "case")


def in_state(
    rows: QuerySet[Recommendation], state: Due, *, today: date
) -> QuerySet[Recommendation]:
    """Those of them that stand so against their day."""
    return rows.filter(_states(today)[state])


def counted(rows: QuerySet[Recommendation], *, today: date) -> dict[Due, int]:
    """How many of them stand how, in one question."""
    asked = {state.value: Count("pk", filter=fits) for state, fits in _states(today).items()}
    found = rows.order_by().aggregate(**asked)
    return {state: int(found[state.value]) for state in Due}


def _states(today: date) -> dict[Due, Q]:
    stands = Q(case=None) | Q(case__closed_at=None)
    return {
        Due.STANDS: stands,
        Due.LATE: stands & Q(due_on__lt=today),
        Due.SOON: stands & Q(due_on__range=(today, today + SOON)),
        Due.DONE: Q(case__closed_at__isnull=False),
    }


def of_pesantren(places: Iterable[Pesantren]) -> QuerySet[Session]:
    """The sessions in which these pesantren hold a place."""
    mine = Registration.objects.filter(pesantren__in=[row.pk for row in places], cancelled_at=None)
    return shown_sessions().filter(pk__in=mine.values("session"))


def with_panel(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """The same with their panels at hand."""
    rows = Panelist.objects.select_related("user", "office", "partner")
    return sessions.prefetch_related(Prefetch("panel", rows))


def is_marked(session: Session, pesantren: Pesantren, source: str) -> bool:
    """This source has seen the pesantren in the session already."""
    return session.marks.filter(pesantren=pesantren, source=source).exists()


def says_last(session: Session, pesantren: Pesantren) -> bool:
    """Whether the pesantren counts as present now."""
    marks = session.marks.filter(pesantren=pesantren).order_by("pk")
    corrected = marks.filter(source=Source.CORRECTION).last()
    return corrected.is_present if corrected else marks.exists()


class Point(NamedTuple):
    """A point of the agenda with the time at which it is planned to begin."""

    item: AgendaItem
    begins_at: datetime
    case: Case | None  # where the reader may see it
    story: Story | None  # while it is public


def agenda_of(session: Session) -> list[Point]:
    """The agenda with its times; a case for whoever may read it, a story while it is public."""
    items = list(session.agenda.select_related("pesantren"))
    cases = Case.objects.in_bulk([item.case_id for item in items if item.case_id])
    stories = published_stories().in_bulk([item.story_id for item in items if item.story_id])
    points, begins_at = [], session.starts_at
    for item in items:
        case, story = cases.get(item.case_id or 0), stories.get(item.story_id or 0)
        points.append(Point(item, begins_at, case, story))
        begins_at += timedelta(minutes=item.minutes)
    return points


def participants_of(session: Session) -> list[tuple[Registration, Standing]]:
    """Everybody who has a place, with how they stand, in the order of the places."""
    rows = session.registrations.standing().select_related("pesantren__region", "office")
    return [(row, standing_at(before, session.capacity)) for before, row in enumerate(rows)]


def pesantren_spoken_of(session: Session) -> list[int]:
    """The pesantren that hold a place, were seen, or stand on the agenda: by their ids."""
    ids = set(session.registrations.filter(cancelled_at=None).values_list("pesantren", flat=True))
    ids |= set(session.marks.values_list("pesantren", flat=True))
    ids |= set(session.agenda.exclude(pesantren=None).values_list("pesantren", flat=True))
    return sorted(ids)
