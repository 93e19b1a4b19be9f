"""A file is on the disk with its row, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError, models
from django.utils import timezone

from klinik.clinic.stories.commands import (
    NewPicture,
    Telling,
    begin_story,
    begin_story_of_case,
    rewrite_story,
)
from klinik.clinic.stories.models import Picture, Story, Version
from klinik.clinic.stories.rules import WrittenMeanwhile
from klinik.core.files import clean_photo
from klinik.directory.commands.readings import report_reading
from klinik.directory.evidence import clean_evidence
from klinik.directory.models import Reading
from klinik.directory.rules.readings import ReadingReused
from klinik.finance.members.commands import keep_photo, register_member
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Facts
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import STORY, Scene
from tests.core.test_files import picture
from tests.finance.counter import make_cooperative, make_teller


def on_disk() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def fails(*_: Any, **__: Any) -> None:
    raise DatabaseError("the server went away")


def paper(words: str) -> Any:
    return clean_evidence(ContentFile(f"%PDF-1.7 {words} %%EOF".encode(), name="nota.pdf"))


@pytest.mark.django_db
def test_a_figure_that_is_not_kept_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    place = world.make_pesantren()
    by = world.make_member_of(place, Role.ASSISTANT)
    read_as(by)
    figure: dict[str, Any] = {"indicator": world.make_indicator("customers", unit="orang")}
    figure |= {"value": 12, "on": timezone.localdate(), "source": "buku", "request_id": uuid4()}
    before = on_disk()
    with monkeypatch.context() as broken:
        broken.setattr(models.Model, "save", fails)
        with pytest.raises(DatabaseError):
            report_reading(place, by=by, evidence=paper("satu"), **figure)
    assert on_disk() == before

    report_reading(place, by=by, evidence=paper("satu"), **figure)
    report_reading(place, by=by, evidence=paper("satu"), **figure)
    with pytest.raises(ReadingReused):
        report_reading(place, by=by, evidence=paper("dua"), **figure)
    with pytest.raises(ReadingReused):
        report_reading(place, by=by, **figure)
    assert len(on_disk() - before) == Reading.objects.count() == 1


@pytest.mark.django_db
def test_a_photo_that_is_not_kept_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    koppontren = make_cooperative()
    by = make_teller(koppontren)
    member = register_member(
        koppontren, name="Siti Contoh", facts=Facts(category="teacher"), request_id=uuid4(), by=by
    )
    before = on_disk()
    photo = clean_photo(ContentFile(picture("JPEG"), name="wajah.jpg")).small
    with monkeypatch.context() as broken:
        broken.setattr(Member, "save", fails)
        with pytest.raises(DatabaseError):
            keep_photo(member, photo, by=by)

    assert on_disk() == before


@pytest.mark.django_db
def test_a_story_that_is_not_kept_leaves_no_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = Scene.set()
    case = scene.agreed()
    kept = scene.drafted(case)
    read_as(scene.officer)
    photo = clean_photo(ContentFile(picture("JPEG"), name="nota.jpg"))
    seen = NewPicture(photo, "Nota di meja", "f" * 64)
    telling = Telling(**STORY, picture_before=seen)
    one: dict[str, Any] = {"telling": telling, "by": scene.officer, "request_id": uuid4()}
    other = scene.agreed()

    def begin() -> Story:
        return begin_story(scene.pesantren, aspect=case.aspect, **one)

    before = on_disk()
    with monkeypatch.context() as broken:
        broken.setattr(Version, "save", fails)
        with pytest.raises(DatabaseError):
            begin()
        with pytest.raises(DatabaseError):
            begin_story_of_case(other, **one)
        with pytest.raises(DatabaseError):
            rewrite_story(kept, seen=1, **one)
    assert on_disk() == before

    begin()
    begin()
    with pytest.raises(WrittenMeanwhile):
        rewrite_story(kept, seen=2, **one)
    assert len(on_disk() - before) == 2 * Picture.objects.count() == 2
