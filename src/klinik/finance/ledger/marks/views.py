"""The page on which a bookkeeper says where accounts stand on the statements."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from klinik.core.http import render_page
from klinik.finance.ledger.commands import mark_account
from klinik.finance.ledger.marks.forms import PlacesForm
from klinik.finance.ledger.models import MARKS_OF, Account
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: SignedIn, koppontren: str) -> HttpResponse:
    """Say for every account where it stands on the statements, beyond its kind."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    chart = Account.objects.of(tenant).select_related("unit").filter(parent=None, other_unit=None)
    accounts = list(chart.filter(kind__in=list(MARKS_OF)).order_by("code"))
    is_sent = request.method == "POST"
    form = PlacesForm(request.POST if is_sent else None, accounts=accounts)
    if form.is_valid():
        changed = form.changed()
        for account, mark in changed:
            mark_account(account, mark=mark, by=request.user)
        messages.success(request, _told(len(changed)))
        return redirect("ledger:places", tenant.slug)
    context = {"koppontren": tenant, "form": form, "accounts": accounts}
    return render_page(request, "ledger/places.html", context, 422 if form.is_bound else 200)


def _told(changed: int) -> str:
    if not changed:
        return _("Nothing was changed.")
    words = ngettext(
        "%(n)s account stands elsewhere now.", "%(n)s accounts stand elsewhere now.", changed
    )
    return words % {"n": changed}
