"""Scanning cards at the door or at the kitchen."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.wallet.queries import today
from klinik.finance.wallet.scans.commands import note_scan
from klinik.finance.wallet.scans.models import ScanKind
from klinik.finance.wallet.scans.queries import scans_of
from klinik.finance.wallet.views.found import sent
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right

LATEST = 20


class ScanForm(forms.Form):
    """For what, and the card that was read."""

    kind = forms.ChoiceField(label=gettext_lazy("For what?"), choices=ScanKind)
    code = forms.CharField(
        label=gettext_lazy("Card"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def scan(request: SignedIn, koppontren: str) -> HttpResponse:
    """Scan one card after another; what was scanned today stands below."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    form = ScanForm(sent(request))
    said, is_new = None, False
    if form.is_valid():
        try:
            said, is_new = note_scan(tenant, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("code", str(refusal.message))
    refused = bool(form.errors)
    rows = scans_of(tenant).filter(on=today(tenant))
    kind = form.cleaned_data.get("kind", "") if form.is_bound and not refused else ""
    names = dict(ScanKind.choices)
    counts = rows.values_list("kind").annotate(n=Count("pk")).order_by("kind")
    context = {
        "koppontren": tenant,
        "form": form if refused else ScanForm(initial={"kind": kind or ScanKind.PRESENT}),
        "said": said,
        "is_new": is_new,
        "rows": list(rows[:LATEST]),
        "counts": [(names.get(key, _("others")), number) for key, number in counts],
    }
    return render_page(request, "wallet/scan.html", context, 422 if refused else 200)
