"""Days off, service targets, and which cases are late today."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from klinik.clinic.cases.clocks import Move, due_on, late_since, spans, waited, working_days
from klinik.clinic.cases.models import (
    Case,
    CaseEvent,
    Holiday,
    ServiceTarget,
    Stage,
    Urgency,
    Waits,
)

Step, ORDINARY = ServiceTarget.Step, Urgency.ORDINARY.value
AHEAD = timedelta(days=120)  # the farthest that a target looks


def holidays(*, first: date, last: date) -> frozenset[date]:
    """The days off between these days, both included: of one day the last row holds."""
    rows = Holiday.objects.filter(on__range=(first, last)).order_by("pk")
    holds = dict(rows.values_list("on", "is_off"))
    return frozenset(day for day, is_off in holds.items() if is_off)


def undecided(days: Iterable[date]) -> frozenset[int]:
    """Of the years of these days, those without a day off yet: what is counted in them may move."""
    years = {day.year for day in days}
    decided = Holiday.objects.filter(is_off=True, on__year__in=years)
    return frozenset(years - set(decided.values_list("on__year", flat=True)))


def targets(*, on: date) -> dict[tuple[str, str], int]:
    """The working days that each step may take on this day, by step and urgency.

    An urgency without a row of its own has the target of ordinary cases; a step without any, none.
    """
    rows = ServiceTarget.objects.filter(since__lte=on).order_by("since", "pk")
    told = {(row.step, row.urgency): row.working_days for row in rows}
    ordinary = {step: days for (step, urgency), days in told.items() if urgency == ORDINARY}
    return {(step, u): days for step, days in ordinary.items() for u in Urgency.values} | told


def step_of(case: Case, *, today: date) -> str:
    """Which target the case stands under; empty where nobody has to move."""
    turn = case.turn(today)
    if turn == Waits.OFFICE:
        return Step.TAKE if case.stage == Stage.WAITING else Step.ACT
    return Step.ANSWER if turn == Waits.PESANTREN else ""


def turn_of(waits_for: str, *, today: date) -> Q:
    """The cases on which it is their move on this day, as `Case.turn` says of one."""
    past = Q(waits_for=Waits.WORK, work_until__lt=today)
    if waits_for == Waits.OFFICE:
        return Q(waits_for=Waits.OFFICE) | past
    return Q(waits_for=waits_for) & ~past if waits_for == Waits.WORK else Q(waits_for=waits_for)


class Clock(NamedTuple):
    """Whose move it is on one case, for how many working days, and until when it is in time."""

    waits_for: str
    since: date
    days: int
    target: int | None
    due_on: date | None
    is_late: bool
    office_days: int  # altogether since the opening
    pesantren_days: int
    is_provisional: bool  # the days off of that year are not known yet
    is_overdue: bool = False  # the day of an activity has passed


def moves_of(events: Iterable[CaseEvent]) -> list[Move]:
    """What the clocks depend on; nobody waits for looks at what was granted."""
    return [
        Move(row.kind, row.side, row.at, row.awaits_answer)
        for row in events
        if row.activity is None or not row.activity.is_monitoring
    ]


def clock_of(case: Case, events: Iterable[CaseEvent], *, today: date) -> Clock:
    """How long the case waited for whom, by what was recorded of it."""
    moves = moves_of(events)
    day_of = {move.at: timezone.localdate(move.at) for move in moves}
    since = case.turn_since(today)
    day_of[case.waits_since] = timezone.localdate(case.waits_since)
    # The whole first year: whether its days off are known is asked of it below.
    off = holidays(first=min(day_of.values()).replace(month=1, day=1), last=today + AHEAD)
    total = waited(spans(moves), today=today, day_of=day_of, holidays=off)
    target = targets(on=today).get((step_of(case, today=today), case.urgency))
    due = due_on(since, target, off) if target else None
    return Clock(
        waits_for=case.turn(today),
        since=since,
        days=working_days(since, today, off),
        target=target,
        due_on=due,
        is_late=due is not None and due < today,
        office_days=total.get(Waits.OFFICE, 0),
        pesantren_days=total.get(Waits.PESANTREN, 0),
        # No day off of that year is known yet: the day may still move.
        is_provisional=due is not None and all(day.year != due.year for day in off),
        is_overdue=case.is_overdue(today),
    )


def late(*, today: date, steps: Collection[str] = Step.values, times: int = 1) -> Q:
    """Cases past the target of their step, or past so many times of it."""
    off = holidays(first=today - 3 * AHEAD, last=today + AHEAD)
    by_step: dict[str, Q] = {}  # what stands under no target is looked at once for each step
    found = Q(pk__in=())
    for (step, urgency), days in targets(on=today).items():
        if step in steps:
            edge = late_since(today, times * days, off)
            began = Q(urgency=urgency, waits_since__lt=_after(edge))
            by_step[step] = by_step[step] | began if step in by_step else began
            if step == Step.ACT:  # on an activity whose day has passed
                found |= Q(waits_for=Waits.WORK, urgency=urgency, work_until__lte=edge)
    for step, began in by_step.items():
        found |= at_step(step) & began
    return found


def at_step(step: str) -> Q:
    """The cases that stand under the target of this step."""
    if step == Step.ANSWER:
        return Q(waits_for=Waits.PESANTREN)
    waiting = Q(waits_for=Waits.OFFICE)
    return waiting & (Q(stage=Stage.WAITING) if step == Step.TAKE else ~Q(stage=Stage.WAITING))


def _after(day: date) -> datetime:
    """The first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
