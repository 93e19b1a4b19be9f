"""Money in, out and moved: one form, one action, what it would do, and what it did to the cash."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.cash.queries import postable_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.forms import MoneyForm, Way
from klinik.finance.ledger.periods.queries import first_open_day
from klinik.finance.ledger.queries import has_book
from klinik.finance.ledger.refusals import PeriodClosed
from klinik.finance.ledger.views.recording import EFFECT, recorded_redirect, saved, would_do
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def money_in(request: SignedIn, koppontren: str) -> HttpResponse:
    """Record money that came in."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    return _money(request, tenant, Way.IN)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def money_out(request: SignedIn, koppontren: str) -> HttpResponse:
    """Record money that went out."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    return _money(request, tenant, Way.OUT)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def money_move(request: SignedIn, koppontren: str) -> HttpResponse:
    """Record money that moved between our own cash, bank and drawers."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    return _money(request, tenant, Way.MOVE)


def _money(request: SignedIn, tenant: Koppontren, way: Way) -> HttpResponse:
    accounts = postable_accounts(tenant)
    form = MoneyForm(
        request.POST or None,
        request.FILES or None,
        accounts=accounts,
        today=today_in(tenant),
        way=way,
    )
    is_valid, is_check = form.is_valid(), "check" in request.POST
    context = would_do(tenant, form.intent() if is_valid else None)
    if is_check and request.headers.get("HX-Target") == EFFECT:
        return render(request, "ledger/_effect.html", context)
    if is_valid and not is_check:
        typed = form.cleaned_data
        try:
            recorded = submit(
                tenant,
                intent=form.intent()._replace(is_late="late" in request.POST),
                request_id=typed["request_id"],
                by=request.user,
                files=typed["receipts"],
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
            is_closed = isinstance(refusal, PeriodClosed)
            context["first_open"] = first_open_day(tenant) if is_closed else None
        else:
            address = reverse(f"ledger:money_{way}", args=[tenant.slug])
            return recorded_redirect(request, recorded, f"{address}?saved=")
    context |= {
        "koppontren": tenant,
        "form": form,
        "way": way.value,
        "places": [account for account in accounts if account.is_cash],
        "saved": saved(request, tenant),
        "has_book": has_book(tenant),
    }
    status = 422 if form.errors else 200
    return render_page(request, "ledger/money.html", context, status)
