"""Service targets and days off: everybody signed in reads them, the secretariat sets them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from klinik.clinic.cases import commands
from klinik.clinic.cases.forms import DayOffForm, TargetForm
from klinik.clinic.cases.models import SOONEST, Holiday, ServiceTarget
from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.people.access import SignedIn
from klinik.tenancy.queries import coordinates


@login_required
@require_GET
def times(request: SignedIn) -> HttpResponse:
    """What is promised, and which days count."""
    return _page(request)


@login_required
@require_POST
def day_off(request: SignedIn) -> HttpResponse:
    """The secretariat sets a day off, or takes one back."""
    return _set(request, DayOffForm, "day", commands.set_day)


@login_required
@require_POST
def target(request: SignedIn) -> HttpResponse:
    """The secretariat sets a target from a day on."""

    def command(**content: Any) -> ServiceTarget:
        return commands.set_target(today=timezone.localdate(), **content)

    return _set(request, TargetForm, "target", command)


def _set(
    request: SignedIn, kind: type[forms.Form], name: str, command: Callable[..., Any]
) -> HttpResponse:
    if not coordinates(request.user):
        raise PermissionDenied(_("The secretariat sets this."))
    form = kind(request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            command(by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("cases:times")
    return _page(request, **{name: form})


def _page(request: SignedIn, **refused: forms.Form) -> HttpResponse:
    today = timezone.localdate()
    days: dict[Any, Holiday] = {}
    for row in Holiday.objects.filter(on__year__gte=today.year).order_by("pk"):
        days[row.on] = row
    blank = {"day": DayOffForm(auto_id="day_%s"), "target": TargetForm(auto_id="target_%s")}
    context = {
        "targets": ServiceTarget.objects.order_by("step", SOONEST, "-since", "-pk"),
        "today": today,
        "unknown_year": str(today.year + 1) if all(d.year <= today.year for d in days) else "",
        "days": [days[day] for day in sorted(days) if days[day].is_off],
        "forms": blank | refused if coordinates(request.user) else None,
    }
    return render_page(request, "cases/times.html", context, 422 if refused else 200)
