"""What counts as a working day, and how many of them a step may take. Rows are only added."""

from datetime import date

from klinik.clinic.cases.models import Holiday, ServiceTarget, Urgency
from klinik.clinic.cases.rules import refuse_past
from klinik.people.models import User


def set_day(*, on: date, name: str, is_off: bool, source: str, by: User) -> Holiday:
    """Say that a day is without work, or a working day after all; the last word holds."""
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
    """Set how many working days a step of such cases may take from a day on. Raises BadDay."""
    refuse_past(since, today=today)
    what = {"step": step, "urgency": urgency, "working_days": working_days}
    return ServiceTarget.objects.create(**what, since=since, source=source, set_by=by)
