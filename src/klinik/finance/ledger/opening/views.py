"""Opening balances in three steps: fill in the template, have it checked, post it.

Once they are posted, the same steps correct them.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import download
from klinik.core.http import render_page
from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.chart import units_named
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.opening.commands import (
    correct_opening,
    open_balances,
    start_book,
)
from klinik.finance.ledger.opening.forms import (
    BusinessesForm,
    CheckedForm,
    FillForm,
    OpeningForm,
    typed_before,
)
from klinik.finance.ledger.opening.queries import (
    Plan,
    accounts_to_fill,
    corrections_of,
    plan_correction,
    plan_opening,
    standing_opening,
)
from klinik.finance.ledger.opening.refusals import OpeningRefused
from klinik.finance.ledger.opening.rules import UnitTotal, totals_by_unit
from klinik.finance.ledger.opening.table import COLUMNS, HEADINGS, OpeningRow, read_rows
from klinik.finance.ledger.opening.template_file import template_rows
from klinik.finance.ledger.queries import has_book
from klinik.finance.ledger.reading import shown
from klinik.finance.ledger.words import CORRECTION
from klinik.people.access import SignedIn
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

MOST_PROBLEMS = 200  # shown at once; a file with more has one cause
OF_EMPTY = "starting_%s"  # ids of the second choice of businesses on one page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: SignedIn, koppontren: str) -> HttpResponse:
    """Send a file and see what it would post, or everything that is wrong with it."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    standing = standing_opening(tenant)
    if checked := _again(request, tenant):
        form = OpeningForm(today=today_in(tenant), opened_on=standing.on if standing else None)
        form.initial["on"] = checked["on"]
        return _show_form(request, tenant, standing, form)
    form = OpeningForm(
        request.POST or None,
        request.FILES or None,
        today=today_in(tenant),
        opened_on=standing.on if standing else None,
    )
    if form.is_valid():
        try:
            table = _table_of(form.cleaned_data["file"])
            rows = _rows(table)
            plan = plan_correction(standing, rows) if standing else plan_opening(tenant, rows)
        except DomainError as refusal:
            _add_problems(form, refusal)
        else:
            checked = {
                "table": table,
                "on": (standing.on if standing else form.cleaned_data["on"]).isoformat(),
                "is_correction": standing is not None,
            }
            return _show_plan(request, tenant, checked, plan, form.cleaned_data["request_id"])
    return _show_form(request, tenant, standing, form)


@login_required
@require_POST
def post_checked(request: SignedIn, koppontren: str) -> HttpResponse:
    """Post what was checked and shown."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = CheckedForm(request.POST, koppontren=tenant)
    if form.is_valid():
        try:
            entry = _post(tenant, form.cleaned_data, by=request.user)
        except DomainError as refusal:
            _add_problems(form, refusal)
        else:
            messages.success(request, _posted(entry))
            return redirect("ledger:opening", tenant.slug)
    standing = standing_opening(tenant)
    empty = OpeningForm(today=today_in(tenant), opened_on=standing.on if standing else None)
    if checked := form.cleaned_data.get("checked"):
        empty.initial["on"] = checked["on"]
    return _show_form(request, tenant, standing, empty, refused=form)


@login_required
@require_POST
def start_empty(request: SignedIn, koppontren: str) -> HttpResponse:
    """Open the book with the usual accounts of what it does, and nothing in them."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = BusinessesForm(request.POST, auto_id=OF_EMPTY)
    if not form.is_valid():
        empty = OpeningForm(today=today_in(tenant), opened_on=None)
        return _show_form(request, tenant, standing_opening(tenant), empty, starting=form)
    start_book(tenant, businesses=form.cleaned_data["usaha"])
    messages.success(request, _("The book is open, with the usual accounts and nothing in them."))
    return redirect("ledger:accounts", tenant.slug)


@login_required
@require_safe
def template(request: SignedIn, koppontren: str, kind: str) -> HttpResponse:
    """The table to fill in, as CSV or Excel."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    rows = template_rows(tenant, _businesses(request.GET.getlist("usaha")))
    return download(rows, name="saldo-awal", kind=kind)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: SignedIn, koppontren: str) -> HttpResponse:
    """Type the opening balances on a page, account by account, and see what they would post."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    chosen = _businesses(request.GET.getlist("usaha"))
    if standing_opening(tenant) or not (chosen or has_book(tenant)):
        return redirect("ledger:opening", tenant.slug)
    units, accounts = accounts_to_fill(tenant, chosen)
    checked = _again(request, tenant)
    form = FillForm(
        None if checked else request.POST or None,
        accounts=accounts,
        today=today_in(tenant),
        initial=typed_before(checked) if checked else None,
    )
    totals: list[UnitTotal] = []
    if form.is_valid():
        table = form.table()
        try:
            rows = _rows(table)
            totals = totals_by_unit(rows)
            plan = plan_opening(tenant, rows)
        except DomainError as refusal:
            _add_problems(form, refusal)
        else:
            on = form.cleaned_data["on"].isoformat()
            checked = {"table": table, "on": on, "is_correction": False, "typed": chosen}
            return _show_plan(request, tenant, checked, plan, form.cleaned_data["request_id"])
    context = {
        "koppontren": tenant,
        "form": form,
        "units": form.units(units),
        "totals": totals,
        "chosen": chosen,
        "has_book": has_book(tenant),
    }
    return render_page(request, "ledger/opening_fill.html", context, 422 if form.is_bound else 200)


def _again(request: SignedIn, tenant: Koppontren) -> dict[str, Any] | None:
    """What was checked, where somebody goes back from there to change it."""
    if "again" not in request.POST:
        return None
    form = CheckedForm(request.POST, koppontren=tenant)
    return form.cleaned_data["checked"] if form.is_valid() else None


def _businesses(codes: list[str]) -> list[str]:
    return [unit.code for unit in units_named(codes)]


def _post(tenant: Koppontren, typed: dict[str, Any], *, by: User) -> Entry:
    checked = typed["checked"]
    what = {
        "rows": _rows(checked["table"]),
        "request_id": typed["request_id"],
        "by": by,
        "cash": typed["cash"],
        "details": typed["details"],
    }
    if checked.get("is_correction"):
        return correct_opening(tenant, **what)
    return open_balances(tenant, on=date.fromisoformat(checked["on"]), **what)


def _posted(entry: Entry) -> str:
    if entry.kind == CORRECTION:
        sentence = _("The opening balances are corrected: entry %(number)s.")
    else:
        sentence = _("The opening balances are posted: entry %(number)s.")
    return sentence % {"number": entry.number}


def _table_of(upload: "File[bytes]") -> list[dict[str, str]]:
    table = read_table(upload, needs=COLUMNS, also=HEADINGS)
    return [{column: row[column] for column in (*COLUMNS, "#")} for row in table]


def _rows(table: list[dict[str, str]]) -> list[OpeningRow]:
    rows, problems = read_rows(table)
    if problems:
        raise OpeningRefused(problems)
    return rows


def _add_problems(form: Form, refusal: DomainError) -> None:
    problems = refusal.problems if isinstance(refusal, OpeningRefused) else [str(refusal.message)]
    for problem in problems[:MOST_PROBLEMS]:
        form.add_error(None, problem)
    if (left := len(problems) - MOST_PROBLEMS) > 0:
        form.add_error(None, _("… and %(number)s more.") % {"number": left})


def _show_plan(
    request: SignedIn, tenant: Koppontren, checked: dict[str, Any], plan: Plan, request_id: UUID
) -> HttpResponse:
    form = CheckedForm(
        koppontren=tenant, may_be_cash=plan.may_be_cash, may_have_details=plan.may_have_details
    )
    form.initial = {
        "checked": form.sign(checked),
        "cash": [account.code for account in plan.may_be_cash if account.is_cash],
        "details": [account.code for account in plan.may_have_details if account.is_control],
        "request_id": request_id,
    }
    context = {
        "koppontren": tenant,
        "plan": plan,
        "on": date.fromisoformat(checked["on"]),
        "is_correction": checked["is_correction"],
        "typed": checked.get("typed"),
        "form": form,
    }
    return render_page(request, "ledger/opening_check.html", context)


def _show_form(
    request: SignedIn,
    tenant: Koppontren,
    standing: Entry | None,
    form: OpeningForm,
    *,
    refused: CheckedForm | None = None,
    starting: BusinessesForm | None = None,
) -> HttpResponse:
    context = {
        "koppontren": tenant,
        "form": form,
        "refused": refused or form,
        "standing": shown(tenant, [standing])[0] if standing else None,
        "corrections": shown(tenant, list(corrections_of(standing))) if standing else [],
        "has_book": has_book(tenant),
        "businesses": BusinessesForm(),
        "starting": starting or BusinessesForm(auto_id=OF_EMPTY),
    }
    status = 422 if refused or starting or form.is_bound else 200
    return render_page(request, "ledger/opening.html", context, status)
