"""Asking, answering, accepting, following and keeping order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from klinik.clinic.discussions.commands import (
    accept_answer,
    edit_post,
    flag,
    hide,
    leave_as_it_is,
    lock,
    open_topic,
    publish,
    reply,
    send_digests,
    show_again,
    take_back_answer,
    unfollow,
    unlock,
    withdraw_from_public,
)
from klinik.clinic.discussions.models import Flag, Follow, Post, Ruling, Topic
from klinik.clinic.discussions.rules import (
    AT_ONCE,
    FlaggedAlready,
    Locked,
    NoAnswer,
    NothingWritten,
    SentOtherwise,
    TooFast,
)
from klinik.directory.evidence import clean_evidence
from klinik.people.models import Notification, User
from klinik.tenancy.access import read_as
from tests.clinic.discussions.scene import Talk


def told(person: User) -> list[str]:
    """What the person was told, the oldest first."""
    read_as(person)
    return [row.kind for row in Notification.objects.filter(person=person).order_by("pk")]


def test_a_question_reaches_the_office_and_an_answer_whoever_asked(talk: Talk) -> None:
    topic = talk.asked()
    talk.said(topic)

    assert (told(talk.officer), told(talk.asker)) == (["discussion.asked"], ["discussion.replied"])
    topic.refresh_from_db()
    assert (topic.replies, topic.answers, topic.last_number) == (1, 0, 2)


def test_done_twice_it_is_there_once(talk: Talk) -> None:
    key = uuid4()
    topic = talk.asked(request_id=key)
    assert talk.asked(request_id=key) == topic
    with pytest.raises(SentOtherwise):
        talk.asked("Lain", request_id=key)

    read_as(talk.other)
    posts = [reply(topic, body="Ya.", request_id=key, by=talk.other) for _ in range(2)]
    assert posts[0] == posts[1]
    with pytest.raises(SentOtherwise):
        reply(topic, body="Tidak.", request_id=key, by=talk.other)
    assert Post.objects.count() == 2


def test_nothing_is_no_question(talk: Talk) -> None:
    with pytest.raises(NothingWritten):
        talk.asked(body="  \n ")


def test_several_answers_are_accepted_and_taken_back(talk: Talk) -> None:
    topic = talk.asked()
    first, second = talk.accepted(topic), talk.accepted(topic, "Di daerah kami tiga.")
    topic.refresh_from_db()
    assert (topic.answers, told(talk.other)) == (2, ["discussion.accepted"] * 2)

    read_as(talk.asker)
    take_back_answer(first, by=talk.asker)
    topic.refresh_from_db()
    assert topic.answers == 1
    assert accept_answer(second, by=talk.asker).accepted_by == talk.asker
    with pytest.raises(NoAnswer):
        accept_answer(topic.posts.get(number=1), by=talk.asker)


def test_whoever_is_named_hears_of_it_once(talk: Talk) -> None:
    topic = talk.asked(body="Mohon bantuan @petugas.")
    assert told(talk.officer) == ["discussion.mentioned"]
    post = talk.said(topic, "Seperti kata @Penanya dan @Sekretaris.")

    assert post.body == f"Seperti kata @{{{talk.asker.pk}}} dan @Sekretaris."
    assert (told(talk.asker), told(talk.secretary)) == (["discussion.mentioned"], [])


def test_words_are_put_right_and_the_history_keeps_the_old_ones(talk: Talk) -> None:
    topic = talk.asked()
    post = talk.said(topic, "Sebulan, kata @Penanya.")
    edited = edit_post(post, body="Dua bulan, kata @Penanya dan @Petugas.", by=talk.other)

    assert edited.body == f"Dua bulan, kata @{{{talk.asker.pk}}} dan @{{{talk.officer.pk}}}."
    assert edited.edited_at is not None
    assert told(talk.officer) == ["discussion.asked", "discussion.mentioned"]
    assert told(talk.asker) == ["discussion.mentioned"]
    events = Post.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    read_as(talk.other)
    kept = list(events.filter(pgh_obj=post).order_by("pk").values_list("pgh_label", "body"))
    assert [label for label, _ in kept] == ["made", "changed"]
    assert kept[0][1] == f"Sebulan, kata @{{{talk.asker.pk}}}."
    read_as(talk.asker)
    assert not events.filter(pgh_obj=post).exists()


def test_files_lie_with_a_post(talk: Talk) -> None:
    paper = clean_evidence(ContentFile(b"%PDF-1.4 %%EOF", name="tarif.pdf"))
    topic = talk.asked(enclosures=[paper])

    assert [file.name for file in topic.posts.get().enclosures.all()] == ["tarif.pdf"]


def test_a_hidden_post_is_told_to_its_author_with_the_reason(talk: Talk) -> None:
    topic = talk.asked()
    post = talk.accepted(topic)
    read_as(talk.stranger)
    row = flag(post, reason="Iklan", by=talk.stranger)
    with pytest.raises(FlaggedAlready):
        flag(post, reason="Lagi", by=talk.stranger)
    assert told(talk.secretary) == ["discussion.flagged"]
    read_as(talk.secretary)
    hide(post, reason="Ini iklan.", by=talk.secretary)
    hide(post, reason="Sekali lagi.", by=talk.secretary)

    row.refresh_from_db()
    topic.refresh_from_db()
    assert (row.settled_at is not None, topic.replies, topic.answers) == (True, 0, 0)
    assert told(talk.other) == ["discussion.accepted", "discussion.hidden"]
    assert [(r.kind, r.reason) for r in Ruling.objects.filter(post=post)] == [
        ("hidden", "Ini iklan.")
    ]
    read_as(talk.asker)
    assert not Post.objects.filter(pk=post.pk).exists()
    assert not Ruling.objects.filter(post=post).exists()
    read_as(talk.secretary)
    show_again(post, reason="Bukan iklan.", by=talk.secretary)
    topic.refresh_from_db()
    assert (topic.replies, topic.answers) == (1, 1)


def test_with_its_first_post_a_topic_is_hidden(talk: Talk) -> None:
    topic = talk.asked()
    talk.said(topic)
    read_as(talk.secretary)
    hide(topic.posts.get(number=1), reason="Nama orang.", by=talk.secretary)

    read_as(talk.other)
    assert not Topic.objects.filter(pk=topic.pk).exists()
    assert Post.objects.filter(topic=topic).count() == 1  # their own
    read_as(talk.asker)
    assert Topic.objects.get(pk=topic.pk).hidden_at is not None


def test_a_flag_without_ground_is_settled_with_a_reason(talk: Talk) -> None:
    post = talk.said(talk.asked())
    read_as(talk.stranger)
    flag(post, reason="Tidak suka", by=talk.stranger)
    read_as(talk.secretary)
    leave_as_it_is(post, reason="Pendapat boleh berbeda.", by=talk.secretary)

    assert list(Flag.objects.filter(settled_at=None)) == []
    assert [row.kind for row in Ruling.objects.all()] == ["left"]


def test_a_locked_topic_takes_nothing_more(talk: Talk) -> None:
    topic = talk.asked()
    post = talk.said(topic)
    read_as(talk.secretary)
    lock(topic, reason="Sudah terjawab.", by=talk.secretary)

    with pytest.raises(Locked):
        talk.said(topic)
    with pytest.raises(Locked):
        edit_post(post, body="Lain", by=talk.other)
    assert told(talk.asker) == ["discussion.replied", "discussion.locked"]
    assert [row.reason for row in Ruling.objects.all()] == ["Sudah terjawab."]
    read_as(talk.secretary)
    unlock(topic, reason="Ada kabar baru.", by=talk.secretary)
    assert talk.said(topic).number == 3


def test_the_secretariat_opens_a_topic_to_everybody(talk: Talk) -> None:
    topic = talk.asked()
    read_as(None)
    assert not Topic.objects.exists()
    read_as(talk.secretary)
    publish(topic, reason="Banyak ditanya.", by=talk.secretary)
    read_as(None)
    assert (Topic.objects.count(), Post.objects.count()) == (1, 1)
    read_as(talk.secretary)
    withdraw_from_public(topic, reason="Diminta penanya.", by=talk.secretary)
    read_as(None)
    assert not Topic.objects.exists()


def test_one_person_does_not_fill_the_discussions(talk: Talk) -> None:
    topic = talk.asked()
    for _ in range(AT_ONCE):
        talk.said(topic)
    with pytest.raises(TooFast):
        talk.said(topic)


def test_whoever_follows_hears_of_it_in_the_morning_once(talk: Talk) -> None:
    today = timezone.localdate()
    topic = talk.asked()
    quiet = talk.asked("Lain")
    talk.said(topic)
    talk.said(topic, "Tambahan.")
    talk.said(quiet)
    read_as(talk.asker)
    unfollow(quiet, by=talk.asker)
    tomorrow = today + timedelta(days=1)

    assert send_digests(today=tomorrow, reader=talk.secretary) == 1
    send_digests(today=tomorrow, reader=talk.secretary)
    assert send_digests(today=today, reader=talk.secretary) == 0
    read_as(talk.asker)
    row = Notification.objects.get(person=talk.asker, kind="discussion.digest")
    assert row.about == {"titles": "Berapa lama sertifikat halal? (2 baru)"}
    assert told(talk.other) == []  # nobody wrote but themselves


def test_who_chose_not_to_follow_does_not_begin_again_by_writing(talk: Talk) -> None:
    topic = talk.asked()
    read_as(talk.other)
    unfollow(topic, by=talk.other)
    talk.said(topic)

    assert [row.is_on for row in Follow.objects.filter(person=talk.other)] == [False]


def test_two_topics_of_one_title_have_two_addresses(talk: Talk) -> None:
    slugs = {talk.asked().slug, talk.asked().slug}

    assert len(slugs) == 2
    assert all(slug.startswith("berapa-lama-sertifikat-halal-") for slug in slugs)
    assert talk.asked("كيف؟").slug.startswith("diskusi-")
    read_as(talk.asker)
    assert open_topic(
        title="A",
        body="B",
        aspect=talk.aspect,
        request_id=uuid4(),
        by=talk.asker,
        is_simulated=True,
    ).is_simulated
