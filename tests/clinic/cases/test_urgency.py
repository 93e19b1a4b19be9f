"""How soon a case needs somebody: its office says it, and each level has its own target."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from klinik.clinic.cases.commands import close_case, triage_case
from klinik.clinic.cases.models import Case, CaseEvent, Side
from klinik.clinic.cases.queries import shown_cases, waiting_first
from klinik.clinic.cases.rules import CaseClosed, RequestReused
from klinik.clinic.cases.timing import clock_of, late
from klinik.tenancy.access import read_as
from tests.clinic.scene import Scene, journal


def test_the_office_says_how_urgent_a_case_is_and_the_road_tells_it(
    client: Client, scene: Scene
) -> None:
    case = scene.opened()
    client.force_login(scene.officer)
    url = reverse("cases:triage", args=[case.number])
    page = client.get(case.get_absolute_url()).content.decode()
    assert "/urgensi/" in page

    said = {"urgency": "urgent", "request_id": str(uuid4())}
    assert [client.post(url, said).status_code for _ in range(2)] == [302, 302]
    assert client.post(url, said | {"urgency": "tomorrow"}).status_code == 422

    read_as(scene.manager)
    case.refresh_from_db()
    assert (case.urgency, case.stage) == ("urgent", "waiting")
    assert journal(case) == ["opened by Manajer", "triaged by Petugas"]
    client.force_login(scene.manager)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "barang, uang, atau izin hilang dalam hitungan hari" in page
    assert "/urgensi/" not in page
    assert client.post(url, said).status_code == 403


def test_urgent_cases_come_first_and_are_filtered(client: Client, scene: Scene) -> None:
    for urgency in ("calm", "ordinary", "urgent"):
        case = scene.opened(title=urgency)
        read_as(scene.officer)
        triage_case(case, urgency=urgency, request_id=uuid4(), by=scene.officer)

    titles = [case.title for case in waiting_first(shown_cases())]
    assert titles == ["urgent", "ordinary", "calm"]
    client.force_login(scene.officer)
    listed = client.get("/kasus/", {"urgensi": "calm"})
    assert [row.title for row in listed.context["table"].page.object_list] == ["calm"]
    assert len(client.get("/kasus/", {"urgensi": "x"}).context["table"].page.object_list) == 3


@pytest.mark.parametrize(
    ("urgency", "due_after", "is_late"),
    [("urgent", 1, True), ("ordinary", 2, True), ("calm", 5, False)],
)
def test_each_urgency_has_its_own_target(
    urgency: str, due_after: int, is_late: bool, scene: Scene
) -> None:
    wednesday = datetime(2026, 1, 7, 9, tzinfo=UTC)
    case = scene.opened(at=wednesday, since=date(2025, 12, 1))
    read_as(scene.officer)
    case = triage_case(case, urgency=urgency, request_id=uuid4(), by=scene.officer, at=wednesday)
    day = wednesday.date() + timedelta(days=5)  # Monday, three working days later

    clock = clock_of(case, case.events.all(), today=day)

    assert (clock.target, clock.is_late) == (due_after, is_late)
    assert Case.objects.filter(late(today=day)).exists() == is_late


def test_what_is_refused(scene: Scene) -> None:
    case = scene.measured()
    request = uuid4()
    case = triage_case(case, urgency="urgent", request_id=request, by=scene.officer)
    triage_case(case, urgency="urgent", request_id=uuid4(), by=scene.officer)
    with pytest.raises(RequestReused):
        triage_case(case, urgency="calm", request_id=request, by=scene.officer)
    assert case.events.filter(kind="triaged").count() == 1
    close_case(case, by=scene.officer)
    with pytest.raises(CaseClosed):
        triage_case(case, urgency="calm", request_id=uuid4(), by=scene.officer)


def test_postgresql_lets_only_offices_say_it(scene: Scene) -> None:
    case = scene.opened()
    read_as(scene.manager)
    facts = {"case": case, "kind": CaseEvent.Kind.TRIAGED, "by": scene.manager}
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        CaseEvent.objects.create(**facts, side=Side.PESANTREN, urgency="urgent")
    read_as(scene.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.create(**facts | {"by": scene.officer}, side=Side.OFFICE)
    with pytest.raises(DatabaseError, match="only by what is recorded"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(urgency="urgent")
