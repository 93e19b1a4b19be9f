"""Changing the chart: add an account, say what it is called and where it stands, close one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.chart.forms import AccountForm, ChangeForm
from klinik.finance.ledger.commands import (
    add_account,
    close_account,
    mark_account,
    place_account,
    rename_account,
    reopen_account,
)
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import units_of
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedIn, koppontren: str) -> HttpResponse:
    """Add an account of one's own."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    units = units_of(tenant)
    form = AccountForm(request.POST or None, units=units)
    if form.is_valid():
        try:
            account = add_account(tenant, account=form.row(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(account)s is added.") % {"account": account})
            return redirect("ledger:account", tenant.slug, account.code)
    context = {"koppontren": tenant, "form": form, "units": units}
    status = 422 if form.is_bound else 200
    return render_page(request, "ledger/account_add.html", context, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Rename an account of the chart, close or reopen it; details belong to their own pages."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = get_object_or_404(Account.objects.of(tenant).filter(parent=None), code=code)
    is_closing = "close" in request.POST or "reopen" in request.POST
    form = ChangeForm(
        request.POST if request.POST and not is_closing else None,
        account=found,
    )
    closing = Form(request.POST if is_closing else None)
    if closing.is_valid():
        try:
            said = _close_or_reopen(request, found)
        except DomainError as refusal:
            closing.add_error(None, str(refusal.message))
        else:
            messages.success(request, said % {"account": found})
            return redirect("ledger:account", tenant.slug, found.code)
    elif form.is_valid():
        renamed = rename_account(found, name=form.cleaned_data["name"], by=request.user)
        if "mark" in form.cleaned_data:
            mark_account(found, mark=form.cleaned_data["mark"], by=request.user)
        if form.cleaned_data.get("cash_flow", "") not in {"", found.cash_flow}:
            place_account(found, cash_flow=form.cleaned_data["cash_flow"], by=request.user)
        messages.success(request, _("%(account)s is changed.") % {"account": renamed})
        return redirect("ledger:account", tenant.slug, found.code)
    context = {"koppontren": tenant, "account": found, "form": form, "closing": closing}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "ledger/account_change.html", context, status)


def _close_or_reopen(request: SignedIn, found: Account) -> str:
    if "reopen" in request.POST:
        reopen_account(found, by=request.user)
        return _("%(account)s is open again.")
    close_account(found, by=request.user)
    return _("%(account)s is closed.")
