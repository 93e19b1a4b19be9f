"""Pages on which figures of a pesantren are recorded, put right, shown to all and checked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.directory import commands
from klinik.directory.evidence import clean_evidence
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.directory.rules import Implausible
from klinik.directory.upkeep.forms.figures import FigureForm
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import answers_for, kept_pesantren_for, pesantren_for

FORMS = ["GET", "POST"]


@login_required
@require_http_methods(FORMS)
def add(request: SignedIn, slug: str) -> HttpResponse:
    """A figure is written down: by the pesantren, or by an office on its behalf."""
    pesantren, is_office = kept_pesantren_for(request.user, slug)
    read_as(request.user)
    form = FigureForm(
        request.POST or None,
        request.FILES or None,
        speaks=not is_office,
        indicator=request.GET.get("indikator", ""),
    )
    if form.is_valid():
        kept = _keep(form, pesantren, request, form.cleaned_data.pop("indicator"))
        if kept:
            messages.success(request, _("%(figure)s: written down.") % {"figure": kept.indicator})
            return redirect(_address(pesantren, kept.indicator))
    return _page(request, pesantren, form)


@login_required
@require_http_methods(FORMS)
def correct(request: SignedIn, slug: str, reading: int) -> HttpResponse:
    """A mistake is put right by a figure that replaces the wrong one."""
    pesantren, is_office = kept_pesantren_for(request.user, slug)
    old = _reading(request, pesantren, reading)
    form = FigureForm(
        request.POST or None, request.FILES or None, speaks=not is_office, replaces=old
    )
    if form.is_valid():
        kept = _keep(form, pesantren, request, old.indicator, replaces=old)
        if kept:
            messages.success(request, _("%(figure)s: put right.") % {"figure": kept.indicator})
            return redirect(_address(pesantren, kept.indicator))
    return _page(request, pesantren, form, old)


@login_required
@require_POST
def show(request: SignedIn, slug: str, reading: int) -> HttpResponse:
    """The pesantren lets everybody see a figure, or nobody but itself and the offices."""
    pesantren = pesantren_for(request.user, slug)
    row = _reading(request, pesantren, reading)
    commands.show_reading(row, to_all="hide" not in request.POST)
    return redirect(_address(pesantren, row.indicator))


@login_required
@require_POST
def check(request: SignedIn, slug: str, reading: int) -> HttpResponse:
    """An office saw what a figure rests on."""
    pesantren, _is_office = kept_pesantren_for(request.user, slug)
    offices = answers_for(request.user, pesantren)
    if not offices:
        raise Http404
    row = _reading(request, pesantren, reading)
    try:
        commands.check_reading(row, office=offices[0].name, by=request.user)
        messages.success(request, _("%(figure)s: marked as checked.") % {"figure": row.indicator})
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect(_address(pesantren, row.indicator))


def _reading(request: SignedIn, pesantren: Pesantren, number: int) -> Reading:
    """A figure in force that was not computed from the books. Raises Http404 for any other."""
    if number >= 2**63:
        raise Http404
    read_as(request.user)
    rows = Reading.objects.typed()
    return get_object_or_404(rows.select_related("indicator"), pk=number, pesantren=pesantren)


def _keep(
    form: FigureForm,
    pesantren: Pesantren,
    request: SignedIn,
    indicator: Indicator,
    replaces: Reading | None = None,
) -> Reading | None:
    """What was kept; None where it was refused, and the form says why."""
    typed: dict[str, Any] = form.cleaned_data
    try:
        file = typed.pop("file")
        shown = clean_evidence(file) if file else None
        return commands.report_reading(
            pesantren,
            indicator=indicator,
            by=request.user,
            evidence=shown,
            replaces=replaces,
            **typed,
        )
    except Implausible as question:
        form.asks = True
        form.add_error("value", str(question.message))
    except DomainError as refusal:
        form.add_error(None, str(refusal.message))
    return None


def _address(pesantren: Pesantren, indicator: Indicator) -> str:
    return f"{reverse('directory:figures', args=[pesantren.slug])}#{indicator.code}"


def _page(
    request: SignedIn, pesantren: Pesantren, form: FigureForm, old: Reading | None = None
) -> HttpResponse:
    context = {"pesantren": pesantren, "form": form, "reading": old}
    status = 422 if form.is_bound else 200
    return render(request, "tenancy/figure.html", context, status=status)
