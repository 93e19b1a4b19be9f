"""Who reads and writes what, also round the Python: row-level security and the triggers."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from klinik.clinic.discussions.commands import flag, hide, publish
from klinik.clinic.discussions.models import Entry, Flag, Follow, Mention, Post, Ruling, Topic
from klinik.people.models import User
from klinik.tenancy.access import read_as
from tests.clinic.discussions.scene import Talk


def refused(reader: User | None, act: Callable[[], object]) -> None:
    """The database says no, or there is nothing for this reader to change."""
    read_as(reader)
    try:
        with transaction.atomic():
            done = act()
    except (IntegrityError, ProgrammingError):
        return
    assert done == 0


@pytest.fixture
def topic(talk: Talk) -> Topic:
    return talk.asked()


@pytest.fixture
def post(talk: Talk, topic: Topic) -> Post:
    return talk.said(topic)


def row_of(topic: Topic, by: User, **other: object) -> Post:
    content = {"topic": topic, "number": 3, "author": by, "body": "x", "request_id": uuid4()}
    return Post(**(content | {"fingerprint": "x"} | other))


def test_the_signed_in_read_and_the_public_does_not(talk: Talk, post: Post) -> None:
    read_as(talk.stranger)
    assert (Topic.objects.count(), Post.objects.count()) == (1, 2)
    read_as(None)
    assert (Topic.objects.count(), Post.objects.count()) == (0, 0)


def test_without_a_role_nothing_is_written(talk: Talk, topic: Topic, post: Post) -> None:
    by = talk.stranger
    refused(by, row_of(topic, by).save)
    refused(by, lambda: Post.objects.filter(pk=post.pk).update(body="x"))
    refused(by, lambda: Topic.objects.filter(pk=topic.pk).update(title="x"))
    key = {"aspect": talk.aspect, "request_id": uuid4(), "fingerprint": ""}
    refused(by, Topic(slug="x", title="x", author=by, **key).save)


def test_nobody_writes_in_the_name_of_another(talk: Talk, topic: Topic, post: Post) -> None:
    refused(talk.other, row_of(topic, talk.asker).save)
    refused(talk.asker, lambda: Post.objects.filter(pk=post.pk).update(body="x"))
    refused(talk.secretary, lambda: Post.objects.filter(pk=post.pk).update(body="x"))
    refused(talk.asker, Mention(post=post, person=talk.asker).save)
    refused(talk.other, Follow(topic=topic, person=talk.asker).save)
    refused(talk.other, Flag(post=post, by=talk.asker, reason="x").save)


def test_only_the_asker_the_office_and_the_secretariat_accept(talk: Talk, post: Post) -> None:
    def accept(by: User) -> int:
        read_as(by)
        rows = Post.objects.filter(pk=post.pk)
        return rows.update(accepted_at=timezone.now(), accepted_by=by)

    refused(talk.other, lambda: accept(talk.other))
    for by in (talk.asker, talk.officer, talk.secretary):
        assert accept(by) == 1


def test_only_the_secretariat_keeps_order(talk: Talk, topic: Topic, post: Post) -> None:
    now = timezone.now()
    for by in (talk.asker, talk.other, talk.officer):
        refused(by, lambda: Post.objects.filter(pk=post.pk).update(hidden_at=now))
        refused(by, lambda: Topic.objects.filter(pk=topic.pk).update(locked_at=now))
        refused(by, lambda: Topic.objects.filter(pk=topic.pk).update(is_public=True))
        refused(by, Ruling(post=post, kind="hidden", by=by).save)
    read_as(talk.secretary)
    assert Topic.objects.filter(pk=topic.pk).update(locked_at=now) == 1


def test_counts_and_numbers_are_the_databases_own(talk: Talk, topic: Topic, post: Post) -> None:
    refused(talk.secretary, lambda: Topic.objects.filter(pk=topic.pk).update(replies=9))
    refused(talk.other, row_of(topic, talk.other, number=9).save)
    refused(talk.other, row_of(topic, talk.other, accepted_at=timezone.now()).save)
    refused(talk.other, row_of(topic, talk.other, hidden_at=timezone.now()).save)
    refused(talk.other, lambda: Post.objects.filter(pk=post.pk).update(number=9))


def test_nothing_is_deleted(talk: Talk, topic: Topic, post: Post) -> None:
    for table in ("topic", "post", "ruling", "enclosure", "mention", "flag"):
        read_as(talk.secretary)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM discussions_{table}")
            assert cursor.rowcount == 0


def test_a_locked_topic_takes_no_post_from_anybody(talk: Talk, topic: Topic) -> None:
    read_as(talk.secretary)
    Topic.objects.filter(pk=topic.pk).update(locked_at=timezone.now())

    refused(talk.asker, row_of(topic, talk.asker, number=2).save)
    refused(talk.asker, lambda: Post.objects.filter(topic=topic).update(body="x"))


def test_flags_and_follows_are_ones_own(talk: Talk, topic: Topic, post: Post) -> None:
    read_as(talk.asker)
    flag(post, reason="x", by=talk.asker)

    read_as(talk.other)
    assert list(Flag.objects.all()) == []
    assert [row.person for row in Follow.objects.all()] == [talk.other]


def test_the_index_is_closed_to_the_application(talk: Talk, post: Post) -> None:
    read_as(talk.secretary)
    assert Entry.objects.count() == 0
    refused(talk.secretary, lambda: Entry.objects.update(reach=0))
    with pytest.raises(ProgrammingError), transaction.atomic():
        Entry.objects.create(post=post, topic=post.topic, reach=0, is_answer=False, document="x")


def test_a_hidden_file_is_nobodys_but_its_authors(talk: Talk, topic: Topic, post: Post) -> None:
    read_as(talk.secretary)
    publish(topic, reason="x", by=talk.secretary)
    hide(post, reason="x", by=talk.secretary)

    for reader, sees in ((talk.asker, 1), (None, 1), (talk.other, 2), (talk.secretary, 2)):
        read_as(reader)
        assert Post.objects.count() == sees
