"""All statements of a fiscal year in one PDF."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.database import at_one_moment
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.periods.rules import FiscalYear, fiscal_year_of
from klinik.finance.ledger.queries import accounts_by_code, units_of
from klinik.finance.ledger.queries.flows import first_month
from klinik.finance.statements.forms import YearForm
from klinik.finance.statements.notes.queries import notes_of, told
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports import REPORTS, Report, make
from klinik.finance.statements.reports.days import of_days
from klinik.finance.statements.reports.paper import paper_of
from klinik.finance.statements.views.statements import pdf
from klinik.finance.statements.words import LINE_BY_LINE, NAMES
from klinik.finance.statements.written.reports import in_package
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@at_one_moment
@login_required
@require_safe
def whole_year(request: SignedIn, koppontren: str) -> HttpResponse:
    """Choose a year and a unit; with `format=pdf`, all its statements on paper."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    units = units_of(tenant)
    years = years_of(tenant)
    form = YearForm(request.GET, units=units, years=years)
    is_valid = form.is_valid()
    year = form.cleaned_data["year"] or years[0] if is_valid else years[0]
    if is_valid and units and request.GET.get("format") == "pdf":
        last = min(year.last, today_in(tenant))
        scope = Scope(koppontren=tenant, units=units, unit=form.cleaned_data["unit"], on=last)
        title = _("Statements of %(year)s") % {"year": year}
        file = paper_of(reports_of(scope), scope, cover=title)
        return pdf(file, name=f"laporan-{str(year).replace('/', '-')}")
    context = {
        "koppontren": tenant,
        "form": form,
        "units": units,
        "year": year,
        "names": NAMES,
        "key": "package",
        "last": min(year.last, today_in(tenant)),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render(request, "statements/package.html", context, status=200 if is_valid else 422)


def years_of(tenant: Koppontren) -> list[FiscalYear]:
    """The fiscal years that the book knows, the latest first; this year always."""
    today = today_in(tenant)
    first: date = min(first_month(tenant) or today, today)
    numbers = [fiscal_year_of(day, month=tenant.fiscal_month).number for day in (first, today)]
    return [FiscalYear(n, tenant.fiscal_month) for n in range(numbers[1], numbers[0] - 1, -1)]


def reports_of(scope: Scope) -> list[Report]:
    """Every statement that has something to say, in the order in which they are printed."""
    chart = list(accounts_by_code(scope.koppontren).values())
    made = [make(key, scope, chart).report for key in REPORTS if key not in LINE_BY_LINE]
    year = fiscal_year_of(scope.on, month=scope.koppontren.fiscal_month)
    standing = notes_of(scope.koppontren, year.number)
    notes = Report(
        key="notes",
        title=_("Notes to the statements"),
        lede="",
        days=of_days(scope),
        parts=[],
        text=told(standing.text, scope, language=standing.language),
    )
    written = [in_package(key, scope) for key in LINE_BY_LINE]
    return [report for report in [*made, notes, *written] if not report.is_empty]
