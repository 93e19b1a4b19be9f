"""What counts as a working day, and how many of them a step may take. Rows are only added."""

from datetime import date
from typing import Any

from klinik.clinic.cases.models import Holiday, ServiceTarget, Urgency
from klinik.clinic.cases.rules import refuse_past
from klinik.people.models import User


def set_day(*, on: date, name: str, is_off: bool, source: str, by: User) -> Holiday:
    """Say that a day is without work, or a working day after all; the last word holds.

    Said once more as it stands, it is said once.
    """
    last = Holiday.objects.filter(on=on).order_by("pk").last()
    if last and (last.name, last.is_off, last.source) == (name, is_off, source):
        return last
    return Holiday.objects.create(on=on, name=name, is_off=is_off, source=source, set_by=by)


def set_target(
    *,
    step: str,
    working_days: int,
    since: date,
    source: str,
    by: User,
    today: date,
    urgency: str = Urgency.ORDINARY,
) -> ServiceTarget:
    """Set how many working days a step of such cases may take from a day on. Raises BadDay.

    Set once more as it stands, it is set once.
    """
    refuse_past(since, today=today)
    of: dict[str, Any] = {"step": step, "urgency": urgency, "since": since}
    what = {"working_days": working_days, "source": source}
    last = ServiceTarget.objects.filter(**of).order_by("pk").last()
    if last and {name: getattr(last, name) for name in what} == what:
        return last
    return ServiceTarget.objects.create(**of, **what, set_by=by)
