"""Where the cash is now, who holds it, and what a drawer did in a day."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.days import day_asked, today_in
from klinik.finance.ledger.queries.chart import units_with_savings_first
from klinik.finance.ledger.words import kind_in_words
from klinik.finance.tills.access import cash_reader_for, drawer_of, refuse_day_of_others
from klinik.finance.tills.commands.drawers import (
    add_drawer,
    rename_drawer,
    retire_drawer,
    turn_into_drawer,
)
from klinik.finance.tills.forms import DrawerForm, NameForm
from klinik.finance.tills.models import Drawer
from klinik.finance.tills.queries import (
    day_report,
    differences,
    held_by_nobody,
    held_drawers,
    not_yet_drawers,
    out_of_use,
    under_way,
)
from klinik.finance.tills.rules import read_pieces
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.roles import Right


@login_required
@require_safe
def everywhere(request: SignedIn, koppontren: str) -> HttpResponse:
    """All cash: in drawers, in places that nobody holds, and on its way."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    rights = rights_in(request.user, tenant)
    held = held_drawers(tenant)
    others = held_by_nobody(tenant)
    moving = list(under_way(tenant))
    parts = [
        *(row.balance for row in held),
        *(place.balance for place in others),
        *(delivery.amount for delivery in moving),
    ]
    context = {
        "koppontren": tenant,
        "held": held,
        "others": others,
        "moving": moving,
        "retired": list(out_of_use(tenant)),
        "total": sum(parts),
        "differences": list(differences(tenant)),
        "may_keep": Right.KEEP_BOOKS in rights,
        "may_take": {Right.KEEP_BOOKS, Right.COUNTER} <= rights,
        "me": request.user,
    }
    return render_page(request, "tills/all.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedIn, koppontren: str) -> HttpResponse:
    """Add a drawer or a safe."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    units, accounts = units_with_savings_first(tenant), not_yet_drawers(tenant)
    asked = request.GET.get("kasir", "")  # the unit of a shop without a till
    form = DrawerForm(
        request.POST if request.method == "POST" else None,
        units=units,
        accounts=accounts,
        shop_till=next((unit for unit in units if unit.code == asked), None),
    )
    if form.is_valid():
        try:
            drawer = _add(form, request)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(drawer)s is there.") % {"drawer": drawer})
            return redirect("tills:all", tenant.slug)
    context = {"koppontren": tenant, "form": form, "has_book": bool(units)}
    return render_page(request, "tills/add.html", context, 422 if form.is_bound else 200)


def _add(form: DrawerForm, request: SignedIn) -> Drawer:
    typed = form.cleaned_data
    if unit := form.units.get(typed["place"]):
        return add_drawer(
            unit.koppontren, name=typed["name"], kind=typed["kind"], unit=unit, by=request.user
        )
    return turn_into_drawer(form.known[typed["place"]], kind=typed["kind"], by=request.user)


@login_required
@require_safe
def report(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """What a drawer did in a day: who held it, the counts, every line; to print and sign."""
    tenant, rights = cash_reader_for(request, koppontren)
    return _report(request, drawer_of(tenant, code), rights)


def _report(
    request: SignedIn, drawer: Drawer, rights: frozenset[Right], *, form: NameForm | None = None
) -> HttpResponse:
    tenant = drawer.koppontren
    day = day_asked(request.GET.get("hari", "")) or today_in(tenant)
    found = day_report(drawer, day)
    refuse_day_of_others(found, request.user, rights)
    context = {
        "koppontren": tenant,
        "drawer": drawer,
        "report": found,
        "shifts": [
            (shift, [(count, read_pieces(count.pieces)) for count in found.counts[shift.pk]])
            for shift in found.shifts
        ],
        "lines": [(kind_in_words(m.line.entry.kind), m) for m in found.page.movements],
        "may_read_books": Right.READ_BOOKS in rights,
        "may_keep": Right.KEEP_BOOKS in rights,
        "form": form or NameForm(initial={"name": drawer.account.name}),
    }
    return render_page(request, "tills/report.html", context, 422 if form else 200)


@login_required
@require_POST
def rename(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Call a drawer by another name."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    drawer, form = drawer_of(tenant, code), NameForm(request.POST)
    if form.is_valid():
        try:
            renamed = rename_drawer(drawer, name=form.cleaned_data["name"], by=request.user)
        except DomainError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("It is called %(name)s now.") % {"name": renamed.name})
            return redirect(drawer)
    return _report(request, drawer, rights_in(request.user, tenant), form=form)


@login_required
@require_POST
def retire(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Put an empty drawer out of use."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    drawer = drawer_of(tenant, code)
    try:
        retire_drawer(drawer, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect(drawer)
    messages.success(request, _("%(drawer)s is out of use.") % {"drawer": drawer})
    return redirect("tills:all", tenant.slug)
