"""Sessions in calendars: read back by the library, with what RFC 5545 requires."""

from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from klinik.clinic.sessions.commands import call_off, report_session
from klinik.clinic.sessions.models import Session
from klinik.tenancy.access import read_as
from tests.clinic.sessions.scene import PanelScene

REQUIRED = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "STATUS", "URL"}


def read(client: Client, url: str) -> list[Any]:
    """The events of a calendar that every program can read."""
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    calendar = Calendar.from_ical(answer.content)
    assert isinstance(calendar, Calendar)
    assert {"PRODID", "VERSION"} <= set(calendar)
    assert [event.errors for event in calendar.walk()] == [[] for _ in calendar.walk()]
    return list(calendar.events)


def test_one_session_for_ones_own_calendar(client: Client, panel: PanelScene) -> None:
    theme = "Keuangan, digital; dari buku tulis \\ ke buku besar: " + "panjang " * 11
    session = panel.announced(theme=theme.strip())

    (event,) = read(client, reverse("sessions:calendar", args=[session.slug]))

    assert set(event) >= REQUIRED | {"DTEND"}
    assert str(event["SUMMARY"]) == theme.strip()
    assert event["DTSTART"].dt == session.starts_at
    assert event["DTSTART"].dt.utcoffset() == timedelta(0)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert str(event["URL"]).endswith(session.get_absolute_url())
    assert event["STATUS"] == "CONFIRMED"


def test_the_feed_has_what_is_announced_and_says_what_was_called_off(
    client: Client, panel: PanelScene
) -> None:
    panel.draft(theme="Rancangan")
    panel.announced(theme="Datang")
    off = panel.announced(theme="Batal")
    call_off(off, reason="Hujan.", by=panel.secretary)
    panel.over(theme="Sudah")

    events = read(client, reverse("sessions:feed"))

    assert sorted((str(e["SUMMARY"]), str(e["STATUS"]), int(e["SEQUENCE"])) for e in events) == [
        ("Batal", "CANCELLED", 1),
        ("Datang", "CONFIRMED", 0),
        ("Sudah", "CONFIRMED", 0),
    ]
    assert len({str(event["UID"]) for event in events}) == 3


def test_an_address_stays_the_same_event_when_it_moves(client: Client, panel: PanelScene) -> None:
    session = panel.announced()
    url = reverse("sessions:calendar", args=[session.slug])
    (before,) = read(client, url)
    panel.moved(session, timedelta(days=3))
    (after,) = read(client, url)

    assert before["UID"] == after["UID"]
    assert before["DTSTART"].dt.astimezone(UTC) != after["DTSTART"].dt.astimezone(UTC)


def test_where_only_the_day_is_known_it_is_a_whole_day(client: Client, panel: PanelScene) -> None:
    read_as(panel.secretary)
    day = timezone.localdate() - timedelta(days=30)
    session = report_session(
        theme="Sesi pertama",
        about="",
        aspects=[],
        on=day,
        reported_pesantren=140,
        source="https://contoh.example/berita",
        request_id=UUID(int=7),
        by=panel.secretary,
    )

    (event,) = read(client, reverse("sessions:calendar", args=[session.slug]))

    assert event["DTSTART"].dt == day
    assert "DTEND" not in event


@pytest.mark.parametrize("name", ["calendar", "picture"])
def test_a_draft_is_in_no_calendar(client: Client, panel: PanelScene, name: str) -> None:
    session: Session = panel.draft()
    client.force_login(panel.secretary)

    assert client.get(reverse(f"sessions:{name}", args=[session.slug])).status_code == 404
