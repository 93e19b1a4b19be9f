"""One topic at one address: the question, the accepted answers, and all else that was said."""

from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from klinik.clinic.discussions.forms import ReasonForm, ReplyForm
from klinik.clinic.discussions.models import (
    AT,
    POSTS_ON_A_PAGE,
    Enclosure,
    Post,
    Ruling,
    Topic,
)
from klinik.clinic.discussions.parties import Part, topic_for
from klinik.clinic.discussions.queries import (
    Byline,
    bylines,
    follows,
    namable_in,
    names_in,
    posts_of,
    rulings_of,
)
from klinik.clinic.discussions.sharing import Shared, shared
from klinik.clinic.discussions.text import posted
from klinik.clinic.discussions.views.listing import reader_of
from klinik.core.http import render_page
from klinik.directory.downloads import download


class Shown(NamedTuple):
    """One post as the page shows it to this reader."""

    post: Post
    html: SafeString
    byline: Byline
    rulings: list[Ruling]
    is_own: bool


@require_GET
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The question, its accepted answers first, and what the reader may do."""
    found, part = topic_for(reader_of(request), slug)
    return answer_with(request, found, part)


@require_GET
def file(request: HttpRequest, slug: str, file: int) -> FileResponse:
    """A photo or PDF that lies with a post."""
    found, _part = topic_for(reader_of(request), slug)
    kept = get_object_or_404(Enclosure, pk=file, post__topic=found)
    return download(kept.file, f"{found.slug}-{kept.pk}")


def answer_with(
    request: HttpRequest, topic: Topic, part: Part, refused: ReplyForm | None = None
) -> HttpResponse:
    """The page of the topic, with a refused answer where it stands."""
    rows = posts_of(topic)
    others = rows.filter(number__gt=1, accepted_at=None)
    asked = request.GET.get("page") or _page_with(others, request.GET.get(AT, ""))
    page = Paginator(others, POSTS_ON_A_PAGE).get_page(asked)
    heads = list(rows.exclude(number__gt=1, accepted_at=None))
    posts = _shown([*heads, *page.object_list], topic, part)
    question = next((row for row in posts if row.post.opens), None)
    answers = [row for row in posts if row.post.accepted_at and not row.post.hidden_at]
    told = {row.post.pk for row in answers} | ({question.post.pk} if question else set())
    context = {
        "topic": topic,
        "part": part,
        "question": question,
        "answers": answers,
        "others": [row for row in posts if row.post.pk not in told],
        "page": page,
        "form": refused or ReplyForm(),
        "reason": ReasonForm(auto_id=False),
        "follows": follows(topic, part.user),
        "namable": _names(topic, part),
        "locked": _last(question, "locked"),
        "share": _shared(topic, question, answers),
    }
    return render_page(request, "discussions/topic.html", context, 422 if refused else 200)


def _shown(posts: list[Post], topic: Topic, part: Part) -> list[Shown]:
    names, by = names_in(posts), bylines(post.author for post in posts)
    if part.user is None:  # the public reads from where people are, never how they are called
        by = {pk: Byline("", line.place) for pk, line in by.items()}
        names = dict.fromkeys(names, "…")
    rulings = rulings_of(topic) if part.user else {}
    return [
        Shown(
            post,
            posted(post.body, names),
            by[post.author_id],
            rulings.get(post.pk, []),
            part.wrote(post),
        )
        for post in posts
    ]


def _page_with(posts: QuerySet[Post], typed: str) -> int:
    """On which page the post of this number stands."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        return 1
    return posts.filter(number__lt=int(typed)).count() // POSTS_ON_A_PAGE + 1


def _names(topic: Topic, part: Part) -> list[str]:
    if not part.writes or topic.is_locked:
        return []
    return [person.name for person in namable_in(topic) if person != part.user]


def _last(question: Shown | None, kind: str) -> Ruling | None:
    rulings: list[Any] = question.rulings if question else []
    return next((ruling for ruling in reversed(rulings) if ruling.kind == kind), None)


def _shared(topic: Topic, question: Shown | None, answers: list[Shown]) -> Shared:
    return shared(topic, question.post if question else None, [row.post for row in answers])
