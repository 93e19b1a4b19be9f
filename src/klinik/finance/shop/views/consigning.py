"""Goods of others: who brings them, what came and went, what they are paid."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.money import rupiah
from klinik.finance.ledger.days import today_in
from klinik.finance.members.models import Member
from klinik.finance.shop.commands.consigning import (
    add_consignor,
    give_back,
    receive_consigned,
    settle,
)
from klinik.finance.shop.commands.ending import bring_back_consignor, end_consignor
from klinik.finance.shop.forms.buying import PaymentForm
from klinik.finance.shop.forms.consigning import ConsignedForm, ConsignorForm
from klinik.finance.shop.models import Consignor, Settlement
from klinik.finance.shop.queries import goods_of, money_places
from klinik.finance.shop.queries.buying import undone_of
from klinik.finance.shop.queries.consigning import consignors_of
from klinik.finance.shop.views.found import goods_keeper, shop_of, shop_reader
from klinik.people.access import SignedIn
from klinik.tenancy.access import rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

LATEST = 20
BACK_ID, PAY_ID = "back_%s", "pay_%s"  # three forms of one page have fields of one name


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consignor_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """Who lets the shop sell for them, and what each is owed; or another one."""
    tenant, rights = shop_reader(request.user, koppontren, costs=True)
    shop = shop_of(tenant, "")
    if shop is None:
        return redirect("shop:goods", tenant.slug)
    if request.method == "POST":
        goods_keeper(request.user, koppontren)
    form = ConsignorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        member = Member.objects.of(tenant).filter(number=typed["member"]).first()
        if typed["member"] and member is None:
            form.add_error("member", _("No member has this number."))
        else:
            try:
                row = add_consignor(shop, by=request.user, **{**typed, "member": member})
            except DomainError as refusal:
                form.add_error(None, str(refusal.message))
            else:
                return redirect("shop:consignor", tenant.slug, row.number)
    found = list(consignors_of(tenant))
    context = {
        "koppontren": tenant,
        "consignors": [row for row in found if not row.ended_at],
        "ended": [row for row in found if row.ended_at],
        "owed": sum(max(row.account.balance, 0) for row in found),
        "form": form,
        "may_keep": Right.KEEP_GOODS in rights,
    }
    return render_page(request, "shop/consignors.html", context, 422 if form.is_bound else 200)


@require_safe
@login_required
@never_cache
def consignor(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """One consignor: their goods, what they are owed, what they were paid."""
    tenant, rights = shop_reader(request.user, koppontren, costs=True)
    return _page(request, tenant, _of(tenant, number), rights)


def _of(tenant: Koppontren, number: str) -> Consignor:
    return get_object_or_404(consignors_of(tenant), number=number)


def _page(
    request: SignedIn,
    tenant: Koppontren,
    row: Consignor,
    rights: frozenset[Right],
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    goods = list(goods_of(tenant).filter(consignor=row).order_by("name"))
    sold = [good for good in goods if good.is_sold]
    paid = Settlement.objects.of(tenant).filter(consignor=row).select_related("paid_from", "by")
    payments = list(paid[:LATEST])
    pay_form = PaymentForm(
        places=money_places(tenant, request.user),
        today=today_in(tenant),
        initial={"amount": max(row.account.balance, 0) or None},
        auto_id=PAY_ID,
    )
    context = {
        "koppontren": tenant,
        "consignor": row,
        "owed": row.account.balance,
        "goods": goods,
        "payments": payments,
        "undone": undone_of(tenant, payments),
        "pay_form": pay_form,
        "receive_form": ConsignedForm(goods=sold),
        "return_form": ConsignedForm(
            goods=[good for good in goods if good.quantity > 0], auto_id=BACK_ID
        ),
        "may_keep": Right.KEEP_GOODS in rights,
        "may_read_books": Right.READ_BOOKS in rights,
        **forms,
    }
    return render_page(request, "shop/consignor.html", context, status)


@login_required
@require_POST
def consignor_receive(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Goods that a consignor brings, or with `back` fetches again."""
    tenant = goods_keeper(request.user, koppontren)
    row = _of(tenant, number)
    is_back = "back" in request.POST
    form = ConsignedForm(
        request.POST,
        goods=list(goods_of(tenant).filter(consignor=row)),
        auto_id=BACK_ID if is_back else "id_%s",
    )
    if form.is_valid():
        names = ("quantities", "about", "request_id")
        typed = {name: form.cleaned_data[name] for name in names}
        move = give_back if is_back else receive_consigned
        try:
            move(row, by=request.user, **typed)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("shop:consignor", tenant.slug, number)
    rights = rights_in(request.user, tenant)
    forms = {"return_form" if is_back else "receive_form": form}
    return _page(request, tenant, row, rights, status=422, **forms)


@login_required
@require_POST
def consignor_pay(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Pay a consignor for what was sold, or a part of it."""
    tenant = goods_keeper(request.user, koppontren)
    row = _of(tenant, number)
    form = PaymentForm(
        request.POST,
        places=money_places(tenant, request.user),
        today=today_in(tenant),
        auto_id=PAY_ID,
    )
    if form.is_valid():
        try:
            done = settle(row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(amount)s is paid.") % {"amount": rupiah(done.amount)})
            return redirect("shop:consignor", tenant.slug, number)
    rights = rights_in(request.user, tenant)
    return _page(request, tenant, row, rights, status=422, pay_form=form)


@login_required
@require_POST
def consignor_end(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Sell for somebody no more, or again."""
    tenant = goods_keeper(request.user, koppontren)
    row = _of(tenant, number)
    act = bring_back_consignor if "again" in request.POST else end_consignor
    try:
        act(row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("shop:consignor", tenant.slug, number)
