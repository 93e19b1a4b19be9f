"""Public pages of the directory, and the evidence behind a reading for those who may see it."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.phones import whatsapp_link
from klinik.directory.downloads import download
from klinik.directory.models import PaperFile, Pesantren, Product, Reading, Sector
from klinik.directory.photos import shown_photo
from klinik.directory.queries import (
    found_pesantren,
    papers_due,
    papers_of_product,
    products_by_sector,
    readings_of,
    regions_with_counts,
)
from klinik.directory.search.views import ON_A_PAGE
from klinik.people.access import read_as


@require_safe
def pesantren(request: HttpRequest, slug: str) -> HttpResponse:
    """One pesantren: what is known of it, and where each fact comes from."""
    read_as(request.user)
    row = get_object_or_404(Pesantren.objects.select_related("region", "cover"), slug=slug)
    context = {
        "pesantren": row,
        "products": row.products.on_offer().prefetch_related("photos"),
        "readings": readings_of(row),
        "due": papers_due(row, today=timezone.localdate()),
    }
    return render(request, "directory/pesantren.html", context)


@require_safe
def product(request: HttpRequest, number: int) -> HttpResponse:
    """One product: what it is, and how its legality papers stand today."""
    read_as(request.user)
    rows = Product.objects.select_related("pesantren__region")
    row = get_object_or_404(rows, pk=_storable(number))
    context = {
        "product": row,
        "papers": papers_of_product(row),
        "photos": list(row.photos.all()),
        "sector": Sector.objects.filter(code=row.sector).first(),
        "order_link": order_link(row),
    }
    return render(request, "directory/product.html", context)


def order_link(product: Product) -> str:
    """What opens WhatsApp with an order for this product; empty where nobody could take it."""
    phone = product.pesantren.phone
    if not phone or product.retired_at:
        return ""
    words = _("Assalamu'alaikum. I would like to order %(product)s (%(address)s).")
    address = f"{settings.ORIGIN}{product.get_absolute_url()}"
    return whatsapp_link(phone, words % {"product": product.name, "address": address})


@require_safe
def paper_file(request: HttpRequest, number: int) -> FileResponse:
    """The scan of a legality paper, for its pesantren and the offices in charge."""
    read_as(request.user)
    scan = get_object_or_404(PaperFile, pk=_storable(number))
    return download(scan.file, f"surat-{scan.pk}")


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponse:
    """A photo of a public page, for everybody."""
    return shown_photo(name)


def _storable(number: int) -> int:
    if number >= 2**63:
        raise Http404
    return number


@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    """The regions on a map and in a table, by their number of pesantren."""
    counted = regions_with_counts()
    context = {"rows": counted, "counts": {row.region.code: row.total for row in counted}}
    return render(request, "directory/region_list.html", context)


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region: what is made there, and its pesantren."""
    counted = {row.region.code: row for row in regions_with_counts()}
    if code not in counted:
        raise Http404
    here = counted[code]
    page = Paginator(found_pesantren(region=code), ON_A_PAGE).get_page(request.GET.get("page"))
    sectors = products_by_sector(here.region)
    context = {
        "region": here.region,
        "page": page,
        "counts": {row.region.code: row.total for row in counted.values()},
        "here": here,
        "sectors": [_sector_bar(code, name, number) for name, number in sectors],
        "products": sum(number for _name, number in sectors),
    }
    return render(request, "directory/region.html", context)


def _sector_bar(region: str, sector: str, products: int) -> dict[str, str | int]:
    """A bar that leads to the pesantren behind it."""
    asked = urlencode({"region": region, "sector": sector})
    url = f"{reverse('directory:pesantren_list')}?{asked}"
    return {"label": sector.capitalize(), "value": products, "url": url}


@require_safe
def evidence(request: HttpRequest, number: int) -> FileResponse:
    """The file behind a reading, for its pesantren and the offices, also where it is public."""
    read_as(request.user)
    reading = get_object_or_404(Reading.objects.with_evidence(), pk=_storable(number))
    return download(reading.evidence, f"bukti-{reading.pk}")
