"""Stock counts: begun, counted on a phone, looked at by a second person."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.shop.commands.counting import (
    approve_count,
    begin_count,
    count_good,
    count_on,
    drop_count,
    send_count,
)
from klinik.finance.shop.forms.counting import BeginForm, CountForm, DropForm
from klinik.finance.shop.models import StockCount
from klinik.finance.shop.models.counting import UNFINISHED
from klinik.finance.shop.queries import categories_of, find_goods, good_by_code, shops_of
from klinik.finance.shop.queries.counting import counts_of, differences, sheet_of
from klinik.finance.shop.views.found import goods_keeper, shop_reader
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

LATEST = 30


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def count_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """What was counted, and what waits; or another count."""
    tenant, rights = shop_reader(request.user, koppontren, costs=True)
    shops = list(shops_of(tenant))
    if not shops:
        return redirect("shop:goods", tenant.slug)
    if request.method == "POST":
        goods_keeper(request.user, koppontren)
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        shops=shops,
        categories=list(categories_of(tenant)),
    )
    if form.is_valid():
        try:
            return redirect(begin_count(**form.cleaned_data, by=request.user))
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
    rows = list(counts_of(tenant)[:LATEST])
    context = {
        "koppontren": tenant,
        "counts": rows,
        "form": form,
        "may_begin": Right.KEEP_GOODS in rights
        and len({row.shop_id for row in rows if row.stage in UNFINISHED}) < len(shops),
    }
    return render_page(request, "shop/counts.html", context, 422 if form.is_bound else 200)


@require_safe
@login_required
@never_cache
def count(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """A count: the sheet while it is counted, the differences afterwards."""
    tenant, rights = shop_reader(request.user, koppontren, costs=True)
    return _count_page(request, tenant, _of(tenant, number), rights)


def _count_page(
    request: SignedIn,
    tenant: Koppontren,
    row: StockCount,
    rights: frozenset[Right],
    *,
    form: CountForm | None = None,
    wrong: str = "",
    drop_form: DropForm | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = sheet_of(row)
    typed = request.GET.get("q", "").strip()
    meant = set(find_goods(tenant, typed).values_list("pk", flat=True)) if typed else None
    counters = {line.by_id for one in sheet if (line := one.line)}
    mine = request.user.pk in counters | {row.begun_by_id, row.sent_by_id}
    found = differences(sheet)
    context = {
        "koppontren": tenant,
        "count": row,
        "sheet": [one for one in sheet if meant is None or one.good.pk in meant],
        "typed": typed,
        "counted": sum(1 for one in sheet if one.line),
        "all": len(sheet),
        "differences": found,
        "worth": sum(one.worth for one in found),
        "form": form,
        "wrong": wrong,
        "drop_form": drop_form or DropForm(),
        "may_count": Right.KEEP_GOODS in rights and row.is_counting,
        "may_approve": Right.APPROVE in rights and row.is_sent and not mine,
        "is_mine": mine,
        "may_go_on": Right.KEEP_GOODS in rights and row.is_sent,
        "may_drop": not rights.isdisjoint({Right.KEEP_GOODS, Right.APPROVE})
        and row.stage in UNFINISHED,
        "may_read_books": Right.READ_BOOKS in rights,
    }
    return render_page(request, "shop/count.html", context, status)


def _of(tenant: Koppontren, number: UUID) -> StockCount:
    return get_object_or_404(counts_of(tenant), request_id=number)


@login_required
@require_POST
def count_line(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Write down what lies on the shelf of one good."""
    tenant = goods_keeper(request.user, koppontren)
    row, form = _of(tenant, number), CountForm(request.POST)
    good = good_by_code(row.shop, request.POST.get("good", ""))
    if good and form.is_valid() and form.cleaned_data["counted"] is not None:
        try:
            count_good(row, good, counted=form.cleaned_data["counted"], by=request.user)
        except DomainError as refusal:
            form.add_error("counted", str(refusal.message))
        else:
            if request.headers.get("HX-Request"):
                _tenant, rights = shop_reader(request.user, koppontren)
                return _count_page(request, tenant, _of(tenant, number), rights)
            return redirect(f"{row.get_absolute_url()}#{good.code}")
    _tenant, rights = shop_reader(request.user, koppontren)
    wrong = good.code if good else ""
    return _count_page(request, tenant, row, rights, form=form, wrong=wrong, status=422)


@login_required
@require_POST
def count_send(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Let a second person look at it, or go on counting."""
    tenant = goods_keeper(request.user, koppontren)
    row = _of(tenant, number)
    try:
        if "on" in request.POST:
            count_on(row, by=request.user)
        else:
            send_count(row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect(row)


@login_required
@require_POST
def count_approve(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Book what was found over and short, as the second person."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    row = _of(tenant, number)
    try:
        approve_count(row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Booked. The stock is what was counted."))
    return redirect(row)


@login_required
@require_POST
def count_drop(request: SignedIn, koppontren: str, number: UUID) -> HttpResponse:
    """Book nothing of it, and say why."""
    tenant, rights = shop_reader(request.user, koppontren)
    if Right.APPROVE not in rights:
        goods_keeper(request.user, koppontren)
    row, form = _of(tenant, number), DropForm(request.POST)
    if form.is_valid():
        try:
            drop_count(row, why=form.cleaned_data["why"], by=request.user)
        except DomainError as refusal:
            form.add_error("why", str(refusal.message))
        else:
            messages.success(request, _("Nothing of it was booked."))
            return redirect(row)
    return _count_page(request, tenant, row, rights, drop_form=form, status=422)
