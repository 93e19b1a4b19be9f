"""The float page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.finance.wallet.float.queries import float_of
from klinik.finance.wallet.queries import has_started
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@require_safe
@login_required
def float_page(request: SignedIn, koppontren: str) -> HttpResponse:
    """What is held for santri, what backs it, and whether both agree."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    if not has_started(tenant):
        return redirect("wallet:list", tenant.slug)
    context = {"koppontren": tenant, "found": float_of(tenant)}
    return render_page(request, "wallet/float.html", context)
