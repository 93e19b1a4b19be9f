"""The list of topics, what looks like a question while it is typed, and the week in words."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from klinik.clinic.discussions.models import Topic
from klinik.clinic.discussions.queries import (
    counts_of,
    followed_by,
    found_topics,
    hits_for,
    in_order,
    may_discuss,
    of_the_week,
    open_flags,
    shown_topics,
    written_by,
)
from klinik.clinic.discussions.tables import ORDER, TOPIC_COLUMNS
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.phones import whatsapp_link
from klinik.core.tables import Table, render_table
from klinik.directory.models import Aspect
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.queries import coordinates

PER_PAGE = 20
LONGEST = 100  # letters that are searched for
ALL, FOLLOWED, OURS = "", "diikuti", "saya"
ANSWERED, WAITING = "terjawab", "menunggu"
OFFERED = 5  # topics that look like the one that is typed


class Choice(NamedTuple):
    """What the address asks for; whatever it does not know is left out."""

    whose: str
    state: str
    aspect: str
    text: str

    def address(self, **other: str) -> str:
        """The same list with something else chosen."""
        query = QueryDict(mutable=True)
        names = {"whose": "lihat", "state": "tampil", "aspect": "aspek", "text": "q"}
        for field, value in (self._asdict() | other).items():
            if value:
                query[names[field]] = value
        return f"?{query.urlencode()}"


@require_GET
def topic_list(request: HttpRequest) -> HttpResponse:
    """What is discussed: everything for those who are signed in, the public part for everybody."""
    user = reader_of(request)
    read_as(user)
    aspects = list(Aspect.objects.all())
    scopes = _scopes(user)
    choice = Choice(
        whose=_known(request, "lihat", scopes),
        state=_known(request, "tampil", [ANSWERED, WAITING]),
        aspect=_known(request, "aspek", [aspect.code for aspect in aspects]),
        text=tidy(request.GET.get("q", "")),
    )
    topics = _narrowed(_belonging(user, choice.whose), choice.aspect)
    topics = in_order(topics, hits_for(choice.text)) if choice.text else topics
    counts = counts_of(topics)
    table = Table(
        TOPIC_COLUMNS,
        _in_state(topics, choice.state),
        asked=request.GET,
        name="diskusi",
        paper=Paper(_("Discussions"), said=_said(choice, scopes, aspects)),
        order=ORDER,
        per_page=PER_PAGE,
    )
    context = {
        "choice": choice,
        "aspects": aspects,
        "scopes": _links(choice, "whose", scopes),
        "states": _links(choice, "state", _states(), counts),
        "is_filtered": any(choice),
        "may_write": user is not None and may_discuss(user),
        "waiting_flags": open_flags().count() if user and coordinates(user) else 0,
    }
    return render_table(request, "discussions/list.html", table, context)


@login_required
@require_GET
def similar(request: SignedIn) -> HttpResponse:
    """Topics that look like the question that is being typed; answered ones first."""
    read_as(request.user)
    text = tidy(request.GET.get("title", ""))
    found = list(found_topics(text)[:OFFERED]) if text else []
    return render_page(request, "discussions/similar.html", {"found": found, "typed": text})


@login_required
@require_GET
def summary(request: SignedIn) -> HttpResponse:
    """The week in words, to be passed on in a group."""
    read_as(request.user)
    solved, waiting = of_the_week(timezone.now())
    words = _in_words(solved, waiting)
    context = {
        "solved": solved,
        "waiting": waiting,
        "words": words,
        "url": whatsapp_link("", words),
    }
    return render_page(request, "discussions/summary.html", context)


def reader_of(request: HttpRequest) -> User | None:
    """Who reads; None is the public."""
    return request.user if isinstance(request.user, User) else None


def tidy(typed: str) -> str:
    """What was typed as it is searched for."""
    return " ".join(typed.replace("\0", " ")[:LONGEST].split())


def _in_words(solved: list[Topic], waiting: list[Topic]) -> str:
    head = _("Discussions of the clinic: the last seven days")
    lines = [f"*{head}*"]
    for title, topics in ((_("Answered"), solved), (_("Waiting for an answer"), waiting)):
        if topics:
            lines += ["", f"*{title}*"]
            for topic in topics:
                lines += [f"• {topic.title}", f"  {settings.ORIGIN}{topic.get_absolute_url()}"]
    if not (solved or waiting):
        address = f"{settings.ORIGIN}{reverse('discussions:list')}"
        lines += ["", _("Nothing new this week. Ask the first question:"), address]
    return "\n".join(lines)


def _scopes(user: User | None) -> dict[str, str]:
    if user is None:
        return {ALL: _("Of everybody")}
    return {ALL: _("Of everybody"), FOLLOWED: _("That I follow"), OURS: _("In which I wrote")}


def _states() -> dict[str, str]:
    return {"": _("All"), ANSWERED: _("Answered"), WAITING: _("Waiting for an answer")}


def _known(request: HttpRequest, name: str, values: Iterable[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in values else ""


def _belonging(user: User | None, whose: str) -> QuerySet[Topic]:
    if user and whose == FOLLOWED:
        return shown_topics().filter(followed_by(user))
    if user and whose == OURS:
        return shown_topics().filter(written_by(user))
    return shown_topics()


def _narrowed(topics: QuerySet[Topic], aspect: str) -> QuerySet[Topic]:
    return topics.filter(aspect__code=aspect) if aspect else topics


def _in_state(topics: QuerySet[Topic], state: str) -> QuerySet[Topic]:
    if state == ANSWERED:
        return topics.filter(answers__gt=0)
    return topics.filter(answers=0) if state == WAITING else topics


def _said(choice: Choice, scopes: dict[str, str], aspects: list[Aspect]) -> list[str]:
    """The filters in words, for the head of a file."""
    named = [str(aspect) for aspect in aspects if aspect.code == choice.aspect]
    text = f"“{choice.text}”" if choice.text else ""
    return [scopes[choice.whose], _states()[choice.state] if choice.state else "", *named, text]


def _links(
    choice: Choice, field: str, labels: dict[str, str], counts: tuple[int, int] = (0, 0)
) -> list[dict[str, Any]]:
    total, answered = counts
    known = {"": total, ANSWERED: answered, WAITING: total - answered}
    return [
        {
            "label": label,
            "url": choice.address(**{field: value}),
            "is_current": getattr(choice, field) == value,
            "count": known.get(value, 0),
        }
        for value, label in labels.items()
    ]
