"""The business units of a book: add one with its accounts, call one by another name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.chart import UnitRow
from klinik.finance.ledger.commands import add_unit, rename_unit
from klinik.finance.ledger.opening.forms import RenameUnitForm, UnitForm
from klinik.finance.ledger.queries import has_book, units_of
from klinik.finance.ledger.queries.chart_changes import changes_of_units
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: SignedIn, koppontren: str) -> HttpResponse:
    """The units of the book; add one, or call one by another name."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    own = {unit.code: unit for unit in units_of(tenant)}
    is_rename = "rename" in request.POST
    renaming = RenameUnitForm(request.POST if is_rename else None, units=list(own.values()))
    adding = UnitForm(request.POST if request.POST and not is_rename else None)
    if request.method == "POST" and not request.POST:
        adding = UnitForm({})
    form = renaming if is_rename else adding
    if form.is_valid():
        typed = form.cleaned_data
        try:
            if is_rename:
                rename_unit(own[typed["rename"]], name=typed["new_name"], by=request.user)
            else:
                unit = UnitRow(code=typed["code"], name=typed["name"])
                add_unit(tenant, unit=unit, business=typed["business"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The units are saved."))
            return redirect("ledger:units", tenant.slug)
    context = {
        "koppontren": tenant,
        "has_book": has_book(tenant),
        "units": list(own.values()),
        "adding": adding,
        "renaming": renaming,
        "changes": changes_of_units(tenant),
        "refused": form if form.is_bound else None,
    }
    return render_page(request, "ledger/units.html", context, 422 if form.is_bound else 200)
