"""A question answered becomes knowledge: several answers may be accepted."""

from django.db import transaction
from django.utils import timezone

from klinik.clinic.discussions.commands.telling import tell_of_acceptance
from klinik.clinic.discussions.models import Post
from klinik.clinic.discussions.rules import NoAnswer
from klinik.people.models import User


@transaction.atomic
def accept_answer(post: Post, *, by: User) -> Post:
    """This post answers the question; done twice, once. Raises NoAnswer."""
    post = _held(post)
    if post.opens or post.hidden_at is not None:
        raise NoAnswer
    if post.accepted_at is None:
        post.accepted_at, post.accepted_by = timezone.now(), by
        post.save(update_fields=["accepted_at", "accepted_by"])
        tell_of_acceptance(post, by=by)
    return post


@transaction.atomic
def take_back_answer(post: Post, *, by: User) -> Post:
    """It does not answer the question after all; the history says who said so."""
    post = _held(post)
    if post.accepted_at is not None:
        post.accepted_at = post.accepted_by = None
        post.save(update_fields=["accepted_at", "accepted_by"])
    return post


def _held(post: Post) -> Post:
    return Post.objects.select_for_update(of=["self"], no_key=True).get(pk=post.pk)
