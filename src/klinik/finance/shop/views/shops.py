"""A shop itself: its name, what its cashiers take off alone, closing and opening it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.shop.commands.ending import change_shop, close_shop, reopen_shop
from klinik.finance.shop.forms.goods import SettingsForm
from klinik.finance.shop.models import Shop
from klinik.finance.shop.queries import all_shops, units_without_shop
from klinik.finance.shop.views.found import goods_keeper, shop_reader
from klinik.people.access import SignedIn
from klinik.tenancy.history.views import history_page
from klinik.tenancy.models import Koppontren


@require_safe
@login_required
@never_cache
def shop_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """The shops, also those that were closed; where there is only one, its own page."""
    tenant = goods_keeper(request.user, koppontren)
    shops = list(all_shops(tenant))
    if not shops:
        return redirect("shop:open", tenant.slug)
    if len(shops) == 1:
        return redirect("shop:settings", tenant.slug, shops[0].unit.code)
    context = {
        "koppontren": tenant,
        "shops": shops,
        "may_open": bool(units_without_shop(tenant)),
    }
    return render_page(request, "shop/shops.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """What a shop is called, and what its cashiers take off alone."""
    tenant = goods_keeper(request.user, koppontren)
    shop = _of(tenant, code)
    form = SettingsForm(
        request.POST if request.method == "POST" else None, initial=SettingsForm.shows(shop)
    )
    if form.is_valid():
        try:
            change_shop(shop, by=request.user, **form.asked)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("shop:settings", tenant.slug, code)
    context = {
        "koppontren": tenant,
        "shop": shop,
        "form": form,
        "may_open": bool(units_without_shop(tenant)),
    }
    return render_page(request, "shop/settings.html", context, 422 if form.is_bound else 200)


@login_required
@require_POST
def close(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Use a shop no more, or again."""
    tenant = goods_keeper(request.user, koppontren)
    shop = _of(tenant, code)
    act = reopen_shop if "again" in request.POST else close_shop
    try:
        act(shop, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("shop:settings", tenant.slug, code)


@require_safe
@login_required
@never_cache
def history(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """What was changed of a shop, when and by whom."""
    tenant, _rights = shop_reader(request.user, koppontren)
    return history_page(request, _of(tenant, code), Shop)


def _of(tenant: Koppontren, code: str) -> Shop:
    return get_object_or_404(all_shops(tenant), unit__code=code)
