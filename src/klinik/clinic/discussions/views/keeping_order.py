"""Flags that anybody raises, and what the secretariat decides."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from klinik.clinic.discussions import commands
from klinik.clinic.discussions.forms import ReasonForm
from klinik.clinic.discussions.models import Topic
from klinik.clinic.discussions.parties import need, post_for, topic_for
from klinik.clinic.discussions.queries import names_in, open_flags
from klinik.clinic.discussions.text import plain
from klinik.clinic.discussions.views.writing import step
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.people.access import SignedIn
from klinik.tenancy.access import coordinator_only, read_as

PER_PAGE = 25
EXCERPT = 300  # letters of a flagged post


@login_required
@require_GET
def flags(request: SignedIn) -> HttpResponse:
    """What people asked the secretariat to look at."""
    coordinator_only(request.user)
    read_as(request.user)
    page = Paginator(open_flags(), PER_PAGE).get_page(request.GET.get("page"))
    names = names_in(row.post for row in page)
    lines = [(row, plain(row.post.body, names, most=EXCERPT)) for row in page]
    context = {"page": page, "lines": lines, "reason": ReasonForm(auto_id=False)}
    return render_page(request, "discussions/flags.html", context)


@step
def flag(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """Anybody who is signed in asks to look at a post."""
    post, _part = post_for(request.user, slug, number)
    said = _("Thank you. The secretariat looks at it.")
    return _decide(request, post, commands.flag, to=post, said=said)


@step
def hide(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """The secretariat hides a post, or shows it again."""
    post, part = post_for(request.user, slug, number)
    need(part.keeps_order)
    command = commands.show_again if "batal" in request.POST else commands.hide
    return _decide(request, post, command, to=post)


@step
def leave(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """Nothing is wrong with a flagged post."""
    post, part = post_for(request.user, slug, number)
    need(part.keeps_order)
    return _decide(request, post, commands.leave_as_it_is, to=post)


@step
def lock(request: SignedIn, slug: str) -> HttpResponse:
    """The secretariat ends a discussion, or opens it again."""
    topic = _kept(request, slug)
    command = commands.unlock if "batal" in request.POST else commands.lock
    return _decide(request, topic, command, to=topic)


@step
def publish(request: SignedIn, slug: str) -> HttpResponse:
    """The secretariat lets everybody read a topic, or only those who are signed in."""
    topic = _kept(request, slug)
    command = commands.withdraw_from_public if "batal" in request.POST else commands.publish
    return _decide(request, topic, command, to=topic)


def _kept(request: SignedIn, slug: str) -> Topic:
    topic, part = topic_for(request.user, slug)
    need(part.keeps_order)
    return topic


def _decide(
    request: SignedIn,
    row: Model,
    command: Callable[..., Any],
    *,
    to: Any,
    said: str = "",
) -> HttpResponse:
    """Call the command with the reason that was given; without one, ask for it on its own page."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            command(row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if said:
                messages.success(request, said)
            return redirect(to)
    context = {"form": form, "back": to.get_absolute_url(), "takes_back": "batal" in request.POST}
    return render_page(request, "discussions/reason.html", context, 422)
