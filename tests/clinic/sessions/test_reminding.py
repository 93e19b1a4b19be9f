"""The work of the morning: reminded once, and anew where the day is another one."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from klinik.clinic.cases.models import Audience
from klinik.clinic.sessions.commands import add_item, recommend, withdraw_recommendation
from klinik.clinic.sessions.commands.telling import (
    remind_of_recommendations,
    remind_of_sessions,
    remind_of_what_is_owed,
)
from klinik.clinic.sessions.models import AgendaItem, Session
from klinik.clinic.sessions.tasks import remind_of_panel_sessions
from klinik.tenancy.access import read_as
from klinik.tenancy.queries import somebody_of_the_province
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
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


def test_what_lies_with_a_case_for_named_people_is_due_for_them(panel: PanelScene) -> None:
    indicator = world.make_indicator("days", unit="hari")
    who = (panel.pesantren, panel.koppontren, panel.office, indicator)
    scene = Scene(*who, panel.manager, panel.officer)
    named = world.make_member_of(panel.office, Role.OFFICER)
    case = scene.opened(audience=Audience.NAMED, readers=[named])
    session, soon = panel.over(), timezone.localdate() + timedelta(days=2)
    read_as(named)
    recommend(
        session,
        pesantren=panel.pesantren,
        office=panel.office,
        case=case,
        text="Pindahkan simpanan.",
        due_on=soon,
        review_on=soon + timedelta(days=30),
        request_id=uuid4(),
        by=named,
    )
    assert somebody_of_the_province() != named  # as whom the task reads all else

    remind_of_panel_sessions(timestamp=0)

    assert "session.due" in told(named)
    assert [row for who in (panel.officer, panel.secretary) for row in told(who)] == []


def heard(panel: PanelScene) -> Session:
    """A session that is over, in which a case was heard."""
    session = panel.over()
    panel.moderated(session)
    add_item(session, kind=AgendaItem.Kind.HEARING, title="Kendala", minutes=10)
    return session


def test_what_was_promised_in_writing_is_asked_for_and_once_more_when_it_is_late(
    panel: PanelScene,
) -> None:
    session = heard(panel)
    panel.over()  # nothing was heard there
    read_as(panel.secretary)
    soon, late = session.ends_at + timedelta(hours=2), session.ends_at + timedelta(hours=25)

    assert [remind_of_what_is_owed(now=now) for now in (soon, soon, late, late)] == [1, 1, 1, 1]
    assert remind_of_what_is_owed(now=session.ends_at + timedelta(days=40)) == 0
    for person in (panel.officer, panel.secretary):
        assert told(person) == ["session.owed", "session.owed_late"]


def test_nothing_is_asked_for_while_something_recommended_stands(panel: PanelScene) -> None:
    session = heard(panel)
    row = panel.recommended(session)
    read_as(panel.secretary)
    late = session.ends_at + timedelta(hours=25)
    assert remind_of_what_is_owed(now=late) == 0

    withdraw_recommendation(row, reason="Keliru.", by=panel.officer)
    read_as(panel.secretary)
    assert remind_of_what_is_owed(now=late) == 1


def test_the_task_reads_as_somebody_of_the_province(panel: PanelScene) -> None:
    session = panel.announced()
    panel.registered(session)
    panel.moved(session, timedelta(days=1))

    remind_of_panel_sessions(timestamp=0)

    assert told(panel.manager) == ["session.soon"]
