"""Limits of one wallet and of all, what goods are for, and the rules."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.wallet.commands import (
    add_category,
    change_category,
    change_rules,
    remove_limit,
    set_limit,
)
from klinik.finance.wallet.forms import CategoryChangeForm, CategoryForm, LimitForm, RulesForm
from klinik.finance.wallet.models import Category, Limit, Wallet
from klinik.finance.wallet.queries import categories_of, has_started, rules_of
from klinik.finance.wallet.queries.limits import ceilings_of
from klinik.finance.wallet.views.found import form_page, reading_for, sent, wallet_for
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rules(request: SignedIn, koppontren: str) -> HttpResponse:
    """What holds for every wallet: fee, offline, ceilings, categories."""
    if request.method == "POST":
        koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    tenant, rights = reading_for(request.user, koppontren)
    if not has_started(tenant):
        return redirect("wallet:list", tenant.slug)
    held = rules_of(tenant)
    form = RulesForm(held, sent(request))
    if form.is_valid():
        try:
            change_rules(tenant, **form.asked())
        except DomainError as refusal:
            form.add_error("fee_account", str(refusal.message))
        else:
            messages.success(request, _("The rules are changed."))
            return redirect("wallet:rules", tenant.slug)
    context = {
        "koppontren": tenant,
        "rules": held,
        "form": form,
        "ceilings": ceilings_of(tenant),
        "categories": categories_of(tenant, used=False),
        "limit_form": LimitForm(tenant),
        "category_form": CategoryForm(),
        "may_keep": Right.KEEP_WALLETS in rights,
    }
    return render_page(request, "wallet/rules.html", context, 422 if form.is_bound else 200)


@require_POST
@login_required
def ceiling(request: SignedIn, koppontren: str) -> HttpResponse:
    """Set what every wallet may spend at most."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    return _set(request, tenant, None)


@require_POST
@login_required
def limit(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Set what one wallet may spend at most."""
    tenant, wallet = wallet_for(request.user, koppontren, number)
    return _set(request, tenant, wallet)


def _set(request: SignedIn, tenant: Koppontren, wallet: Wallet | None) -> HttpResponse:
    form = LimitForm(tenant, request.POST)
    if form.is_valid():
        try:
            set_limit(tenant, wallet=wallet, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("The limit is set."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect(wallet) if wallet else redirect("wallet:rules", tenant.slug)


@require_POST
@login_required
def limit_away(request: SignedIn, koppontren: str, pk: str) -> HttpResponse:
    """Take a limit away, of one wallet or of all."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    found = get_object_or_404(Limit.objects.of(tenant).select_related("wallet"), pk=int(pk))
    wallet = found.wallet
    remove_limit(found)
    messages.success(request, _("The limit is gone."))
    return redirect(wallet) if wallet else redirect("wallet:rules", tenant.slug)


@require_POST
@login_required
def category_add(request: SignedIn, koppontren: str) -> HttpResponse:
    """Add something that goods are for."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    form = CategoryForm(request.POST)
    if form.is_valid():
        try:
            add_category(tenant, **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("“%s” is added.") % form.cleaned_data["name"])
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("wallet:rules", tenant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def category(request: SignedIn, koppontren: str, pk: str) -> HttpResponse:
    """Change what a category is called, its picture, and whether it is exempt or in use."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    found = get_object_or_404(Category.objects.of(tenant), pk=int(pk))
    initial = {name: getattr(found, name) for name in ("name", "icon", "is_exempt", "is_used")}
    form = CategoryChangeForm(sent(request), initial=initial)
    if form.is_valid():
        try:
            change_category(found, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("“%s” is changed.") % form.cleaned_data["name"])
            return redirect("wallet:rules", tenant.slug)
    return form_page(
        request, "wallet/category.html", {"koppontren": tenant, "category": found}, form
    )
