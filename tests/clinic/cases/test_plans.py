"""Goals, several activities, visit reports with a place, and looks at what was granted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.cases.commands import (
    accept_help,
    close_case,
    complete_activity,
    offer_help,
    set_activity,
    set_goals,
    withdraw_case,
)
from klinik.clinic.cases.commands.telling import tell_of_due, tell_of_reviews
from klinik.clinic.cases.models import Activity, Audience, Case, CaseEvent, Stage
from klinik.clinic.cases.queries import open_activities_of, plan_of
from klinik.clinic.cases.rules import BadDay, CaseClosed, TooManyActivities, next_look
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.cases.test_named import told
from tests.clinic.cases.test_timing import same
from tests.clinic.scene import Scene, journal

Kind = Activity.Kind
DAY = timedelta(days=1)


def planned(case: Case, scene: Scene, **other: Any) -> Activity:
    """The officer sets one more activity."""
    content: dict[str, Any] = {"kind": Kind.VISIT, "what": "Kunjungan", "who": "Bidang"}
    content |= {"on": timezone.localdate(), "request_id": uuid4(), "by": scene.officer}
    read_as(scene.officer)
    set_activity(case, **content | other)
    return case.activities.latest("pk")


def granted(case: Case, scene: Scene, *, on: date) -> Activity:
    """A machine was granted on that day."""
    activity = planned(case, scene, kind=Kind.GRANT, what="Mesin pengering", who="Bidang Produksi")
    complete_activity(activity, on=on, note="Diserahkan.", request_id=uuid4(), by=scene.officer)
    return activity


def test_a_plan_has_goals_and_is_looked_at_again(client: Client, scene: Scene) -> None:
    case = scene.taken()
    today = timezone.localdate()
    client.force_login(scene.officer)
    url = reverse("cases:aim", args=[case.number])
    sent = {"goals": "Laporan dalam 5 hari", "review_on": str(today), "request_id": str(uuid4())}

    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    past = sent | {"review_on": str(today - DAY), "request_id": str(uuid4())}
    assert client.post(url, past).status_code == 422

    read_as(scene.officer)
    plan = plan_of(case)
    assert plan
    assert (plan.text, plan.on) == ("Laporan dalam 5 hari", today)
    assert "Laporan dalam 5 hari" in client.get(case.get_absolute_url()).content.decode()
    read_as(scene.officer)
    for _ in range(2):
        assert tell_of_reviews(today=today) == 1
    assert told(scene.manager) == ["case.taken", "case.aimed", "case.review"]
    read_as(scene.officer)
    later: dict[str, Any] = {"review_on": today + 30 * DAY, "by": scene.officer}
    set_goals(case, goals="Laporan dalam 4 hari", request_id=uuid4(), **later)
    assert tell_of_reviews(today=today) == 0
    with pytest.raises(BadDay):
        set_goals(case, goals="x", request_id=uuid4(), **later | {"review_on": today - DAY})


def test_several_activities_are_done_in_any_order(client: Client, scene: Scene) -> None:
    case = scene.taken()
    first, second = planned(case, scene), planned(case, scene, on=timezone.localdate() + 3 * DAY)
    client.force_login(scene.officer)
    page = client.get(case.get_absolute_url(), {"kegiatan": second.pk})
    assert page.context["activity"] == second
    assert page.context["activities"] == [first, second]

    done = reverse("cases:done", args=[case.number, second.pk])
    assert client.post(done, {"note": ""}).context["activity"] == second
    sent = {"on": str(timezone.localdate()), "note": "Sudah.", "place": "Gudang"}
    sent |= {"request_id": str(uuid4())}
    sent |= {"latitude": "-7.11234", "longitude": "112.41234"}
    assert client.post(done, sent).status_code == 302

    read_as(scene.officer)
    event = case.events.get(kind="done")
    place = (event.place, event.latitude, event.longitude)
    assert place == ("Gudang", Decimal("-7.11234"), Decimal("112.41234"))
    assert list(open_activities_of(case)) == [first]
    case.refresh_from_db()
    assert (case.stage, case.waits_for) == (Stage.PLANNED, "work")
    assert "-7.11234" in client.get(case.get_absolute_url()).content.decode()
    complete_activity(
        first, on=timezone.localdate(), note="Sudah.", request_id=uuid4(), by=scene.officer
    )
    assert same(case)
    assert case.stage == Stage.DONE


@pytest.mark.parametrize(
    "place",
    [{"latitude": "91", "longitude": "0"}, {"latitude": "x", "longitude": "0"}],
)
def test_a_place_off_the_earth_is_refused(
    client: Client, scene: Scene, place: dict[str, str]
) -> None:
    case = scene.planned()
    client.force_login(scene.officer)
    url = reverse("cases:done", args=[case.number, case.activities.get().pk])

    sent = {"on": str(timezone.localdate()), "note": "Sudah."} | place

    assert client.post(url, sent).status_code == 422
    read_as(scene.officer)
    where = dict.fromkeys(place, 91) | {"activity": case.activities.get()}
    with pytest.raises(IntegrityError, match="on_earth"), transaction.atomic():
        CaseEvent.objects.create(case=case, kind="done", by=scene.officer, side="office", **where)


def test_there_is_an_end_to_how_many(scene: Scene) -> None:
    case = scene.taken()
    for _ in range(12):
        planned(case, scene)
    with pytest.raises(TooManyActivities):
        planned(case, scene)


def test_looks_come_after_three_months_half_a_year_one_and_two() -> None:
    day = date(2026, 1, 1)

    assert [next_look(day, looked=n, today=day) for n in range(5)] == [
        date(2026, 4, 1),
        date(2026, 6, 30),
        date(2027, 1, 1),
        date(2028, 1, 1),
        None,
    ]
    assert next_look(day, looked=0, today=date(2026, 9, 1)) == date(2026, 9, 1)


def test_what_was_granted_is_looked_at_also_after_the_case_is_closed(
    client: Client, scene: Scene
) -> None:
    case, today = scene.taken(), timezone.localdate()
    grant = granted(case, scene, on=today)
    look = open_activities_of(case).get()
    assert (look.kind, look.looks_at, look.on) == (Kind.MONITORING, grant, today + 90 * DAY)
    case.refresh_from_db()
    assert (case.stage, case.waits_for) == (Stage.DONE, "office")
    read_as(scene.officer)
    case = close_case(scene.measured_anew(case), by=scene.officer)
    assert (case.stage, case.waits_for) == (Stage.CLOSED, "")
    read_as(scene.officer)
    assert tell_of_due(today=look.on - DAY) == 1

    client.force_login(scene.manager)
    assert client.get(case.get_absolute_url()).context["activity"] == look
    done = reverse("cases:done", args=[case.number, look.pk])
    assert (
        client.post(
            done, {"on": str(today), "note": "Mesin dipakai.", "request_id": str(uuid4())}
        ).status_code
        == 302
    )

    read_as(scene.officer)
    assert [row.on for row in grant.looks.order_by("pk")] == [
        today + 90 * DAY,
        today + 180 * DAY,
    ]
    case.refresh_from_db()
    assert (case.stage, case.waits_for) == (Stage.CLOSED, "")
    other = planned(scene.taken(title="Lain"), scene)
    read_as(scene.manager)
    withdraw_case(other.case, reason="Tidak perlu", by=scene.manager)
    with pytest.raises(CaseClosed):
        complete_activity(other, on=today, note="x", request_id=uuid4(), by=scene.manager)


def test_a_partner_looks_at_what_it_granted(scene: Scene) -> None:
    partner = world.make_partner()
    mentor = world.make_member_of(partner, Role.MENTOR, name="Mentor")
    case = scene.taken(audience=Audience.NETWORK)
    read_as(mentor)
    offer_help(case, partner=partner, text="Mesin.", request_id=uuid4(), by=mentor)
    read_as(scene.officer)
    accept_help(case, help=case.helps.get(), by=scene.officer)
    grant = planned(case, scene, kind=Kind.GRANT, partner=partner)
    read_as(mentor)
    complete_activity(
        grant, on=timezone.localdate(), note="Diserahkan.", request_id=uuid4(), by=mentor
    )
    look = open_activities_of(case).get()
    complete_activity(look, on=timezone.localdate(), note="Dipakai.", request_id=uuid4(), by=mentor)

    assert look.partner == partner
    assert grant.looks.count() == 2
    assert journal(case)[-4:] == [
        "done by Mentor",
        "planned by Mentor",
        "done by Mentor",
        "planned by Mentor",
    ]


def test_the_moment_of_the_past_is_kept(scene: Scene) -> None:
    case = scene.taken()
    at = datetime(2026, 3, 4, 3, tzinfo=UTC)

    set_goals(
        case,
        goals="x",
        review_on=date(2026, 4, 1),
        request_id=uuid4(),
        by=scene.officer,
        at=at,
    )

    plan = plan_of(case)
    assert plan
    assert (plan.at, plan.on) == (at, date(2026, 4, 1))
