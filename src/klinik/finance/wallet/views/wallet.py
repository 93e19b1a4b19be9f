"""One wallet: what it holds, its card, its limits, its lines; closing and opening it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.queries.latest import latest_lines
from klinik.finance.wallet.commands import close_wallet, reopen_wallet
from klinik.finance.wallet.forms import LimitForm, OnceForm
from klinik.finance.wallet.queries import current_card, room_of, today, wallets_of
from klinik.finance.wallet.queries.limits import limits_of, named_rooms
from klinik.finance.wallet.queries.weekly import week_in_words, week_of
from klinik.finance.wallet.rooms import told_of
from klinik.finance.wallet.views.found import form_page, reading_for, sent, wallet_for
from klinik.people.access import SignedIn
from klinik.tenancy.roles import Right

LINES = 25


@require_safe
@login_required
@never_cache
def wallet(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Everything about one wallet; `sampai` shows what came before an entry."""
    tenant, rights = reading_for(request.user, koppontren)
    found = get_object_or_404(wallets_of(tenant), number=number)
    asked = request.GET.get("sampai", "")
    through = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None
    lines = latest_lines(tenant, [found.account], limit=LINES + 1, through=through)
    shown = lines[:LINES]
    told = told_of(tenant, [line.entry.number for line in shown])
    may_keep = Right.KEEP_WALLETS in rights
    week = week_of(found, today(tenant))
    context = {
        "koppontren": tenant,
        "wallet": found,
        "member": found.member,
        "card": current_card(found),
        "rooms": named_rooms(tenant, room_of(found, today(tenant))),
        "limits": limits_of(found),
        "limit_form": LimitForm(tenant) if may_keep and found.is_open else None,
        "once": OnceForm(),
        "week": week,
        "week_text": week_in_words(week),
        "lines": [(line, told.get(line.entry.number)) for line in shown],
        "older": lines[LINES].entry.number if len(lines) > LINES else None,
        "may_keep": may_keep and found.is_open,
        "may_reopen": may_keep and not found.is_open and found.member.is_here,
        "may_read_books": Right.READ_BOOKS in rights,
        "may_undo": Right.KEEP_BOOKS in rights,
    }
    return render_page(request, "wallet/wallet.html", context)


@require_safe
@login_required
@never_cache
def receipt(request: SignedIn, koppontren: str, number: str, entry: str) -> HttpResponse:
    """The receipt of one entry, for 58 mm paper or WhatsApp."""
    tenant, _rights = reading_for(request.user, koppontren)
    found = get_object_or_404(wallets_of(tenant), number=number)
    last = latest_lines(tenant, [found.account], limit=1, through=int(entry))
    if not last or last[0].entry.number != int(entry):
        raise Http404
    context = {"koppontren": tenant, "wallet": found, "line": last[0]}
    return render_page(request, "wallet/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Close an empty wallet: a santri goes home for good."""
    tenant, found = wallet_for(request.user, koppontren, number)
    form = OnceForm(sent(request))
    if form.is_valid():
        try:
            close_wallet(found, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Wallet %s is closed.") % found.number)
            return redirect(found)
    return form_page(request, "wallet/close.html", {"koppontren": tenant, "wallet": found}, form)


@require_POST
@login_required
def reopen(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Open a closed wallet again."""
    _tenant, found = wallet_for(request.user, koppontren, number)
    try:
        reopen_wallet(found)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Wallet %s is open again. Give it a card.") % found.number)
    return redirect(found)
