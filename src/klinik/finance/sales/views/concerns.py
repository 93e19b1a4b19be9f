"""What somebody has to look at: sales that are booked though something about them is not right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.sales.access import seller_or_reader_for
from klinik.finance.sales.commands import settle
from klinik.finance.sales.forms import SettleForm
from klinik.finance.sales.models import Concern
from klinik.finance.sales.queries import one_of, waiting_concerns
from klinik.people.access import SignedIn
from klinik.tenancy.roles import Right

SHOWN = 50  # on one page; settling the first shows the next
SETTLES = frozenset({Right.KEEP_GOODS, Right.KEEP_BOOKS})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def concerns(request: SignedIn, koppontren: str) -> HttpResponse:
    """What waits, the oldest first, each with what can be done about it."""
    tenant, rights = seller_or_reader_for(request, koppontren)
    may_settle = not rights.isdisjoint(SETTLES)
    bound: SettleForm | None = None
    if request.method == "POST":
        if not may_settle:
            raise PermissionDenied(_("Your role does not include this. Ask your manager."))
        asked = request.POST.get("concern", "")
        key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
        found_one = one_of(tenant, key)
        bound = SettleForm(request.POST, concern=found_one) if found_one else None
        if bound and bound.is_valid():
            try:
                settle(bound.concern, by=request.user, **bound.cleaned_data)
            except DomainError as refusal:
                bound.add_error(None, str(refusal.message))
            else:
                messages.success(request, _("Looked at."))
                return redirect("sales:concerns", tenant.slug)
    rows = waiting_concerns(tenant)
    found = [(one, _form(one, bound)) for one in rows[:SHOWN]]
    context = {
        "koppontren": tenant,
        "found": found,
        "many": rows.count(),
        "may_settle": may_settle,
    }
    return render_page(
        request, "sales/concerns.html", context, 422 if request.method == "POST" else 200
    )


def _form(concern: Concern, bound: SettleForm | None) -> SettleForm:
    return bound if bound and bound.concern.pk == concern.pk else SettleForm(concern=concern)
