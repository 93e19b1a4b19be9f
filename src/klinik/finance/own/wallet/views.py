"""What a guardian sees of a child's wallet, and what they may set."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.queries.latest import latest_lines
from klinik.finance.own.found import own_for
from klinik.finance.own.queries import Own
from klinik.finance.wallet.choices import Period
from klinik.finance.wallet.commands import block_card, release_card, remove_limit, set_limit
from klinik.finance.wallet.forms import LimitForm
from klinik.finance.wallet.models import Limit, Wallet
from klinik.finance.wallet.queries import categories_of, current_card, room_of
from klinik.finance.wallet.queries.limits import limits_of, named_rooms
from klinik.finance.wallet.queries.weekly import week_in_words, week_of
from klinik.finance.wallet.rooms import told_of
from klinik.people.access import SignedIn
from klinik.people.models import User

LINES = 25


def own_wallet_for(user: User, place: str, number: str) -> tuple[Own, Wallet]:
    """The member of this number and their wallet, if they are the person's own. Raises Http404."""
    own = own_for(user, place, number)
    if own.wallet is None:
        raise Http404
    return own, own.wallet


def kept_wallet_for(user: User, place: str, number: str) -> tuple[Own, Wallet]:
    """The same for whoever may set its limits: a guardian, or somebody who is of age.

    Raises Http404, PermissionDenied.
    """
    own, wallet = own_wallet_for(user, place, number)
    if not may_keep(own):
        raise PermissionDenied(_("Your guardian sets the limits."))
    return own, wallet


def may_keep(own: Own) -> bool:
    """A child sees the wallet, and sets nothing."""
    return not own.is_self or not own.member.is_minor(today_in(own.koppontren))


@require_safe
@login_required
@never_cache
def wallet(request: SignedIn, place: str, number: str) -> HttpResponse:
    """Balance, what was bought and when, limits with pictures, the card, the week in words."""
    own, found = own_wallet_for(request.user, place, number)
    tenant, today = own.koppontren, today_in(own.koppontren)
    asked = request.GET.get("sampai", "")
    through = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None
    lines = latest_lines(tenant, [found.account], limit=LINES + 1, through=through)
    told = told_of(tenant, [line.entry.number for line in lines[:LINES]])
    card = current_card(found)
    week = week_of(found, today)
    context = {
        "koppontren": tenant,
        "own": own,
        "member": own.member,
        "wallet": found,
        "card": card,
        "rooms": named_rooms(tenant, room_of(found, today)),
        "limits": limits_of(found),
        "categories": categories_of(tenant),
        "periods": Period,
        "lines": [(line, told.get(line.entry.number)) for line in lines[:LINES]],
        "older": lines[LINES].entry.number if len(lines) > LINES else None,
        "week": week,
        "week_text": week_in_words(week),
        "may_keep": may_keep(own) and found.is_open,
        "may_release": card is not None and card.blocked_by_id == request.user.pk,
    }
    return render(request, "own/wallet.html", context)


@require_POST
@login_required
def limit(request: SignedIn, place: str, number: str) -> HttpResponse:
    """Set what the child spends at most, within what the pesantren allows."""
    own, found = kept_wallet_for(request.user, place, number)
    form = LimitForm(own.koppontren, request.POST)
    if form.is_valid():
        try:
            set_limit(own.koppontren, wallet=found, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("The limit is set."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("own:wallet", place, number)


@require_POST
@login_required
def limit_away(request: SignedIn, place: str, number: str, pk: str) -> HttpResponse:
    """Take a limit of this wallet away; the pesantren's stay."""
    own, found = kept_wallet_for(request.user, place, number)
    rows = Limit.objects.of(own.koppontren).filter(wallet=found)
    remove_limit(get_object_or_404(rows, pk=int(pk)))
    messages.success(request, _("The limit is gone."))
    return redirect("own:wallet", place, number)


@require_POST
@login_required
def block(request: SignedIn, place: str, number: str) -> HttpResponse:
    """Block the card at once, as soon as a child says that it is lost."""
    _own, found = own_wallet_for(request.user, place, number)
    card = current_card(found)
    if card and not card.is_blocked:
        block_card(card, why=_("Blocked on the own page"), by=request.user)
        messages.success(request, _("The card is blocked. The office gives another."))
    return redirect("own:wallet", place, number)


@require_POST
@login_required
def release(request: SignedIn, place: str, number: str) -> HttpResponse:
    """Let a card pay again that this person blocked; what others blocked is theirs to release."""
    _own, found = kept_wallet_for(request.user, place, number)
    card = current_card(found)
    if card is None or not card.is_blocked or card.blocked_by_id != request.user.pk:
        raise PermissionDenied(_("Whoever blocked it releases it: ask the office."))
    release_card(card)
    messages.success(request, _("The card pays again."))
    return redirect("own:wallet", place, number)
