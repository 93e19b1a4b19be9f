"""The pictures of shared addresses: public, kept by whoever asks, drawn once for each content."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from klinik.core.money import grouped
from klinik.core.templatetags.klinik import rupiah
from klinik.directory.models import Pesantren, Product, Region
from klinik.directory.opened.cursors import LARGEST
from klinik.directory.regions.queries import regions_with_figures
from klinik.directory.sharing.picture import drawn

FRESH_SECONDS = 24 * 60 * 60


@require_safe
def pesantren_picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A pesantren: its name, where it lies, what it makes."""
    row = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    made = list(row.products.values_list("name", flat=True)[:2])
    facts = (str(row.region), *made) if made else (str(row.region),)
    return picture_answer(request, "Pesantren", row.name, facts, is_simulated=row.is_simulated)


@require_safe
def product_picture(request: HttpRequest, number: int) -> HttpResponseBase:
    """A product: its name, who makes it, what it costs."""
    rows = Product.objects.select_related("pesantren__region")
    row = get_object_or_404(rows, pk=min(number, LARGEST))
    facts = [row.pesantren.name, str(row.pesantren.region)]
    if row.price is not None:
        facts.append(" / ".join(filter(None, (rupiah(row.price), row.price_unit))))
    over = row.sector.capitalize()
    return picture_answer(request, over, row.name, tuple(facts), is_simulated=row.is_simulated)


@require_safe
def region_picture(request: HttpRequest, code: str) -> HttpResponseBase:
    """A region with what the directory counts there."""
    row = get_object_or_404(Region, code=code)
    (here,) = regions_with_figures(only=row.code)
    facts = (
        f"{grouped(here.pesantren)} pesantren",
        f"{grouped(here.products)} produk",
        f"{grouped(here.santri)} santri",
    )
    return picture_answer(request, "Kabupaten/kota", str(row), facts, is_simulated=False)


def picture_answer(
    request: HttpRequest, over: str, title: str, facts: tuple[str, ...], *, is_simulated: bool
) -> HttpResponseBase:
    """The picture with these words, kept by whoever asked; not sent again while it is the same."""
    house = getattr(getattr(request, "programme", None), "short_name", "") or "Klinik OPOP"
    with override("id"):
        mark = _("simulated") if is_simulated else ""
    picture = drawn(house, over, title, facts, mark)
    etag = quote_etag(sha256(picture).hexdigest()[:32])
    response = HttpResponse(picture, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return get_conditional_response(request, etag=etag, response=response) or response
