"""Trial balance and balance sheet of any day, per unit or of the whole cooperative."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.exports import KINDS, Paper, download
from klinik.core.http import render_page
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.queries import units_of
from klinik.finance.statements import queries, rules, tables
from klinik.finance.statements.forms import StatementForm
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.words import SECTIONS
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_safe
def trial_balance(request: SignedIn, koppontren: str) -> HttpResponse:
    """Every account with what it holds, in two columns that must be equal."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    form, scope = _asked(request, tenant)
    balances = queries.balances(scope) if scope else []
    trial = rules.trial_balance(balances, consolidated=not (scope and scope.unit))
    kind = request.GET.get("format")
    if scope and kind in KINDS:
        rows = tables.trial_balance_rows(trial)
        return _file(_("Trial balance"), rows, scope, name="neraca-saldo", kind=kind)
    context = _context(request, tenant, form, scope, balances) | {
        "trial": trial,
        "groups": queries.by_kind(trial.rows),
    }
    return render_page(request, "statements/trial_balance.html", context, 200 if scope else 422)


@login_required
@require_safe
def balance_sheet(request: SignedIn, koppontren: str) -> HttpResponse:
    """What the cooperative owns, and whose it is."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    form, scope = _asked(request, tenant)
    balances = queries.balances(scope) if scope else []
    sheet = rules.balance_sheet(balances, consolidated=not (scope and scope.unit))
    kind = request.GET.get("format")
    if scope and kind in KINDS:
        rows = tables.balance_sheet_rows(sheet)
        return _file(_("Balance sheet"), rows, scope, name="neraca", kind=kind)
    context = _context(request, tenant, form, scope, balances) | {
        "sheet": sheet,
        "owed": sheet.liabilities.total + sheet.syirkah.total,
        "words": SECTIONS,
    }
    return render_page(request, "statements/balance_sheet.html", context, 200 if scope else 422)


def _file(title: str, rows: tables.Rows, scope: Scope, *, name: str, kind: str) -> HttpResponse:
    """Paper says at its head of whom and of which day it is; a sheet says so at its foot."""
    words = [scope.name, date_format(scope.on, "j F Y")]
    paper = Paper(title, place=scope.koppontren.name, said=words)
    whole = rows if kind == "pdf" else rows + tables.about(scope)
    return download(whole, name=f"{name}-{scope.on:%Y-%m-%d}", kind=kind, paper=paper)


def _asked(request: SignedIn, tenant: Koppontren) -> tuple[StatementForm, Scope | None]:
    units = units_of(tenant)
    form = StatementForm(request.GET, units=units)
    if not form.is_valid():
        return form, None
    on = form.cleaned_data["on"] or today_in(tenant)
    return form, Scope(koppontren=tenant, units=units, unit=form.cleaned_data["unit"], on=on)


def _context(
    request: SignedIn,
    tenant: Koppontren,
    form: StatementForm,
    scope: Scope | None,
    balances: list[rules.Balance],
) -> dict[str, Any]:
    return {
        "koppontren": tenant,
        "form": form,
        "units": form.units.values(),
        "scope": scope,
        "unmatched": 0 if scope and scope.unit else rules.unmatched_between(balances),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
