"""What a reader is in a topic: 404 to whom it is hidden, 403 to whom it is only shown."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from klinik.clinic.discussions.models import Post, Topic
from klinik.clinic.discussions.queries import may_discuss, shown_topics
from klinik.people.models import User
from klinik.tenancy.access import offices_of, read_as
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.queries import coordinates
from klinik.tenancy.roles import Role


class Part(NamedTuple):
    """The reader's part in one topic."""

    user: User | None
    writes: bool = False  # has a role in the network
    accepts: bool = False  # asked, answers for the aspect, or keeps the programme together
    keeps_order: bool = False  # in the province's secretariat

    def wrote(self, post: Post) -> bool:
        """The post is the reader's own."""
        return self.user is not None and post.author_id == self.user.pk


def part_in(topic: Topic, user: User | None) -> Part:
    """What the person is in this topic; nothing but a reader without a role."""
    if user is None or not may_discuss(user):
        return Part(user)
    keeps_order = coordinates(user)
    accepts = keeps_order or topic.author_id == user.pk
    if not accepts:
        mine = offices_of(user, roles=[Role.OFFICER])
        accepts = bool(mine) and office_of(topic.aspect) in mine
    return Part(user, writes=True, accepts=accepts, keeps_order=keeps_order)


def topic_for(user: User | None, slug: str) -> tuple[Topic, Part]:
    """The topic `slug` and the person's part in it. Raises Http404 where it is not shown."""
    read_as(user)
    topic = shown_topics().filter(slug=slug).first()
    if topic is None:
        raise Http404
    return topic, part_in(topic, user)


def post_for(user: User, slug: str, number: int) -> tuple[Post, Part]:
    """Post `number` of the topic `slug`. Raises Http404 where it is not shown."""
    topic, part = topic_for(user, slug)
    post = topic.posts.select_related("author").filter(number=number).first()
    if post is None:
        raise Http404
    post.topic = topic
    return post, part


def need(allowed: bool) -> None:
    """Raises PermissionDenied where a person may read a topic but not do this."""
    if not allowed:
        raise PermissionDenied(
            _("You may read this discussion, but this step belongs to somebody else.")
        )
