"""Sessions as calendars read them (RFC 5545): one, or all that are announced."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Alarm, Calendar, Event

from klinik.clinic.sessions.models import Session
from klinik.directory.opened.schemas import address_of

REFRESHED = timedelta(hours=6)  # how often a calendar that follows us asks again
REMINDED = timedelta(hours=1)  # before it starts


def calendar_of(sessions: Iterable[Session], *, name: str) -> bytes:
    """A calendar with these sessions; times are in UTC, which every program turns into its own."""
    calendar = Calendar()
    calendar.add("prodid", "-//Klinik OPOP//Sesi//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    for session in sessions:
        calendar.add_component(_event(session))
    return bytes(calendar.to_ical())


def _event(session: Session) -> Event:
    event = Event()
    event.add("uid", f"sesi-{session.request_id}@{urlsplit(settings.ORIGIN).hostname}")
    event.add("dtstamp", _utc(session.cancelled_at or session.announced_at or session.made_at))
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    event.add("summary", session.theme)
    event.add("url", address_of(session.get_absolute_url()))
    event.add("location", address_of(session.get_absolute_url()))  # the video is not for everybody
    if session.about:
        event.add("description", session.about)
    if session.knows_time:
        event.add("dtstart", _utc(session.starts_at))
        event.add("dtend", _utc(session.ends_at))
        event.add_component(_alarm(session))
    else:
        event.add("dtstart", timezone.localtime(session.starts_at).date())
        event.add("transp", "TRANSPARENT")
    return event


def _alarm(session: Session) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", session.theme)
    alarm.add("trigger", -REMINDED)
    return alarm


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
