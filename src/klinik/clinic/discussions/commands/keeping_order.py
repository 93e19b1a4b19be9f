"""What the secretariat decides of posts and topics, each with its reason, and who asks for it."""

from django.db import transaction
from django.utils import timezone

from klinik.clinic.discussions.commands.telling import tell_author, tell_of_flag
from klinik.clinic.discussions.models import Flag, Post, Ruling, Topic
from klinik.clinic.discussions.rules import FlaggedAlready, written
from klinik.people.models import User

Kind = Ruling.Kind


@transaction.atomic
def flag(post: Post, *, reason: str, by: User) -> Flag:
    """Ask the secretariat to look at a post. Raises FlaggedAlready, NothingWritten."""
    reason = written(reason)
    row, is_new = Flag.objects.get_or_create(
        post=post, by=by, settled_at=None, defaults={"reason": reason}
    )
    if not is_new:
        raise FlaggedAlready
    tell_of_flag(post, reason=reason, number=row.pk, by=by)
    return row


@transaction.atomic
def hide(post: Post, *, reason: str, by: User) -> Post:
    """Show a post to nobody but its author, who reads why; with its opening goes the topic."""
    reason = written(reason)
    post = _held(post)
    if post.hidden_at is None:
        post.hidden_at = timezone.now()
        post.save(update_fields=["hidden_at"])
        _rule(post, Kind.HIDDEN, reason, by, tells="discussion.hidden")
    _settle(post)
    return post


@transaction.atomic
def show_again(post: Post, *, reason: str, by: User) -> Post:
    """Show a hidden post to everybody again."""
    reason = written(reason)
    post = _held(post)
    if post.hidden_at is not None:
        post.hidden_at = None
        post.save(update_fields=["hidden_at"])
        _rule(post, Kind.SHOWN, reason, by, tells="discussion.shown")
    return post


@transaction.atomic
def leave_as_it_is(post: Post, *, reason: str, by: User) -> Post:
    """Nothing is wrong with a flagged post: its flags are settled, the reason is kept."""
    reason = written(reason)
    post = _held(post)
    if _settle(post):
        _rule(post, Kind.LEFT, reason, by)
    return post


@transaction.atomic
def lock(topic: Topic, *, reason: str, by: User) -> Topic:
    """Nothing more is written in the topic; everybody reads why."""
    return _turn(
        topic, Kind.LOCKED, reason, by, locked_at=timezone.now(), tells="discussion.locked"
    )


@transaction.atomic
def unlock(topic: Topic, *, reason: str, by: User) -> Topic:
    """The topic takes posts again."""
    return _turn(topic, Kind.UNLOCKED, reason, by, locked_at=None)


@transaction.atomic
def publish(topic: Topic, *, reason: str, by: User) -> Topic:
    """Let everybody read the topic, also without signing in."""
    return _turn(topic, Kind.PUBLISHED, reason, by, is_public=True, tells="discussion.published")


@transaction.atomic
def withdraw_from_public(topic: Topic, *, reason: str, by: User) -> Topic:
    """Show the topic only to those who are signed in again."""
    return _turn(topic, Kind.WITHDRAWN, reason, by, is_public=False)


def _turn(
    topic: Topic, kind: Kind, reason: str, by: User, *, tells: str = "", **state: object
) -> Topic:
    reason = written(reason)
    topic = Topic.objects.select_for_update(of=["self"], no_key=True).get(pk=topic.pk)
    changed = {name: to for name, to in state.items() if bool(getattr(topic, name)) != bool(to)}
    if changed:
        for name, to in changed.items():
            setattr(topic, name, to)
        topic.save(update_fields=list(changed))
        _rule(topic.posts.get(number=1), kind, reason, by, tells=tells)
    return topic


def _rule(post: Post, kind: Kind, reason: str, by: User, *, tells: str = "") -> None:
    ruling = Ruling.objects.create(post=post, kind=kind, reason=reason, by=by)
    if tells:
        tell_author(post, tells, reason=reason, key=f"ruling {ruling.pk}", by=by)


def _settle(post: Post) -> int:
    return post.flags.filter(settled_at=None).update(settled_at=timezone.now())


def _held(post: Post) -> Post:
    return Post.objects.select_for_update(of=["self"], no_key=True).get(pk=post.pk)
