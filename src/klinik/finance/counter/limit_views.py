"""How much each teller takes and pays alone: the default, and those of one person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.savings.limits.commands import set_default_limits, set_teller_limits
from klinik.finance.savings.limits.forms import LimitsForm, TellerLimitsForm
from klinik.finance.savings.limits.models import TellerLimit
from klinik.finance.savings.limits.queries import (
    default_limits,
    limits_now,
    limits_of,
    takers,
)
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

SHOWN = 20  # of what was set before, the newest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: SignedIn, koppontren: str) -> HttpResponse:
    """Everybody at the counter with their limits, and the default."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.LIMIT_TELLERS)
    now = default_limits(tenant)
    sent = request.POST if request.method == "POST" else None
    form = LimitsForm(sent, initial={"deposit": now.deposit, "withdrawal": now.withdrawal})
    if form.is_valid():
        try:
            set_default_limits(tenant, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("It holds from now on."))
            return redirect("counter:limits", tenant.slug)
    before = TellerLimit.objects.of(tenant).select_related("teller", "set_by")[:SHOWN]
    context = {
        "koppontren": tenant,
        "form": form,
        "default": now,
        "tellers": limits_now(tenant),
        "before": before,
        "approvers": holders_of(tenant, Right.APPROVE),
        "me": request.user,
    }
    return render_page(request, "counter/limits.html", context, 422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teller_limits(request: SignedIn, koppontren: str, pk: int) -> HttpResponse:
    """The limits of one teller."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.LIMIT_TELLERS)
    tellers = {person.pk: person for person in takers(tenant)}
    if pk not in tellers:
        raise Http404
    now = limits_of(tenant, tellers[pk])
    sent = request.POST if request.method == "POST" else None
    form = TellerLimitsForm(
        sent,
        initial={
            "deposit": now.deposit,
            "withdrawal": now.withdrawal,
            "is_default": not now.is_own,
        },
    )
    if form.is_valid():
        try:
            set_teller_limits(tenant, tellers[pk], by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("It holds from now on."))
            return redirect("counter:limits", tenant.slug)
    context = {"koppontren": tenant, "form": form, "teller": tellers[pk]}
    context["default"] = default_limits(tenant)
    return render_page(request, "counter/teller_limits.html", context, 422 if form.errors else 200)
