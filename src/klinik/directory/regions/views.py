"""The province by its regions, and each of them in full."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.directory.regions.queries import products_by_sector, regions_with_figures
from klinik.directory.search.queries import found_pesantren
from klinik.directory.search.views import ON_A_PAGE

FIGURES: dict[str, str | Promise] = {
    "pesantren": _("Pesantren"),
    "products": _("Products"),
    "cooperative": _("With a cooperative"),
    "santri": _("Santri"),
}


@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    """The regions on a map and in a table, shaded by the figure in the address."""
    figure = request.GET.get("figure", "pesantren")
    if figure not in FIGURES:
        raise Http404
    rows = regions_with_figures()
    context = {
        "rows": rows,
        "figure": figure,
        "label": FIGURES[figure],
        "figures": FIGURES.items(),
        "values": {row.region.code: getattr(row, figure) for row in rows},
        "sums": {name: sum(getattr(row, name) for row in rows) for name in (*FIGURES, "real")},
        "counted": sum(row.counted for row in rows),
        "today": timezone.localdate(),
    }
    return render_page(request, "directory/region_list.html", context)


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region in full: its figures, what is made there, its pesantren, its office."""
    every = {row.region.code: row for row in regions_with_figures()}
    if code not in every:
        raise Http404
    here = every[code]
    page = Paginator(found_pesantren(region=code), ON_A_PAGE).get_page(request.GET.get("page"))
    sectors = products_by_sector(here.region)
    context = {
        "region": here.region,
        "page": page,
        "values": {row.region.code: row.pesantren for row in every.values()},
        "here": here,
        "sectors": [_sector_bar(code, name, number) for name, number in sectors],
        "today": timezone.localdate(),
    }
    return render(request, "directory/region.html", context)


def _sector_bar(region: str, sector: str, products: int) -> dict[str, str | int]:
    """A bar that leads to the products behind it."""
    asked = urlencode({"region": region, "sector": sector})
    url = f"{reverse('directory:product_list')}?{asked}"
    return {"label": sector.capitalize(), "value": products, "url": url}
