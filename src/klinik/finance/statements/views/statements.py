"""A statement on screen, on paper, as Excel and CSV: of any days, per unit or of all."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from klinik.core.database import at_one_moment
from klinik.core.exports import KINDS, download
from klinik.core.exports.files import handed
from klinik.core.http import render_page
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.queries import units_of
from klinik.finance.statements.forms import DaysForm, StatementForm
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports import Made, make
from klinik.finance.statements.reports.paper import paper_of
from klinik.finance.statements.reports.rows import rows_of
from klinik.finance.statements.reports.seal import seal_of
from klinik.finance.statements.words import FILES, NAMES, OF_A_DAY
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@at_one_moment
@login_required
@require_safe
def statement(request: SignedIn, koppontren: str, key: str) -> HttpResponse:
    """One statement; with `format`, its file."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    form, scope = asked(request, tenant, of_a_day=key in OF_A_DAY)
    made = make(key, scope) if scope and scope.units else None
    kind = request.GET.get("format")
    if made and scope and kind in KINDS:
        return _file(made, scope, name=f"{FILES[key]}-{scope.on:%Y-%m-%d}", kind=kind)
    context = context_of(request, tenant, form, scope, key, made)
    return render_page(request, "statements/statement.html", context, 200 if scope else 422)


def context_of(
    request: SignedIn,
    tenant: Koppontren,
    form: StatementForm,
    scope: Scope | None,
    key: str,
    made: Made | None,
) -> dict[str, Any]:
    """What the page of a statement shows."""
    return {
        "koppontren": tenant,
        "form": form,
        "units": form.units.values(),
        "scope": scope,
        "key": key,
        "title": NAMES[key],
        "names": NAMES,
        "made": made,
        "report": made.report if made else None,
        "seal": seal_of(tenant) if made else "",
        "of_a_day": key in OF_A_DAY,
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }


def asked(
    request: SignedIn, tenant: Koppontren, *, of_a_day: bool
) -> tuple[StatementForm, Scope | None]:
    """The form as it was sent, and what it asks for if it is in order."""
    units = units_of(tenant)
    form = (StatementForm if of_a_day else DaysForm)(request.GET, units=units)
    if not form.is_valid():
        return form, None
    sent = form.cleaned_data
    on = (
        sent.get("on")
        or sent.get("to")
        or max(today_in(tenant), sent.get("from") or today_in(tenant))
    )
    scope = Scope(koppontren=tenant, units=units, unit=sent["unit"], on=on, since=sent.get("from"))
    return form, scope


def _file(made: Made, scope: Scope, *, name: str, kind: str) -> HttpResponse:
    if kind != "pdf":
        return download(rows_of(made.report, scope), name=name, kind=kind)
    return pdf(paper_of([made.report], scope), name=name)


def pdf(file: Any, *, name: str) -> HttpResponse:
    """Answer with this PDF as a file `name`.pdf."""
    response = handed(file, content_type=KINDS["pdf"])
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
