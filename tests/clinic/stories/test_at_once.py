"""One form is sent eight times at the same moment, each on a connection of its own."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from klinik.clinic.stories.commands import Telling, begin_story, begin_story_of_case
from klinik.clinic.stories.models import Story, Version
from klinik.tenancy.access import read_as
from tests.clinic.cases.test_at_once import at_once
from tests.clinic.scene import STORY, Scene

TELLING = Telling(**STORY)


@pytest.mark.django_db(transaction=True)
def test_a_story_told_afresh_is_begun_once() -> None:
    scene, key = Scene.set(), uuid4()

    def begin(_: int) -> str:
        read_as(scene.manager)
        aspect = scene.office.aspect
        one: dict[str, Any] = {"telling": TELLING, "aspect": aspect, "by": scene.manager}
        return str(begin_story(scene.pesantren, request_id=key, **one).pk)

    said = at_once(begin)

    assert len(set(said)) == 1
    with transaction.atomic():
        read_as(scene.manager)
        assert (Story.objects.count(), Version.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_story_of_a_case_is_begun_once() -> None:
    scene, key = Scene.set(), uuid4()
    with transaction.atomic():
        case = scene.agreed()

    def begin(_: int) -> str:
        read_as(scene.officer)
        one: dict[str, Any] = {"telling": TELLING, "by": scene.officer}
        return str(begin_story_of_case(case, request_id=key, **one).pk)

    assert len(set(at_once(begin))) == 1
