"""Who hears of a session: those who come, those who wait, the panel, and the offices that act."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from klinik.clinic.cases.commands.telling import who_read
from klinik.clinic.cases.models import Audience
from klinik.clinic.sessions.models import Recommendation, Registration, Session
from klinik.clinic.sessions.queries import (
    owing,
    people_on_panel,
    people_who_come,
    people_who_wait,
    recommendations_due,
    starting_between,
)
from klinik.clinic.sessions.rules import REMIND_BEFORE, WRITTEN_WITHIN
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.queries import officers_of, secretariat, speakers_of

DUE_SOON = timedelta(days=3)


def tell_registered(registration: Registration) -> None:
    """Tell the people of a pesantren that an office registered it."""
    others = [row for row in speakers_of(registration.pesantren) if row.pk != registration.by_id]
    about = _of(registration.session) | {
        "office": str(registration.office),
        "pesantren": registration.pesantren.name,
    }
    _tell(
        others, "session.registered", registration.session, about, f"registered {registration.pk}"
    )


def tell_moved_up(registration: Registration) -> None:
    """Tell the people of a pesantren that waited: it has a seat now."""
    session = registration.session
    about = _of(session) | {"pesantren": registration.pesantren.name}
    key = f"moved up {registration.pk}"
    _tell(speakers_of(registration.pesantren), "session.moved_up", session, about, key)


def tell_moved(session: Session, *, by: User) -> None:
    """Tell everybody who comes or waits of another day or time."""
    people = [row for row in _everybody(session) if row.pk != by.pk]
    key = f"moved {session.pk} {session.sequence}"
    _tell(people, "session.moved", session, _of(session), key)


def tell_called_off(session: Session, *, by: User) -> None:
    """Tell everybody who comes or waits that the session does not take place."""
    people = [row for row in _everybody(session) if row.pk != by.pk]
    about = _of(session) | {"reason": session.cancel_reason}
    _tell(people, "session.called_off", session, about, f"called off {session.pk}")


def tell_recommended(recommendation: Recommendation) -> None:
    """Tell the office that sees to it, and the pesantren it is for."""
    people = officers_of(recommendation.office) + speakers_of(recommendation.pesantren)
    people = _who_read(recommendation, people)
    others = [row for row in people if row.pk != recommendation.by_id]
    about = _of_recommendation(recommendation)
    key = f"recommended {recommendation.pk}"
    _tell(others, "session.recommended", recommendation.session, about, key)


def remind_of_sessions(*, now: datetime) -> int:
    """Remind those who come of what starts within three days, once each; answers how many do.

    Another day is reminded of anew. Call `read_as` first, with somebody who sees the places.
    """
    coming = list(starting_between(now, now + REMIND_BEFORE))
    for session in coming:
        key = f"soon {session.pk} {session.starts_at:%Y-%m-%d %H:%M}"
        _tell(people_who_come(session), "session.soon", session, _of(session), key)
    return len(coming)


def remind_of_recommendations(*, today: date, hidden: bool = False) -> int:
    """Remind offices of what is due, or looked at again, within three days; once each.

    Call `read_as` first, with somebody who sees the cases; `hidden` are those for named people.
    """
    reminded = 0
    for row in recommendations_due():
        if hidden != (row.case is not None and row.case.audience == Audience.NAMED):
            continue
        for kind, on in (("session.due", row.due_on), ("session.review", row.review_on)):
            if today <= on <= today + DUE_SOON:
                about = _of_recommendation(row) | {"day": on}
                key = f"{kind} {row.pk} {on.isoformat()}"
                people = _who_read(row, officers_of(row.office))
                _tell(people, kind, row.session, about, key)
                reminded += 1
    return reminded


def remind_of_what_is_owed(*, now: datetime) -> int:
    """Ask panel and secretariat for the recommendations that were promised, and once more late.

    Answers how many sessions owe them. Call `read_as` first, with somebody of the province.
    """
    owe = list(owing(now=now))
    for session in owe:
        until = timezone.localtime(session.ends_at + WRITTEN_WITHIN)
        kind = "session.owed" if now <= until else "session.owed_late"
        about = {"theme": session.theme, "day": until.date(), "time": f"{until:%H.%M %Z}"}
        people = [*people_on_panel(session), *secretariat()]
        _tell(people, kind, session, about, f"{kind} {session.pk}")
    return len(owe)


def _who_read(recommendation: Recommendation, people: list[User]) -> list[User]:
    """Whoever may not read the case hears of nothing that lies with it."""
    case = recommendation.case
    return who_read(case, people) if case else people


def _everybody(session: Session) -> list[User]:
    return [*people_who_come(session), *people_who_wait(session), *people_on_panel(session)]


def _tell(people: list[User], kind: str, session: Session, about: dict[str, Any], key: str) -> None:
    if people:
        url = session.get_absolute_url()
        notify(*people, kind=kind, about=about, url=url, key=f"session {key}")


def _of(session: Session) -> dict[str, Any]:
    starts_at = timezone.localtime(session.starts_at)
    return {"theme": session.theme, "day": starts_at.date(), "time": f"{starts_at:%H.%M %Z}"}


def _of_recommendation(recommendation: Recommendation) -> dict[str, Any]:
    # The text lies with the case, behind its wall: the notice only says that there is one.
    return {
        "theme": recommendation.session.theme,
        "pesantren": recommendation.pesantren.name,
        "day": recommendation.due_on,
    }
