"""Public pages of the directory, and the evidence behind a reading for those who may see it."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.phones import whatsapp_link
from klinik.directory.downloads import download
from klinik.directory.models import PaperFile, Pesantren, Product, Reading, Sector
from klinik.directory.photos import shown_photo
from klinik.directory.queries import (
    papers_due,
    papers_of_product,
    readings_of,
)
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
def evidence(request: HttpRequest, number: int) -> FileResponse:
    """The file behind a reading, for its pesantren and the offices, also where it is public."""
    read_as(request.user)
    reading = get_object_or_404(Reading.objects.with_evidence(), pk=_storable(number))
    return download(reading.evidence, f"bukti-{reading.pk}")
