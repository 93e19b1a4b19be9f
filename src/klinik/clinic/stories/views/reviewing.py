"""The page of a story that is worked on, and the steps to the public page and back."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from klinik.clinic.stories import commands
from klinik.clinic.stories.forms import ReasonForm
from klinik.clinic.stories.models import Story
from klinik.clinic.stories.parties import Part, need, story_for
from klinik.clinic.stories.passing_on import asking
from klinik.clinic.stories.queries import (
    consent_to,
    is_from_publication,
    log_of,
    newest_version,
    steps_of,
)
from klinik.clinic.stories.views.showing import direction_of
from klinik.core.errors import DomainError
from klinik.core.feedback import done
from klinik.core.http import render_page
from klinik.people.access import SignedIn

Stage = Story.Stage


@login_required
@require_GET
def draft(request: SignedIn, draft: int) -> HttpResponse:
    """A story as it is worked on: its newest version, what it waits for, what was done."""
    story, part = story_for(request.user, draft)
    return _page(request, story, part)


def step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A step is taken by POST; whoever comes back to its address is led to its story."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def take_or_lead(request: SignedIn, draft: int) -> HttpResponse:
        story, part = story_for(request.user, draft)
        if request.method == "POST":
            return view(request, story, part)
        return redirect(story.desk_url)

    return take_or_lead


@step
def send(request: SignedIn, story: Story, part: Part) -> HttpResponse:
    """It is written: now others read it. Whoever speaks for the pesantren agrees with it."""
    need(part.writes)
    said = _("Sent. You are told what becomes of it.")
    agrees = part.speaks

    def _send() -> Story:
        return commands.send_story(story, agrees=agrees, seen=_seen(request), by=request.user)

    return _take(request, story, part, _send, said)


@step
def agree(request: SignedIn, story: Story, part: Part) -> HttpResponse:
    """The pesantren agrees that everybody reads this version."""
    need(part.speaks)
    said = _("Thank you. The office publishes it now.")

    def _agree() -> Story:
        return commands.agree_to_text(story, seen=_seen(request), by=request.user)

    return _take(request, story, part, _agree, said)


@step
def publish(request: SignedIn, story: Story, part: Part) -> HttpResponse:
    """The office or the secretariat shows it to everybody."""
    need(part.reviews)
    said = _("Published: everybody can read it.")

    def _publish() -> Story:
        return commands.publish_story(story, seen=_seen(request), by=request.user)

    return _take(request, story, part, _publish, said)


@step
def give_back(request: SignedIn, story: Story, part: Part) -> HttpResponse:
    """The office or the secretariat says what is missing."""
    need(part.reviews)
    return _explained(
        request, story, part, commands.return_story, _("Given back, with your reason.")
    )


@step
def withdraw(request: SignedIn, story: Story, part: Part) -> HttpResponse:
    """The pesantren, or whoever looks at it, takes it back."""
    need(part.writes)
    return _explained(
        request, story, part, commands.withdraw_story, _("Taken back: nobody else reads it now.")
    )


def _seen(request: SignedIn) -> int:
    """The version that stood on the page; none is version 0, which there is not."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else 0


def _explained(
    request: SignedIn, story: Story, part: Part, command: Callable[..., Story], said: str
) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, story, part, refused=str(form.errors["reason"][0]))
    reason = form.cleaned_data["reason"]
    return _take(request, story, part, lambda: command(story, reason=reason, by=request.user), said)


def _take(
    request: SignedIn, story: Story, part: Part, command: Callable[[], Story], said: str
) -> HttpResponse:
    try:
        changed = command()
    except DomainError as refusal:
        return _page(request, story, part, refused=str(refusal.message))
    done(request, said)
    return redirect(changed.desk_url)


def _page(request: SignedIn, story: Story, part: Part, *, refused: str = "") -> HttpResponse:
    version, log = newest_version(story), log_of(story)
    consent = consent_to(version, log)
    public = is_from_publication(version) and not any(e.kind == "withdrawn" for e in log)
    is_open = story.stage in {Stage.DRAFT, Stage.SENT}
    waits = story.stage == Stage.SENT and not (consent or public)
    context = {
        "story": story,
        "version": version,
        "steps": steps_of(story, log),
        "part": part,
        "consent": consent,
        "is_from_publication": public,
        "may_agree": part.speaks and is_open and consent is None,
        "may_publish": part.reviews and story.stage == Stage.SENT and bool(consent or public),
        "asking": asking(story) if part.reviews and waits else None,
        "refused": refused,
    }
    status = 422 if refused else 200
    return render_page(request, "stories/draft.html", context | direction_of(version), status)
