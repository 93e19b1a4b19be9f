"""The offices' list of legality papers that have expired or soon will."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from klinik.core.exports import Paper as Sheet
from klinik.core.tables import Column, Table, order_by, render_table
from klinik.directory.models import Paper, Region
from klinik.directory.queries import papers_expiring
from klinik.directory.upkeep.forms.checking import ExpiringForm
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import regions_of

STANDINGS: dict[str, Any] = {
    "expired": gettext_lazy("expired"),
    "expiring": gettext_lazy("expires soon"),
    "valid": pgettext_lazy("paper", "valid"),
}
COLUMNS: list[Column[Paper]] = [
    Column(
        "surat",
        gettext_lazy("Paper"),
        lambda row: f"{row.get_kind_display()} {row.number}",
        link=lambda row: row.product.get_absolute_url(),
    ),
    Column("produk", gettext_lazy("Product"), lambda row: row.product.name),
    Column(
        "pesantren",
        gettext_lazy("Pesantren"),
        lambda row: row.product.pesantren.name,
        link=lambda row: row.product.pesantren.get_absolute_url(),
    ),
    Column("daerah", gettext_lazy("Region"), lambda row: str(row.product.pesantren.region)),
    Column("sampai", gettext_lazy("Valid until"), lambda row: row.valid_until),
    Column(
        "keadaan",
        gettext_lazy("State"),
        lambda row: str(STANDINGS[row.standing]),
        template="tenancy/_paper_standing.html",
        may_sort=False,
    ),
]
ORDER = order_by(
    {
        "surat": ["kind", "number", "pk"],
        "produk": ["product__name", "pk"],
        "pesantren": ["product__pesantren__name", "pk"],
        "daerah": ["product__pesantren__region__name", "valid_until", "pk"],
        "sampai": ["valid_until", "pk"],
    }
)


@login_required
@require_safe
def expiring(request: SignedIn) -> HttpResponse:
    """What has expired or ends within 90 days, in the regions that this person answers for."""
    own = regions_of(request.user)
    read_as(request.user)
    places = list(Region.objects.order_by("name", "kind")) if own is None else own
    form = ExpiringForm(request.GET, places)
    today = timezone.localdate()
    rows = papers_expiring(today)
    if own is not None:
        rows = rows.filter(product__pesantren__region__in=own)
    table = Table(
        COLUMNS,
        rows.filter(**_narrowed(form, today)),
        asked=request.GET,
        name="surat",
        paper=Sheet(_("Papers to renew"), said=form.said()),
        first="sampai",
        order=ORDER,
    )
    kept = {name: form.data[name] for name in form.fields if form.data.get(name)}
    context = {"form": form, "asked": kept, "has_regions": len(places) > 1}
    return render_table(request, "tenancy/expiring.html", table, context)


def _narrowed(form: ExpiringForm, today: date) -> dict[str, Any]:
    """What was chosen, as conditions."""
    known = form.cleaned_data
    chosen: dict[str, Any] = {}
    if kind := known.get("jenis"):
        chosen["kind"] = kind
    if code := known.get("daerah"):
        chosen["product__pesantren__region__code"] = code
    if known.get("keadaan") == "lewat":
        chosen["valid_until__lt"] = today
    elif known.get("keadaan") == "segera":
        chosen["valid_until__gte"] = today
    return chosen
