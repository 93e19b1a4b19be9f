"""What each partner has in hand: a mentor sees their own, the offices those whom they may ask."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from klinik.clinic.cases.models import Activity, Case, Referral
from klinik.clinic.cases.queries import ENDED, OVER
from klinik.clinic.cases.timing import AHEAD, holidays
from klinik.clinic.sessions.models import Panelist
from klinik.clinic.sessions.queries import shown_sessions
from klinik.directory.models import Partner
from klinik.people.models import User
from klinik.programme.desk.queries import FORGOTTEN, MOST
from klinik.programme.desk.rules import Task, by_urgency, days_left
from klinik.tenancy.access import offices_of, partners_of
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import PartnerRight, Role

SHOWN = 10  # lines of one partner; the rest is counted


class PartnerLoad(NamedTuple):
    """What one partner agreed to do or is asked to, the earliest day first."""

    partner: Partner
    tasks: list[Task]
    number: int
    late: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.number - len(self.tasks)


def partner_loads(user: User, *, today: date) -> list[PartnerLoad]:
    """Of the person's own partners, in an office of every partner: as far as they may read it.

    The most in hand comes first. Call `read_as` first.
    """
    own = partners_of(user, needs=PartnerRight.HELP)
    mine = Q(partner__isnull=False) if offices_of(user) else Q(partner__in=own)
    heaps: dict[Partner, list[Task]] = defaultdict(list, {partner: [] for partner in own})
    for partner, task in [*_activities(mine, today), *_referrals(mine)]:
        heaps[partner].append(task)
    loads = [_load(partner, tasks) for partner, tasks in heaps.items()]
    return sorted(loads, key=lambda row: (-row.number, row.partner.name))


class MentorLoad(NamedTuple):
    """What one mentor has in hand over all partners for whom they speak, in numbers alone."""

    mentor: User
    partners: list[Partner]
    tasks: int
    late: int
    sessions: int  # panel sessions that come, on whose panel they sit


def mentor_loads(user: User, loads: Iterable[PartnerLoad], *, everybody: bool) -> list[MentorLoad]:
    """For a mentor their own, for an office everybody's: the fewest tasks first.

    `loads` are those that the person reads: nobody's number counts what is closed to the reader.
    A task lies with a partner, so it counts for each of its mentors. Call `read_as` first.
    """
    known = {row.partner: row for row in loads}
    roles = Membership.objects.running().filter(role=Role.MENTOR, partner__isnull=False)
    roles = roles if everybody else roles.filter(user=user)
    spoken: dict[User, list[Partner]] = defaultdict(list)
    for role in roles.filter(user__is_active=True).select_related("user", "partner"):
        if role.partner and role.partner not in spoken[role.user]:
            spoken[role.user].append(role.partner)
    seats = _seats(spoken) if spoken else {}
    found = [
        MentorLoad(
            mentor,
            sorted(partners, key=lambda row: row.name),
            sum(known[row].number for row in partners if row in known),
            sum(known[row].late for row in partners if row in known),
            seats.get(mentor.pk, 0),
        )
        for mentor, partners in spoken.items()
    ]
    return sorted(found, key=lambda row: (row.tasks, row.sessions, row.mentor.name, row.mentor.pk))


def _seats(people: Iterable[User]) -> dict[int, int]:
    """How many sessions that come have each of them on their panel."""
    rows = Panelist.objects.filter(
        user__in=[row.pk for row in people], session__in=shown_sessions().coming().values("pk")
    )
    counted = rows.order_by().values_list("user").annotate(n=Count("session", distinct=True))
    return dict(counted)


def _load(partner: Partner, tasks: Iterable[Task]) -> PartnerLoad:
    found = by_urgency(tasks)
    return PartnerLoad(partner, found[:SHOWN], len(found), sum(row.is_late for row in found))


def _activities(mine: Q, today: date) -> list[tuple[Partner, Task]]:
    off = holidays(first=today - FORGOTTEN, last=today + AHEAD)
    goes_on = Q(case__closed_at=None) | Q(kind=Activity.Kind.MONITORING)
    rows = Activity.objects.filter(mine, goes_on).exclude(events__kind__in=OVER)
    rows = rows.select_related("case__pesantren", "partner").order_by("on", "pk")[:MOST]
    return [
        (
            row.partner,
            _task(
                row.case,
                kind="look" if row.is_monitoring else "activity",
                title=row.what,
                due_on=row.on,
                left=days_left(row.on, today=today, holidays=off),
            ),
        )
        for row in rows
        if row.partner
    ]


def _referrals(mine: Q) -> list[tuple[Partner, Task]]:
    rows = Referral.objects.filter(mine, case__closed_at=None).exclude(events__kind__in=ENDED)
    rows = rows.select_related("case__pesantren", "partner").order_by("pk")[:MOST]
    return [
        (row.partner, _task(row.case, kind="asked", title=row.case.title))
        for row in rows
        if row.partner
    ]


def _task(
    case: Case, *, kind: str, title: str, due_on: date | None = None, left: int | None = None
) -> Task:
    place, url = f"{case.number} · {case.pesantren}", case.get_absolute_url()
    return Task(kind=kind, title=title, place=place, url=url, due_on=due_on, left=left)
