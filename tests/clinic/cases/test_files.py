"""What comes with an event lies there with it, or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from klinik.clinic.cases import commands
from klinik.clinic.cases.models import Audience, Enclosure
from klinik.clinic.cases.rules import MOST_FILES
from klinik.directory.evidence import Evidence
from klinik.tenancy.access import read_as
from tests.clinic.scene import Scene, shown


def on_disk() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def unfit() -> Evidence:
    """A file whose row the database refuses, after the file was written."""
    return shown()._replace(name="x" * 300)


def open_it(scene: Scene, **other: Any) -> None:
    scene.opened(**other)


def open_for_named(scene: Scene, **other: Any) -> None:
    scene.opened(audience=Audience.NAMED, readers=[scene.officer], **other)


def answer(scene: Scene, **other: Any) -> None:
    commands.answer_case(scene.opened(), text="x", request_id=uuid4(), by=scene.manager, **other)


def complete(scene: Scene, **other: Any) -> None:
    row = scene.planned().activities.get()
    report: dict[str, Any] = {"on": timezone.localdate(), "note": "x", "request_id": uuid4()}
    commands.complete_activity(row, by=scene.officer, **report, **other)


@pytest.mark.parametrize("step", [open_it, open_for_named, answer, complete])
def test_where_the_rows_are_taken_back_no_file_stays(
    scene: Scene, step: Callable[..., None]
) -> None:
    with pytest.raises(DataError), transaction.atomic():
        step(scene, enclosures=[shown(), unfit()])
    assert on_disk() == set()

    step(scene, enclosures=[shown(), shown()])
    assert len(on_disk()) == 2


def test_postgresql_lets_five_files_lie_with_one_event(scene: Scene) -> None:
    case = scene.opened()
    files = [shown() for _ in range(MOST_FILES)]
    commands.answer_case(case, text="x", request_id=uuid4(), by=scene.manager, enclosures=files)
    read_as(scene.manager)
    event = case.events.get(kind="answered")

    assert event.enclosures.count() == MOST_FILES
    with pytest.raises(IntegrityError, match="five files"), transaction.atomic():
        Enclosure.objects.create(event=event, file="cases/x.pdf", name="x.pdf")
