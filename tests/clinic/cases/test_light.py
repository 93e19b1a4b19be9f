"""A case that was opened with one tap: what it lacks, who adds it, and what waits for that."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.cases import commands, rules
from klinik.clinic.cases.commands.reminding import tell_of_missing
from klinik.clinic.cases.models import Case, CaseEvent, Waits
from klinik.clinic.cases.tasks import remind_of_activities
from klinik.directory.commands import record_reading
from klinik.directory.models import Reading
from klinik.people.models import Notification, User
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene, first_figure

Kind = CaseEvent.Kind
KEY = UUID(int=5)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)


def light(scene: Scene, **other: Any) -> Case:
    """The officer opened it from what was asked."""
    read_as(scene.officer)
    content: dict[str, Any] = {
        "pesantren": scene.pesantren,
        "title": "Laporan terlambat",
        "description": "Bagaimana agar laporan tidak terlambat?",
        "aspect": scene.office.aspect,
        "request_id": KEY,
        "by": scene.officer,
    }
    return commands.open_light_case(**content | other)


def completed(scene: Scene, case: Case, **other: Any) -> Case:
    content: dict[str, Any] = {
        "since": timezone.localdate() - timedelta(days=30),
        "indicator": scene.indicator,
        "baseline": Decimal(21),
        "target": Decimal(5),
        "tried": "Grup WhatsApp",
        "request_id": UUID(int=6),
        "by": scene.manager,
    }
    read_as(scene.manager)
    return commands.complete_case(case, **content | other)


def told(user: User) -> list[str]:
    read_as(user)
    return list(
        Notification.objects.filter(person=user).order_by("pk").values_list("kind", flat=True)
    )


def test_what_is_known_is_recorded_and_the_rest_is_asked_for(scene: Scene) -> None:
    case = light(scene)

    assert light(scene).pk == case.pk
    assert (case.since, case.indicator, case.baseline, case.target) == (None, None, None, None)
    assert (case.number, case.waits_for) == (f"K-{timezone.localdate().year}-0001", Waits.OFFICE)
    assert told(scene.manager) == ["case.asks"]
    with pytest.raises(rules.RequestReused):
        light(scene, title="Lain")


def test_it_is_completed_once(scene: Scene) -> None:
    case = completed(scene, light(scene))

    assert completed(scene, case).pk == case.pk
    figure = first_figure(case)
    assert (figure.value, figure.indicator, figure.on, case.target, case.tried) == (
        Decimal(21),
        scene.indicator,
        timezone.localdate(),
        Decimal(5),
        "Grup WhatsApp",
    )
    assert case.indicator == scene.indicator
    assert case.since == timezone.localdate() - timedelta(days=30)
    assert told(scene.officer) == ["case.completed"]
    with pytest.raises(rules.HasFigure):
        completed(scene, case, request_id=uuid4())


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"target": Decimal(21)}, rules.SameFigure),
        ({"since": timezone.localdate() + timedelta(days=9)}, rules.BadDay),
    ],
)
def test_it_is_completed_by_the_rules_of_every_case(
    scene: Scene, said: dict[str, Any], refusal: type[Exception]
) -> None:
    case = light(scene)

    with pytest.raises(refusal):
        completed(scene, case, **said)


def test_nothing_is_measured_before_it_is_said_what(scene: Scene) -> None:
    case = commands.take_case(light(scene), office=scene.office, by=scene.officer)
    result: dict[str, Any] = {"value": Decimal(4), "on": timezone.localdate(), "source": "Buku"}

    with pytest.raises(rules.NoFigure):
        commands.record_result(case, **result, request_id=uuid4(), by=scene.officer)
    with pytest.raises(rules.NoResult):
        commands.close_case(case, by=scene.officer)

    case = completed(scene, case)
    read_as(scene.officer)
    case = commands.record_result(case, **result, request_id=uuid4(), by=scene.officer)
    assert commands.close_case(case, by=scene.officer).result_id is not None


def test_whoever_completes_it_has_answered_the_office(scene: Scene) -> None:
    case = commands.take_case(light(scene), office=scene.office, by=scene.officer)
    asked: dict[str, Any] = {"text": "Angka mana?", "awaits_answer": True}
    case = commands.answer_case(case, **asked, request_id=uuid4(), by=scene.officer)
    assert case.waits_for == Waits.PESANTREN

    assert completed(scene, case).waits_for == Waits.OFFICE


def test_what_was_opened_by_mistake_is_taken_back_until_somebody_goes_on(scene: Scene) -> None:
    case = commands.take_back_case(light(scene), by=scene.officer)
    assert (case.is_closed, case.result_id) == (True, None)
    assert commands.take_back_case(case, by=scene.officer).events.count() == 2

    other = completed(scene, light(scene, request_id=uuid4()))
    read_as(scene.officer)
    with pytest.raises(rules.MovedOn):
        commands.take_back_case(other, by=scene.officer)


def test_the_pesantren_is_asked_again_each_week_for_a_month(scene: Scene) -> None:
    case = light(scene, at=timezone.now())  # told to nobody: written down later
    today = timezone.localdate()
    for day in (6, 7, 8, 14, 28, 34, 35, 90):
        read_as(scene.officer)
        assert tell_of_missing(today=today + timedelta(days=day)) == 1
    assert told(scene.manager) == ["case.asks"] * 3

    completed(scene, case)
    assert tell_of_missing(today=today + timedelta(days=21)) == 0


def test_the_morning_asks_for_it(scene: Scene) -> None:
    light(scene, at=timezone.now() - timedelta(days=7))
    for _ in range(2):
        remind_of_activities(0)

    assert told(scene.manager) == ["case.asks"]


# Round the Python.


def test_the_database_lets_nothing_be_measured_without_a_figure(scene: Scene) -> None:
    case, whole = light(scene), scene.opened()
    read_as(scene.officer)
    row: dict[str, Any] = {"by": scene.officer, "side": "office", "reading": whole.baseline}

    with pytest.raises(IntegrityError, match="no figure yet"), transaction.atomic():
        CaseEvent.objects.create(case=case, kind=Kind.MEASURED, **row)
    row |= {"kind": Kind.COMPLETED, "on": timezone.localdate()}
    with pytest.raises(IntegrityError, match="figure already"), transaction.atomic():
        CaseEvent.objects.create(case=whole, target=5, **row)
    with pytest.raises(IntegrityError, match="case_completed_by"), transaction.atomic():
        CaseEvent.objects.create(case=case, **row)


def test_the_figure_of_another_pesantren_is_none_of_it(scene: Scene) -> None:
    case = light(scene)
    read_as(scene.officer)
    theirs = record_reading(
        world.make_pesantren("an-nur"),
        indicator=scene.indicator,
        value=Decimal(21),
        on=timezone.localdate(),
        source="Buku",
        period="",
        origin=Reading.Origin.SELF_REPORTED,
        by=scene.officer,
    )

    row: dict[str, Any] = {"by": scene.officer, "side": "office", "reading": theirs, "target": 5}
    with pytest.raises(IntegrityError, match="not of the figure"), transaction.atomic():
        CaseEvent.objects.create(case=case, kind=Kind.COMPLETED, on=timezone.localdate(), **row)


def test_nobody_else_completes_it(scene: Scene) -> None:
    case = light(scene, audience="network")
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
    client = Client()
    client.force_login(neighbour)

    assert client.post(reverse("cases:complete", args=[case.number])).status_code == 403
    read_as(neighbour)
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        CaseEvent.objects.create(case=case, kind=Kind.ANSWERED, by=neighbour, side="pesantren")


# The page.


def test_the_pesantren_finds_what_is_missing_on_top_and_adds_it(scene: Scene) -> None:
    case = light(scene)
    client, url = Client(), reverse("cases:complete", args=[case.number])
    client.force_login(scene.manager)

    page = client.get(case.get_absolute_url())
    assert (next(iter(page.context["steps"])), len(page.context["missing"])) == ("complete", 6)
    assert "belum disebutkan" in page.content.decode()
    refused = client.post(url, {"request_id": str(KEY)})
    assert refused.status_code == 422
    assert {"roughly", "indicator", "baseline", "target"} == set(
        refused.context["steps"]["complete"].errors
    )

    typed = {"roughly": "30", "indicator": scene.indicator.code, "baseline": "21", "target": "5"}
    photo = SimpleUploadedFile("nota.png", PNG, "image/png")
    answer = client.post(url, typed | {"request_id": str(KEY), "enclosures": photo})

    assert answer.status_code == 302
    page = client.get(case.get_absolute_url())
    assert "complete" not in page.context["steps"]
    assert page.content.decode().count("nota.png") == 1
    assert page.context["case"].since == timezone.localdate() - timedelta(days=30)
