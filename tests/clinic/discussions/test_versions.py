"""What a post said before it was edited, for its author and the secretariat."""

import pytest
from django.test import Client

from klinik.clinic.discussions.commands import edit_post
from klinik.clinic.discussions.models import Post
from klinik.clinic.discussions.queries import versions_of
from klinik.tenancy.access import read_as
from tests.clinic.discussions.scene import Talk

pytestmark = pytest.mark.django_db


def edited(talk: Talk) -> Post:
    post = talk.said(talk.asked(), "Sebulan.")
    read_as(talk.other)
    edit_post(post, body="Dua bulan.", by=talk.other)
    edit_post(post, body="Tiga bulan.", by=talk.other)
    return post


def address(post: Post) -> str:
    return f"{post.topic.get_absolute_url()}{post.number}/versi/"


def test_every_text_is_kept_in_order(talk: Talk) -> None:
    post = edited(talk)

    assert [row.body for row in versions_of(post)] == ["Sebulan.", "Dua bulan.", "Tiga bulan."]


def test_an_accepted_answer_has_no_new_version(talk: Talk) -> None:
    post = talk.accepted(talk.asked(), "Dua bulan.")
    read_as(post.author)

    assert [row.body for row in versions_of(post)] == ["Dua bulan."]


def test_its_author_and_the_secretariat_see_them(client: Client, talk: Talk) -> None:
    page = address(edited(talk))
    assert client.get(page).status_code == 302
    for person, status in (
        (talk.other, 200),
        (talk.secretary, 200),
        (talk.asker, 403),
        (talk.officer, 403),
        (talk.stranger, 403),
    ):
        client.force_login(person)
        answer = client.get(page)
        assert answer.status_code == status
        assert ("Sebulan." in answer.content.decode()) == (status == 200)
    client.force_login(talk.other)
    assert client.get(page.replace("/2/", "/9/")).status_code == 404


def test_the_topic_leads_there_for_those_who_may(client: Client, talk: Talk) -> None:
    post = edited(talk)
    for person, leads in ((talk.other, True), (talk.secretary, True), (talk.asker, False)):
        client.force_login(person)
        assert (
            address(post) in client.get(post.topic.get_absolute_url()).content.decode()
        ) == leads
