"""Found by any word of a topic, stemmed, for those who may read it."""

import pytest
from django.db import connection

from klinik.clinic.discussions.commands import edit_post, hide, publish
from klinik.clinic.discussions.queries import found_topics, hits_for
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.web.search.queries import found_for
from tests.clinic.discussions.scene import Talk

CANARY = "kenari7731"


def titles(reader: User | None, text: str) -> list[str]:
    read_as(reader)
    return [topic.title for topic in found_topics(text)]


@pytest.mark.parametrize(
    "text",
    [
        "bersertifikat halal",
        "SERTIFIKAT",
        "kemasan keripik",
        "diperiksakan",
        "bagaimana cara yang untuk sertifikat",
        "berapa kemasannya",
        "serti",
        "halal kemas",
    ],
)
def test_words_are_found_by_their_stem_and_small_words_do_not_matter(talk: Talk, text: str) -> None:
    topic = talk.asked("Sertifikat halal untuk keripik")
    talk.said(topic, "Periksa dulu **kemasannya**, kata petugas.")
    talk.asked("Harga kopi", body="Berapa?")

    assert titles(talk.stranger, text) == ["Sertifikat halal untuk keripik"]


@pytest.mark.parametrize(
    "text", ["", "  ", "yang untuk", "🙂", "'; DROP TABLE", "a & b | !c", "\\:*"]
)
def test_what_says_nothing_finds_nothing(talk: Talk, text: str) -> None:
    talk.asked()

    assert titles(talk.asker, text) == []


def test_accepted_answers_come_first(talk: Talk) -> None:
    talk.asked("Izin edar, izin edar, izin edar")
    solved = talk.asked("Urusan lain")
    talk.accepted(solved, "Soal izin edar: lewat dinas.")
    read_as(talk.asker)

    assert titles(talk.asker, "izin edar") == ["Urusan lain", "Izin edar, izin edar, izin edar"]
    assert [hit.is_answer for hit in hits_for("izin edar")] == [True, False]


def test_edited_words_are_found_and_the_old_ones_are_not(talk: Talk) -> None:
    topic = talk.asked()
    post = talk.said(topic, "Lewat laboratorium.")
    edit_post(post, body="Lewat dinas.", by=talk.other)

    assert (titles(talk.asker, "laboratorium"), titles(talk.asker, "dinas")) == ([], [topic.title])


def test_the_public_finds_what_is_open_and_nobody_what_is_hidden(talk: Talk) -> None:
    topic = talk.asked()
    post = talk.said(topic, f"Rahasia {CANARY}")
    assert titles(talk.stranger, CANARY) == [topic.title]
    assert titles(None, CANARY) == []
    read_as(talk.secretary)
    publish(topic, reason="x", by=talk.secretary)
    assert titles(None, CANARY) == [topic.title]
    read_as(talk.secretary)
    hide(post, reason="x", by=talk.secretary)
    for reader in (None, talk.stranger, talk.asker, talk.secretary):
        assert titles(reader, CANARY) == []


def test_the_search_of_the_house_finds_topics(talk: Talk) -> None:
    topic = talk.asked()
    read_as(talk.stranger)
    groups = {group.icon: group for group in found_for(talk.stranger, "sertifikat")}

    assert [found.url for found in groups["message"].found] == [topic.get_absolute_url()]
    read_as(None)
    assert "message" not in {group.icon for group in found_for(None, "sertifikat")}


def test_names_are_no_words_of_a_post(talk: Talk) -> None:
    topic = talk.asked(body="Bantu kami, @Petugas.")
    number = str(talk.officer.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT discussions_stems(%s)::text", [topic.posts.get().body])
        assert cursor.fetchone() == ("'bantu':1,3",)
    assert titles(talk.asker, number) == []
