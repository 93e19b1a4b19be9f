"""Published stories are found by any of their words in every form, and drafts by none."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from klinik.clinic.stories.commands import (
    Telling,
    agree_to_text,
    publish_story,
    rewrite_story,
    send_story,
    withdraw_story,
)
from klinik.clinic.stories.models import Story
from klinik.clinic.stories.queries import found_stories
from klinik.directory.models import Pesantren
from klinik.people.access import read_as
from klinik.web.search.queries import found_for
from tests.clinic.scene import STORY, Scene

WORD = "kenari7731"


def titles(text: str) -> list[str]:
    """What everybody finds."""
    read_as(None)
    return [story.title for story in found_stories(text, most=5)]


def told(scene: Scene, **words: Any) -> Story:
    return scene.told(scene.agreed(), **words)


@pytest.mark.parametrize(
    "text",
    [
        "empat hari",  # its title
        "dulu 21",  # its summary
        "disalin",  # what it was
        "menyalinkan",  # in another form
        "PELATIHAN",
        "dilatih",
        "pencatatan nota",
        "bagaimana cara yang untuk pelatihan",  # with words that narrow nothing down
        "pelatihan al-hikmah",  # with its pesantren
        "pelati",  # begun
    ],
)
def test_a_story_is_found_by_its_words_their_stems_and_its_pesantren(
    scene: Scene, text: str
) -> None:
    told(scene)
    told(scene, title="Lain", summary="x", was="x", done="x", changed="x")

    assert titles(text) == ["Empat hari saja"]
    assert titles("hikma") == ["Lain", "Empat hari saja"]


@pytest.mark.parametrize(
    "text", ["", "yang untuk", "🙂", "'; DROP TABLE", "a & b | !c", "\\:*", "pelatihan kerupuk"]
)
def test_what_says_nothing_or_too_much_finds_nothing(scene: Scene, text: str) -> None:
    told(scene)

    assert titles(text) == []


def test_a_title_says_more_than_a_text(scene: Scene) -> None:
    told(scene, title="Kopi naik kelas")
    told(scene, title="Empat hari", changed="Kopi kami naik kelas.")

    assert titles("kopi") == ["Kopi naik kelas", "Empat hari"]


def test_a_draft_is_found_by_nobody_and_what_was_taken_back_no_more(scene: Scene) -> None:
    story = scene.drafted(scene.agreed(), done=f"Belajar {WORD}.")
    for reader in (None, scene.officer, scene.manager):
        read_as(reader)
        assert found_stories(WORD, most=5) == []
    read_as(scene.manager)
    agree_to_text(story, by=scene.manager)
    assert titles(WORD) == []
    read_as(scene.officer)
    publish_story(story, by=scene.officer)
    assert titles(WORD) == [story.title]

    read_as(scene.manager)
    withdraw_story(story, reason="Salah.", by=scene.manager)

    for reader in (None, scene.officer, scene.manager):
        read_as(reader)
        assert found_stories(WORD, most=5) == []


def test_the_words_of_a_newer_version_replace_the_older_when_it_is_published(scene: Scene) -> None:
    story = told(scene, done="Belajar di dapur.")
    read_as(scene.officer)
    last = story.versions.get()
    telling = Telling(
        **STORY | {"done": "Belajar di sawah.", "before": last.before, "after": last.after}
    )
    rewrite_story(story, telling=telling, seen=1, request_id=uuid4(), by=scene.officer)
    send_story(story, agrees=False, by=scene.officer)
    assert (titles("dapur"), titles("sawah")) == ([story.title], [])

    read_as(scene.manager)
    agree_to_text(story, by=scene.manager)
    read_as(scene.officer)
    publish_story(story, by=scene.officer)

    assert (titles("dapur"), titles("sawah")) == ([], [story.title])


def test_a_pesantren_of_another_name_is_found_by_that_name(scene: Scene) -> None:
    story = told(scene)
    read_as(scene.officer)
    Pesantren.objects.filter(pk=scene.pesantren.pk).update(name="Nurul Jadid")

    assert (titles("nurul jadid"), titles("hikmah"), titles("pelatihan")) == (
        [story.title],
        [],
        [story.title],
    )


def test_the_search_of_the_house_finds_stories(scene: Scene) -> None:
    story = told(scene)
    read_as(None)

    groups = {group.icon: group.found for group in found_for(None, "menyalin")}

    assert [one.url for one in groups["news"]] == [story.get_absolute_url()]


def test_the_application_reads_and_writes_no_words_itself(scene: Scene) -> None:
    told(scene)

    for statement in ("SELECT document FROM stories_entry", "DELETE FROM stories_entry"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
