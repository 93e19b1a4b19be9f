"""The public lists of pesantren and products: searched, narrowed, sorted, by an address."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.directory.search.facets import Counts, pesantren_facets, product_facets
from klinik.directory.search.forms import PesantrenSearchForm, ProductSearchForm, SearchForm
from klinik.directory.search.queries import found_pesantren, found_products
from klinik.directory.search.text import nearest_text
from klinik.people.access import read_as

ON_A_PAGE = 24


class List(NamedTuple):
    """What is listed: its form, who is found, how many each choice leaves, and its page."""

    form: type[SearchForm]
    found: Callable[..., QuerySet[Any]]
    facets: Callable[..., Counts]
    template: str
    legends: dict[str, str | Promise]


PESANTREN = List(
    PesantrenSearchForm,
    found_pesantren,
    pesantren_facets,
    "directory/pesantren_list.html",
    {"verified": _("Trust"), "cooperative": _("Cooperative")},
)
PRODUCTS = List(
    ProductSearchForm, found_products, product_facets, "directory/product_list.html", {}
)


@require_safe
def pesantren_list(request: HttpRequest) -> HttpResponse:
    """Everybody's search of the network; what was asked stays in the address."""
    return _listed(request, PESANTREN)


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    """What pesantren make and sell; what was asked stays in the address."""
    return _listed(request, PRODUCTS)


def _listed(request: HttpRequest, of: List) -> HttpResponse:
    read_as(request.user)
    form = of.form(request.GET)
    asked = form.asked() if form.is_valid() else None
    page = _page(request, of.found(**asked) if asked else of.found().none())
    counts = of.facets(**_of_facets(asked)) if asked else {}
    meant = ""
    if asked and asked["text"] and not page.paginator.count:
        meant = nearest_text(asked["text"])
    if asked and meant:  # nobody has such a word: show what the nearest one finds
        page = _page(request, of.found(**asked | {"text": meant}))
        counts = of.facets(**_of_facets(asked | {"text": meant}))
    address = form.address()
    context = {
        "form": form,
        "page": page,
        "asked": address,
        "meant": meant,
        "chips": form.chips(),
        "filters": _filters(form, of, counts),
    }
    response = render_page(request, of.template, context, 200 if asked else 422)
    # While somebody types the address follows; each choice of a filter is a step to go back to.
    step = "HX-Replace-Url" if request.headers.get("HX-Trigger-Name") == "q" else "HX-Push-Url"
    response[step] = f"{request.path}?{address.urlencode()}" if address else request.path
    return response


def _of_facets(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name != "sort"}


def _page(request: HttpRequest, rows: QuerySet[Model]) -> Page[Model]:
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))


def _filters(form: SearchForm, of: List, counts: Counts) -> list[dict[str, Any]]:
    """The filters in their order, each with its choices."""
    boxes = {"papers", *of.legends}
    return [
        {
            "name": name,
            "label": of.legends.get(name, field.label),
            "choices": form.shown(name, counts),
            "is_boxes": name in boxes,
            "is_wrong": bool(form.errors.get(name)),
        }
        for name, field in form.fields.items()
        if name != "q"
    ]
