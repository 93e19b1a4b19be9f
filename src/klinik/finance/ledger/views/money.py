"""Money in and money out: one form, one action, and what it did to the cash."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.cash.commands import record_money_in, record_money_out
from klinik.finance.ledger.cash.queries import postable_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.forms import MoneyForm
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.queries import has_book
from klinik.finance.ledger.reading import Shown, shown
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def money_in(request: SignedIn, koppontren: str) -> HttpResponse:
    """Record money that came in."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    return _money(request, tenant, is_in=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def money_out(request: SignedIn, koppontren: str) -> HttpResponse:
    """Record money that went out."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    return _money(request, tenant, is_in=False)


def _money(request: SignedIn, tenant: Koppontren, *, is_in: bool) -> HttpResponse:
    accounts = postable_accounts(tenant)
    form = MoneyForm(request.POST or None, accounts=accounts, today=today_in(tenant), is_in=is_in)
    if form.is_valid():
        try:
            entry = _record(form.cleaned_data, by=request.user, is_in=is_in)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            address = reverse(f"ledger:money_{'in' if is_in else 'out'}", args=[tenant.slug])
            return redirect(f"{address}?saved={entry.number}")
    context = {
        "koppontren": tenant,
        "form": form,
        "is_in": is_in,
        "places": [account for account in accounts if account.is_cash],
        "saved": _saved(request, tenant),
        "has_book": has_book(tenant),
    }
    return render_page(request, "ledger/money.html", context, 422 if form.is_bound else 200)


def _record(typed: dict[str, Any], *, by: User, is_in: bool) -> Entry:
    what = {
        "amount": typed["amount"],
        "on": typed["on"],
        "memo": typed["memo"],
        "request_id": typed["request_id"],
        "by": by,
    }
    if is_in:
        return record_money_in(typed["place"], source=typed["category"], **what)
    return record_money_out(typed["place"], purpose=typed["category"], **what)


def _saved(request: SignedIn, tenant: Koppontren) -> Shown | None:
    number = request.GET.get("saved", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    entry = Entry.objects.of(tenant).filter(number=int(number)).first()
    return shown(tenant, [entry])[0] if entry else None
