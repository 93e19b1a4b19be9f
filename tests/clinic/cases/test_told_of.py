"""PostgreSQL keeps no event without what it tells of, whoever writes it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.clinic.cases.commands import choose_result
from klinik.clinic.cases.models import CaseEvent
from klinik.clinic.cases.rules import OtherFigure
from klinik.directory.models import Reading
from klinik.tenancy.access import read_as
from tests import world
from tests.clinic.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("taken", "office"),
        ("assigned", "office"),
        ("assigned", "person"),
        ("reassigned", "aspect"),
        ("planned", "activity"),
        ("done", "activity"),
        ("measured", "reading"),
        ("accepted", "help"),
        ("referred", "referral"),
        ("welcomed", "referral"),
        ("refused", "referral"),
        ("fulfilled", "referral"),
        ("recalled", "referral"),
        ("closed", "closed_by_a_result_or_a_reason"),
    ],
)
def test_no_event_is_without_what_it_tells_of(scene: Scene, kind: str, what: str) -> None:
    case = scene.taken()
    read_as(scene.officer)
    there: dict[str, Any] = {"office": scene.office} if what == "person" else {}

    with pytest.raises(IntegrityError, match=what), transaction.atomic():
        CaseEvent.objects.create(case=case, kind=kind, by=scene.officer, side="office", **there)


@pytest.mark.parametrize("other", ["pesantren", "indicator"])
@pytest.mark.parametrize("kind", ["measured", "closed"])
def test_no_event_tells_of_a_figure_of_another_pesantren_or_of_another_figure(
    scene: Scene, kind: str, other: str
) -> None:
    case = scene.measured()
    theirs = {"pesantren": world.make_pesantren("an-nur"), "indicator": scene.indicator}
    ours = {
        "pesantren": scene.pesantren,
        "indicator": world.make_indicator("late-days", unit="hari"),
    }
    read_as(scene.officer)
    reading = Reading.objects.create(
        **(theirs if other == "pesantren" else ours),
        value=4,
        unit="hari",
        on=timezone.localdate(),
        origin=Reading.Origin.SELF_REPORTED,
        source="Buku",
    )
    told: dict[str, Any] = {"kind": kind, "by": scene.officer, "side": "office"}

    with pytest.raises(IntegrityError, match="not of the figure"), transaction.atomic():
        CaseEvent.objects.create(case=case, reading=reading, **told)
    with pytest.raises(OtherFigure):
        choose_result(case, reading=reading, by=scene.officer)
    assert CaseEvent.objects.create(case=case, reading=case.result, **told).pk
