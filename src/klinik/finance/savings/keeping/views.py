"""Pages of one account: transfer, block and release, close; and opening what has a due day."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.models import Draft
from klinik.finance.members.models import Member
from klinik.finance.savings.commands import (
    block_savings,
    open_savings,
    release_savings,
)
from klinik.finance.savings.keeping.forms import (
    CloseForm,
    GoalForm,
    ReasonForm,
    TermForm,
    TransferForm,
)
from klinik.finance.savings.leaving.queries import told_before_closing
from klinik.finance.savings.limits.commands import (
    submit_closing,
    submit_term_savings,
    submit_transfer,
)
from klinik.finance.savings.models import (
    WITH_DUE_DAY,
    SavingsAccount,
    SavingsKind,
    SavingsProduct,
)
from klinik.finance.savings.product_rules import months_later
from klinik.finance.savings.queries import accounts_of, today
from klinik.finance.savings.rules import Goal
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def transfer(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Move money to another account, without cash."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COUNTER)
    savings = get_object_or_404(accounts_of(tenant), number=number)
    form = TransferForm(_sent(request))
    if form.is_valid():
        typed = form.cleaned_data
        to = accounts_of(tenant).filter(number=typed["to"]).first()
        if to is None:
            form.add_error("to", _("There is no account of this number. Check the passbook."))
        else:
            try:
                entry = submit_transfer(
                    savings,
                    to=to,
                    amount=typed["amount"],
                    request_id=typed["request_id"],
                    by=request.user,
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal.message))
            else:
                if isinstance(entry, Draft):
                    return redirect(entry)
                return redirect(f"{savings.get_absolute_url()}?entry={entry.number}")
    own = accounts_of(tenant).filter(member=savings.member, closed_on=None).exclude(pk=savings.pk)
    others = [other for other in own if other.product.kind != SavingsKind.PRINCIPAL]
    context = {"koppontren": tenant, "savings": savings, "form": form, "others": others}
    return _page(request, "savings/transfer.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def block(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Keep what is in an account there for a while, with the reason."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.MANAGE_MEMBERS)
    return _with_reason(
        request, tenant, number, block_savings, "savings/block.html", _("Account %s is blocked.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def release(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Let a blocked account be paid out again; not for those who only work at the counter."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    return _with_reason(
        request,
        tenant,
        number,
        release_savings,
        "savings/release.html",
        _("Account %s is released."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Pay out what an account holds, and close it for good."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COUNTER)
    savings = get_object_or_404(accounts_of(tenant), number=number)
    form = CloseForm(_sent(request))
    if form.is_valid():
        try:
            closed = submit_closing(
                savings, request_id=form.cleaned_data["request_id"], by=request.user
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if isinstance(closed, Draft):
                return redirect(closed)
            messages.success(request, _("Account %s is closed.") % savings.number)
            return redirect(savings)
    held = savings.account.balance
    fee = savings.product.closing_fee if held else 0
    context = {"koppontren": tenant, "savings": savings, "form": form, "held": held, "fee": fee}
    context |= {"paid_out": max(0, held - fee), "notices": told_before_closing([savings])}
    return _page(request, "savings/close.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_due(request: SignedIn, koppontren: str, number: str, prefix: str) -> HttpResponse:
    """Open term savings with their one sum, or savings for a goal."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.MANAGE_MEMBERS)
    members = Member.objects.of(tenant).select_related("koppontren")
    member = get_object_or_404(members, number=number)
    products = SavingsProduct.objects.of(tenant).select_related("control")
    product = get_object_or_404(products, prefix=prefix, kind__in=WITH_DUE_DAY, is_offered=True)
    is_term = product.kind == SavingsKind.TERM
    form = (TermForm if is_term else GoalForm)(_sent(request))
    if form.is_valid():
        try:
            savings = (_open_term if is_term else _open_goal)(
                member, product, form.cleaned_data, request
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(savings)
    due_on = months_later(today(tenant), product.months) if product.months else None
    context = {"koppontren": tenant, "member": member, "product": product, "form": form}
    return _page(request, "savings/open_due.html", {**context, "due_on": due_on}, form)


def _open_term(
    member: Member, product: SavingsProduct, typed: dict[str, Any], request: SignedIn
) -> SavingsAccount | Draft:
    return submit_term_savings(member, product=product, by=request.user, **typed)


def _open_goal(
    member: Member, product: SavingsProduct, typed: dict[str, Any], request: SignedIn
) -> SavingsAccount:
    goal = Goal(typed["purpose"], typed["target"], typed["by_day"])
    request_id = typed["request_id"]
    return open_savings(member, product=product, goal=goal, request_id=request_id, by=request.user)


def _with_reason(
    request: SignedIn,
    tenant: Any,
    number: str,
    command: Callable[..., SavingsAccount],
    template: str,
    said: str,
) -> HttpResponse:
    savings = get_object_or_404(accounts_of(tenant), number=number)
    form = ReasonForm(_sent(request))
    if form.is_valid():
        try:
            command(savings, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, said % savings.number)
            return redirect(savings)
    return _page(request, template, {"koppontren": tenant, "savings": savings, "form": form}, form)


def _sent(request: SignedIn) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: SignedIn, template: str, context: dict[str, Any], form: Form) -> HttpResponse:
    return render_page(request, template, context, 422 if form.is_bound else 200)
