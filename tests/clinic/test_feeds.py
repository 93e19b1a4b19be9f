"""What is public is told to readers of feeds, in Atom, and nothing else is."""

import re
from typing import Any
from uuid import uuid4

import feedparser
import pytest
from django.test import Client

from klinik.clinic.discussions.commands import accept_answer, open_topic, publish, reply
from klinik.clinic.discussions.models import Topic
from klinik.clinic.sessions.commands import call_off
from klinik.people.access import read_as
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene

pytestmark = pytest.mark.django_db
FEEDS = {"/kisah/": "/kisah/atom.xml", "/sesi/": "/sesi/atom.xml", "/diskusi/": "/diskusi/atom.xml"}


def read(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert answer["Cache-Control"] == "public, max-age=1800"
    found = feedparser.parse(answer.content)
    assert (found.bozo, found.version) == (False, "atom10")
    return found


def topic(scene: Scene, title: str) -> Topic:
    assert scene.office.aspect
    read_as(scene.manager)
    found = open_topic(
        title=title, body="Tanya", aspect=scene.office.aspect, request_id=uuid4(), by=scene.manager
    )
    read_as(scene.officer)
    answer = reply(found, body="Jawab", request_id=uuid4(), by=scene.officer)
    read_as(scene.manager)
    accept_answer(answer, by=scene.manager)
    return found


@pytest.mark.parametrize(("page", "feed"), FEEDS.items())
def test_every_list_names_its_feed(client: Client, scene: Scene, page: str, feed: str) -> None:
    link = re.search(r'<link rel="alternate"[^>]*>', client.get(page).content.decode())

    assert link is not None
    assert f'href="{feed}"' in link[0]
    assert read(client, feed).entries == []


@pytest.mark.parametrize("feed", FEEDS.values())
def test_a_feed_says_what_it_is_and_where(client: Client, scene: Scene, feed: str) -> None:
    found = read(client, feed).feed

    assert found.id.endswith(feed.removesuffix("atom.xml"))
    assert next(row.href for row in found.links if row.rel == "self").endswith(feed)
    assert found.title
    assert found.updated_parsed


def test_a_published_story_is_told(client: Client, scene: Scene) -> None:
    story = scene.told(title="Dua & <tiga>", summary="Cepat & pasti")
    (entry,) = read(client, "/kisah/atom.xml").entries

    assert entry.title == "Dua & <tiga>"
    assert entry.summary == "Cepat &amp; pasti"
    assert entry.link.endswith(story.get_absolute_url())
    assert entry.author == "Pesantren Al Hikmah"


def test_only_announced_sessions_are_told(client: Client, scene: Scene) -> None:
    panel = PanelScene.around(scene)
    panel.draft(theme="Rancangan")
    told, off = panel.announced(theme="Terbuka"), panel.announced(theme="Batal")
    call_off(off, reason="Hujan", by=panel.secretary)

    entries = read(client, "/sesi/atom.xml").entries

    assert [row.title for row in entries] == ["Dibatalkan: Batal", "Terbuka"]
    assert entries[1].link.endswith(told.get_absolute_url())
    assert "meet.jit.si" not in str(entries)


def test_only_public_topics_are_told_and_nobodys_name(client: Client, scene: Scene) -> None:
    topic(scene, "Untuk jaringan")
    opened = topic(scene, "Untuk semua")
    secretary = PanelScene.around(scene).secretary
    read_as(secretary)
    publish(opened, reason="Berguna", by=secretary)

    (entry,) = read(client, "/diskusi/atom.xml").entries

    assert entry.title == "Untuk semua"
    assert entry.summary == "Aspek pembiayaan · 1 jawaban diterima"
    assert "Petugas" not in str(entry)
    assert "Manajer" not in str(entry)
