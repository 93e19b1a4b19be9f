"""Public pages of the partners."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.directory.partners.forms import PartnerSearchForm
from klinik.directory.partners.models import Partner
from klinik.directory.partners.queries import found_partners, offers_of

ON_A_PAGE = 24


@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """Who helps, and with what; what was asked stays in the address."""
    form = PartnerSearchForm(request.GET)
    asked = form.asked()
    page = Paginator(found_partners(**asked), ON_A_PAGE).get_page(request.GET.get("page"))
    named = {("q" if name == "text" else name): value for name, value in asked.items() if value}
    context = {"form": form, "page": page, "asked": QueryDict(urlencode(named)), "q": asked["text"]}
    return render_page(request, "directory/partner_list.html", context)


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """One partner: who it is, and what it offers today."""
    row = get_object_or_404(Partner.objects.select_related("region", "verified_by"), slug=slug)
    return render(request, "directory/partner.html", {"partner": row, "offers": offers_of(row)})
