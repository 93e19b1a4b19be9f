"""Who hears of what is discussed: those it concerns at once, those who follow in the morning."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from klinik.clinic.discussions.models import Post, Topic
from klinik.clinic.discussions.queries import day_before, in_charge, news_for, to_digest
from klinik.people.access import read_as
from klinik.people.commands import notify
from klinik.people.kinds import About
from klinik.people.models import User
from klinik.tenancy.queries import secretariat

NAMED_AT_MOST = 8  # titles in one digest
LONGEST_REASON = 300


def tell_of_topic(topic: Topic, post: Post, *, named: list[User], by: User) -> None:
    """Tell those who are named, and the office that answers for the aspect."""
    tell_of_names(post, named=named, by=by)
    others = [person for person in in_charge(topic) if person != by and person not in named]
    about: About = {"name": by.called, "title": topic.title}
    notify(*others, kind="discussion.asked", about=about, url=_at(post), key=f"post {post.pk}")


def tell_of_reply(topic: Topic, post: Post, *, named: list[User], by: User) -> None:
    """Tell those who are named, and whoever opened the topic."""
    tell_of_names(post, named=named, by=by)
    if topic.author_id != by.pk and topic.author not in named:
        about: About = {"name": by.called, "title": topic.title}
        key = f"post {post.pk}"
        notify(topic.author, kind="discussion.replied", about=about, url=_at(post), key=key)


def tell_of_names(post: Post, *, named: list[User], by: User) -> None:
    """Tell those who are named in a post; the one who wrote it is not told."""
    others = [person for person in named if person != by]
    about: About = {"name": by.called, "title": post.topic.title}
    notify(*others, kind="discussion.mentioned", about=about, url=_at(post), key=f"post {post.pk}")


def tell_of_acceptance(post: Post, *, by: User) -> None:
    """Thank whoever gave the answer."""
    if post.author_id != by.pk:
        about = {"title": post.topic.title}
        key = f"post {post.pk} accepted"
        notify(post.author, kind="discussion.accepted", about=about, url=_at(post), key=key)


def tell_author(post: Post, kind: str, *, reason: str, key: str, by: User) -> None:
    """Tell whoever wrote a post what became of it, and why."""
    if post.author_id != by.pk:
        about = {"title": post.topic.title, "reason": _short(reason)}
        notify(post.author, kind=kind, about=about, url=_at(post), key=key)


def tell_of_flag(post: Post, *, reason: str, number: int, by: User) -> None:
    """Tell the secretariat that somebody asks to look at a post."""
    others = [person for person in secretariat() if person != by]
    about = {"title": post.topic.title, "reason": _short(reason)}
    url = reverse("discussions:flags")
    notify(*others, kind="discussion.flagged", about=about, url=url, key=f"flag {number}")


def send_digests(*, today: date, reader: User) -> int:
    """Tell everybody once what is new since yesterday in the topics they follow; answers how many.

    `reader` is somebody of the province: as whom it is asked for whom there is news.
    """
    since, until = day_before(today)
    with transaction.atomic():
        read_as(reader)
        people = User.objects.in_bulk(to_digest(since, until))
    told = 0
    for person in people.values():
        with transaction.atomic():
            read_as(person)
            news = news_for(person, since, until)
            if news:
                about = {"titles": _titles(news, person.language)}
                url = f"{reverse('discussions:list')}?lihat=diikuti"
                key = f"discussion.digest {today.isoformat()}"
                notify(person, kind="discussion.digest", about=about, url=url, key=key)
                told += 1
    return told


def _titles(news: list[tuple[str, int]], language: str) -> str:
    with override(language):
        said = [
            _("%(title)s (%(number)s new)") % {"title": title, "number": number}
            for title, number in news[:NAMED_AT_MOST]
        ]
    return "; ".join(said) + ("; …" if len(news) > NAMED_AT_MOST else "")


def _at(post: Post) -> str:
    return post.get_absolute_url()


def _short(reason: str) -> str:
    line = " ".join(reason.split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"
