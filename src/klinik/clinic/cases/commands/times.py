"""What counts as a working day, and how many of them a step may take. Rows are only added."""

from datetime import date

from klinik.clinic.cases.models import Holiday, ServiceTarget
from klinik.clinic.cases.rules import refuse_past
from klinik.people.models import User


def set_day(*, on: date, name: str, is_off: bool, source: str, by: User) -> Holiday:
    """Say that a day is without work, or a working day after all; the last word holds."""
    return Holiday.objects.create(on=on, name=name, is_off=is_off, source=source, set_by=by)


def set_target(
    *, step: str, working_days: int, since: date, source: str, by: User, today: date
) -> ServiceTarget:
    """Set how many working days a step may take from a day on, today or later. Raises BadDay."""
    refuse_past(since, today=today)
    return ServiceTarget.objects.create(
        step=step, working_days=working_days, since=since, source=source, set_by=by
    )
