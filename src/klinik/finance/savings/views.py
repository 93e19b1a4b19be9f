"""Admitting a member, opening an account, looking at it, and the receipt of an entry."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.members.models import Member
from klinik.finance.members.queries import may_write_to
from klinik.finance.savings.commands import offer_usual_products, open_savings
from klinik.finance.savings.forms import AdmitForm, OfferForm, OpenForm
from klinik.finance.savings.limits.commands import submit_admission
from klinik.finance.savings.models import WITH_DUE_DAY, SavingsAccount
from klinik.finance.savings.paper.receipts import receipt_text
from klinik.finance.savings.queries import (
    accounts_of,
    entry_of,
    latest_entries,
    principal_product,
    products_to_open,
)
from klinik.finance.savings.rules import NoProduct
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.roles import Right

EVENTS = 20  # of one account, the newest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def admit(request: SignedIn, koppontren: str) -> HttpResponse:
    """A person joins: name, telephone, and the principal savings in cash."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.MANAGE_MEMBERS)
    try:
        product = principal_product(tenant)
    except NoProduct:
        may_offer = Right.KEEP_BOOKS in rights_in(request.user, tenant)
        context = {"koppontren": tenant, "may_offer": may_offer}
        status = 422 if request.method == "POST" else 200
        return render_page(request, "savings/not_offered.html", context, status)
    form = AdmitForm(_sent(request))
    if form.is_valid():
        try:
            member, waits = submit_admission(tenant, by=request.user, **form.asked())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(waits or member)
    context = {"koppontren": tenant, "form": form, "product": product}
    return render_page(request, "savings/admit.html", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def offer(request: SignedIn, koppontren: str) -> HttpResponse:
    """Once: say what joining costs, and the usual savings are offered."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = OfferForm(_sent(request))
    if form.is_valid():
        try:
            offer_usual_products(tenant, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("members:list", tenant.slug)
    context = {"koppontren": tenant, "form": form}
    return render_page(request, "savings/offer.html", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_account(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Open another savings account for a member."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.MANAGE_MEMBERS)
    members = Member.objects.of(tenant).select_related("koppontren")
    member = get_object_or_404(members, number=number)
    form = OpenForm(member, _sent(request))
    if form.is_valid():
        try:
            savings = open_savings(member, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(savings)
    with_due_day = products_to_open(member).filter(kind__in=WITH_DUE_DAY)
    context = {"koppontren": tenant, "member": member, "form": form, "others": with_due_day}
    return render_page(request, "savings/open.html", context, 422 if form.is_bound else 200)


@require_safe
@login_required
def account(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """One account: what it holds, the last entries, what to do with it; money is the counter's."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    savings = get_object_or_404(accounts_of(tenant), number=number)
    context = _shown(savings, rights_in(request.user, tenant), request.GET.get("entry", ""))
    return render_page(request, "savings/account.html", context)


def _sent(request: SignedIn) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _shown(savings: SavingsAccount, rights: frozenset[Right], posted: str) -> dict[str, Any]:
    latest = latest_entries(savings)
    may_post = Right.COUNTER in rights
    is_served = may_post and savings.member.is_here
    is_number = posted.isascii() and posted.isdigit() and len(posted) <= 18
    return {
        "koppontren": savings.koppontren,
        "savings": savings,
        "balance": latest[0].balance if latest else 0,
        "latest": latest,
        "posted": entry_of(savings, int(posted)) if is_number else None,
        "may_deposit": is_served and savings.may_deposit,
        "may_withdraw": is_served and savings.may_withdraw,
        "may_print": may_post,
        "may_read_books": Right.READ_BOOKS in rights,
        "may_undo": Right.KEEP_BOOKS in rights,
        "may_move": is_served and savings.may_withdraw,
        "may_close": is_served and savings.may_close,
        "may_block": Right.MANAGE_MEMBERS in rights and savings.is_open and not savings.blocked,
        "may_release": Right.KEEP_BOOKS in rights and bool(savings.blocked),
        "events": list(savings.events.select_related("by")[:EVENTS]),
    }


@require_safe
@login_required
def receipt(request: SignedIn, koppontren: str, number: str, entry: str) -> HttpResponse:
    """The receipt of one entry, for 58 mm paper, A6 (`kertas=a6`) or WhatsApp."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    savings = get_object_or_404(accounts_of(tenant), number=number)
    line = entry_of(savings, int(entry))
    if line is None:
        raise Http404
    paper = request.GET.get("kertas", "")
    context = {
        "koppontren": tenant,
        "savings": savings,
        "line": line,
        "paper": paper,
        "message": receipt_text(savings, line),
        "may_write": may_write_to(savings.member),
    }
    return render_page(request, "savings/receipt.html", context)
