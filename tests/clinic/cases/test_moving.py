"""An activity on another day, or dropped; and whose move it is once its day has passed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.cases.commands import (
    complete_activity,
    drop_activity,
    move_activity,
    set_activity,
)
from klinik.clinic.cases.commands.reminding import tell_of_late
from klinik.clinic.cases.commands.telling import tell_of_due
from klinik.clinic.cases.models import Activity, Case, CaseEvent, Waits
from klinik.clinic.cases.rules import AlreadyDone, BadDay, DroppedActivity, NothingSaid
from klinik.clinic.cases.timing import clock_of, late, turn_of
from klinik.people.models import Notification, User
from klinik.programme.desk.queries import loads_of
from klinik.tenancy.access import read_as
from tests.clinic.scene import Scene, journal

DAY = timedelta(days=1)


def moved(scene: Scene, activity: Activity, on: date, reason: str = "Hujan") -> Case:
    return move_activity(activity, on=on, reason=reason, request_id=uuid4(), by=scene.officer)


def told(person: User) -> list[str]:
    read_as(person)
    rows = Notification.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_an_activity_is_moved_with_a_reason_and_reminded_of_anew(scene: Scene) -> None:
    case, today = scene.planned(), timezone.localdate()
    activity = case.activities.get()
    tell_of_due(today=today)

    case = moved(scene, activity, today + 2 * DAY)

    assert (case.stage, case.waits_for, case.work_until) == ("planned", "work", today + 2 * DAY)
    assert journal(case)[-2:] == ["planned by Petugas", "moved by Petugas"]
    days = case.events.filter(activity=activity).values_list("on", flat=True)
    assert list(days) == [today, today + 2 * DAY]  # the plan tells the day for which it was
    read_as(scene.officer)
    for _ in range(2):
        tell_of_due(today=today)
    assert told(scene.manager)[-3:] == ["case.due", "case.moved", "case.due"]


def test_only_an_open_activity_is_moved_to_another_day_that_lies_ahead(scene: Scene) -> None:
    case, today = scene.planned(), timezone.localdate()
    activity = case.activities.get()
    for day in (today, today - DAY):
        with pytest.raises(BadDay):
            moved(scene, activity, day)
    with pytest.raises(NothingSaid):
        moved(scene, activity, today + DAY, reason=" ")
    complete_activity(activity, on=today, note="Jadi", request_id=uuid4(), by=scene.officer)

    with pytest.raises(AlreadyDone):
        moved(scene, activity, today + DAY)
    with pytest.raises(AlreadyDone):
        drop_activity(activity, reason="Hujan", by=scene.officer)


def test_a_dropped_activity_leaves_the_case_where_it_was_before(scene: Scene) -> None:
    case = scene.planned()
    activity = case.activities.get()

    for _ in range(2):
        case = drop_activity(activity, reason="Batal", by=scene.officer)

    assert (case.stage, case.waits_for, case.work_until) == ("taken", "office", None)
    assert journal(case)[-1] == "dropped by Petugas"
    assert told(scene.manager).count("case.dropped") == 1
    today = timezone.localdate()
    with pytest.raises(DroppedActivity):
        moved(scene, activity, today + DAY)
    with pytest.raises(DroppedActivity):
        complete_activity(activity, on=today, note="x", request_id=uuid4(), by=scene.officer)


def test_what_took_place_counts_where_another_was_dropped(scene: Scene) -> None:
    case = scene.done()
    tomorrow = timezone.localdate() + DAY
    said = {"kind": "visit", "what": "Tengok", "who": "Kami", "on": tomorrow}
    case = set_activity(case, **said, request_id=uuid4(), by=scene.officer)  # type: ignore[arg-type]
    assert (case.stage, case.work_until) == ("planned", tomorrow)

    case = drop_activity(case.activities.get(kind="visit"), reason="x", by=scene.officer)

    assert (case.stage, case.waits_for) == ("done", "office")


def test_past_its_day_it_is_the_offices_move_late_and_reminded_of(scene: Scene) -> None:
    case, today = scene.planned(), timezone.localdate()
    assert not case.is_overdue(today)
    assert list(Case.objects.filter(turn_of(Waits.WORK, today=today))) == [case]
    after = today + 30 * DAY

    assert (case.turn(after), case.turn_since(after)) == ("office", today)
    assert list(Case.objects.filter(turn_of(Waits.OFFICE, today=after))) == [case]
    assert not Case.objects.filter(turn_of(Waits.WORK, today=after)).exists()
    clock = clock_of(case, case.events.all(), today=after)
    assert (clock.waits_for, clock.since, clock.is_late, clock.is_overdue) == (
        "office",
        today,
        True,
        True,
    )
    edge = clock.due_on
    assert edge
    for day, is_late in ((today + DAY, False), (edge, False), (edge + DAY, True)):
        assert Case.objects.filter(late(today=day)).exists() is is_late
    (load,) = loads_of(scene.officer, today=after)
    assert [(row.open, row.waits, row.late) for row in load.officers] == [(1, 1, 1)]
    tell_of_late(today=after)
    assert told(scene.officer)[-1] == "case.late"


def test_the_office_moves_and_drops_on_the_page_and_nobody_else(
    client: Client, scene: Scene
) -> None:
    case = scene.planned()
    activity = case.activities.get()
    move, drop = (
        reverse(f"cases:{name}", args=[case.number, activity.pk]) for name in ("move", "drop")
    )
    later = timezone.localdate() + 3 * DAY
    sent = {"on": later.isoformat(), "reason": "Pelatih sakit", "request_id": str(uuid4())}
    client.force_login(scene.manager)
    assert [client.post(url, sent).status_code for url in (move, drop)] == [403, 403]
    client.force_login(scene.officer)
    page = client.get(case.get_absolute_url()).content.decode()
    assert move in page
    assert drop in page

    refused = client.post(move, sent | {"on": "2020-01-01"})
    assert refused.status_code == 422
    assert "Pelatih sakit" in refused.content.decode()
    assert [client.post(move, sent).status_code for _ in range(2)] == [302, 302]
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Kegiatan dipindah ke" in page
    assert "Pelatih sakit" in page
    assert client.post(drop, {"reason": " "}).status_code == 422
    assert client.post(drop, {"reason": "Tidak jadi"}).status_code == 302
    assert "Kegiatan dibatalkan" in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", ["moved", "dropped"])
def test_postgresql_refuses_what_concerns_no_open_activity_of_the_case(
    scene: Scene, kind: str
) -> None:
    other, case = scene.planned(), scene.planned()
    read_as(scene.officer)
    facts = {"kind": kind, "by": scene.officer, "side": "office", "on": timezone.localdate()}
    theirs, ours = other.activities.get(), case.activities.get()

    with pytest.raises(IntegrityError, match="activity"), transaction.atomic():
        CaseEvent.objects.create(case=case, activity=theirs, text="x", **facts)
    with pytest.raises(IntegrityError, match="reason"), transaction.atomic():
        CaseEvent.objects.create(case=case, activity=ours, **facts)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Activity.objects.filter(pk=ours.pk).update(on=timezone.localdate() + DAY)
    drop_activity(ours, reason="x", by=scene.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEvent.objects.create(case=case, activity=ours, text="x", **facts)
