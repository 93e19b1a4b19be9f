"""Monthly fees: which there are, who pays, what a month brought and what was not there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.wallet.bulk.rules import as_lines
from klinik.finance.wallet.queries import has_started, rules_of, today
from klinik.finance.wallet.standing.commands import (
    add_fee,
    end_fee,
    set_day,
    set_payers,
    take_fees,
)
from klinik.finance.wallet.standing.forms import DayForm, FeeForm, MonthForm, PayersForm
from klinik.finance.wallet.standing.models import FeeOrder
from klinik.finance.wallet.standing.queries import fees_of, payers_of, taken_in
from klinik.finance.wallet.views.found import reading_for, sent
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def fees(request: SignedIn, koppontren: str) -> HttpResponse:
    """Every monthly fee, and a form for another."""
    if request.method == "POST":
        koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    tenant, rights = reading_for(request.user, koppontren)
    if not has_started(tenant):
        return redirect("wallet:list", tenant.slug)
    form = FeeForm(rules_of(tenant), sent(request))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            order = add_fee(tenant, name=typed["name"], account=typed["account"], by=request.user)
            set_day(order, day=typed["day"], today=today(tenant), by=request.user)
        except DomainError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            return redirect(order)
    context = {
        "koppontren": tenant,
        "fees": list(fees_of(tenant)),
        "form": form,
        "may_keep": Right.KEEP_WALLETS in rights,
    }
    return render_page(request, "wallet/fees.html", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def fee(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """One fee: who pays it, and what the month that was asked for brought."""
    if request.method == "POST":
        koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    tenant, rights = reading_for(request.user, koppontren)
    order = _order(tenant, number)
    payers = payers_of(order)
    lines = as_lines((payer.wallet.number, payer.amount) for payer in payers)
    form = PayersForm(sent(request), initial={"lines": lines})
    if form.is_valid():
        try:
            set_payers(order, amounts={row.number: row.amount for row in form.rows})
        except DomainError as refusal:
            form.add_error("lines", str(refusal.message))
        else:
            messages.success(request, _("Who pays is changed."))
            return redirect(order)
    asked = MonthForm(today(tenant), {"month": request.GET.get("bulan", "")})
    month = asked.cleaned_data["month"] if asked.is_valid() else today(tenant).replace(day=1)
    context = {
        "koppontren": tenant,
        "order": order,
        "payers": payers,
        "total": sum(payer.amount for payer in payers),
        "form": form,
        "month": month,
        "month_form": MonthForm(today(tenant)),
        "day_form": DayForm(initial={"day": order.day}),
        "taken": taken_in(order, month),
        "may_keep": Right.KEEP_WALLETS in rights and order.ended_at is None,
    }
    return render_page(request, "wallet/fee.html", context, 422 if form.is_bound else 200)


@require_POST
@login_required
def take(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take a month's fee from every wallet that can pay all of it."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    order = _order(tenant, number)
    form = MonthForm(today(tenant), request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(order)
    month = form.cleaned_data["month"]
    try:
        paid, missing = take_fees(order, month=month, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        said = _("Taken from %(paid)s wallets; %(missing)s could not pay.")
        messages.success(request, said % {"paid": paid, "missing": missing})
    return redirect(f"{order.get_absolute_url()}?bulan={month:%Y-%m}")


@require_POST
@login_required
def day(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Say on which day of each month a fee is taken by itself, or that only people take it."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    order = _order(tenant, number)
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(order)
    try:
        order = set_day(order, day=form.cleaned_data["day"], today=today(tenant), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        if order.next_on:
            said = _("It is taken by itself, next on %(day)s.")
            messages.success(request, said % {"day": date_format(order.next_on, "j F Y")})
        else:
            messages.success(request, _("From now on somebody takes it by hand."))
    return redirect(order)


@require_POST
@login_required
def end(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take nothing for this fee any more."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    end_fee(_order(tenant, number))
    messages.success(request, _("The fee is ended. What was taken stays."))
    return redirect("wallet:fees", tenant.slug)


def _order(tenant: Koppontren, number: str) -> FeeOrder:
    rows = FeeOrder.objects.of(tenant).select_related("account__unit", "koppontren")
    return get_object_or_404(rows, number=number)
