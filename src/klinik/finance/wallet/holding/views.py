"""Orders in advance of one wallet: held back, paid, released."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.wallet.clock.models import Work
from klinik.finance.wallet.clock.queries import rounds_of
from klinik.finance.wallet.holding.commands import capture, hold_back, release
from klinik.finance.wallet.holding.forms import CaptureForm, HoldForm
from klinik.finance.wallet.holding.models import Hold
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.views.found import sent, wallet_for
from klinik.people.access import SignedIn
from klinik.tenancy.models import TenantQuerySet

LATEST = 30


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def holds(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """What is held back for orders, and a form for another."""
    tenant, wallet = wallet_for(request.user, koppontren, number)
    form = HoldForm(tenant, sent(request))
    if form.is_valid():
        typed = form.cleaned_data
        zone = ZoneInfo(tenant.time_zone)
        expires_at = datetime.combine(typed.pop("until"), time.max, zone)
        try:
            hold_back(wallet, expires_at=expires_at, by=request.user, **typed)
        except DomainError as refusal:
            form.add_error("amount", str(refusal.message))
        else:
            messages.success(request, _("It is held back for the order."))
            return redirect("wallet:holds", tenant.slug, wallet.number)
    context = {
        "koppontren": tenant,
        "wallet": wallet,
        "holds": [
            (row, CaptureForm(tenant, row=row.pk) if row.is_held else None)
            for row in _of(wallet)[:LATEST]
        ],
        "form": form,
        "round": rounds_of(tenant).get(Work.HOLDS),
    }
    return render_page(request, "wallet/holds.html", context, 422 if form.is_bound else 200)


@require_POST
@login_required
def pay(request: SignedIn, koppontren: str, number: str, pk: str) -> HttpResponse:
    """Pay an order of what was held back for it; the rest goes back."""
    tenant, wallet = wallet_for(request.user, koppontren, number)
    hold = get_object_or_404(_of(wallet), pk=int(pk))
    form = CaptureForm(tenant, request.POST)
    if form.is_valid():
        try:
            capture(hold, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("The order is paid."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("wallet:holds", tenant.slug, wallet.number)


@require_POST
@login_required
def let_go(request: SignedIn, koppontren: str, number: str, pk: str) -> HttpResponse:
    """Give back what was held for an order."""
    tenant, wallet = wallet_for(request.user, koppontren, number)
    hold = get_object_or_404(_of(wallet), pk=int(pk))
    try:
        release(hold, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("It is back in the wallet."))
    return redirect("wallet:holds", tenant.slug, wallet.number)


def _of(wallet: Wallet) -> TenantQuerySet[Hold]:
    return Hold.objects.of(wallet.koppontren).filter(wallet=wallet).select_related("category")
