"""Pages on which a story is written: afresh, from a case, from a publication, and once more."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case as Rank
from django.db.models import Q, SmallIntegerField, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.cases.parties import case_for
from klinik.clinic.cases.parties import need as need_of_case
from klinik.clinic.stories.commands import begin_story, begin_story_of_case, rewrite_story
from klinik.clinic.stories.forms import StoryForm
from klinik.clinic.stories.models import Story, Version
from klinik.clinic.stories.parties import looked_at_by, need, story_for
from klinik.clinic.stories.queries import figures_to_choose, newest_version
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.directory.models import Pesantren
from klinik.people.access import SignedIn
from klinik.tenancy.access import pesantren_for, pesantren_of, read_as
from klinik.tenancy.queries import coordinates

PER_PAGE = 20
# What is not asked of a story told afresh, of one of a case, and of one from a publication.
NOT_AFRESH = StoryForm.OF_A_SOURCE
NOT_OF_A_CASE = (*StoryForm.OF_A_SOURCE, "before", "after", "aspect")
NOT_OF_A_SOURCE = (*StoryForm.PARTS, *StoryForm.PHOTOS, "claims")


@login_required
@require_GET
def drafts(request: SignedIn) -> HttpResponse:
    """Stories that the person writes, agrees to or looks at: what waits first, the newest first."""
    user = request.user
    read_as(user)
    places = pesantren_of(user)
    mine = Story.objects.filter(Q(pesantren__in=places) | looked_at_by(user))
    # "sent" waits for somebody's step; what is public or taken back waits for nobody.
    waiting = When(stage=Story.Stage.SENT, then=0)
    over = When(stage__in=[Story.Stage.PUBLIC, Story.Stage.WITHDRAWN], then=2)
    rank = Rank(waiting, over, default=1, output_field=SmallIntegerField())
    rows = mine.select_related("pesantren").order_by(rank, "-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render_page(request, "stories/drafts.html", {"page": page, "places": places})


@login_required
@require_http_methods(["GET", "POST"])
def write(request: SignedIn, slug: str) -> HttpResponse:
    """A story told afresh: by the pesantren's people, or by the secretariat from a publication."""
    read_as(request.user)
    if coordinates(request.user):
        pesantren = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
        is_elsewhere = True
    else:
        pesantren, is_elsewhere = pesantren_for(request.user, slug), False
    form = StoryForm(
        request.POST or None,
        request.FILES or None,
        without=NOT_OF_A_SOURCE if is_elsewhere else NOT_AFRESH,
        readings=figures_to_choose(pesantren),
    )
    if form.is_valid():
        try:
            story = begin_story(
                pesantren,
                telling=form.telling(),
                aspect=form.cleaned_data["aspect"],
                request_id=form.cleaned_data["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(story.desk_url)
    context = {"pesantren": pesantren, "form": form, "is_published_elsewhere": is_elsewhere}
    return render_page(request, "stories/write.html", context, 422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def tell_story(request: SignedIn, number: str) -> HttpResponse:
    """An officer of the case's office writes its story."""
    case, part = case_for(request.user, number)
    need_of_case(part.office is not None)
    form = StoryForm(
        request.POST or None,
        request.FILES or None,
        without=NOT_OF_A_CASE,
        initial=_known_of(case) if request.method == "GET" else {},
    )
    if form.is_valid():
        try:
            story = begin_story_of_case(
                case,
                telling=form.telling(),
                request_id=form.cleaned_data["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(story.desk_url)
    context = {"pesantren": case.pesantren, "case": case, "form": form}
    return render_page(request, "stories/write.html", context, 422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def rewrite(request: SignedIn, draft: int) -> HttpResponse:
    """Another version of a story; what everybody reads stays until it is published."""
    story, part = story_for(request.user, draft)
    need(part.writes)
    last = newest_version(story)
    form = StoryForm(
        request.POST or None,
        request.FILES or None,
        without=_unasked(story, last),
        readings=figures_to_choose(story.pesantren, case=story.case),
        kept=last,
        initial=_known(last),
    )
    if form.is_valid():
        try:
            rewrite_story(
                story,
                telling=form.telling_of(last),
                seen=form.cleaned_data["seen"],
                request_id=form.cleaned_data["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(story.desk_url)
    context = {"pesantren": story.pesantren, "story": story, "form": form, "version": last}
    return render_page(request, "stories/write.html", context, 422 if form.is_bound else 200)


def _unasked(story: Story, last: Version) -> Iterable[str]:
    if last.source_url:
        return (*NOT_OF_A_SOURCE, "aspect")
    free = ("body",) if last.was else StoryForm.PARTS
    # The figures of a case are chosen only where those it was closed by do not hold any more.
    measured = ("before", "after") if story.case_id and last.figures_hold else ()
    return {*StoryForm.OF_A_SOURCE} - {"body"} | {*free, *measured, "aspect"}


def _known(version: Version) -> dict[str, Any]:
    words = ("title", "summary", "was", "done", "changed", "body", "claims")
    source = ("source_title", "source_url", "source_on", "sources_note")
    known = {name: getattr(version, name) for name in (*words, *source)}
    before, after = version.figures or (None, None)
    return known | {"before": before and before.pk, "after": after and after.pk}


def _known_of(case: Case) -> dict[str, Any]:
    """What was recorded of the case, to begin with."""
    rows = case.activities.exclude(events__kind=CaseEvent.Kind.DROPPED).order_by("on", "id")
    return {
        "title": case.title,
        "was": case.description,
        "done": "\n\n".join(row.what for row in rows),
    }
