"""Pages of a koppontren's facts and meetings, for its own people."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.directory.downloads import download
from klinik.directory.evidence import clean_evidence
from klinik.directory.rules import BadFact
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.facts.commands import KEPT, correct_rat, keep_facts, record_rat
from klinik.tenancy.facts.forms import FactsForm, RatForm
from klinik.tenancy.facts.queries import due_rat, rats_of
from klinik.tenancy.facts.rules import last_book_year
from klinik.tenancy.models import Koppontren, Rat, RatMinutes
from klinik.tenancy.roles import Right

FORMS = ["GET", "POST"]


@login_required
@require_safe
def facts(request: SignedIn, koppontren: str) -> HttpResponse:
    """What is written down of this koppontren, what of it is public, and its meetings."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    context = {
        "koppontren": tenant,
        "due": due_rat(tenant, today=timezone.localdate()),
        "rats": rats_of(tenant),
        "may_keep": Right.KEEP_FACTS in rights_in(request.user, tenant),
    }
    return render(request, "tenancy/facts.html", context)


@login_required
@require_http_methods(FORMS)
def change(request: SignedIn, koppontren: str) -> HttpResponse:
    """A form with every fact."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_FACTS)
    typed = {name: getattr(tenant, name) for name in KEPT}
    form = FactsForm(request.POST or None, initial=typed)
    if form.is_valid():
        try:
            keep_facts(tenant, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, _("The facts are up to date."))
            return redirect("tenancy:facts", tenant.slug)
    context = {"koppontren": tenant, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "tenancy/facts_form.html", context, status=status)


@login_required
@require_http_methods(FORMS)
def add_rat(request: SignedIn, koppontren: str) -> HttpResponse:
    """A meeting that was held."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_FACTS)
    year = last_book_year(timezone.localdate(), month=tenant.fiscal_month)
    known = set(rats_of(tenant).values_list("year", flat=True))
    form = RatForm(
        request.POST or None,
        request.FILES or None,
        initial={} if year in known else {"year": year},
    )
    return _rat(request, tenant, form, None)


@login_required
@require_http_methods(FORMS)
def change_rat(request: SignedIn, koppontren: str, year: int) -> HttpResponse:
    """What was typed wrongly of a meeting is put right."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_FACTS)
    row = _rat_of(tenant, year)
    typed = {name: getattr(row, name) for name in ("year", "held_on", "present", "members")}
    minutes = RatMinutes.objects.of(tenant).filter(rat=row).first()
    typed["decisions"] = minutes.decisions if minutes else ""
    form = RatForm(request.POST or None, request.FILES or None, initial=typed)
    return _rat(request, tenant, form, row)


def _rat(request: SignedIn, tenant: Koppontren, form: RatForm, row: Rat | None) -> HttpResponse:
    if form.is_valid():
        upload = form.cleaned_data.pop("minutes")
        try:
            minutes = clean_evidence(upload) if upload else None
            told: dict[str, Any] = {**form.cleaned_data, "minutes": minutes, "by": request.user}
            rat = correct_rat(row, **told) if row else record_rat(tenant, **told)
        except DomainError as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, _("The RAT for %(year)d is recorded.") % {"year": rat.year})
            return redirect("tenancy:facts", tenant.slug)
    context = {"koppontren": tenant, "form": form, "rat": row}
    return render(request, "tenancy/rat.html", context, status=422 if form.is_bound else 200)


def _refused(form: FactsForm | RatForm, refusal: DomainError) -> None:
    form.add_error(refusal.field if isinstance(refusal, BadFact) else None, str(refusal.message))


@login_required
@require_safe
def minutes(request: SignedIn, koppontren: str, year: int) -> FileResponse:
    """The minutes of a meeting, for the koppontren's own people."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    row = get_object_or_404(RatMinutes.objects.of(tenant), rat=_rat_of(tenant, year))
    if not row.file:
        raise Http404
    return download(row.file, f"notulen-rat-{year}")


def _rat_of(tenant: Koppontren, year: int) -> Rat:
    if year > 9999:
        raise Http404
    return get_object_or_404(Rat.objects.of(tenant), year=year)
