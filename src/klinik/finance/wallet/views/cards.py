"""Cards: a sheet for the printer, issuing, replacing, blocking, releasing; the PIN."""

from typing import NamedTuple

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.wallet.choices import CardKind
from klinik.finance.wallet.commands import (
    block_card,
    issue_card,
    release_card,
    replace_card,
    set_pin,
)
from klinik.finance.wallet.forms import CardForm, PinForm, ReplaceForm, WhyForm
from klinik.finance.wallet.models import Wallet
from klinik.finance.wallet.queries import current_card, rules_of
from klinik.finance.wallet.queries.lists import Choice
from klinik.finance.wallet.views.found import form_page, reading_for, sent, wallet_for
from klinik.people.access import SignedIn

AT_ONCE = 50  # five sheets of ten


class Printed(NamedTuple):
    """A wallet, and what a scanner reads."""

    wallet: Wallet
    code: str
    qr: SafeString


@require_safe
@login_required
@never_cache
def sheet(request: SignedIn, koppontren: str) -> HttpResponse:
    """The QR cards of the wallets that the list shows, ten on a sheet of A4."""
    tenant, _rights = reading_for(request.user, koppontren)
    choice = Choice.of(request.GET)
    rows = choice.rows(tenant).filter(cards__kind=CardKind.QR, cards__ended_at=None)
    page = Paginator(rows.order_by("member__name", "number"), AT_ONCE).get_page(
        request.GET.get("page")
    )
    cards = [_printed(wallet) for wallet in page.object_list]
    context = {"koppontren": tenant, "page": page, "cards": cards, "choice": choice}
    return render_page(request, "wallet/cards.html", context)


def _printed(wallet: Wallet) -> Printed:
    """Dark on light in every display: readers want it so."""
    code = wallet.in_use[0].code  # type: ignore[attr-defined]
    title = _("QR code of %(number)s") % {"number": wallet.number}
    drawn = segno.make(code, micro=False, error="m")
    svg = drawn.svg_inline(omitsize=True, dark="#000", light="#fff", title=title)
    return Printed(wallet, code, mark_safe(svg))  # noqa: S308  (drawn by us; segno escapes the title)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def card(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """The first card of a wallet, or another for one that is lost."""
    tenant, wallet = wallet_for(request.user, koppontren, number)
    before = current_card(wallet)
    fee = rules_of(tenant).card_fee
    form = ReplaceForm(sent(request), fee=fee) if before else CardForm(sent(request))
    if form.is_valid():
        try:
            (replace_card if before else issue_card)(wallet, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%s has a new card. Print it, or hand it out.") % wallet)
            return redirect(wallet)
    context = {"koppontren": tenant, "wallet": wallet, "before": before, "fee": fee}
    return form_page(request, "wallet/card.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def block(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Let the card pay nothing until it is released."""
    tenant, wallet = wallet_for(request.user, koppontren, number)
    form = WhyForm(sent(request))
    in_use = current_card(wallet)
    if in_use is None:
        messages.error(request, _("%s has no card in use.") % wallet)
        return redirect(wallet)
    if form.is_valid():
        try:
            block_card(in_use, why=form.cleaned_data["why"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The card of %s is blocked.") % wallet)
            return redirect(wallet)
    context = {"koppontren": tenant, "wallet": wallet, "card": in_use}
    return form_page(request, "wallet/block.html", context, form)


@require_POST
@login_required
def release(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Let a blocked card pay again."""
    _tenant, wallet = wallet_for(request.user, koppontren, number)
    in_use = current_card(wallet)
    if in_use and in_use.is_blocked:
        release_card(in_use)
        messages.success(request, _("The card of %s pays again.") % wallet)
    return redirect(wallet)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def pin(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Let the santri choose a PIN, or do without one."""
    tenant, wallet = wallet_for(request.user, koppontren, number)
    form = PinForm(sent(request))
    if form.is_valid():
        try:
            set_pin(wallet, pin=form.cleaned_data["pin"])
        except DomainError as refusal:
            form.add_error("pin", str(refusal.message))
        else:
            said = _("%s pays with a PIN now.") if form.cleaned_data["pin"] else _("No PIN for %s.")
            messages.success(request, said % wallet)
            return redirect(wallet)
    return form_page(request, "wallet/pin.html", {"koppontren": tenant, "wallet": wallet}, form)
