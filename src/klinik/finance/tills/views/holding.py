"""One's own drawer: opening it, counting it, closing it, handing it over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.days import today_in
from klinik.finance.tills.access import (
    HOLDERS,
    cash_reader_for,
    drawer_of,
    holder_for,
    may_hold,
    right_of,
)
from klinik.finance.tills.commands.holding import close_drawer, open_drawer, take_over
from klinik.finance.tills.forms import CloseForm, CountForm
from klinik.finance.tills.models import Drawer, Shift, Standing
from klinik.finance.tills.queries import (
    held_drawers,
    own_shifts,
    to_confirm,
    under_way,
)
from klinik.finance.tills.refusals import NotYourDrawer
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right


@login_required
@require_safe
def mine(request: SignedIn, koppontren: str) -> HttpResponse:
    """What this person holds now, what waits for them, and which drawers are free."""
    tenant, rights = cash_reader_for(request, koppontren)
    shifts = list(own_shifts(tenant, request.user))
    kinds = {shift.kind for shift in shifts}
    rows = held_drawers(tenant)
    free = [
        row
        for row in rows
        if may_hold(row.drawer, request.user, rights)
        and row.shift is None
        and row.drawer.kind not in kinds
        and row.promised_to in {None, request.user}
    ]
    keeps_books = Right.KEEP_BOOKS in rights
    context = {
        "koppontren": tenant,
        "shifts": shifts,
        "free": free,
        "has_drawers": bool(rows),
        "to_confirm": to_confirm(tenant, request.user, keeps_books=keeps_books),
        "sent": list(under_way(tenant).filter(sent_by=request.user)),
        "REFUSED": Standing.REFUSED,
        "may_keep": keeps_books,
        "may_hold": not rights.isdisjoint(HOLDERS),
        "may_read_books": Right.READ_BOOKS in rights,
    }
    return render_page(request, "tills/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Open a drawer with what is counted in it."""
    drawer = holder_for(request, koppontren, code)
    tenant = drawer.koppontren
    form = CountForm(_sent(request), on=today_in(tenant))

    def opened() -> str:
        open_drawer(drawer, by=request.user, **_counted(form))
        return _("%(drawer)s is yours now.") % {"drawer": drawer}

    return _count(request, tenant, drawer, form, opened, page="open")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Take a drawer over from somebody who could not close it, or did not fetch it."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COUNTER)
    if Right.KEEP_BOOKS not in rights_in(request.user, tenant):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    drawer = drawer_of(tenant, code)
    form = CountForm(_sent(request), on=today_in(tenant), must_explain=True)

    def taken() -> str:
        take_over(drawer, by=request.user, **_counted(form))
        return _("%(drawer)s is yours now.") % {"drawer": drawer}

    return _count(request, tenant, drawer, form, taken, page="take")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Count one's drawer and close it, or hand it over."""
    drawer = _held_by(request, koppontren, code)
    tenant = drawer.koppontren
    # The last one too, so that a second click on the same form is answered as the first.
    shifts = Shift.objects.of(tenant).filter(drawer=drawer, teller=request.user)
    shift = shifts.select_related("drawer__koppontren", "drawer__account__unit").first()
    if shift is None:
        raise PermissionDenied(NotYourDrawer(str(drawer)).message)
    others = [one for one in holders_of(tenant, right_of(drawer)) if one != request.user]
    form = CloseForm(_sent(request), on=today_in(tenant), others=others)
    if drawer.owner_id:
        del form.fields["handed_to"]  # a bag is its owner's; cash of it is sent

    def closed() -> str:
        handed_to = form.cleaned_data.get("handed_to")
        close_drawer(shift, handed_to=handed_to, by=request.user, **_counted(form))
        return _("%(drawer)s is closed. Thank you for today.") % {"drawer": drawer}

    return _count(request, tenant, drawer, form, closed, page="close")


def _held_by(request: SignedIn, slug: str, code: str) -> Drawer:
    """The drawer for whoever works here, so also for who took over somebody's bag."""
    tenant = koppontren_for(request.user, slug, needs=Right.SEE)
    rights = rights_in(request.user, tenant)
    if rights.isdisjoint(HOLDERS):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    return drawer_of(tenant, code)


def _count(
    request: SignedIn,
    tenant: Koppontren,
    drawer: Drawer,
    form: CountForm,
    act: Callable[[], str],
    *,
    page: str,
) -> HttpResponse:
    if request.POST.get("check"):
        form.is_valid()
        return render(request, "tills/_total.html", {"form": form})
    if form.is_valid():
        try:
            said = act()
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, said)
            return redirect(drawer if page == "close" else "tills:mine", *_to(tenant, page))
    context = {"koppontren": tenant, "drawer": drawer, "form": form, "page": page}
    return render_page(request, "tills/count.html", context, 422 if form.is_bound else 200)


def _to(tenant: Koppontren, page: str) -> list[str]:
    return [] if page == "close" else [tenant.slug]


def _counted(form: CountForm) -> dict[str, Any]:
    return {
        "pieces": form.pieces(),
        "reason": form.cleaned_data["reason"],
        "request_id": form.cleaned_data["request_id"],
    }


def _sent(request: SignedIn) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
