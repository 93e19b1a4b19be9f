"""The public page of the offices, and the forms of the secretariat behind it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.people.access import SignedIn
from klinik.tenancy.access import coordinator_only
from klinik.tenancy.models import AspectDuty, Office
from klinik.tenancy.offices import commands
from klinik.tenancy.offices.forms import HandOverForm, NewOfficeForm, OfficeForm
from klinik.tenancy.offices.queries import duties

FORMS = ["GET", "POST"]


@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """Every office: the aspects it takes today, its region, and how it is reached."""
    today = timezone.localdate()
    takes: dict[int, list[AspectDuty]] = {}
    in_charge = AspectDuty.objects.in_charge(today).select_related("aspect")
    for row in sorted(in_charge, key=lambda row: row.aspect.order):
        takes.setdefault(row.office_id, []).append(row)
    offices = list(Office.objects.select_related("region"))
    context = {
        "of_province": [(row, takes.get(row.pk, [])) for row in offices if not row.region_id],
        "of_regions": [row for row in offices if row.region_id],
        "coming": [row for row in duties() if row.from_on > today],
    }
    return render(request, "offices/list.html", context)


@login_required
@require_http_methods(FORMS)
def hand_over(request: SignedIn) -> HttpResponse:
    """An office takes an aspect from a day on; who took it before stands below."""
    coordinator_only(request.user)
    form = HandOverForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.is_valid():
        try:
            row = commands.hand_over(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _("%(office)s takes %(aspect)s from that day.")
            messages.success(request, said % {"office": row.office, "aspect": row.aspect})
            return redirect("offices:hand_over")
    return _form(request, "offices/hand_over.html", form, {"duties": duties()})


@login_required
@require_http_methods(FORMS)
def add(request: SignedIn) -> HttpResponse:
    """A region gets its office."""
    coordinator_only(request.user)
    form = NewOfficeForm(request.POST or None)
    if form.is_valid():
        try:
            office = commands.add_office(**form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The office is there. Invite its first officer."))
            return redirect("tenancy:office_people", office.code)
    return _form(request, "offices/office.html", form, {})


@login_required
@require_http_methods(FORMS)
def describe(request: SignedIn, code: str) -> HttpResponse:
    """What an office is called and how it is reached."""
    coordinator_only(request.user)
    office = get_object_or_404(Office, code=code)
    known = {"name": office.name, "phone": office.phone, "email": office.email}
    form = OfficeForm(request.POST or None, initial=known)
    if form.is_valid():
        commands.describe_office(office, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("offices:list")
    return _form(request, "offices/office.html", form, {"office": office})


def _form(request: SignedIn, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, context | {"form": form}, status=status)
