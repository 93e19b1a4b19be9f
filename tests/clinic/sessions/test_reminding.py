"""The work of the morning: reminded once, and anew where the day is another one."""

from datetime import timedelta

from django.utils import timezone

from klinik.clinic.sessions.commands.telling import remind_of_recommendations, remind_of_sessions
from klinik.clinic.sessions.tasks import remind_of_panel_sessions
from klinik.tenancy.access import read_as
from tests.clinic.sessions.scene import PanelScene, speaker_of, told


def test_those_who_come_are_reminded_once_and_those_who_wait_are_not(panel: PanelScene) -> None:
    session = panel.announced(capacity=1)
    panel.registered(session)
    waiting = panel.registered(session, "an-nur")
    panel.moderated(session)
    panel.moved(session, timedelta(days=2))
    read_as(panel.secretary)

    assert [remind_of_sessions(now=timezone.now()) for _ in range(2)] == [1, 1]

    assert told(panel.manager) == ["session.soon"]
    assert told(panel.officer) == ["session.soon"]
    assert told(speaker_of(waiting)) == []


def test_another_day_is_reminded_of_anew(panel: PanelScene) -> None:
    session = panel.announced()
    panel.registered(session)
    for days in (2, 1):
        panel.moved(session, timedelta(days=days))
        read_as(panel.secretary)
        remind_of_sessions(now=timezone.now())

    assert told(panel.manager) == ["session.soon", "session.soon"]


def test_what_is_far_or_over_is_not_reminded_of(panel: PanelScene) -> None:
    panel.announced()
    panel.over()
    read_as(panel.secretary)

    assert remind_of_sessions(now=timezone.now()) == 0


def test_an_office_is_reminded_of_what_is_due(panel: PanelScene) -> None:
    row = panel.recommended(panel.over())
    read_as(panel.secretary)
    days = [row.due_on - timedelta(days=4), row.due_on - timedelta(days=3), row.due_on]

    assert [remind_of_recommendations(today=day) for day in days] == [0, 1, 1]
    assert remind_of_recommendations(today=row.review_on) == 1
    assert told(panel.officer) == ["session.due", "session.review"]


def test_the_task_reads_as_somebody_of_the_province(panel: PanelScene) -> None:
    session = panel.announced()
    panel.registered(session)
    panel.moved(session, timedelta(days=1))

    remind_of_panel_sessions(timestamp=0)

    assert told(panel.manager) == ["session.soon"]
