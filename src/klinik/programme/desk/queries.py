"""What lies on an officer's desk; row-level security leaves out what they may not read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.clinic.cases.clocks import due_on
from klinik.clinic.cases.commands.reminding import OFFICES, TWICE
from klinik.clinic.cases.models import Activity, Case, CaseEvent, Stage, Waits
from klinik.clinic.cases.queries import (
    activities_due,
    asked_of,
    held,
    left_behind,
    of_offices,
    plans_to_review,
    shown_cases,
)
from klinik.clinic.cases.timing import AHEAD, holidays, late, step_of, targets, turn_of, undecided
from klinik.clinic.sessions.models import Session
from klinik.clinic.sessions.queries import owed_by, recommendations_due, shown_sessions
from klinik.clinic.sessions.rules import WRITTEN_WITHIN
from klinik.clinic.stories.parties import stories_to_read
from klinik.directory.models import Aspect
from klinik.people.models import User
from klinik.programme.desk.rules import Heap, Load, Task, by_urgency, days_left, least_first
from klinik.tenancy.access import offices_of
from klinik.tenancy.models import AspectDuty, Membership, Office
from klinik.tenancy.queries import coordinates
from klinik.tenancy.roles import Role

Kind = CaseEvent.Kind
Left = Callable[[date], int]
SOON = timedelta(days=14)  # what is set for these days lies on the desk
FORGOTTEN = timedelta(days=366)  # what was due longer ago is looked for in the lists
SHOWN = 5  # lines of one part of the desk; the rest stands in the lists
MOST = 300  # lines of one kind that are read at all; a heap of work is a list, not a desk
LATEST = 3
MOST_OF_A_DAY = 20  # sessions


class Part(NamedTuple):
    """One part of the desk: its first lines, and how many there are."""

    tasks: list[Task]
    number: int  # of at most `MOST` of each kind

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.number - len(self.tasks)


class Desk(NamedTuple):
    """What waits for one person today: the first of each heap, and the sessions that come."""

    late: Part
    mine: Part
    to_take: Part
    promised: Part
    to_read: Part
    planned: Part
    sessions: list[Session]
    today: list[Session]

    @property
    def first(self) -> Task | None:
        """The one thing to do now: what is late, what is mine, what nobody has taken."""
        parts = (self.late, self.mine, self.to_take, self.promised, self.to_read, self.planned)
        return next((part.tasks[0] for part in parts if part.tasks), None)


def desk_of(user: User, *, today: date) -> Desk:
    """Everything that waits for this officer, the most urgent first. Call `read_as` first."""
    heaps = tasks_of(user, today=today)
    coming = list(shown_sessions().coming()[:MOST_OF_A_DAY])
    parts = {heap: Part(rows[:SHOWN], len(rows)) for heap, rows in heaps.items()}
    return Desk(
        late=parts[Heap.LATE],
        mine=parts[Heap.MINE],
        to_take=parts[Heap.TO_TAKE],
        promised=parts[Heap.PROMISED],
        to_read=parts[Heap.TO_READ],
        planned=parts[Heap.PLANNED],
        sessions=coming[:LATEST],
        today=[row for row in coming if timezone.localdate(row.starts_at) <= today],
    )


def tasks_of(user: User, *, today: date) -> dict[Heap, list[Task]]:
    """All of it in its heaps, what is late in that of the late alone. Call `read_as` first."""
    offices = offices_of(user, roles=[Role.OFFICER])
    leads = coordinates(user)
    off = holidays(first=today - FORGOTTEN, last=today + AHEAD)
    left = partial(days_left, today=today, holidays=off)
    cases = partial(_cases, off=off, left=left, today=today)
    theirs, ours = of_offices(offices) if offices else Q(pk__in=()), held(today=today)
    waiting = {
        Heap.MINE: [*cases(_taken_by(user, ours), "case"), *_referrals(user)],
        Heap.TO_TAKE: [*cases(_untaken(theirs), "take"), *cases(_left(theirs, ours), "left")],
        Heap.PROMISED: [*_promised(offices, left), *_owed(user, leads, left)],
        Heap.TO_READ: _stories(user),
        Heap.PLANNED: _planned(user, today, left),
    }
    late_ones = [row for rows in waiting.values() for row in rows if row.is_late]
    if leads:
        late_ones += _escalated(cases, today, {row.url for row in late_ones})
    in_time = {heap: [row for row in rows if not row.is_late] for heap, rows in waiting.items()}
    return _estimated({Heap.LATE: late_ones, **in_time})


def _estimated(heaps: dict[Heap, list[Task]]) -> dict[Heap, list[Task]]:
    """The heaps in order, and which days of theirs may still move."""
    open_years = undecided(row.due_on for rows in heaps.values() for row in rows if row.due_on)
    return {
        heap: by_urgency(
            row._replace(is_provisional=row.due_on is not None and row.due_on.year in open_years)
            for row in rows
        )
        for heap, rows in heaps.items()
    }


def _taken_by(user: User, ours: Q) -> QuerySet[Case]:
    return shown_cases().filter(ours, taken_by=user, closed_at=None, waits_for=Waits.OFFICE)


def _untaken(theirs: Q) -> QuerySet[Case]:
    return shown_cases().filter(theirs, stage=Stage.WAITING, closed_at=None)


def _left(theirs: Q, ours: Q) -> QuerySet[Case]:
    """Taken by somebody who left, or whose office gave the aspect away: somebody has to go on."""
    return shown_cases().filter(theirs, left_behind(ours))


def _cases(
    cases: QuerySet[Case], kind: str, *, off: frozenset[date], left: Left, today: date
) -> list[Task]:
    """Cases with the day until which their next step is in time."""
    promised = targets(on=today)
    tasks = []
    for case in cases.order_by("waits_since", "pk")[:MOST]:
        days = promised.get((step_of(case, today=today), case.urgency))
        due = due_on(case.turn_since(today), days, off) if days else None
        tasks.append(_of_case(case, kind, left, due))
    return tasks


def _of_case(case: Case, kind: str, left: Left, due: date | None, title: str = "") -> Task:
    return Task(
        kind=kind,
        title=title or case.title,
        place=f"{case.number} · {case.pesantren}",
        url=case.get_absolute_url(),
        due_on=due,
        left=left(due) if due else None,
    )


def _referrals(user: User) -> list[Task]:
    """What other offices asked ours to see to: for an answer, or to be done."""
    welcomed = CaseEvent.objects.filter(referral=OuterRef("pk"), kind=Kind.REF_ACCEPTED)
    rows = asked_of(user).filter(case__closed_at=None).annotate(is_ours=Exists(welcomed))
    return [
        Task(
            kind="help" if row.is_ours else "referral",
            title=row.case.title,
            place=f"{row.case.number} · {row.case.pesantren}",
            url=row.case.get_absolute_url(),
        )
        for row in rows.select_related("case__pesantren")[:MOST]
    ]


def _promised(offices: Collection[Office], left: Left) -> list[Task]:
    """What the panel recommended to these offices and is not behind a closed case."""
    if not offices:
        return []
    rows = recommendations_due().filter(office__in=offices).order_by("due_on", "pk")[:MOST]
    return [
        Task(
            kind="recommendation",
            title=row.text,
            place=f"{row.session.theme} · {row.pesantren}",
            url=row.case.get_absolute_url() if row.case else row.session.get_absolute_url(),
            due_on=row.due_on,
            left=left(row.due_on),
        )
        for row in rows
    ]


def _stories(user: User) -> list[Task]:
    """What a pesantren agreed to and nobody has published or given back."""
    rows = stories_to_read(user).select_related("pesantren").order_by("pk")[:MOST]
    return [Task("story", row.title, row.pesantren.name, row.desk_url) for row in rows]


def _owed(user: User, leads: bool, left: Left) -> list[Task]:
    tasks = []
    for row in owed_by(user, leads=leads, now=timezone.now())[:MOST]:
        due = timezone.localdate(row.ends_at + WRITTEN_WITHIN)
        url = reverse("sessions:recommend", args=[row.slug])
        tasks.append(Task("owed", row.theme, _("panel session"), url, due, left(due)))
    return tasks


def _planned(user: User, today: date, left: Left) -> list[Task]:
    """What was set on the person's own cases, forgotten or within two weeks."""
    days = {"since": today - FORGOTTEN, "until": today + SOON}
    activities = activities_due(**days).filter(case__taken_by=user)
    reviews = plans_to_review(**days).filter(case__taken_by=user)
    tasks = [_of_case(row.case, _kind(row), left, row.on, row.what) for row in activities]
    return tasks + [_of_case(row.case, "review", left, row.on) for row in reviews]


def _kind(activity: Activity) -> str:
    return "look" if activity.is_monitoring else "activity"


def _escalated(
    cases: Callable[[QuerySet[Case], str], list[Task]], today: date, known: Collection[str]
) -> list[Task]:
    """For the secretariat: what an office has let lie for twice as long as was promised."""
    rows = shown_cases().filter(late(today=today, steps=OFFICES, times=TWICE), closed_at=None)
    return [row for row in cases(rows, "escalated") if row.url not in known]


class Untaken(NamedTuple):
    """How many cases of one aspect nobody has taken, and how many of them are late."""

    aspect: Aspect
    number: int
    late: int
    left: int  # beside these: taken by somebody who cannot go on with them


class OfficeLoad(NamedTuple):
    """One office, what nobody of it has taken, and what each of its officers has in hand."""

    office: Office
    untaken: list[Untaken]
    officers: list[Load]

    @property
    def next(self) -> Load | None:
        """Who could take the next case without it being unfair."""
        return self.officers[0] if self.officers else None


def loads_of(user: User, *, today: date) -> list[OfficeLoad]:
    """The work of the person's offices, for the secretariat of all: by who took it.

    Counted is what the person may read. Call `read_as` first.
    """
    own = {row.pk for row in offices_of(user, roles=[Role.OFFICER])}
    sees_all = coordinates(user)
    aspects: dict[Office, list[Aspect]] = defaultdict(list)
    for row in AspectDuty.objects.in_charge(today).select_related("office", "aspect"):
        if sees_all or row.office_id in own:
            aspects[row.office].append(row.aspect)
    is_late = late(today=today, steps=OFFICES)
    is_ours = turn_of(Waits.OFFICE, today=today)
    ours = held(today=today)
    taken, waiting, left = _taken(is_ours, is_late, ours), _waiting(is_late), _left_by_aspect(ours)
    people = _officers(office.pk for office in aspects)
    return [
        OfficeLoad(
            office,
            [
                Untaken(row, *waiting[row.pk], left.get(row.pk, 0))
                for row in sorted(aspects[office], key=_order)
            ],
            least_first(
                Load(who.name, *taken[office.pk, who.pk], who.pk) for who in people[office.pk]
            ),
        )
        for office in sorted(aspects, key=lambda row: row.name)
    ]


def _order(aspect: Aspect) -> int:
    return aspect.order


def _taken(is_ours: Q, is_late: Q, ours: Q) -> dict[tuple[int, int], tuple[int, int, int]]:
    rows = Case.objects.filter(ours, closed_at=None).order_by()
    counted = rows.values_list("office", "taken_by").annotate(
        open=Count("pk"),
        waits=Count("pk", filter=is_ours),
        late=Count("pk", filter=is_late),
    )
    found: dict[tuple[int, int], tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    found.update({(row[0], row[1]): (row[2], row[3], row[4]) for row in counted})
    return found


def _left_by_aspect(ours: Q) -> dict[int, int]:
    rows = Case.objects.filter(left_behind(ours)).order_by()
    return dict(rows.values_list("aspect").annotate(n=Count("pk")))


def _waiting(is_late: Q) -> dict[int, tuple[int, int]]:
    rows = Case.objects.filter(closed_at=None, stage=Stage.WAITING).order_by()
    counted = rows.values_list("aspect").annotate(n=Count("pk"), late=Count("pk", filter=is_late))
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({aspect: (number, late) for aspect, number, late in counted})
    return found


def _officers(offices: Iterable[int]) -> dict[int, list[User]]:
    rows = Membership.objects.running().filter(office__in=list(offices), role=Role.OFFICER)
    rows = rows.filter(user__is_active=True).select_related("user").order_by("user__name", "pk")
    found: dict[int, list[User]] = defaultdict(list)
    for row in rows:
        if row.office_id and row.user not in found[row.office_id]:
            found[row.office_id].append(row.user)
    return found
