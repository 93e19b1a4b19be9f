"""The notes to a year's statements: read them, and write one's own."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.database import at_one_moment
from klinik.core.errors import DomainError
from klinik.core.prose import drawn
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.periods.rules import FiscalYear
from klinik.finance.ledger.queries import units_of
from klinik.finance.statements.notes.commands import keep_notes
from klinik.finance.statements.notes.forms import NotesForm
from klinik.finance.statements.notes.queries import notes_of, told, versions_of
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.seal import seal_of
from klinik.finance.statements.views.package import years_of
from klinik.finance.statements.words import NAMES
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@at_one_moment
@login_required
@require_safe
def notes(request: SignedIn, koppontren: str) -> HttpResponse:
    """The notes to the statements of a year, with the numbers of the books."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    chosen = _year(tenant, request)
    scope = scope_of(tenant, chosen)
    standing = notes_of(tenant, chosen.number)
    versions = list(versions_of(tenant, chosen.number))
    asked = request.GET.get("version", "")
    old = next((one for one in versions if str(one.version) == asked), None)
    if asked and old is None:
        raise Http404
    text = told(
        old.text if old else standing.text,
        scope,
        language=old.language if old else standing.language,
    )
    context = _context(request, tenant, chosen, scope) | {
        "html": drawn(text) if scope.units else "",
        "standing": standing,
        "versions": versions,
        "old": old if old and old.version != standing.version else None,
        "seal": seal_of(tenant),
    }
    return render(request, "statements/notes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_notes(request: SignedIn, koppontren: str) -> HttpResponse:
    """Write the koppontren's own notes."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    chosen = _year(tenant, request)
    standing = notes_of(tenant, chosen.number)
    form = NotesForm(
        request.POST or None, initial={"text": standing.text, "seen": standing.version}
    )
    if form.is_valid():
        try:
            keep_notes(tenant, year=chosen.number, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The notes are kept."))
            url = reverse("statements:notes", args=[tenant.slug])
            return redirect(f"{url}?year={chosen.number}")
    context = _context(request, tenant, chosen, scope_of(tenant, chosen)) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "statements/notes_change.html", context, status=status)


def scope_of(tenant: Koppontren, year: FiscalYear) -> Scope:
    """The whole cooperative through the last day of the year, or today."""
    last: date = min(year.last, today_in(tenant))
    return Scope(koppontren=tenant, units=units_of(tenant), unit=None, on=last)


def _year(tenant: Koppontren, request: SignedIn) -> FiscalYear:
    """The year that the address asks for, the latest without; Http404 where it is none."""
    years = years_of(tenant)
    asked = request.GET.get("year") or str(years[0].number)
    found = next((year for year in years if str(year.number) == asked), None)
    if found is None:
        raise Http404
    return found


def _context(
    request: SignedIn, tenant: Koppontren, year: FiscalYear, scope: Scope
) -> dict[str, Any]:
    return {
        "koppontren": tenant,
        "year": year,
        "years": years_of(tenant),
        "scope": scope,
        "units": scope.units,
        "names": NAMES,
        "key": "notes",
        "parent_url": reverse("statements:package", args=[tenant.slug]),
        "parent": _("All statements of a year"),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
