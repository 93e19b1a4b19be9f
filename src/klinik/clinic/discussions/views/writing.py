"""What a person does in a discussion: ask, answer, put right, accept, follow."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.clinic.discussions import commands
from klinik.clinic.discussions.forms import EditForm, ReplyForm, TopicForm
from klinik.clinic.discussions.parties import need, post_for, topic_for
from klinik.clinic.discussions.queries import may_discuss
from klinik.clinic.discussions.rules import with_names
from klinik.clinic.discussions.views.topic import answer_with
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.people.access import SignedIn
from klinik.tenancy.access import read_as


def step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A step is taken by POST; whoever comes back to its address is led to its topic."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def take_or_lead(request: SignedIn, slug: str, **ids: int) -> HttpResponse:
        if request.method == "POST":
            return view(request, slug, **ids)
        found, _part = topic_for(request.user, slug)
        return redirect(found)

    return take_or_lead


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Ask a question, or tell what helped."""
    read_as(request.user)
    if not may_discuss(request.user):
        raise PermissionDenied(_("Questions are asked by people with a role in the network."))
    form = TopicForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            opened = commands.open_topic(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(opened)
    return render_page(
        request, "discussions/new.html", {"form": form}, 422 if form.is_bound else 200
    )


@step
def answer(request: SignedIn, slug: str) -> HttpResponse:
    """Write in a topic."""
    topic, part = topic_for(request.user, slug)
    need(part.writes)
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            post = commands.reply(topic, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(post)
    return answer_with(request, topic, part, form)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """The author puts a post right."""
    post, part = post_for(request.user, slug, number)
    need(part.writes and part.wrote(post))
    names = {row.person_id: row.person.name for row in post.mentions.select_related("person")}
    form = EditForm(request.POST or None, initial={"body": with_names(post.body, names)})
    if form.is_valid():
        try:
            commands.edit_post(post, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(post)
    context = {"form": form, "post": post, "topic": post.topic}
    return render_page(request, "discussions/edit.html", context, 422 if form.is_bound else 200)


@step
def accept(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """Accept an answer, or take that back."""
    post, part = post_for(request.user, slug, number)
    need(part.accepts)
    if "batal" in request.POST:
        commands.take_back_answer(post, by=request.user)
        return redirect(post)
    try:
        commands.accept_answer(post, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect(post)


@step
def follow(request: SignedIn, slug: str) -> HttpResponse:
    """Follow the topic, or no more."""
    topic, _part = topic_for(request.user, slug)
    if "batal" in request.POST:
        commands.unfollow(topic, by=request.user)
    else:
        commands.follow(topic, by=request.user)
    return redirect(topic)
