"""Pages on which the secretariat keeps what the programme measures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.directory import commands
from klinik.directory.models import Indicator
from klinik.directory.rules import BadFact, BadIndicator
from klinik.directory.upkeep.forms.indicators import IndicatorForm
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import coordinator_only

FORMS = ["GET", "POST"]


@login_required
@require_http_methods(FORMS)
def add(request: SignedIn) -> HttpResponse:
    """Something more that is measured."""
    coordinator_only(request.user)
    form = IndicatorForm(request.POST or None)
    if form.is_valid():
        try:
            indicator = commands.add_indicator(**form.cleaned_data)
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("%(indicator)s: added.") % {"indicator": indicator})
            return redirect(indicator)
    return _page(request, form)


@login_required
@require_http_methods(FORMS)
def change(request: SignedIn, code: str) -> HttpResponse:
    """An indicator is said anew; its unit stays once a figure was read in it."""
    indicator = _indicator(request, code)
    form = IndicatorForm(request.POST or None, indicator=indicator)
    if indicator.readings.exists():
        form.keep_unit(indicator.unit)
    if form.is_valid():
        try:
            commands.describe_indicator(indicator, **form.cleaned_data)
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("%(indicator)s: saved.") % {"indicator": indicator})
            return redirect(indicator)
    return _page(request, form, indicator)


@login_required
@require_POST
def retire(request: SignedIn, code: str) -> HttpResponse:
    """An indicator is not chosen any more, or is again; its figures stay."""
    indicator = _indicator(request, code)
    if "restore" in request.POST:
        commands.restore_indicator(indicator)
        messages.success(
            request, _("%(indicator)s may be chosen again.") % {"indicator": indicator}
        )
    else:
        commands.retire_indicator(indicator)
        messages.success(
            request,
            _("%(indicator)s is no longer chosen; its figures stay.") % {"indicator": indicator},
        )
    return redirect(indicator)


def _indicator(request: SignedIn, code: str) -> Indicator:
    coordinator_only(request.user)
    read_as(request.user)
    return get_object_or_404(Indicator.objects.select_related("aspect"), code=code)


def _refuse(form: IndicatorForm, refusal: DomainError) -> None:
    named = refusal.field if isinstance(refusal, BadIndicator | BadFact) else None
    form.add_error(named if named in form.fields else None, str(refusal.message))


def _page(
    request: SignedIn, form: IndicatorForm, indicator: Indicator | None = None
) -> HttpResponse:
    context = {"form": form, "indicator": indicator}
    status = 422 if form.is_bound else 200
    return render(request, "tenancy/indicator.html", context, status=status)
