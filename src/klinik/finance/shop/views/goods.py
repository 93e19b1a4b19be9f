"""The list of goods, one of them, and what is changed of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.directory.downloads import download
from klinik.finance.ledger.queries import has_book
from klinik.finance.shop.commands import (
    add_barcode,
    add_stocked_good,
    bring_back,
    change_good,
    drop_barcode,
    end_good,
    keep_photo,
    open_shop,
    set_price,
)
from klinik.finance.shop.forms.goods import (
    AddGoodForm,
    CodeForm,
    GoodForm,
    OpenForm,
    PhotoForm,
    PricesForm,
)
from klinik.finance.shop.models import Consignor, Good
from klinik.finance.shop.queries import (
    GoodChoice,
    all_shops,
    categories_of,
    prices_before,
    shops_of,
    units_without_shop,
)
from klinik.finance.shop.queries.cards import stock_card
from klinik.finance.shop.tables import ORDER, good_columns
from klinik.finance.shop.views.found import SEES_COSTS, good_for, goods_keeper, shop_reader
from klinik.people.access import SignedIn
from klinik.tenancy.access import rights_in
from klinik.tenancy.history.views import history_page
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

CODE_ID = "code_%s"  # beside the form of the price, which has a price too


@require_safe
@login_required
@never_cache
def good_list(request: SignedIn, koppontren: str, state: str = "") -> HttpResponse:
    """What the shop sells, searched by name or barcode, by category, and by how much there is."""
    tenant, rights = shop_reader(request.user, koppontren)
    shops, categories = list(shops_of(tenant)), list(categories_of(tenant))
    if not shops:
        return opening(request, tenant, may_keep=Right.KEEP_GOODS in rights)
    choice = GoodChoice.of(request.GET, shops=shops, categories=categories, state=state)
    table = Table(
        good_columns(tenant, several=len(shops) > 1, costs=not rights.isdisjoint(SEES_COSTS)),
        choice.rows(tenant),
        asked=request.GET,
        name=f"barang-{tenant.slug}",
        paper=Paper(_("Goods"), place=tenant.name, said=choice.said),
        first="nama",
        order=ORDER,
    )
    context = {
        "koppontren": tenant,
        "shops": shops,
        "categories": categories,
        "choice": choice,
        "state": state,
        "here": "low" if state else "goods",
        "sees_costs": not rights.isdisjoint(SEES_COSTS),
        "may_keep": Right.KEEP_GOODS in rights,
        "may_sell": Right.SELL in rights,
    }
    return render_table(request, "shop/goods.html", table, context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: SignedIn, koppontren: str) -> HttpResponse:
    """Open a shop: its name, and the unit whose books it keeps."""
    tenant = goods_keeper(request.user, koppontren)
    return opening(request, tenant, may_keep=True)


def opening(request: SignedIn, tenant: Koppontren, *, may_keep: bool) -> HttpResponse:
    """What a koppontren without a shop sees: how to come from nothing to the first sale."""
    units = units_without_shop(tenant)
    form = OpenForm(request.POST if request.method == "POST" else None, units=units)
    if may_keep and form.is_valid():
        try:
            open_shop(tenant, **form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The shop is open. Add your first good."))
            return redirect("shop:add", tenant.slug)
    context = {
        "koppontren": tenant,
        "form": form,
        "units": units,
        "may_keep": may_keep,
        "has_book": has_book(tenant),
        "is_first": not shops_of(tenant).exists(),
        "closed": list(all_shops(tenant).filter(is_used=False)),
    }
    return render_page(request, "shop/open.html", context, 422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedIn, koppontren: str) -> HttpResponse:
    """Add a good, with its price and what of it is there."""
    tenant = goods_keeper(request.user, koppontren)
    shops = list(shops_of(tenant))
    if not shops and request.method == "POST":  # closed meanwhile: what was typed did not arrive
        raise Http404
    if not shops:
        return redirect("shop:goods", tenant.slug)
    consignors = Consignor.objects.of(tenant).filter(ended_at=None).select_related("member")
    form = AddGoodForm(
        request.POST if request.method == "POST" else None,
        shops=shops,
        categories=list(categories_of(tenant)),
        consignors=list(consignors),
        initial={"barcode": request.GET.get("kode", ""), "consignor": request.GET.get("titipan")},
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            good = add_stocked_good(
                typed["shop"],
                form.facts(),
                form.prices(),
                there=typed["there"] or 0,
                unit_cost=typed["unit_cost"] or 0,
                request_id=typed["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(name)s is in the shop.") % {"name": good.name})
            if "another" in request.POST:
                return redirect("shop:add", tenant.slug)
            return redirect(good)
    context = {"koppontren": tenant, "form": form, "shops": shops}
    return render_page(request, "shop/add.html", context, 422 if form.is_bound else 200)


@require_safe
@login_required
@never_cache
def good(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """One good: its stock card, its prices, its codes."""
    tenant, rights = shop_reader(request.user, koppontren)
    return good_page(request, tenant, good_for(tenant, number), rights)


def good_page(
    request: SignedIn,
    tenant: Koppontren,
    row: Good,
    rights: frozenset[Right],
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """The page of a good, with forms that were refused in their places."""
    context = {
        "koppontren": tenant,
        "good": row,
        "codes": list(row.barcodes.all()),
        "card": stock_card(row),
        "prices": prices_before(row),
        "may_keep": Right.KEEP_GOODS in rights,
        "sees_costs": not rights.isdisjoint(SEES_COSTS),
        "may_read_books": Right.READ_BOOKS in rights,
        "price_form": PricesForm(initial=_prices(row)),
        "code_form": CodeForm(auto_id=CODE_ID),
        "photo_form": PhotoForm(),
        **forms,
    }
    return render_page(request, "shop/good.html", context, status)


def _prices(row: Good) -> dict[str, int | None]:
    names = ("price", "member_price", "wholesale_price", "wholesale_from")
    return {name: getattr(row, name) for name in names}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Put right what a good is."""
    tenant = goods_keeper(request.user, koppontren)
    row = good_for(tenant, number)
    form = GoodForm(
        request.POST if request.method == "POST" else None,
        categories=list(categories_of(tenant)),
        good=row,
    )
    if form.is_valid():
        try:
            change_good(row, form.facts(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    context = {"koppontren": tenant, "good": row, "form": form}
    return render_page(request, "shop/change.html", context, 422 if form.is_bound else 200)


@login_required
@require_POST
def price(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Sell at another price from now on."""
    tenant = goods_keeper(request.user, koppontren)
    rights = rights_in(request.user, tenant)
    row, form = good_for(tenant, number), PricesForm(request.POST)
    if form.is_valid():
        try:
            set_price(row, form.prices(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The price holds from now on."))
            return redirect(row)
    return good_page(request, tenant, row, rights, price_form=form, status=422)


@login_required
@require_POST
def code(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Let a scanner know the good by another code, or by one no more."""
    tenant = goods_keeper(request.user, koppontren)
    rights = rights_in(request.user, tenant)
    row = good_for(tenant, number)
    if dropped := request.POST.get("drop", ""):
        drop_barcode(row, dropped, by=request.user)
        messages.success(request, _("The code is gone."))
        return redirect(row)
    form = CodeForm(request.POST, auto_id=CODE_ID)
    if form.is_valid():
        try:
            add_barcode(row, form.asked(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The scanner knows it now."))
            return redirect(row)
    return good_page(request, tenant, row, rights, code_form=form, status=422)


@login_required
@require_POST
def end(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Sell a good no more, or again."""
    tenant = goods_keeper(request.user, koppontren)
    row = good_for(tenant, number)
    try:
        if "again" in request.POST:
            bring_back(row, by=request.user)
        else:
            end_good(row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Saved."))
    return redirect(row)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: SignedIn, koppontren: str, number: str) -> HttpResponseBase:
    """The picture of a good; or another one in its place."""
    if request.method != "POST":
        tenant, _rights = shop_reader(request.user, koppontren)
        return _photo(good_for(tenant, number))
    tenant = goods_keeper(request.user, koppontren)
    rights = rights_in(request.user, tenant)
    row = good_for(tenant, number)
    if "remove" in request.POST:
        keep_photo(row, None, by=request.user)
        return redirect(row)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        keep_photo(row, form.cleaned_data["photo"], by=request.user)
        messages.success(request, _("The photo is kept."))
        return redirect(row)
    return good_page(request, tenant, row, rights, photo_form=form, status=422)


def _photo(row: Good) -> HttpResponseBase:
    if not row.photo:
        raise Http404
    response = download(row.photo, row.code)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_safe
@login_required
@never_cache
def history(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """What was changed of a good, when and by whom."""
    tenant, _rights = shop_reader(request.user, koppontren)
    return history_page(request, good_for(tenant, number), Good)
