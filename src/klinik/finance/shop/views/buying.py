"""Purchases, what goes back, suppliers and what they are owed, what will not keep."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.money import rupiah
from klinik.core.tables import Table, render_table
from klinik.finance.ledger.days import today_in
from klinik.finance.shop.commands.buying import (
    add_supplier,
    change_supplier,
    pay_supplier,
    record_purchase,
    return_goods,
)
from klinik.finance.shop.commands.ending import bring_back_supplier, end_supplier
from klinik.finance.shop.forms.buying import (
    AddSupplierForm,
    PaymentForm,
    PurchaseForm,
    ReturnForm,
    SupplierForm,
    looked_up,
)
from klinik.finance.shop.models import Payment, PurchaseReturn
from klinik.finance.shop.queries import codes_of, goods_of, money_places, shops_of
from klinik.finance.shop.queries.buying import (
    expiring,
    purchases_of,
    still_there,
    suppliers_of,
    undone_of,
)
from klinik.finance.shop.tables import PURCHASE_ORDER, purchase_columns
from klinik.finance.shop.views.found import SEES_COSTS, goods_keeper, shop_of, shop_reader
from klinik.people.access import SignedIn
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

LATEST = 20
READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@login_required
@never_cache
def purchase_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """What was bought, from whom and whether it is paid."""
    tenant, rights = shop_reader(request.user, koppontren, costs=True)
    table = Table(
        purchase_columns(tenant),
        purchases_of(tenant),
        asked=request.GET,
        name=f"belanja-{tenant.slug}",
        paper=Paper(_("Purchases"), place=tenant.name),
        first="-hari",
        order=PURCHASE_ORDER,
    )
    context = {"koppontren": tenant, "may_keep": Right.KEEP_GOODS in rights}
    return render_table(request, "shop/purchases.html", table, context)


@login_required
@never_cache
@require_http_methods(READ_AND_WRITE)
def purchase_add(request: SignedIn, koppontren: str) -> HttpResponse:
    """Record what came in: line by line, paid at once or later."""
    tenant = goods_keeper(request.user, koppontren)
    shop = shop_of(tenant, request.GET.get("toko", ""))
    if shop is None and request.method == "POST":  # closed meanwhile: it did not arrive
        raise Http404
    if shop is None:
        return redirect("shop:goods", tenant.slug)
    goods = list(goods_of(tenant).filter(shop=shop, ended_at=None, consignor=None))
    form = PurchaseForm(
        request.POST if request.method == "POST" else None,
        suppliers=list(suppliers_of(tenant).filter(shop=shop, ended_at=None)),
        places=money_places(tenant, request.user),
        goods=looked_up(goods, codes_of(shop)),
        today=today_in(tenant),
        initial={"supplier": request.GET.get("pemasok", "")},
    )
    if "more" not in request.POST and form.is_valid():
        names = ("lines", "supplier", "paid_from", "on", "due_on", "paper", "request_id")
        typed = {name: form.cleaned_data[name] for name in names}
        try:
            done = record_purchase(shop, by=request.user, **typed)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The goods are on the shelf."))
            return redirect(done)
    is_refused = form.is_bound and "more" not in request.POST
    context = {
        "koppontren": tenant,
        "shop": shop,
        "shops": list(shops_of(tenant)),
        "form": form,
        "goods": goods,
        "shows_errors": is_refused,
    }
    return render_page(request, "shop/purchase_add.html", context, 422 if is_refused else 200)


@require_safe
@login_required
@never_cache
def purchase(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """One purchase: its goods, how it is paid, what went back."""
    tenant, rights = shop_reader(request.user, koppontren, costs=True)
    row = get_object_or_404(purchases_of(tenant), request_id=number)
    returns = PurchaseReturn.objects.of(tenant).filter(purchase=row)
    left = still_there(row)
    context = {
        "koppontren": tenant,
        "purchase": row,
        "lines": list(row.lines.select_related("good")),
        "returns": list(
            returns.select_related("paid_to", "by").prefetch_related("lines__line__good")
        ),
        "may_keep": Right.KEEP_GOODS in rights,
        "may_return": Right.KEEP_GOODS in rights and any(left.values()),
        "may_read_books": Right.READ_BOOKS in rights,
    }
    return render_page(request, "shop/purchase.html", context)


@login_required
@never_cache
@require_http_methods(READ_AND_WRITE)
def purchase_return(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Give goods of a purchase back."""
    tenant = goods_keeper(request.user, koppontren)
    rows = purchases_of(tenant).select_related(
        "shop__payable__unit", "shop__stock__unit", "shop__difference__unit", "shop__cost__unit"
    )
    row = get_object_or_404(rows, request_id=number)
    form = ReturnForm(
        request.POST if request.method == "POST" else None,
        purchase=row,
        lines=list(row.lines.select_related("good")),
        left=still_there(row),
        places=money_places(tenant, request.user),
    )
    if form.is_valid():
        names = ("lines", "paid_to", "why", "request_id")
        typed = {name: form.cleaned_data[name] for name in names}
        try:
            return_goods(row, by=request.user, **typed)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The goods are off the shelf."))
            return redirect(row)
    context = {"koppontren": tenant, "purchase": row, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, "shop/purchase_return.html", context, status)


@login_required
@never_cache
@require_http_methods(READ_AND_WRITE)
def supplier_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """From whom the shop buys, and what each is owed; or another one."""
    tenant, rights = shop_reader(request.user, koppontren, costs=True)
    may_keep = Right.KEEP_GOODS in rights
    shop = shop_of(tenant, "")
    if shop is None:
        return redirect("shop:goods", tenant.slug)
    if request.method == "POST":
        goods_keeper(request.user, koppontren)
    form = AddSupplierForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = add_supplier(shop, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("shop:supplier", tenant.slug, row.request_id)
    found = list(suppliers_of(tenant))
    context = {
        "koppontren": tenant,
        "suppliers": [row for row in found if not row.ended_at],
        "ended": [row for row in found if row.ended_at],
        "owed": sum(row.owed for row in found),
        "form": form,
        "may_keep": may_keep,
    }
    return render_page(request, "shop/suppliers.html", context, 422 if form.is_bound else 200)


@require_safe
@login_required
@never_cache
def supplier(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """One supplier: what was bought there, and what is owed."""
    tenant, rights = shop_reader(request.user, koppontren, costs=True)
    row = get_object_or_404(suppliers_of(tenant), request_id=number)
    return _supplier_page(request, tenant, row, rights)


def _supplier_page(
    request: SignedIn,
    tenant: Koppontren,
    row: Any,  # a supplier with what is `owed`
    rights: frozenset[Right],
    *,
    pay_form: PaymentForm | None = None,
    change_form: SupplierForm | None = None,
    status: int = 200,
) -> HttpResponse:
    owed = row.owed
    said = {"name": row.name, "phone": row.phone and f"+{row.phone}", "note": row.note}
    payments = Payment.objects.of(tenant).filter(supplier=row).select_related("paid_from", "by")
    paid = list(payments[:LATEST])
    form = pay_form or PaymentForm(
        places=money_places(tenant, request.user),
        today=today_in(tenant),
        initial={"amount": max(owed, 0) or None},
    )
    context = {
        "koppontren": tenant,
        "supplier": row,
        "owed": owed,
        "purchases": list(purchases_of(tenant).filter(supplier=row)[:LATEST]),
        "payments": paid,
        "undone": undone_of(tenant, paid),
        "pay_form": form,
        "change_form": change_form or SupplierForm(initial=said),
        "may_keep": Right.KEEP_GOODS in rights,
        "may_read_books": Right.READ_BOOKS in rights,
    }
    return render_page(request, "shop/supplier.html", context, status)


@login_required
@require_POST
def supplier_change(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Put right what is known of a supplier."""
    tenant = goods_keeper(request.user, koppontren)
    row = get_object_or_404(suppliers_of(tenant), request_id=number)
    form = SupplierForm(request.POST)
    if form.is_valid():
        try:
            change_supplier(row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("shop:supplier", tenant.slug, number)
    _tenant, rights = shop_reader(request.user, koppontren)
    return _supplier_page(request, tenant, row, rights, change_form=form, status=422)


@login_required
@require_POST
def supplier_pay(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Pay a supplier what is owed, or a part of it."""
    tenant = goods_keeper(request.user, koppontren)
    row = get_object_or_404(suppliers_of(tenant), request_id=number)
    form = PaymentForm(
        request.POST, places=money_places(tenant, request.user), today=today_in(tenant)
    )
    if form.is_valid():
        try:
            done = pay_supplier(row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(amount)s is paid.") % {"amount": rupiah(done.amount)})
            return redirect("shop:supplier", tenant.slug, number)
    _tenant, rights = shop_reader(request.user, koppontren)
    return _supplier_page(request, tenant, row, rights, pay_form=form, status=422)


@login_required
@require_POST
def supplier_end(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Buy from a supplier no more, or again."""
    tenant = goods_keeper(request.user, koppontren)
    row = get_object_or_404(suppliers_of(tenant), request_id=number)
    act = bring_back_supplier if "again" in request.POST else end_supplier
    try:
        act(row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("shop:supplier", tenant.slug, number)


@require_safe
@login_required
@never_cache
def expiry(request: SignedIn, koppontren: str) -> HttpResponse:
    """What will not keep much longer, the first to go first."""
    tenant, rights = shop_reader(request.user, koppontren)
    context = {
        "koppontren": tenant,
        "rows": expiring(tenant, on=today_in(tenant)),
        "may_keep": Right.KEEP_GOODS in rights,
        "here": "expiry",
        "sees_costs": not rights.isdisjoint(SEES_COSTS),
    }
    return render_page(request, "shop/expiry.html", context)
