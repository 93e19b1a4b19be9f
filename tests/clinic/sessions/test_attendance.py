"""Who was there: signs of three kinds merged, corrected with a reason, counted by the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.sessions.commands import call_roll, correct_attendance, give_code, type_code
from klinik.clinic.sessions.models import AttendanceMark, Room, Session
from klinik.clinic.sessions.queries import attendance_of
from klinik.clinic.sessions.rules import NoReason, NotBegun, NothingNew, SessionOver, WrongCode
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.sessions.scene import PanelScene

Source = AttendanceMark.Source


@pytest.fixture
def running(panel: PanelScene) -> Session:
    """It runs, and two are registered."""
    session = panel.announced()
    panel.registered(session)
    panel.registered(session, "an-nur")
    return panel.moved(session, timedelta(hours=-1))


def attended(session: Session) -> dict[str, tuple[bool, list[str]]]:
    """What all signs say of each."""
    return {row.pesantren.slug: (row.is_present, row.sources) for row in attendance_of(session)}


def counted(session: Session) -> int:
    session.refresh_from_db()
    return session.present


def test_the_roll_counts_each_once(panel: PanelScene, running: Session) -> None:
    for new in (1, 0):
        assert call_roll(running, present=[panel.pesantren], by=panel.secretary) == new

    assert attended(running) == {
        "al-hikmah": (True, ["daftar nama"]),
        "an-nur": (False, []),
    }
    assert counted(running) == 1


def test_a_code_counts_for_whoever_has_a_place(panel: PanelScene, running: Session) -> None:
    old = give_code(running, by=panel.secretary)
    code = give_code(running, by=panel.secretary)
    read_as(panel.manager)

    with pytest.raises(WrongCode):
        type_code(running, pesantren=panel.pesantren, code=old, by=panel.manager)
    assert type_code(running, pesantren=panel.pesantren, code=code, by=panel.manager)
    assert not type_code(running, pesantren=panel.pesantren, code=code, by=panel.manager)

    assert counted(running) == 1
    read_as(panel.secretary)
    assert attended(running)["al-hikmah"] == (True, ["kode diketik"])


def test_a_code_that_is_asked_for_twice_is_one(panel: PanelScene, running: Session) -> None:
    first = give_code(running, after=0, by=panel.secretary)

    assert give_code(running, after=0, by=panel.secretary) == first
    assert give_code(running, after=1, by=panel.secretary) != first


def test_of_two_pesantren_the_one_with_a_place_is_there(
    client: Client, panel: PanelScene, running: Session
) -> None:
    code = give_code(running, by=panel.secretary)
    unregistered = world.make_koppontren("aa-pertama")
    Membership.objects.create(user=panel.manager, role=Role.MANAGER, koppontren=unregistered)
    client.force_login(panel.manager)
    url = reverse("sessions:code", args=[running.slug])
    asked = {"code": code, "pesantren": unregistered.pesantren.slug}
    read_as(panel.manager)
    with pytest.raises(WrongCode):
        type_code(running, pesantren=unregistered.pesantren, code=code, by=panel.manager)

    assert unregistered.pesantren.name not in client.get(url).text
    assert client.post(url, asked).status_code == 302
    assert [row.pesantren for row in AttendanceMark.objects.all()] == [panel.pesantren]


def test_a_code_counts_for_a_quarter_of_an_hour(panel: PanelScene, running: Session) -> None:
    code = give_code(running, by=panel.secretary)
    Room.objects.filter(session=running).update(code_until=timezone.now())
    read_as(panel.manager)

    with pytest.raises(WrongCode):
        type_code(running, pesantren=panel.pesantren, code=code, by=panel.manager)


def test_whoever_holds_no_place_has_no_use_of_a_code(panel: PanelScene, running: Session) -> None:
    code = give_code(running, by=panel.secretary)
    stranger = world.make_koppontren("darul-falah")
    by = world.make_member_of(stranger, Role.MANAGER)
    read_as(by)

    with pytest.raises(WrongCode):
        type_code(running, pesantren=stranger.pesantren, code=code, by=by)


def test_signs_are_merged_and_the_last_correction_says_what_is_true(
    panel: PanelScene, running: Session
) -> None:
    code = give_code(running, by=panel.secretary)
    call_roll(running, present=[panel.pesantren], by=panel.secretary)
    read_as(panel.manager)
    type_code(running, pesantren=panel.pesantren, code=code, by=panel.manager)
    read_as(panel.secretary)
    ours = {"pesantren": panel.pesantren, "by": panel.secretary}

    with pytest.raises(NothingNew):
        correct_attendance(running, is_present=True, reason="x", **ours)  # type: ignore[arg-type]
    with pytest.raises(NoReason):
        correct_attendance(running, is_present=False, reason="", **ours)  # type: ignore[arg-type]
    correct_attendance(running, is_present=False, reason="Salah centang.", **ours)  # type: ignore[arg-type]

    both = ["daftar nama", "kode diketik"]
    assert attended(running)["al-hikmah"] == (False, both)
    assert counted(running) == 0
    correct_attendance(running, is_present=True, reason="Datang terlambat.", **ours)  # type: ignore[arg-type]
    assert attended(running)["al-hikmah"] == (True, both)
    assert counted(running) == 1


def test_nobody_is_there_before_it_begins(panel: PanelScene) -> None:
    session = panel.announced()

    with pytest.raises(NotBegun):
        call_roll(session, present=[panel.pesantren], by=panel.secretary)
    with pytest.raises(NotBegun):
        give_code(session, by=panel.secretary)


def test_when_it_is_long_over_no_code_is_given(panel: PanelScene) -> None:
    with pytest.raises(SessionOver):
        give_code(panel.over(), by=panel.secretary)


# Round the Python.


def test_the_database_wants_a_reason_and_changes_no_mark(
    panel: PanelScene, running: Session
) -> None:
    said = {"session": running, "pesantren": panel.pesantren, "by": panel.secretary}
    mark = AttendanceMark.objects.create(source=Source.ROLL_CALL, **said)
    for wrong in (
        {"source": Source.CORRECTION, "is_present": False},
        {"source": Source.CODE, "is_present": False},
        {"source": Source.ROLL_CALL, "reason": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AttendanceMark.objects.create(**said, **wrong)
    assert AttendanceMark.objects.filter(pk=mark.pk).update(reason="x") == 0
    assert AttendanceMark.objects.filter(pk=mark.pk).delete()[0] == 0


def test_those_present_are_counted_and_not_written(running: Session) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=running.pk).update(present=140)


def test_a_pesantren_does_not_call_the_roll(panel: PanelScene, running: Session) -> None:
    read_as(panel.manager)
    said = {"session": running, "pesantren": panel.pesantren, "by": panel.manager}

    with pytest.raises(ProgrammingError), transaction.atomic():
        AttendanceMark.objects.create(source=Source.ROLL_CALL, **said)
    with pytest.raises(ProgrammingError), transaction.atomic():
        AttendanceMark.objects.create(source=Source.CORRECTION, reason="x", **said)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_list_of_who_was_there_is_taken_away(
    client: Client, panel: PanelScene, running: Session, kind: str
) -> None:
    call_roll(running, present=[panel.pesantren], by=panel.secretary)
    url = reverse("sessions:attendance", args=[running.slug])
    client.force_login(panel.secretary)
    assert f"format={kind}" in client.get(url).content.decode()

    answer = client.get(url, {"format": kind})

    assert answer.status_code == 200
    assert f"hadir-{running.slug}" in answer["Content-Disposition"]
    if kind == "csv":
        rows = b"".join(answer).decode("utf-8-sig").splitlines()
        assert len(rows) == 3
        assert "tidak hadir" in " ".join(rows)
    client.force_login(panel.manager)
    assert client.get(url, {"format": kind}).status_code == 403
