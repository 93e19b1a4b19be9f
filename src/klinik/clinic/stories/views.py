"""Pages of the stories; everybody may read them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from klinik.clinic.cases.models import Case
from klinik.clinic.cases.parties import case_for, need
from klinik.clinic.stories.commands import tell
from klinik.clinic.stories.forms import TellForm
from klinik.clinic.stories.queries import published_stories
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.directory.models import Pesantren
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import read_as

PER_PAGE = 12


@require_GET
def story_list(request: HttpRequest) -> HttpResponse:
    """What others did, and what became of it."""
    read_as(_reader(request))
    page = Paginator(published_stories(), PER_PAGE).get_page(request.GET.get("page"))
    return render_page(request, "stories/list.html", {"page": page})


@require_GET
def of_pesantren(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories of one pesantren; its page loads them from here."""
    read_as(_reader(request))
    pesantren = get_object_or_404(Pesantren, slug=slug)
    stories = published_stories().filter(pesantren=pesantren)[:PER_PAGE]
    context = {"pesantren": pesantren, "stories": stories}
    return render_page(request, "stories/of_pesantren.html", context)


@require_GET
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """One story: before and after, where each number comes from, and its case where it is open."""
    read_as(_reader(request))
    found = get_object_or_404(published_stories().prefetch_related("cited"), slug=slug)
    # The reader may see the story and not the case: then the wall leaves nothing of it here.
    case = Case.objects.select_related("office").filter(pk=found.case_id or 0).first()
    context = {
        "story": found,
        "case": case,
        "fall_is_good": found.fall_is_good,
        "moved_away": found.moved_away,
    }
    return render_page(request, "stories/story.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def tell_story(request: SignedIn, number: str) -> HttpResponse:
    """An officer of the case's office tells its story."""
    case, part = case_for(request.user, number)
    need(part.office is not None)
    form = TellForm(request.POST or None, initial={"title": case.title})
    if form.is_valid():
        try:
            told = tell(case, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(told)
    status = 422 if form.is_bound else 200
    return render_page(request, "stories/tell.html", {"case": case, "form": form}, status)


def _reader(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
