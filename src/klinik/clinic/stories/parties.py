"""What a reader is to a story: 404 to strangers, 403 to parties whose step it is not."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from klinik.clinic.stories.models import Story, StoryEvent, Version
from klinik.directory.models import Aspect, Pesantren
from klinik.people.models import User
from klinik.tenancy.access import offices_of, pesantren_of, read_as
from klinik.tenancy.offices.queries import aspects_of
from klinik.tenancy.queries import coordinates
from klinik.tenancy.roles import Role


class Part(NamedTuple):
    """The reader's part in one story."""

    speaks: bool = False  # for its pesantren
    reviews: bool = False  # in the secretariat, or in the office of its aspect

    @property
    def writes(self) -> bool:
        return self.speaks or self.reviews


def part_at(pesantren: Pesantren, aspect: Aspect | None, user: User) -> Part:
    """What the person is to stories of this pesantren and aspect."""
    speaks = any(place.pk == pesantren.pk for place in pesantren_of(user))
    return Part(speaks=speaks, reviews=coordinates(user) or answers_for(user, aspect))


def answers_for(user: User, aspect: Aspect | None) -> bool:
    """The person is an officer of the office that takes this aspect today."""
    return aspect is not None and aspect.pk in _aspects_of(user)


def _aspects_of(user: User) -> set[int]:
    return aspects_of(offices_of(user, roles=[Role.OFFICER]))


def may_begin(user: User, pesantren: Pesantren | None = None) -> bool:
    """The person tells stories: of a pesantren they speak for, or as the secretariat of any."""
    places = pesantren_of(user)
    return coordinates(user) or (pesantren in places if pesantren else bool(places))


def may_look(user: User) -> bool:
    """The person has stories to write, to agree to or to look at before they are public."""
    return may_begin(user) or bool(_aspects_of(user))


def looked_at_by(user: User) -> Q:
    """The stories that the person looks at before they are public."""
    if coordinates(user):
        return Q(pk__isnull=False)
    return Q(aspect__in=_aspects_of(user))


def stories_to_read(user: User) -> QuerySet[Story]:
    """What the person may publish or give back now: its pesantren agreed, or it was public before.

    Call `read_as` first.
    """
    newest = Version.objects.filter(story=OuterRef("pk")).order_by("-number")
    rows = Story.objects.filter(looked_at_by(user), stage=Story.Stage.SENT)
    rows = rows.annotate(
        newest=Subquery(newest.values("pk")[:1]), source=Subquery(newest.values("source_url")[:1])
    )
    agreed = StoryEvent.objects.filter(version=OuterRef("newest"), kind=StoryEvent.Kind.AGREED)
    return rows.filter(Exists(agreed) | ~Q(source=""))


def story_for(user: User, number: int) -> tuple[Story, Part]:
    """The story `number` and the person's part in it. Raises Http404 to everybody without one."""
    read_as(user)
    rows = Story.objects.select_related("pesantren__region", "aspect", "case", "told_by")
    story = rows.filter(pk=number).first()
    part = part_at(story.pesantren, story.aspect, user) if story else Part()
    if story is None or not part.writes:
        raise Http404
    return story, part


def need(allowed: bool) -> None:
    """Raises PermissionDenied where a person has a part in a story but not this one."""
    if not allowed:
        raise PermissionDenied(
            _("You may read this story, but this step belongs to somebody else.")
        )
