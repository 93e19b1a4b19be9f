"""Following a topic: a word in the morning when others wrote in it."""

from django.utils import timezone

from klinik.clinic.discussions.models import Follow, Topic
from klinik.people.models import User


def follow(topic: Topic, *, by: User) -> None:
    """From now on this person hears of what is new in the topic."""
    now_on = {"is_on": True, "since": timezone.now()}
    Follow.objects.update_or_create(topic=topic, person=by, defaults=now_on)


def unfollow(topic: Topic, *, by: User) -> None:
    """This person hears of it no more, also after writing in it again."""
    Follow.objects.update_or_create(topic=topic, person=by, defaults={"is_on": False})


def begin_to_follow(topic: Topic, *, by: User) -> None:
    """Whoever writes in a topic follows it, unless they chose not to."""
    Follow.objects.update_or_create(topic=topic, person=by, defaults={"since": timezone.now()})
