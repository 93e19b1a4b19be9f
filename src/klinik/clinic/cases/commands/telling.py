"""Who hears of what happens to a case: the other side, never the one who did it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from klinik.clinic.cases.models import Activity, Audience, Case, CaseEvent, Referral, Side
from klinik.clinic.cases.queries import activities_due, helping, plans_to_review, under_way
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
    if event.kind == Kind.CLOSED and event.reading_id:
        _tell_who_has_it_too(case, event)
    if event.kind == Kind.OPENED and event.side != Side.PESANTREN:
        _tell_whose_it_is(case, event)


def _tell_who_has_it_too(case: Case, event: CaseEvent) -> None:
    """Something helped: the other pesantren that have this obstacle look at what it was."""
    url, key = case.get_absolute_url(), f"case {event.pk} too"
    people = [
        person
        for row in case.followers.select_related("pesantren")
        for person in speakers_of(row.pesantren)
    ]
    notify(*people, kind="case.helped", about=of_case(case), url=url, key=key)


def _tell_whose_it_is(case: Case, event: CaseEvent) -> None:
    """An office brought the case for a pesantren: its own people hear of that."""
    url, key = case.get_absolute_url(), f"case {event.pk} for you"
    people = speakers_of(case.pesantren)
    kind = "case.on_behalf" if case.has_figure else "case.asks"
    notify(*people, kind=kind, about=of_case(case), url=url, key=key)


def concerned(case: Case, event: CaseEvent) -> Told:
    """What is said of this event, with what in it, and to whom."""
    words = SENTENCES.get(Kind(event.kind))
    if words is None:
        return "", {}, []
    kind, about, people = words(case, event)
    if event.kind != Kind.NAMED:  # whom it names reads it from now on
        people = who_read(case, people)
    others = [person for person in people if person.pk != event.by_id]
    return kind, of_case(case) | about, others


def who_read(case: Case, people: list[User]) -> list[User]:
    """Nobody hears of a case for named people but they and those who speak for its pesantren."""
    if case.audience != Audience.NAMED:
        return people
    known = {person.pk for person in speakers_of(case.pesantren)} | set(case.readers)
    return [person for person in people if person.pk in known]


def tell_of_due(*, today: date, hidden: bool = False) -> int:
    """Remind of every activity that is due within three days, once each; answers how many are.

    Call `read_as` first, with somebody who sees the cases; `hidden` are those for named people.
    """
    rows = activities_due(since=today, until=today + DUE_SOON)
    due = [row for row in rows if (row.case.audience == Audience.NAMED) == hidden]
    for activity in due:
        case = activity.case
        people = who_read(case, _both_sides(case) + _owner_of(activity))
        about = of_case(case) | {"day": activity.on, "activity": activity.what}
        key = f"case.due {activity.pk} {activity.on}"
        notify(*people, kind="case.due", about=about, url=case.get_absolute_url(), key=key)
    return len(due)


def tell_of_reviews(*, today: date, hidden: bool = False) -> int:
    """Remind both sides on the day on which the goals are looked at again; answers how many are.

    A day that passed while nobody worked is reminded of within a week. Call `read_as` first.
    """
    due = plans_to_review(since=today - timedelta(days=7), until=today)
    due_now = [row for row in due if (row.case.audience == Audience.NAMED) == hidden]
    for plan in due_now:
        case = plan.case
        people, url = who_read(case, _both_sides(case)), case.get_absolute_url()
        notify(
            *people, kind="case.review", about=of_case(case), url=url, key=f"case.review {plan.pk}"
        )
    return len(due_now)


def of_case(case: Case) -> dict[str, Any]:
    """What every sentence names."""
    return {"number": case.number, "title": case.title, "pesantren": case.pesantren.name}


def _office_of(case: Case) -> Office | None:
    return office_of(case.aspect)


def answering(case: Case) -> list[User]:
    """Who took the case, while an officer of its office; else everybody of that office."""
    office = _office_of(case)
    officers = officers_of(office) if office else []
    taken_by = _taken_by(case)
    own = [officer for officer in officers if officer.pk == taken_by] or officers
    return own + [row for row in _named(case) if row not in own]


def _named(case: Case) -> list[User]:
    return list(User.objects.filter(pk__in=case.readers)) if case.readers else []


def _taken_by(case: Case) -> int | None:
    # The database writes it when an event comes; the row in hand may be older.
    return Case.objects.values_list("taken_by", flat=True).get(pk=case.pk)


def _both_sides(case: Case) -> list[User]:
    return speakers_of(case.pesantren) + answering(case)


def _everybody(case: Case) -> list[User]:
    """Both sides, the partners that help, and whom a referral asks as long as it is under way."""
    helpers = [person for partner in helping(case) for person in helpers_of(partner)]
    asked = [person for row in under_way(case) for person in _asked_by(row)]
    return list(dict.fromkeys([*_both_sides(case), *helpers, *asked]))


def _owner_of(activity: Activity | None) -> list[User]:
    return _of_partner(activity.partner) if activity else []


def _of_partner(partner: Partner | None) -> list[User]:
    return helpers_of(partner) if partner else []


def _opened(case: Case, event: CaseEvent) -> Told:
    return "case.opened", {}, answering(case)


def _named_now(case: Case, event: CaseEvent) -> Told:
    return "case.named", {}, [event.person] if event.person else []


def _widened(case: Case, event: CaseEvent) -> Told:
    return "case.widened", {}, answering(case)


def _reassigned(case: Case, event: CaseEvent) -> Told:
    office = office_of(event.aspect) if event.aspect else None
    return "case.reassigned", {}, officers_of(office) if office else []


def _taken(case: Case, event: CaseEvent) -> Told:
    return "case.taken", {"office": str(event.office)}, speakers_of(case.pesantren)


def _answered(case: Case, event: CaseEvent) -> Told:
    return "case.answered", {"name": event.by.called}, _everybody(case)


def _planned(case: Case, event: CaseEvent) -> Told:
    activity = event.activity
    about: dict[str, Any] = {}
    if activity:
        about = {"day": activity.on, "activity": activity.what}
    return "case.planned", about, _both_sides(case) + _owner_of(activity)


def _aimed(case: Case, event: CaseEvent) -> Told:
    return "case.aimed", {"day": event.on} if event.on else {}, _both_sides(case)


def _done(case: Case, event: CaseEvent) -> Told:
    about: dict[str, Any] = {"activity": event.activity.what} if event.activity else {}
    return "case.done", about, _everybody(case)


def _moved(case: Case, event: CaseEvent) -> Told:
    activity = event.activity
    about: dict[str, Any] = {"activity": activity.what if activity else ""}
    if event.kind == Kind.MOVED:
        return "case.moved", about | {"day": event.on}, _everybody(case) + _owner_of(activity)
    return "case.dropped", about, _everybody(case) + _owner_of(activity)


def _measured(case: Case, event: CaseEvent) -> Told:
    reading = event.reading
    about = {"figure": "", "value": "", "unit": ""}
    if reading and case.indicator:
        value, unit = angka(reading.value), case.indicator.unit
        about = {"figure": str(case.indicator), "value": value, "unit": unit}
    return "case.measured", about, _everybody(case)


def _completed(case: Case, event: CaseEvent) -> Told:
    return "case.completed", {"name": event.by.called}, _both_sides(case)


def _closed(case: Case, event: CaseEvent) -> Told:
    kind = "case.closed" if event.reading_id else "case.withdrawn"
    return kind, {}, _everybody(case)


def _offered(case: Case, event: CaseEvent) -> Told:
    partner = event.help.partner if event.help else ""
    return "case.offered", {"partner": str(partner)}, _both_sides(case)


def _accepted(case: Case, event: CaseEvent) -> Told:
    return "case.accepted", {}, _of_partner(event.help.partner if event.help else None)


def _declined(case: Case, event: CaseEvent) -> Told:
    return "case.declined", {}, _of_partner(event.help.partner if event.help else None)


def _assigned(case: Case, event: CaseEvent) -> Told:
    return "case.assigned", {"name": event.by.called}, [event.person] if event.person else []


def _asked(event: CaseEvent) -> list[User]:
    return _asked_by(event.referral) if event.referral else []


def _asked_by(referral: Referral) -> list[User]:
    """Everybody of the office or partner that a referral asks."""
    return officers_of(referral.office) if referral.office else _of_partner(referral.partner)


def _referred(case: Case, event: CaseEvent) -> Told:
    return "case.referred", {"office": str(case.office or "")}, _asked(event)


def _ref_answered(case: Case, event: CaseEvent) -> Told:
    about = {"asked": str(event.referral.to) if event.referral else ""}
    kind = {Kind.REF_ACCEPTED: "accepted", Kind.REF_REFUSED: "refused"}.get(
        Kind(event.kind), "done"
    )
    return f"case.referral_{kind}", about, _both_sides(case)


def _recalled(case: Case, event: CaseEvent) -> Told:
    return "case.referral_recalled", {}, _asked(event)


SENTENCES: dict[Kind, Callable[[Case, CaseEvent], Told]] = {
    Kind.OPENED: _opened,
    Kind.REASSIGNED: _reassigned,
    Kind.TAKEN: _taken,
    Kind.ANSWERED: _answered,
    Kind.PLANNED: _planned,
    Kind.DONE: _done,
    Kind.MOVED: _moved,
    Kind.DROPPED: _moved,
    Kind.MEASURED: _measured,
    Kind.COMPLETED: _completed,
    Kind.CLOSED: _closed,
    Kind.OFFERED: _offered,
    Kind.ACCEPTED: _accepted,
    Kind.DECLINED: _declined,
    Kind.NAMED: _named_now,
    Kind.WIDENED: _widened,
    Kind.ASSIGNED: _assigned,
    Kind.AIMED: _aimed,
    Kind.REFERRED: _referred,
    Kind.REF_ACCEPTED: _ref_answered,
    Kind.REF_REFUSED: _ref_answered,
    Kind.REF_DONE: _ref_answered,
    Kind.REF_RECALLED: _recalled,
}
