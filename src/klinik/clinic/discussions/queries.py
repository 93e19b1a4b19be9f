"""Questions asked of the discussions; row-level security answers with what the reader may see."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from klinik.clinic.discussions.models import Flag, Follow, Post, Ruling, Topic
from klinik.people.models import User
from klinik.tenancy.models import PLACES, Membership, Office
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.queries import officers_of

MOST_FOUND = 200  # posts that a search weighs, of answers and of all others


class Byline(NamedTuple):
    """Who wrote, for those who are signed in, and from where, for everybody."""

    name: str
    place: str


class Hit(NamedTuple):
    """The best post of a topic for what was searched."""

    topic: int
    post: int
    is_answer: bool


def shown_topics() -> QuerySet[Topic]:
    """The topics that the reader may see, with what a list shows of each."""
    return Topic.objects.select_related("aspect", "author")


def hits_for(text: str) -> list[Hit]:
    """The topics in which every typed word stands in one post, the best first, answers before all.

    Call `read_as` first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT topic_id, post_id, is_answer FROM discussions_found(discussions_asked(%s), %s)",
            [text, MOST_FOUND],
        )
        hits = [Hit(*row) for row in cursor.fetchall()]
    best: dict[int, Hit] = {}
    for hit in hits:
        best.setdefault(hit.topic, hit)
    return list(best.values())


def in_order(topics: QuerySet[Topic], hits: Collection[Hit]) -> QuerySet[Topic]:
    """Those of the topics that were found, in the order in which they were."""
    ids = [hit.topic for hit in hits]
    place = Func(
        Value(ids, output_field=ArrayField(BigIntegerField())),
        F("pk"),
        function="array_position",
        output_field=BigIntegerField(),
    )
    return topics.filter(pk__in=ids).order_by(place)


def found_topics(text: str) -> QuerySet[Topic]:
    """The topics that a text finds, the best first. Call `read_as` first."""
    return in_order(shown_topics(), hits_for(text))


def answers_alike(text: str, *, most: int) -> list[Post]:
    """Accepted answers that have two words in common with a text, the likest first.

    Call `read_as` first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT post_id FROM discussions_answers_alike(%s, %s)", [text, most])
        ids = [post for (post,) in cursor.fetchall()]
    by_id = {row.pk: row for row in Post.objects.select_related("topic").filter(pk__in=ids)}
    return [by_id[post] for post in ids if post in by_id]


def followed_by(user: User) -> Q:
    """Topics that this person follows."""
    return Q(pk__in=Follow.objects.filter(person=user, is_on=True).values("topic"))


def written_by(user: User) -> Q:
    """Topics in which this person wrote."""
    return Q(pk__in=Post.objects.filter(author=user).values("topic"))


def follows(topic: Topic, user: User | None) -> bool:
    """This person follows the topic."""
    return user is not None and topic.follows.filter(person=user, is_on=True).exists()


def posts_of(topic: Topic) -> QuerySet[Post]:
    """The posts that the reader may see, in order, with what a page shows of each."""
    rows = topic.posts.select_related("author", "accepted_by")
    return rows.prefetch_related("enclosures", "mentions__person")


class Version(NamedTuple):
    """What a post said from a moment on."""

    body: str
    at: datetime


def versions_of(post: Post) -> list[Version]:
    """Every text that a post has had, the first one first; the last one is what it says now."""
    events = Post.pgh_event_model.objects.filter(pgh_obj=post)  # type: ignore[attr-defined]
    found: list[Version] = []
    for body, at in events.order_by("pgh_created_at", "pgh_id").values_list(
        "body", "pgh_created_at"
    ):
        if not found or found[-1].body != body:
            found.append(Version(body, at))
    return found


def names_in(posts: Iterable[Post]) -> dict[int, str]:
    """How the people are called who are named in these posts."""
    return {row.person_id: row.person.name for post in posts for row in post.mentions.all()}


def bylines(people: Iterable[User]) -> dict[int, Byline]:
    """Each person with the place of their first running role; in one question."""
    by_id = {person.pk: person for person in people}
    rows = Membership.objects.running().filter(user__in=by_id).order_by("id")
    places: dict[int, str] = {}
    for row in rows.select_related(*PLACES):
        places.setdefault(row.user_id, str(row.place))
    return {pk: Byline(person.name, places.get(pk, "")) for pk, person in by_id.items()}


def rulings_of(topic: Topic) -> dict[int, list[Ruling]]:
    """What was decided of each post of the topic, as far as the reader is told."""
    found: dict[int, list[Ruling]] = {}
    for row in Ruling.objects.filter(post__topic=topic).order_by("at", "id"):
        found.setdefault(row.post_id, []).append(row)
    return found


def in_charge(topic: Topic) -> list[User]:
    """The officers who answer for the topic's aspect today."""
    office: Office | None = office_of(topic.aspect)
    return officers_of(office) if office else []


def namable_in(topic: Topic) -> list[User]:
    """Who may be named with an @: whoever wrote in the topic, and the office of its aspect."""
    wrote = topic.posts.values("author")
    people = list(User.objects.filter(pk__in=wrote, is_active=True).order_by("name", "pk"))
    known = {person.pk for person in people}
    return people + [person for person in in_charge(topic) if person.pk not in known]


def may_discuss(user: User) -> bool:
    """The person holds any running role, and signed in as a person, not by a counter's PIN."""
    return not user.by_pin and Membership.objects.running().filter(user=user).exists()


def open_flags() -> QuerySet[Flag]:
    """What waits for the secretariat, the oldest first; each with its post."""
    rows = Flag.objects.filter(settled_at=None)
    rows = rows.select_related("post__topic", "post__author", "by")
    return rows.prefetch_related("post__mentions__person")


def counts_of(topics: QuerySet[Topic]) -> tuple[int, int]:
    """How many of these topics there are, and how many have an accepted answer."""
    rows = topics.order_by().aggregate(n=Count("id"), answered=Count("id", filter=Q(answers__gt=0)))
    return int(rows["n"]), int(rows["answered"])


def day_before(today: date) -> tuple[datetime, datetime]:
    """The first moment of the day before, and that of today."""
    first = timezone.make_aware(datetime.combine(today - timedelta(days=1), time()))
    return first, timezone.make_aware(datetime.combine(today, time()))


def to_digest(since: datetime, until: datetime) -> list[int]:
    """The numbers of those who follow a topic in which others wrote meanwhile.

    Call `read_as` first, with somebody of the province.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT discussions_to_digest(%s, %s)", [since, until])
        return [row[0] for row in cursor.fetchall()]


def news_for(user: User, since: datetime, until: datetime) -> list[tuple[str, int]]:
    """Titles of the topics that this person follows, with how much others wrote meanwhile.

    Call `read_as` first, with this person.
    """
    fresh = Q(posts__at__gte=since, posts__at__gt=F("follows__since"), posts__at__lt=until)
    fresh &= Q(posts__hidden_at=None) & ~Q(posts__author=user)
    rows = Topic.objects.filter(follows__person=user, follows__is_on=True, last_at__gte=since)
    counted = rows.annotate(fresh=Count("posts", filter=fresh)).filter(fresh__gt=0)
    return list(counted.order_by("-last_at", "-id").values_list("title", "fresh"))


def of_the_week(now: datetime) -> tuple[list[Topic], list[Topic]]:
    """Topics with an answer accepted within seven days, and those of the week that wait for one."""
    week = now - timedelta(days=7)
    accepted = Post.objects.filter(topic=OuterRef("pk"), accepted_at__gte=week, hidden_at=None)
    solved = Topic.objects.filter(Exists(accepted), answers__gt=0).order_by("-last_at", "-id")
    waiting = Topic.objects.filter(opened_at__gte=week, answers=0, locked_at=None)
    return list(solved[:15]), list(waiting.order_by("-opened_at", "-id")[:15])
