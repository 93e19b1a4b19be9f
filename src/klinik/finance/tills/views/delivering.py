"""Cash on its way: sent by one person, confirmed by another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.money import rupiah
from klinik.finance.tills.access import (
    cash_handler_for,
    cash_reader_for,
    delivery_for,
    refuse_keepers_cash,
    sources_for,
)
from klinik.finance.tills.commands.delivering import (
    receive_cash,
    refuse_cash,
    send_cash,
    take_back,
)
from klinik.finance.tills.forms import RefuseForm, SendForm
from klinik.finance.tills.models import Delivery, Standing
from klinik.finance.tills.queries import confirmable, places_of_cash
from klinik.people.access import SignedIn
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedIn, koppontren: str) -> HttpResponse:
    """Send cash from what one holds, or as a bookkeeper from a place that nobody holds."""
    tenant, rights = cash_handler_for(request, koppontren)
    sources = sources_for(tenant, request.user, rights)
    form = SendForm(
        request.POST if request.method == "POST" else None,
        sources=sources,
        targets=places_of_cash(tenant),
    )
    if form.is_valid():
        try:
            sent = send_cash(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(sent)
    context = {"koppontren": tenant, "form": form, "sources": sources}
    return render_page(request, "tills/send.html", context, 422 if form.is_bound else 200)


@login_required
@require_safe
def delivery(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Cash on its way, and what one may do about it."""
    tenant, rights = cash_reader_for(request, koppontren)
    return _shown(request, delivery_for(request.user, tenant, rights, number), rights)


@login_required
@require_POST
def receive(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Confirm that all of it arrived."""
    tenant, rights = cash_handler_for(request, koppontren)
    found = delivery_for(request.user, tenant, rights, number)
    refuse_keepers_cash(found, rights)
    try:
        receive_cash(found, by=request.user)
    except DomainError as refusal:
        return _shown(
            request,
            delivery_for(request.user, tenant, rights, number),
            rights,
            refused=str(refusal.message),
        )
    said = _("%(amount)s has arrived in %(place)s.")
    messages.success(request, said % {"amount": rupiah(found.amount), "place": found.target.name})
    return redirect(found)


@login_required
@require_POST
def refuse(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Say what is wrong with it."""
    tenant, rights = cash_handler_for(request, koppontren)
    found, form = delivery_for(request.user, tenant, rights, number), RefuseForm(request.POST)
    refuse_keepers_cash(found, rights)
    if form.is_valid():
        try:
            refuse_cash(found, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The sender is told, and looks for it."))
            return redirect(found)
    return _shown(request, delivery_for(request.user, tenant, rights, number), rights, form=form)


@login_required
@require_POST
def back(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take back what one sent."""
    tenant, rights = cash_handler_for(request, koppontren)
    found = delivery_for(request.user, tenant, rights, number)
    try:
        take_back(found, by=request.user)
    except DomainError as refusal:
        return _shown(
            request,
            delivery_for(request.user, tenant, rights, number),
            rights,
            refused=str(refusal.message),
        )
    messages.success(request, _("It is back where it came from."))
    return redirect(found)


def _is_receiver(request: SignedIn, found: Delivery, rights: frozenset[Right]) -> bool:
    keeps_books = Right.KEEP_BOOKS in rights
    return found in confirmable(found.koppontren, request.user, keeps_books=keeps_books)


def _shown(
    request: SignedIn,
    found: Delivery,
    rights: frozenset[Right],
    *,
    form: RefuseForm | None = None,
    refused: str = "",
) -> HttpResponse:
    context = {
        "koppontren": found.koppontren,
        "delivery": found,
        "form": form or RefuseForm(),
        "refused": refused,
        "may_receive": _is_receiver(request, found, rights),
        "may_take_back": found.is_on_its_way and found.sent_by == request.user,
        "may_read_books": Right.READ_BOOKS in rights,
        "REFUSED": Standing.REFUSED,
    }
    status = 422 if refused or form else 200
    return render_page(request, "tills/delivery.html", context, status)
