"""What members bought in a year: the figures by which a part of the SHU may be shared."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.exports import Paper
from klinik.core.tables import Table, render_table
from klinik.finance.sales.purchases import by_member, years_sold
from klinik.finance.sales.tables import PURCHASES, purchase_columns
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@login_required
@require_safe
def of_members(request: SignedIn, koppontren: str) -> HttpResponse:
    """Each member who bought in a year, how often, and for how much less what came back."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    years, typed = years_sold(tenant), request.GET.get("q", "")[:100]
    asked = request.GET.get("tahun", "")
    year = next((one for one in years if str(one) == asked), years[0])
    table = Table(
        purchase_columns(tenant, year),
        by_member(tenant, year, typed),
        asked=request.GET,
        name=f"belanja-anggota-{year}-{tenant.slug}",
        paper=Paper(
            _("Purchases of members"), place=tenant.name, said=[str(year), *filter(None, [typed])]
        ),
        first="-jumlah",
        order=PURCHASES,
    )
    context = {"koppontren": tenant, "years": years, "year": year, "typed": typed}
    return render_table(request, "sales/purchases.html", table, context)
