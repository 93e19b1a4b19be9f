"""Cash on its way: sent by one person, confirmed by another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.money import rupiah
from klinik.finance.tills.commands.delivering import (
    receive_cash,
    refuse_cash,
    send_cash,
    take_back,
)
from klinik.finance.tills.forms import RefuseForm, SendForm
from klinik.finance.tills.models import Delivery, Standing
from klinik.finance.tills.queries import (
    deliveries,
    drawer_accounts,
    own_shifts,
    places_of_cash,
    to_confirm,
)
from klinik.finance.tills.views.access import cash_handler_for, cash_reader_for
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedIn, koppontren: str) -> HttpResponse:
    """Send cash from what one holds, or as a bookkeeper from a place that nobody holds."""
    tenant, rights = cash_handler_for(request, koppontren)
    places = places_of_cash(tenant)
    mine = {shift.drawer.account_id for shift in own_shifts(tenant, request.user)}
    drawers = drawer_accounts(tenant)
    sources = [
        place
        for place in places
        if place.pk in mine or (Right.KEEP_BOOKS in rights and place.pk not in drawers)
    ]
    form = SendForm(
        request.POST if request.method == "POST" else None, sources=sources, targets=places
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
    return _shown(request, _found(request, tenant, rights, number), rights)


@login_required
@require_POST
def receive(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Confirm that all of it arrived."""
    tenant, rights = cash_handler_for(request, koppontren)
    found = _found(request, tenant, rights, number)
    _may_receive(found, rights)
    try:
        receive_cash(found, by=request.user)
    except DomainError as refusal:
        return _shown(
            request, _found(request, tenant, rights, number), rights, refused=str(refusal.message)
        )
    said = _("%(amount)s has arrived in %(place)s.")
    messages.success(request, said % {"amount": rupiah(found.amount), "place": found.target.name})
    return redirect(found)


@login_required
@require_POST
def refuse(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Say what is wrong with it."""
    tenant, rights = cash_handler_for(request, koppontren)
    found, form = _found(request, tenant, rights, number), RefuseForm(request.POST)
    _may_receive(found, rights)
    if form.is_valid():
        try:
            refuse_cash(found, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The sender is told, and looks for it."))
            return redirect(found)
    return _shown(request, _found(request, tenant, rights, number), rights, form=form)


@login_required
@require_POST
def back(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take back what one sent."""
    tenant, rights = cash_handler_for(request, koppontren)
    found = _found(request, tenant, rights, number)
    try:
        take_back(found, by=request.user)
    except DomainError as refusal:
        return _shown(
            request, _found(request, tenant, rights, number), rights, refused=str(refusal.message)
        )
    messages.success(request, _("It is back where it came from."))
    return redirect(found)


def _found(
    request: SignedIn, tenant: Koppontren, rights: frozenset[Right], number: str
) -> Delivery:
    """The delivery of this number; to whoever only collects, no other's. Raises Http404."""
    found = get_object_or_404(deliveries(tenant), request_id=number)
    if rights.isdisjoint({Right.COUNTER, Right.READ_BOOKS}) and not _is_own(found, request.user):
        raise Http404
    return found


def _is_own(found: Delivery, user: User) -> bool:
    """Sent by this person, or on its way into what they hold."""
    held = own_shifts(found.koppontren, user).filter(drawer__account=found.target_id)
    return found.sent_by_id == user.pk or held.exists()


def _may_receive(found: Delivery, rights: frozenset[Right]) -> None:
    """What goes to no drawer is confirmed by whoever keeps the books."""
    is_drawer = found.target_id in drawer_accounts(found.koppontren)
    if Right.KEEP_BOOKS not in rights and not is_drawer:
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))


def _is_receiver(request: SignedIn, found: Delivery, rights: frozenset[Right]) -> bool:
    keeps_books = Right.KEEP_BOOKS in rights
    return found in to_confirm(found.koppontren, request.user, keeps_books=keeps_books)


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
