"""What search engines may walk: the real pesantren, their products, regions, partners, stories."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from klinik.clinic.discussions.models import Topic
from klinik.clinic.sessions.models import Session
from klinik.clinic.stories.models import Story
from klinik.directory.models import Indicator, Partner, Pesantren, Product, Region
from klinik.directory.opened.schemas import address_of
from klinik.people.access import read_as

AT_ONCE = 5_000  # addresses in one file; 50,000 are allowed
FRESH_SECONDS = 60 * 60
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = (
    "web:home",
    "directory:pesantren_list",
    "directory:product_list",
    "directory:region_list",
    "directory:partner_list",
    "directory:indicator_list",
    "directory:data",
    "web:api_page",
    "sessions:list",
    "discussions:list",
    "stories:list",
)


class Section(NamedTuple):
    """Rows with pages of their own, and the field that says when one changed."""

    rows: Callable[[], QuerySet[Model]]
    moment: str = ""


# Invented rows are not for the world to find.
SECTIONS: dict[str, Section] = {
    "pesantren": Section(lambda: Pesantren.objects.filter(is_simulated=False), "updated_at"),
    "produk": Section(lambda: Product.objects.filter(is_simulated=False)),
    "wilayah": Section(lambda: Region.objects.all()),
    "indikator": Section(lambda: Indicator.objects.all()),
    "mitra": Section(lambda: Partner.objects.filter(is_simulated=False)),
    "sesi": Section(lambda: Session.objects.announced().filter(is_simulated=False), "announced_at"),
    "diskusi": Section(lambda: Topic.objects.filter(is_public=True, is_simulated=False), "last_at"),
    "kisah": Section(lambda: Story.objects.published().filter(is_simulated=False), "changed_at"),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The files there are."""
    read_as(None)
    names = [reverse("web:sitemap", args=["halaman", 1])]
    for name, section in SECTIONS.items():
        files = -(-section.rows().count() // AT_ONCE)
        names += [reverse("web:sitemap", args=[name, number + 1]) for number in range(files)]
    places = "".join(f"<sitemap><loc>{escape(address_of(path))}</loc></sitemap>" for path in names)
    return _xml(f'<sitemapindex xmlns="{NAMESPACE}">{places}</sitemapindex>')


@require_safe
def sitemap(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One file of addresses, each with the moment of its last change where that is known."""
    read_as(None)
    if name == "halaman" and number == 1:
        return _urls((reverse(page), None) for page in PAGES)
    if name not in SECTIONS or not 1 <= number <= 10_000:
        raise Http404
    section = SECTIONS[name]
    first = (number - 1) * AT_ONCE
    rows = list(section.rows().order_by("pk")[first : first + AT_ONCE])
    if not rows:
        raise Http404
    moment = section.moment
    return _urls((row.get_absolute_url(), getattr(row, moment, None)) for row in rows)  # type: ignore[attr-defined]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be walked, and people find the door; what lies behind it is not."""
    closed = ("/masuk/?", "/masuk/sebagai/", "/api/")
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in closed), "")
    text = "\n".join([*lines, f"Sitemap: {address_of(reverse('web:sitemap_index'))}", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _urls(pages: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    urls = "".join(
        f"<url><loc>{escape(address_of(path))}</loc>"
        + (f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else "")
        + "</url>"
        for path, at in pages
    )
    return _xml(f'<urlset xmlns="{NAMESPACE}">{urls}</urlset>')


def _xml(text: str) -> HttpResponse:
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
    response = HttpResponse(content, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
