"""The public lists of pesantren and products: searched, narrowed, sorted, by an address."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.directory.search.filters import all_pesantren, all_products
from klinik.directory.search.forms import PesantrenSearchForm, ProductSearchForm, SearchForm
from klinik.directory.search.survey import Counts, Survey, survey_pesantren, survey_products
from klinik.directory.search.text import nearest_text
from klinik.people.access import read_as

ON_A_PAGE = 24
MOST_DIGITS = 7


class List(NamedTuple):
    """What is listed: its form, who is found, the rows as they are shown, and its page."""

    form: type[SearchForm]
    survey: Callable[..., Survey]
    rows: Callable[[], QuerySet[Any]]
    template: str
    legends: dict[str, str | Promise]


PESANTREN = List(
    PesantrenSearchForm,
    survey_pesantren,
    all_pesantren,
    "directory/pesantren_list.html",
    {"verified": _("Trust"), "cooperative": _("Cooperative")},
)
PRODUCTS = List(ProductSearchForm, survey_products, all_products, "directory/product_list.html", {})


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
    page, counts = _page(request, of, asked) if asked else (_empty(), {})
    meant = ""
    if asked and asked["text"] and not page.paginator.count:
        meant = nearest_text(asked["text"])
    if asked and meant:  # nobody has such a word: show what the nearest one finds
        page, counts = _page(request, of, asked | {"text": meant})
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


def _page(request: HttpRequest, of: List, asked: dict[str, Any]) -> tuple[Page[Any], Counts]:
    """The page that was asked for, or the last one, and how many each choice would leave."""
    wished = _number(request.GET.get("page", ""))
    survey = of.survey(_slice(wished), **asked)
    page = Paginator(range(survey.number), ON_A_PAGE).get_page(wished)
    if page.number != wished:
        survey = of.survey(_slice(page.number), **asked)
    rows = of.rows().in_bulk(survey.keys)
    page.object_list = [rows[key] for key in survey.keys]
    return page, survey.counts


def _number(typed: str) -> int:
    """The page somebody asks for; what is no number of a page is the first."""
    digits = typed[:MOST_DIGITS]  # whoever asks for a page behind the last gets the last
    return max(int(digits), 1) if digits.isascii() and digits.isdecimal() else 1


def _slice(number: int) -> slice:
    return slice((number - 1) * ON_A_PAGE, number * ON_A_PAGE)


def _empty() -> Page[Any]:
    return Paginator((), ON_A_PAGE).get_page(1)


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
