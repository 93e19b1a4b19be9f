"""Which cases are late, who is reminded of them, and that database and rules agree."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from klinik.clinic.cases.clocks import spans
from klinik.clinic.cases.commands import (
    answer_case,
    complete_activity,
    reassign_case,
    set_day,
    take_case,
)
from klinik.clinic.cases.commands.reminding import tell_of_late
from klinik.clinic.cases.models import Audience, Case, Holiday, ServiceTarget
from klinik.clinic.cases.timing import clock_of, holidays, late, moves_of, targets
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.cases.test_named import told
from tests.clinic.scene import Scene

TIMES = "/kasus/waktu/"
WEDNESDAY = date(2026, 3, 11)
LONG_AGO = date(2025, 1, 31)


def on(day: date) -> datetime:
    """Ten in the morning of a day."""
    return timezone.make_aware(datetime.combine(day, time(10)))


def same(case: Case) -> bool:
    """The database's move is the one that the rules find."""
    case.refresh_from_db()
    rows = case.events.select_related("activity").order_by("at", "pk")
    last = spans(moves_of(rows))[-1]
    return (case.waits_for, case.waits_since) == (last.waits_for, last.since)


def test_the_database_moves_as_the_rules_do(scene: Scene) -> None:
    other = world.make_office("pelatihan")
    assert other.aspect
    case = scene.opened()
    assert same(case)
    says: dict[str, Any] = {"request_id": uuid4(), "by": scene.manager, "text": "Tambahan."}
    answer_case(case, **says)
    assert same(case)
    read_as(scene.officer)
    take_case(case, office=scene.office, by=scene.officer)
    assert same(case)
    asks: dict[str, Any] = {"by": scene.officer, "text": "Berapa?", "awaits_answer": True}
    answer_case(case, **asks, request_id=uuid4())
    assert (same(case), case.waits_for) == (True, "pesantren")
    read_as(scene.manager)
    answer_case(case, **says | {"request_id": uuid4()})
    assert (same(case), case.waits_for) == (True, "office")
    read_as(scene.officer)
    reassign_case(case, aspect=other.aspect, reason="x", request_id=uuid4(), by=scene.officer)
    assert same(case)
    case = scene.planned(title="Lain")
    assert (same(case), case.waits_for) == (True, "work")
    complete_activity(
        case.activities.get(),
        on=timezone.localdate(),
        note="Sudah.",
        request_id=uuid4(),
        by=scene.officer,
    )
    assert (same(case), case.waits_for) == (True, "office")
    case = scene.closed(title="Selesai")
    assert (same(case), case.waits_for) == (True, "")


def test_an_office_is_late_after_its_working_days(scene: Scene) -> None:
    case = scene.opened(since=LONG_AGO, at=on(WEDNESDAY))
    read_as(scene.officer)

    def is_late(day: date) -> bool:
        return Case.objects.filter(late(today=day)).exists()

    # Two working days: Thursday and Friday. Late from Monday on.
    days = [WEDNESDAY + timedelta(days=n) for n in range(7)]
    assert [is_late(day) for day in days] == [False] * 3 + [True] * 4
    clock = clock_of(case, case.events.all(), today=days[5])
    assert (clock.days, clock.target, clock.due_on, clock.is_late) == (3, 2, days[2], True)
    set_day(on=days[1], name="Libur", is_off=True, source="Uji", by=scene.officer)
    assert [is_late(day) for day in days] == [False] * 6 + [True]  # Friday, Monday


def test_each_wait_is_told_of_once_and_the_worst_to_the_secretariat(scene: Scene) -> None:
    secretary = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    case = scene.opened(since=LONG_AGO, at=on(WEDNESDAY))
    for day in (5, 5, 6, 6):
        read_as(secretary)
        tell_of_late(today=WEDNESDAY + timedelta(days=day))
    assert (told(scene.officer), told(secretary)) == (["case.late"], [])
    read_as(secretary)
    tell_of_late(today=WEDNESDAY + timedelta(days=19))
    assert (told(scene.officer), told(secretary)) == (["case.late"], ["case.escalated"])

    read_as(scene.officer)
    take_case(case, office=scene.office, by=scene.officer, at=on(date(2026, 4, 1)))
    asked = {"text": "Berapa?", "request_id": uuid4(), "by": scene.officer}
    answer_case(case, **asked, awaits_answer=True, at=on(date(2026, 4, 1)))  # type: ignore[arg-type]
    read_as(secretary)
    assert tell_of_late(today=date(2026, 4, 10)) == 0
    assert tell_of_late(today=date(2026, 4, 14)) == 1  # seven working days, one of them off
    assert told(scene.manager) == ["case.waits_for_you"]


def test_of_a_hidden_case_only_the_named_are_reminded(scene: Scene) -> None:
    secretary = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    colleague = world.make_member_of(scene.office, Role.OFFICER)
    scene.opened(since=LONG_AGO, at=on(WEDNESDAY), audience=Audience.NAMED, readers=[scene.officer])
    for reader in (secretary, colleague, scene.officer):
        for hidden in (False, True):
            read_as(reader)
            tell_of_late(today=WEDNESDAY + timedelta(days=30), hidden=hidden)

    people = (scene.officer, secretary, colleague)
    assert [told(person) for person in people] == [["case.late"], [], []]


def test_the_days_off_of_two_years_are_known_with_their_source(db: None) -> None:
    of_2026 = holidays(first=date(2026, 1, 1), last=date(2026, 12, 31))

    assert len(of_2026) == 25
    assert {date(2026, 3, 23), date(2026, 8, 17), date(2026, 12, 24)} <= of_2026
    assert not Holiday.objects.filter(source="").exists()
    assert targets(on=date(2026, 11, 1)) == {
        ("take", "urgent"): 1,
        ("take", "ordinary"): 2,
        ("take", "calm"): 5,
        ("act", "urgent"): 2,
        ("act", "ordinary"): 5,
        ("act", "calm"): 10,
        ("answer", "urgent"): 3,
        ("answer", "ordinary"): 7,
        ("answer", "calm"): 15,
    }
    assert targets(on=date(2024, 12, 31)) == {}


def test_the_secretariat_sets_days_and_targets(client: Client, scene: Scene) -> None:
    secretary = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    today = timezone.localdate()
    day = {"on": "2027-03-10", "name": "Idulfitri", "is_off": "1", "source": "SKB 2027"}
    wish = {"step": "take", "working_days": "1", "since": str(today), "source": "SK 1"}
    wish |= {"urgency": "calm"}
    for person in (scene.officer, scene.manager):
        client.force_login(person)
        assert client.get(TIMES).status_code == 200
        assert client.post(f"{TIMES}hari/", day).status_code == 403
        assert client.post(f"{TIMES}target/", wish).status_code == 403
    client.force_login(secretary)
    assert client.post(f"{TIMES}hari/", day).status_code == 302
    assert client.post(f"{TIMES}hari/", day | {"on": "x"}).status_code == 422
    assert client.post(f"{TIMES}target/", wish).status_code == 302
    assert client.post(f"{TIMES}target/", wish | {"since": "2026-01-01"}).status_code == 422
    assert client.post(f"{TIMES}target/", wish | {"working_days": "0"}).status_code == 422
    assert "Idulfitri" in client.get(TIMES).content.decode()

    assert client.post(f"{TIMES}hari/", day).status_code == 302  # sent twice, said once
    assert client.post(f"{TIMES}target/", wish).status_code == 302
    assert Holiday.objects.filter(on=day["on"]).count() == 1
    assert ServiceTarget.objects.filter(source="SK 1").count() == 1

    first, last = date(2027, 1, 1), date(2027, 12, 31)
    assert holidays(first=first, last=last) == {date(2027, 3, 10)}
    assert client.post(f"{TIMES}hari/", day | {"is_off": ""}).status_code == 302
    assert holidays(first=first, last=last) == frozenset()
    assert targets(on=today)["take", "calm"] == 1


@pytest.mark.parametrize("table", ["cases_holiday", "cases_servicetarget"])
def test_what_was_set_stays(db: None, table: str) -> None:
    for statement in (f"UPDATE {table} SET source = 'x'", f"DELETE FROM {table}"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Holiday.objects.exists()
    assert ServiceTarget.objects.exists()


def test_the_list_leaves_what_is_late(client: Client, scene: Scene) -> None:
    scene.opened(since=LONG_AGO, at=timezone.now() - timedelta(days=40), title="Lama menunggu")
    scene.opened(title="Baru saja")
    client.force_login(scene.officer)

    page = client.get("/kasus/", {"terlambat": "ya"})

    assert page.context["late"] | {"url": ""} == {"number": 1, "url": "", "is_current": True}
    assert ("Lama menunggu" in page.content.decode(), "Baru saja" in page.content.decode()) == (
        True,
        False,
    )


@pytest.mark.parametrize(("year", "is_estimate"), [(2026, False), (2023, True)])
def test_a_day_of_a_year_whose_days_off_are_not_decided_is_an_estimate(
    scene: Scene, year: int, is_estimate: bool
) -> None:
    at = datetime(year, 3, 2, 9, tzinfo=timezone.get_current_timezone())
    case = scene.opened(at=at, since=date(2023, 1, 1))

    assert clock_of(case, case.events.all(), today=date(2026, 3, 2)).is_provisional is is_estimate
