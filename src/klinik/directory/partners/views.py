"""Public pages of the partners."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.exports import Paper
from klinik.core.tables import Table, render_table
from klinik.directory.partners.forms import PartnerSearchForm
from klinik.directory.partners.models import Partner
from klinik.directory.partners.queries import found_partners, offers_of
from klinik.directory.partners.tables import COLUMNS, ORDER


@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """Who helps, and with what; what was asked stays in the address."""
    form = PartnerSearchForm(request.GET)
    asked = form.asked()
    table = Table(
        COLUMNS,
        found_partners(**asked),
        asked=request.GET,
        name="mitra",
        paper=Paper(_("Partners"), said=form.said()),
        order=ORDER,
    )
    named = {("q" if name == "text" else name): value for name, value in asked.items() if value}
    context = {"form": form, "asked": QueryDict(urlencode(named)), "q": asked["text"]}
    return render_table(request, "directory/partner_list.html", table, context)


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """One partner: who it is, and what it offers today."""
    row = get_object_or_404(Partner.objects.select_related("region", "verified_by"), slug=slug)
    return render(request, "directory/partner.html", {"partner": row, "offers": offers_of(row)})
