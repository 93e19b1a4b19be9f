"""The wallets of a koppontren, and starting them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.finance.members.models import Member
from klinik.finance.wallet.choices import ListState
from klinik.finance.wallet.commands import open_wallet, start_wallets
from klinik.finance.wallet.forms import OnceForm
from klinik.finance.wallet.queries import card_of, has_started
from klinik.finance.wallet.queries.lists import Choice
from klinik.finance.wallet.tables import ORDER, wallet_columns
from klinik.finance.wallet.views.found import reading_for
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@require_safe
@login_required
def wallet_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """Every wallet, searched by name, number or by scanning a card; before the start, the start."""
    tenant, rights = reading_for(request.user, koppontren)
    context = {"koppontren": tenant, "may_keep": Right.KEEP_WALLETS in rights}
    context["may_read_books"] = Right.READ_BOOKS in rights
    if not has_started(tenant):
        return render_page(request, "wallet/start.html", {**context, "form": OnceForm()})
    choice = Choice.of(request.GET)
    scanned = card_of(tenant, choice.query) if choice.query else None
    if scanned:
        return redirect("wallet:wallet", tenant.slug, scanned.wallet.number)
    table = Table(
        wallet_columns(tenant),
        choice.rows(tenant),
        asked=request.GET,
        name=f"dompet-{tenant.slug}",
        paper=Paper(_("Wallets"), place=tenant.name, said=choice.said),
        first="nama",
        order=ORDER,
    )
    context |= {"choice": choice, "states": ListState}
    return render_table(request, "wallet/list.html", table, context)


@require_POST
@login_required
def start(request: SignedIn, koppontren: str) -> HttpResponse:
    """Say that pocket money is kept here from now on."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    start_wallets(tenant, by=request.user)
    messages.success(request, _("Pocket money is kept here now. Open the first wallet."))
    return redirect("wallet:list", tenant.slug)


@require_POST
@login_required
def open_for(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Open the wallet of a member, from the member's page."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    member = get_object_or_404(Member.objects.of(tenant), number=number)
    form = OnceForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(member)
    try:
        wallet = open_wallet(member, request_id=form.cleaned_data["request_id"])
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect(member)
    return redirect(wallet)
