"""Money in, out and moved: one form, one action, what it would do, and what it did to the cash."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from klinik.core.http import render_page
from klinik.finance.ledger.cash.forms import MoneyForm, Way
from klinik.finance.ledger.cash.queries import apart_for, postable_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.queries import has_book
from klinik.finance.ledger.views.anew import money_anew, offer_if_closed, wrong_one
from klinik.finance.ledger.views.recording import EFFECT, record, saved, would_do
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
    apart = apart_for(tenant, request.user)
    elsewhere = set().union(*(one.accounts for one in apart))
    accounts = [one for one in postable_accounts(tenant) if one.pk not in elsewhere]
    wrong = wrong_one(request, tenant)
    form = MoneyForm(
        request.POST or None,
        request.FILES or None,
        initial=money_anew(wrong, way) if wrong else None,
        accounts=accounts,
        today=today_in(tenant),
        way=way,
    )
    if wrong and not form.is_bound:
        offer_if_closed(tenant, form, form.initial["on"])
    is_valid, is_check = form.is_valid(), "check" in request.POST
    context = would_do(tenant, form.intent() if is_valid else None)
    if is_check and request.headers.get("HX-Target") == EFFECT:
        return render(request, "ledger/_effect.html", context)
    if is_valid and not is_check:
        address = reverse(f"ledger:money_{way}", args=[tenant.slug])
        if answer := record(request, tenant, form, form.intent(), address):
            return answer
    context |= {
        "koppontren": tenant,
        "form": form,
        "way": way.value,
        "apart": apart,
        "places": [account for account in accounts if account.is_cash],
        "saved": saved(request, tenant),
        "has_book": has_book(tenant),
    }
    status = 422 if form.errors else 200
    return render_page(request, "ledger/money.html", context, status)
