"""Opening a topic, answering in it, and putting one's own words right."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from klinik.clinic.discussions.commands.following import begin_to_follow
from klinik.clinic.discussions.commands.telling import (
    tell_of_names,
    tell_of_reply,
    tell_of_topic,
)
from klinik.clinic.discussions.models import Enclosure, Mention, Post, Topic
from klinik.clinic.discussions.queries import in_charge, namable_in
from klinik.clinic.discussions.rules import (
    AT_ONCE,
    MOST_FILES,
    Locked,
    SentOtherwise,
    TooFast,
    fingerprint,
    with_numbers,
    written,
)
from klinik.core.writing import files_with_rows, write
from klinik.directory.evidence import Evidence, refuse_too_many
from klinik.directory.models import Aspect
from klinik.people.models import User

WITHIN = timedelta(minutes=10)
Written = TypeVar("Written", Topic, Post)


class Words(NamedTuple):
    """What somebody wrote, with the hash of all that the request said."""

    body: str
    enclosures: Sequence[Evidence]
    said: str
    request_id: UUID
    at: datetime
    by: User


@files_with_rows()
@transaction.atomic
def open_topic(
    *,
    title: str,
    body: str,
    aspect: Aspect,
    request_id: UUID,
    by: User,
    enclosures: Sequence[Evidence] = (),
    at: datetime | None = None,
    is_simulated: bool = False,
    is_kept: bool = False,
) -> Topic:
    """Ask or tell something; the office of the aspect hears of it. Done twice, it is one topic.

    What `is_kept` was said elsewhere and fills no discussion. Raises SentOtherwise,
    NothingWritten, TooFast, TooManyFiles.
    """
    said = _said(written(body), enclosures, title=title, aspect=aspect.code)
    _one_after_another(by)
    earlier = Topic.objects.filter(author=by, request_id=request_id).first()
    if earlier:
        return _same(earlier, said)
    if at is None and not is_kept:
        _refuse_flood(by)
    moment = at or timezone.now()
    topic = Topic.objects.create(
        slug=_free_slug(title, request_id),
        title=title,
        aspect=aspect,
        author=by,
        opened_at=moment,
        last_at=moment,
        request_id=request_id,
        fingerprint=said,
        is_simulated=is_simulated,
    )
    words = Words(written(body), enclosures, said, request_id, moment, by)
    post, named = _write(topic, 1, words, [by, *in_charge(topic)])
    begin_to_follow(topic, by=by)
    if at is None:
        tell_of_topic(topic, post, named=named, by=by)
    topic.refresh_from_db()
    return topic


@files_with_rows()
@transaction.atomic
def reply(
    topic: Topic,
    *,
    body: str,
    request_id: UUID,
    by: User,
    enclosures: Sequence[Evidence] = (),
    at: datetime | None = None,
    is_kept: bool = False,
) -> Post:
    """Write in a topic; whoever opened it and whoever is named hears of it. Done twice, once.

    What `is_kept` was said elsewhere and fills no discussion. Raises Locked, SentOtherwise,
    NothingWritten, TooFast, TooManyFiles.
    """
    said = _said(written(body), enclosures)
    topic = Topic.objects.select_for_update(of=["self"], no_key=True).get(pk=topic.pk)
    earlier = topic.posts.filter(author=by, request_id=request_id).first()
    if earlier:
        return _same(earlier, said)
    if topic.is_locked:
        raise Locked
    if at is None and not is_kept:
        _refuse_flood(by)
    words = Words(written(body), enclosures, said, request_id, at or timezone.now(), by)
    post, named = _write(topic, topic.last_number + 1, words, namable_in(topic))
    begin_to_follow(topic, by=by)
    if at is None:
        tell_of_reply(topic, post, named=named, by=by)
    return post


@transaction.atomic
def edit_post(post: Post, *, body: str, by: User) -> Post:
    """The author puts the words right; what stood there before stays in the history.

    Raises Locked, NothingWritten. Whoever is named only now hears of it.
    """
    post = Post.objects.select_for_update(of=["self"], no_key=True).get(pk=post.pk)
    if post.topic.is_locked:
        raise Locked
    people = {person.pk: person for person in namable_in(post.topic)}
    before = set(post.mentions.values_list("person", flat=True))
    mentioned = {row.person.name: row.person_id for row in post.mentions.select_related("person")}
    names = mentioned | {person.name: pk for pk, person in people.items()}
    text, found = with_numbers(written(body), names)
    if text == post.body:
        return post
    post.body, post.edited_at = text, timezone.now()
    post.save(update_fields=["body", "edited_at"])
    new = sorted(found - before)
    Mention.objects.bulk_create(Mention(post=post, person_id=pk) for pk in new)
    tell_of_names(post, named=[people[pk] for pk in new if pk in people], by=by)
    return post


def _write(
    topic: Topic, number: int, words: Words, people: Iterable[User]
) -> tuple[Post, list[User]]:
    by_name = {person.name: person for person in people}
    numbers = {name: person.pk for name, person in by_name.items()}
    text, found = with_numbers(words.body, numbers)
    post = Post.objects.create(
        topic=topic,
        number=number,
        author=words.by,
        body=text,
        at=words.at,
        request_id=words.request_id,
        fingerprint=words.said,
    )
    named = [person for person in by_name.values() if person.pk in found]
    Mention.objects.bulk_create(Mention(post=post, person=person) for person in named)
    for file in words.enclosures:
        row = Enclosure(post=post, name=file.name)
        write(row.file, file.content)
        row.save(force_insert=True)
    return post, named


def _said(body: str, files: Sequence[Evidence], **other: str) -> str:
    refuse_too_many(files, most=MOST_FILES)
    return fingerprint({"body": body, "files": [file.hash for file in files], **other})


def _same(earlier: Written, said: str) -> Written:
    if earlier.fingerprint != said:
        raise SentOtherwise
    return earlier


def _one_after_another(by: User) -> None:
    """Whoever opens two topics at once waits here for the first."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _refuse_flood(by: User) -> None:
    lately = Post.objects.filter(author=by, at__gt=timezone.now() - WITHIN)
    if lately.count() >= AT_ONCE:
        raise TooFast


def _free_slug(title: str, request_id: UUID) -> str:
    """An address of the title's words and a part of its key.

    A topic of the same title may be hidden from the reader, so nobody can be asked what is free.
    """
    words = slugify(title)[:100].strip("-") or "diskusi"
    return f"{words}-{request_id.hex[:6]}"
