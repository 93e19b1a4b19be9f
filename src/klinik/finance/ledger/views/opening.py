"""Opening balances in three steps: fill in the template, have it checked, post it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.spreadsheets import read_table
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.exports import download
from klinik.finance.ledger.forms import CheckedForm, OpeningForm
from klinik.finance.ledger.models import Book
from klinik.finance.ledger.opening.commands import (
    OpeningRefused,
    Plan,
    open_balances,
    plan_opening,
    refuse_second,
    standing_opening,
    start_book,
)
from klinik.finance.ledger.opening.table import COLUMNS, OpeningRow, read_rows
from klinik.finance.ledger.opening.template_file import template_rows
from klinik.finance.ledger.reading import shown
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

MOST_PROBLEMS = 200  # shown at once; a file with more has one cause


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: SignedIn, koppontren: str) -> HttpResponse:
    """Send a file and see what it would post, or everything that is wrong with it."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = OpeningForm(request.POST or None, request.FILES or None, today=today_in(tenant))
    if form.is_valid():
        try:
            table = _table_of(form.cleaned_data["file"])
            plan = plan_opening(tenant, _rows(table))
            refuse_second(tenant)
        except DomainError as refusal:
            _add_problems(form, refusal)
        else:
            return _show_plan(request, tenant, form.cleaned_data, table, plan)
    return _show_form(request, tenant, form)


@login_required
@require_POST
def post_checked(request: SignedIn, koppontren: str) -> HttpResponse:
    """Post what was checked and shown."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = CheckedForm(request.POST, koppontren=tenant)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            entry = open_balances(
                tenant,
                rows=_rows(typed["checked"]["table"]),
                on=date.fromisoformat(typed["checked"]["on"]),
                request_id=typed["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            _add_problems(form, refusal)
        else:
            posted = _("The opening balances are posted: entry %(number)s.")
            messages.success(request, posted % {"number": entry.number})
            return redirect("ledger:opening", tenant.slug)
    return _show_form(request, tenant, OpeningForm(today=today_in(tenant)), refused=form)


@login_required
@require_POST
def start_empty(request: SignedIn, koppontren: str) -> HttpResponse:
    """Open the book with the usual accounts and nothing in them."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    start_book(tenant)
    messages.success(request, _("The book is open, with the usual accounts and nothing in them."))
    return redirect("ledger:accounts", tenant.slug)


@login_required
@require_safe
def template(request: SignedIn, koppontren: str, kind: str) -> HttpResponse:
    """The table to fill in, as CSV or Excel."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    return download(template_rows(tenant), name="saldo-awal", kind=kind)


def _table_of(upload: "File[bytes]") -> list[dict[str, str]]:
    table = read_table(upload, needs=COLUMNS)
    return [{column: row[column] for column in (*COLUMNS, "#")} for row in table]


def _rows(table: list[dict[str, str]]) -> list[OpeningRow]:
    rows, problems = read_rows(table)
    if problems:
        raise OpeningRefused(problems)
    return rows


def _add_problems(form: OpeningForm | CheckedForm, refusal: DomainError) -> None:
    problems = refusal.problems if isinstance(refusal, OpeningRefused) else [str(refusal.message)]
    for problem in problems[:MOST_PROBLEMS]:
        form.add_error(None, problem)
    if (left := len(problems) - MOST_PROBLEMS) > 0:
        form.add_error(None, _("… and %(number)s more.") % {"number": left})


def _show_plan(
    request: SignedIn,
    tenant: Koppontren,
    typed: dict[str, Any],
    table: list[dict[str, str]],
    plan: Plan,
) -> HttpResponse:
    form = CheckedForm(koppontren=tenant)
    checked = form.sign({"table": table, "on": typed["on"].isoformat()})
    form.initial = {"checked": checked, "request_id": typed["request_id"]}
    context = {"koppontren": tenant, "plan": plan, "on": typed["on"], "form": form}
    return render_page(request, "ledger/opening_check.html", context)


def _show_form(
    request: SignedIn, tenant: Koppontren, form: OpeningForm, *, refused: CheckedForm | None = None
) -> HttpResponse:
    standing = standing_opening(tenant)
    context = {
        "koppontren": tenant,
        "form": form,
        "refused": refused or form,
        "standing": shown(tenant, [standing])[0] if standing else None,
        "has_book": Book.objects.filter(pk=tenant.pk).exists(),
    }
    status = 422 if refused or form.is_bound else 200
    return render_page(request, "ledger/opening.html", context, status)
