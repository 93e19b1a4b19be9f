"""What each partner has in hand: a mentor sees their own, the offices those whom they may ask."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from klinik.clinic.cases.models import Activity, Case, CaseEvent, Referral
from klinik.clinic.cases.queries import ENDED
from klinik.clinic.cases.timing import AHEAD, holidays
from klinik.directory.models import Partner
from klinik.people.models import User
from klinik.programme.desk.queries import FORGOTTEN, MOST
from klinik.programme.desk.rules import Task, by_urgency, days_left
from klinik.tenancy.access import offices_of, partners_of
from klinik.tenancy.roles import PartnerRight

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


def _load(partner: Partner, tasks: Iterable[Task]) -> PartnerLoad:
    found = by_urgency(tasks)
    return PartnerLoad(partner, found[:SHOWN], len(found), sum(row.is_late for row in found))


def _activities(mine: Q, today: date) -> list[tuple[Partner, Task]]:
    off = holidays(first=today - FORGOTTEN, last=today + AHEAD)
    goes_on = Q(case__closed_at=None) | Q(kind=Activity.Kind.MONITORING)
    rows = Activity.objects.filter(mine, goes_on).exclude(events__kind=CaseEvent.Kind.DONE)
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
