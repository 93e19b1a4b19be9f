"""A guardian tops up: a transfer with a code, or a QRIS code to scan."""

import segno
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.finance.own.wallet.views import own_wallet_for
from klinik.finance.wallet.topups.choices import Way
from klinik.finance.wallet.topups.commands import ask_qris, ask_transfer, cancel_top_up, qris_text
from klinik.finance.wallet.topups.forms import TopUpForm
from klinik.finance.wallet.topups.models import TopUp
from klinik.finance.wallet.topups.queries import latest_of, top_ups_of, va_of, ways_of
from klinik.people.access import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def ask(request: SignedIn, place: str, number: str) -> HttpResponse:
    """How much, and by which way; below it the virtual account, if there is one."""
    own, wallet = own_wallet_for(request.user, place, number)
    ways = ways_of(own.koppontren)
    form = TopUpForm(ways, request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        command = ask_transfer if typed.pop("way") == Way.TRANSFER else ask_qris
        try:
            top_up = command(wallet, by=request.user, **typed)
        except DomainError as refusal:
            form.add_error("amount", str(refusal.message))
        else:
            return redirect("own:wallet_top_up", place, number, top_up.number)
    context = {
        "koppontren": own.koppontren,
        "member": own.member,
        "wallet": wallet,
        "ways": ways,
        "va": va_of(wallet, ways) if ways.bank_id else "",
        "latest": latest_of(wallet),
        "form": form,
    }
    return render(request, "own/top_up.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
@never_cache
def asked(request: SignedIn, place: str, number: str, top_up: str) -> HttpResponse:
    """What to pay, to whom, until when; and whether it came."""
    own, wallet = own_wallet_for(request.user, place, number)
    rows = top_ups_of(own.koppontren).filter(wallet=wallet)
    found = get_object_or_404(rows, number=top_up)
    context = {
        "koppontren": own.koppontren,
        "member": own.member,
        "wallet": wallet,
        "ways": ways_of(own.koppontren),
        "top_up": found,
        "qr": _qr(found) if found.way == Way.QRIS and found.is_waiting else "",
    }
    return render(request, "own/top_up_asked.html", context)


@require_POST
@login_required
def cancel(request: SignedIn, place: str, number: str, top_up: str) -> HttpResponse:
    """Not now after all."""
    own, wallet = own_wallet_for(request.user, place, number)
    rows = top_ups_of(own.koppontren).filter(wallet=wallet)
    cancel_top_up(get_object_or_404(rows, number=top_up))
    return redirect("own:wallet_top_up", place, number, top_up)


def _qr(top_up: TopUp) -> SafeString:
    """Dark on light in every display: readers want it so."""
    title = _("QRIS code of %(number)s") % {"number": top_up.number}
    drawn = segno.make(qris_text(top_up), micro=False, error="m")
    return mark_safe(drawn.svg_inline(omitsize=True, dark="#000", light="#fff", title=title))  # noqa: S308  (drawn by us; segno escapes the title)
