"""Top-ups that wait, money without a wallet, what an acquirer said; and by which ways it comes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.money import rupiah
from klinik.finance.wallet.clock.commands import match_transfers
from klinik.finance.wallet.clock.queries import rounds_of
from klinik.finance.wallet.queries import has_started
from klinik.finance.wallet.topups.commands import (
    add_acquirer,
    credit_mutation,
    end_acquirer,
    set_ways,
    settle_notice,
)
from klinik.finance.wallet.topups.forms import AcquirerForm, WaysForm, WhoseForm
from klinik.finance.wallet.topups.models import Notice
from klinik.finance.wallet.topups.queries import (
    LATEST,
    acquirer_of,
    money_without_wallet,
    notices_to_check,
    top_ups_of,
    ways_of,
)
from klinik.finance.wallet.views.found import reading_for, sent
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@require_safe
@login_required
def top_ups(request: SignedIn, koppontren: str) -> HttpResponse:
    """What waits for money, and money that waits for a wallet."""
    tenant, rights = reading_for(request.user, koppontren)
    if not has_started(tenant):
        return redirect("wallet:list", tenant.slug)
    ways = ways_of(tenant)
    context = {
        "koppontren": tenant,
        "ways": ways,
        "mutations": list(money_without_wallet(ways)[:LATEST]) if ways.bank else [],
        "notices": notices_to_check(tenant),
        "top_ups": list(top_ups_of(tenant)[:LATEST]),
        "rounds": rounds_of(tenant),
        "may_keep": Right.KEEP_WALLETS in rights,
    }
    return render_page(request, "wallet/top_ups.html", context)


@require_POST
@login_required
def match(request: SignedIn, koppontren: str) -> HttpResponse:
    """Credit everything that the bank says without doubt."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    number = match_transfers(tenant, by=request.user)
    said = ngettext(
        "%(number)s transfer is in its wallet.",
        "%(number)s transfers are in their wallets.",
        number,
    )
    messages.success(request, said % {"number": number})
    return redirect("wallet:top_ups", tenant.slug)


@require_POST
@login_required
def whose(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Say into which wallet a mutation of the bank goes."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    ways = ways_of(tenant)
    if ways.bank is None:
        raise Http404
    mutation = get_object_or_404(money_without_wallet(ways), number=number)
    form = WhoseForm(tenant, request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("wallet:top_ups", tenant.slug)
    wallet = form.cleaned_data["wallet"]
    try:
        credit_mutation(mutation, wallet=wallet, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        said = _("%(amount)s is in wallet %(number)s.")
        numbers = {"amount": rupiah(mutation.amount), "number": wallet.number}
        messages.success(request, said % numbers)
    return redirect("wallet:top_ups", tenant.slug)


@require_POST
@login_required
def notice(request: SignedIn, koppontren: str, pk: str) -> HttpResponse:
    """Say what a notification means that could not be believed at once."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    found = get_object_or_404(Notice.objects.of(tenant), pk=int(pk))
    is_aside = "aside" in request.POST
    form = WhoseForm(tenant, request.POST)
    if not is_aside and not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("wallet:top_ups", tenant.slug)
    try:
        settle_notice(
            found,
            wallet=None if is_aside else form.cleaned_data["wallet"],
            how=request.POST.get("how", ""),
            by=request.user,
        )
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Settled."))
    return redirect("wallet:top_ups", tenant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def ways(request: SignedIn, koppontren: str) -> HttpResponse:
    """Where transfers go, the own QRIS, and who confirms its payments."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    if not has_started(tenant):
        return redirect("wallet:list", tenant.slug)
    form = WaysForm(ways_of(tenant), sent(request))
    if form.is_valid():
        try:
            set_ways(tenant, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            field = "va_prefix" if refusal.code == "va_prefix_bad" else "code"
            form.add_error(field, str(refusal.message))
        else:
            messages.success(request, _("The ways are changed."))
            return redirect("wallet:ways", tenant.slug)
    context = {
        "koppontren": tenant,
        "form": form,
        "acquirer": acquirer_of(tenant),
        "acquirer_form": AcquirerForm(),
    }
    return render_page(request, "wallet/ways.html", context, 422 if form.is_bound else 200)


@require_POST
@login_required
@never_cache
def acquirer(request: SignedIn, koppontren: str) -> HttpResponse:
    """Believe an acquirer from now on, with a secret that is shown once; or nobody."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    if "end" in request.POST:
        end_acquirer(tenant)
        messages.success(request, _("Nobody confirms QRIS payments any more."))
        return redirect("wallet:ways", tenant.slug)
    form = AcquirerForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("wallet:ways", tenant.slug)
    made, secret = add_acquirer(tenant, name=form.cleaned_data["name"], by=request.user)
    context = {"koppontren": tenant, "acquirer": made, "secret": secret}
    return render_page(request, "wallet/acquirer.html", context)
