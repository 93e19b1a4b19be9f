"""Who hears of what happens to a case: the other side, never the one who did it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from klinik.clinic.cases.models import Activity, Case, CaseEvent
from klinik.clinic.cases.queries import activities_due
from klinik.core.templatetags.klinik import angka
from klinik.directory.models import Partner
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.models import Office
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.queries import helpers_of, officers_of, speakers_of

Kind = CaseEvent.Kind
DUE_SOON = timedelta(days=3)
Told = tuple[str, dict[str, Any], list[User]]


def tell(case: Case, event: CaseEvent) -> None:
    """Tell those whom this event concerns, once; an event without a sentence is told to nobody."""
    kind, about, people = concerned(case, event)
    if people:
        url, key = case.get_absolute_url(), f"case {event.pk}"
        notify(*people, kind=kind, about=about, url=url, key=key)


def concerned(case: Case, event: CaseEvent) -> Told:
    """What is said of this event, with what in it, and to whom."""
    words = SENTENCES.get(Kind(event.kind))
    if words is None:
        return "", {}, []
    kind, about, people = words(case, event)
    others = [person for person in people if person.pk != event.by_id]
    return kind, _of(case) | about, others


def tell_of_due(*, today: date) -> int:
    """Remind of every activity that is due within three days, once each; answers how many are.

    Call `read_as` first, with somebody who sees the cases.
    """
    due = list(activities_due(since=today, until=today + DUE_SOON))
    for activity in due:
        case = activity.case
        people = _both_sides(case) + _owner_of(activity)
        about = _of(case) | {"day": activity.on, "activity": activity.what}
        key = f"case.due {activity.pk}"
        notify(*people, kind="case.due", about=about, url=case.get_absolute_url(), key=key)
    return len(due)


def _of(case: Case) -> dict[str, Any]:
    return {"number": case.number, "title": case.title, "pesantren": case.pesantren.name}


def _office_of(case: Case) -> Office | None:
    return office_of(case.aspect)


def _answering(case: Case) -> list[User]:
    """Who took the case, while an officer of its office; else everybody of that office."""
    office = _office_of(case)
    officers = officers_of(office) if office else []
    taken_by = _taken_by(case)
    return [officer for officer in officers if officer.pk == taken_by] or officers


def _taken_by(case: Case) -> int | None:
    # The database writes it when an event comes; the row in hand may be older.
    return Case.objects.values_list("taken_by", flat=True).get(pk=case.pk)


def _both_sides(case: Case) -> list[User]:
    return speakers_of(case.pesantren) + _answering(case)


def _owner_of(activity: Activity | None) -> list[User]:
    return _of_partner(activity.partner) if activity else []


def _of_partner(partner: Partner | None) -> list[User]:
    return helpers_of(partner) if partner else []


def _opened(case: Case, event: CaseEvent) -> Told:
    return "case.opened", {}, _answering(case)


def _reassigned(case: Case, event: CaseEvent) -> Told:
    office = office_of(event.aspect) if event.aspect else None
    return "case.reassigned", {}, officers_of(office) if office else []


def _taken(case: Case, event: CaseEvent) -> Told:
    return "case.taken", {"office": str(event.office)}, speakers_of(case.pesantren)


def _answered(case: Case, event: CaseEvent) -> Told:
    return "case.answered", {"name": event.by.called}, _both_sides(case)


def _planned(case: Case, event: CaseEvent) -> Told:
    activity = event.activity
    about: dict[str, Any] = {}
    if activity:
        about = {"day": activity.on, "activity": activity.what}
    return "case.planned", about, _both_sides(case) + _owner_of(activity)


def _done(case: Case, event: CaseEvent) -> Told:
    about: dict[str, Any] = {"activity": event.activity.what} if event.activity else {}
    return "case.done", about, _both_sides(case)


def _measured(case: Case, event: CaseEvent) -> Told:
    reading = event.reading
    value = angka(reading.value) if reading else ""
    about = {"figure": str(case.indicator), "value": value, "unit": case.indicator.unit}
    return "case.measured", about, _both_sides(case)


def _closed(case: Case, event: CaseEvent) -> Told:
    return "case.closed", {}, _both_sides(case)


def _offered(case: Case, event: CaseEvent) -> Told:
    partner = event.help.partner if event.help else ""
    return "case.offered", {"partner": str(partner)}, _both_sides(case)


def _accepted(case: Case, event: CaseEvent) -> Told:
    return "case.accepted", {}, _of_partner(event.help.partner if event.help else None)


def _declined(case: Case, event: CaseEvent) -> Told:
    return "case.declined", {}, _of_partner(event.help.partner if event.help else None)


SENTENCES: dict[Kind, Callable[[Case, CaseEvent], Told]] = {
    Kind.OPENED: _opened,
    Kind.REASSIGNED: _reassigned,
    Kind.TAKEN: _taken,
    Kind.ANSWERED: _answered,
    Kind.PLANNED: _planned,
    Kind.DONE: _done,
    Kind.MEASURED: _measured,
    Kind.CLOSED: _closed,
    Kind.OFFERED: _offered,
    Kind.ACCEPTED: _accepted,
    Kind.DECLINED: _declined,
}
