"""The tax rules of profit sharing: everybody signed in reads them, the secretariat adds one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.sharing.models import TaxRule
from klinik.finance.sharing.rules import tax_of
from klinik.finance.sharing.taxes.commands import add_tax_rule
from klinik.finance.sharing.taxes.forms import TaxRuleForm
from klinik.finance.sharing.taxes.rules import Standing, standings
from klinik.people.access import SignedIn
from klinik.tenancy.queries import coordinates

ABOVE = 10_000  # rupiah, for the example


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rules(request: SignedIn) -> HttpResponse:
    """Which rule holds, which held before, which comes; and the form that adds one."""
    may_add = coordinates(request.user)
    if request.method == "POST" and not may_add:
        raise PermissionDenied(_("The secretariat sets this."))
    form = TaxRuleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_tax_rule(by=request.user, **form.content())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The rule is added."))
            return redirect("taxes:rules")
    known = standings(TaxRule.objects.select_related("set_by"), today=timezone.localdate())
    now = next((one for one in known if one.how == "now"), None)
    context = {
        "known": known,
        "now": now and now.rule,
        "example": now and _example(now),
        "form": form if may_add else None,
    }
    return render_page(request, "taxes/rules.html", context, 422 if form.is_bound else 200)


def _example(now: Standing) -> dict[str, int]:
    """How much is taken just above what is free."""
    rule = now.rule
    above = rule.free_through + ABOVE
    return {
        "above": above,
        "tax": tax_of(above, free_through=rule.free_through, points=rule.points),
    }
