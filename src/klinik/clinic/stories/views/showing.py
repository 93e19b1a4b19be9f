"""Pages of the published stories; everybody may read them."""

from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_safe

from klinik.clinic.cases.models import Case
from klinik.clinic.stories.models import Picture, Told
from klinik.clinic.stories.parties import may_begin, may_look
from klinik.clinic.stories.queries import published_stories
from klinik.core.files import as_jpeg
from klinik.core.http import render_page
from klinik.directory.models import Pesantren
from klinik.directory.opened.cursors import LARGEST
from klinik.directory.sharing.views import picture_answer
from klinik.people.models import User
from klinik.tenancy.access import read_as

PER_PAGE = 12
FRESH_SECONDS = 60 * 60  # a story that is taken back leaves the caches within the hour
SIZES = {"besar": "large", "kecil": "small"}


@require_GET
def story_list(request: HttpRequest) -> HttpResponse:
    """What others did, and what became of it."""
    user = reader_of(request)
    read_as(user)
    page = Paginator(published_stories(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_look": user is not None and may_look(user)}
    return render_page(request, "stories/list.html", context)


@require_GET
def of_pesantren(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories of one pesantren, page by page; its page loads the first from here."""
    user = reader_of(request)
    read_as(user)
    pesantren = get_object_or_404(Pesantren, slug=slug)
    stories = published_stories().filter(pesantren=pesantren)
    page = Paginator(stories, PER_PAGE).get_page(request.GET.get("page"))
    may_write = user is not None and may_begin(user, pesantren)
    context = {"pesantren": pesantren, "page": page, "may_write": may_write}
    return render_page(request, "stories/of_pesantren.html", context)


@require_GET
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """One story: before and after, where each number comes from, and its case where it is open."""
    read_as(reader_of(request))
    found = get_object_or_404(published_stories().prefetch_related("cited"), slug=slug)
    # The reader may see the story and not the case: then the wall leaves nothing of it here.
    case = Case.objects.select_related("office").filter(pk=found.case_id or 0).first()
    # Only its parties see versions: whoever sees one keeps the story.
    keeps = found.versions.exists()
    context = {"story": found, "case": case, "keeps": keeps} | direction_of(found)
    return render_page(request, "stories/story.html", context)


def direction_of(told: Told) -> dict[str, bool]:
    """Which way the figure was to go, for the chart."""
    return {"fall_is_good": told.fall_is_good, "moved_away": told.moved_away}


@require_safe
def picture(request: HttpRequest, picture: int, size: str) -> HttpResponse:
    """A photo of a story, to whom the story or its draft is shown."""
    row = _photo(reader_of(request), picture, size)
    with row.open("rb") as stored:
        response = HttpResponse(stored.read(), content_type="image/webp")
    response["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def shared_picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The picture that goes with the address of a story: its title and its two figures."""
    read_as(None)
    found = get_object_or_404(published_stories(), slug=slug)
    with override("id"):
        facts = [found.pesantren.name]
        if found.figures:
            before, after = found.figures
            facts.append(f"{before.in_words} → {after.in_words}")
        over = _("Story")
    simulated = found.is_simulated
    return picture_answer(request, over, found.title, tuple(facts), is_simulated=simulated)


@require_safe
def photo(request: HttpRequest, slug: str) -> HttpResponse:
    """The photo that goes with the address of a story, as JPEG, which every messenger reads."""
    read_as(None)
    found = get_object_or_404(published_stories(), slug=slug)
    if not found.pictures:
        raise Http404
    with found.pictures[-1].large.open("rb") as stored:
        response = HttpResponse(as_jpeg(stored), content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _photo(user: User | None, number: int, size: str) -> FieldFile:
    read_as(user)
    if size not in SIZES:
        raise Http404
    row = get_object_or_404(Picture, pk=min(number, LARGEST))
    file: FieldFile = getattr(row, SIZES[size])
    if not file.storage.exists(str(file.name)):
        raise Http404
    return file


def reader_of(request: HttpRequest) -> User | None:
    """Who reads; None is the public."""
    return request.user if isinstance(request.user, User) else None
