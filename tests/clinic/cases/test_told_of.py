"""PostgreSQL keeps no event without what it tells of, whoever writes it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from klinik.clinic.cases.models import CaseEvent
from klinik.tenancy.access import read_as
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
