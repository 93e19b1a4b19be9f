"""The till itself, kept on the device, and the page from which a cashier starts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.finance.ledger.days import today_in
from klinik.finance.sales.access import seller_or_reader_for
from klinik.finance.sales.queries import (
    brought_by,
    own_till,
    shifts_of_shops,
    shops_in_use,
    sold_by_way,
    waiting_concerns,
    waiting_refused,
)
from klinik.finance.tills.models import DrawerKind
from klinik.finance.tills.queries import in_use
from klinik.people.access import SignedIn
from klinik.tenancy.roles import Right

SHOWN = 30  # shifts on one page


@require_safe
@cache_control(no_cache=True)
def app(request: HttpRequest) -> HttpResponse:
    """The till, kept on the device: it knows nobody until the device tells it."""
    return render(request, "sales/app.html")


@login_required
@require_safe
def start(request: SignedIn, koppontren: str) -> HttpResponse:
    """What a cashier needs before the first sale, and what this shift brought so far."""
    tenant, rights = seller_or_reader_for(request, koppontren)
    shift = own_till(tenant, request.user)
    day = today_in(tenant)
    context = {
        "koppontren": tenant,
        "shops": list(shops_in_use(tenant)),
        "shift": shift,
        "brought": sold_by_way(tenant, shift) if shift else None,
        "has_till": in_use(tenant).filter(kind=DrawerKind.SHOP).exists(),
        "today": day,
        "concerns": waiting_concerns(tenant).count() + waiting_refused(tenant).count(),
        "may_sell": Right.SELL in rights,
        "may_keep": Right.KEEP_GOODS in rights,
        "may_add_till": Right.KEEP_BOOKS in rights,
    }
    return render_page(request, "sales/start.html", context)


@login_required
@require_safe
def shifts(request: SignedIn, koppontren: str) -> HttpResponse:
    """Each shift of a shop's till with what it brought: X while open, Z once counted."""
    tenant, rights = seller_or_reader_for(request, koppontren)
    rows = shifts_of_shops(tenant)
    if Right.READ_BOOKS not in rights:
        rows = rows.filter(teller=request.user)
    shown = list(rows[:SHOWN])
    brought = brought_by(tenant, shown)
    found = [(shift, brought[shift.pk]) for shift in shown]
    return render_page(request, "sales/shifts.html", {"koppontren": tenant, "found": found})
