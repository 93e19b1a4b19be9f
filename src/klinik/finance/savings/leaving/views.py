"""Pages on which somebody leaves the cooperative."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.models import Draft
from klinik.finance.members.models import Member
from klinik.finance.members.rules import Standing
from klinik.finance.members.views.found import member_for
from klinik.finance.savings.leaving.answers import heir_paper_file
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.leaving.forms import DeathForm, HeirForm, LeaveForm
from klinik.finance.savings.leaving.queries import (
    departure_of,
    paid_out,
    settlement_of,
    told_before_closing,
)
from klinik.finance.savings.limits.commands import submit_leaving
from klinik.people.access import SignedIn
from klinik.tenancy.access import rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """What would be paid out, then the paying out; afterwards, what was."""
    needs = Right.MANAGE_MEMBERS if request.method == "POST" else Right.READ_MEMBERS
    tenant, person = member_for(request.user, koppontren, number, needs=needs)
    if departure_of(person) and request.method != "POST":
        return _left(request, tenant, person)
    kind = HeirForm if person.standing == Standing.DECEASED else LeaveForm
    form = kind(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            left = submit_leaving(person, **form.asked(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if isinstance(left, Draft):
                return redirect(left)
            return redirect("savings:leave", tenant.slug, person.number)
    return _page(request, tenant, person, form)


@login_required
@require_POST
def death(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """A member has died: nothing is paid in any more, and the heir is asked for."""
    tenant, person = member_for(request.user, koppontren, number, needs=Right.MANAGE_MEMBERS)
    form = DeathForm(request.POST)
    if form.is_valid():
        try:
            record_death(person, **form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The death is recorded. Nothing is paid in any more."))
            return redirect("savings:leave", tenant.slug, person.number)
    return _page(request, tenant, person, LeaveForm(), form)


@login_required
@require_safe
def paper(request: SignedIn, koppontren: str, number: str) -> HttpResponseBase:
    """The document of the heir, for the people of the cooperative."""
    _tenant, person = member_for(request.user, koppontren, number, needs=Right.READ_MEMBERS)
    departure = departure_of(person)
    if departure is None or not departure.heir_paper:
        raise Http404
    return heir_paper_file(departure)


def _page(
    request: SignedIn,
    tenant: Koppontren,
    person: Member,
    form: LeaveForm,
    death_form: DeathForm | None = None,
) -> HttpResponse:
    settlement = settlement_of(person)
    if form.is_bound:
        form.data = request.POST.copy()
        form.data["shown"] = str(settlement.total)
    form.initial["shown"] = settlement.total
    context = {
        "koppontren": tenant,
        "member": person,
        "settlement": settlement,
        "notices": told_before_closing(settlement.accounts),
        "form": form,
        "death_form": death_form or DeathForm(),
        "may_manage": Right.MANAGE_MEMBERS in rights_in(request.user, tenant),
    }
    is_refused = form.is_bound or death_form is not None
    return render_page(request, "savings/leave.html", context, 422 if is_refused else 200)


def _left(request: SignedIn, tenant: Koppontren, person: Member) -> HttpResponse:
    departure = departure_of(person)
    context = {
        "koppontren": tenant,
        "member": person,
        "departure": departure,
        "rows": paid_out(departure) if departure else [],
        "may_read_books": Right.READ_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "savings/left.html", context)
