"""Cash over the counter: into a wallet, out of it, and what is owed settled from it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.money import rupiah
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.wallet.commands import settle_owed, submit_pay_out, submit_top_up
from klinik.finance.wallet.forms import CashForm, OnceForm
from klinik.finance.wallet.views.found import form_page, sent, wallet_for
from klinik.people.access import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def put_in(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take cash into a wallet."""
    return _cash(request, koppontren, number, submit_top_up, "wallet/put_in.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_out(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Pay cash out of a wallet."""
    return _cash(request, koppontren, number, submit_pay_out, "wallet/take_out.html")


def _cash(
    request: SignedIn,
    koppontren: str,
    number: str,
    command: Callable[..., Entry | Draft],
    template: str,
) -> HttpResponse:
    tenant, wallet = wallet_for(request.user, koppontren, number)
    form = CashForm(sent(request))
    if form.is_valid():
        try:
            done = command(wallet, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if isinstance(done, Draft):  # above what one person does alone: its own page says so
                return redirect(done)
            return redirect("wallet:receipt", tenant.slug, wallet.number, done.number)
    return form_page(request, template, {"koppontren": tenant, "wallet": wallet}, form)


@require_POST
@login_required
def settle(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Pay what the santri owes from the wallet, as far as it goes."""
    _tenant, wallet = wallet_for(request.user, koppontren, number)
    form = OnceForm(request.POST)
    if form.is_valid():
        request_id = form.cleaned_data["request_id"]
        entry = settle_owed(wallet, request_id=request_id, by=request.user)
        if entry is None:
            messages.info(request, _("There is nothing to settle, or no money for it."))
        else:
            paid = sum(line.debit for line in entry.lines.all())
            messages.success(request, _("%s of what is owed is settled.") % rupiah(paid))
    return redirect(wallet)
