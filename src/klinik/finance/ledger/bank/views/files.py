"""A bank's file on its way in: sent, its columns chosen, looked at, saved, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.imports.forms import initial
from klinik.finance.ledger.bank.commands.files import (
    choose_columns,
    keep_file,
    new_in,
    read,
    save_file,
    take_back_file,
)
from klinik.finance.ledger.bank.forms import LayoutForm, StatementForm
from klinik.finance.ledger.bank.models import BankAccount, BankFile
from klinik.finance.ledger.bank.queries import files_of
from klinik.finance.ledger.bank.refusals import Gone
from klinik.finance.ledger.bank.rules.columns import COLUMNS, guess
from klinik.finance.ledger.bank.rules.rows import gaps
from klinik.finance.ledger.bank.views.access import bank_for, file_for
from klinik.finance.ledger.days import today_in
from klinik.people.access import SignedIn
from klinik.tenancy.roles import Right

SHOWN = 8  # rows as they are read
MOST_BAD = 50
EARLIER = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Send a file; what was sent before stands below."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    form = StatementForm(
        request.POST or None, request.FILES or None, today=today_in(bank.koppontren)
    )
    if form.is_valid():
        file = keep_file(
            bank,
            statement=form.cleaned_data["statement"],
            request_id=form.cleaned_data["request_id"],
            by=request.user,
        )
        return redirect(file)
    context = {
        "koppontren": bank.koppontren,
        "bank": bank,
        "form": form,
        "earlier": files_of(bank)[:EARLIER],
        "may_keep": True,
    }
    return render_page(request, "bank/send.html", context, 422 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: SignedIn, koppontren: str, code: str, number: UUID) -> HttpResponse:
    """Where this file stands: its columns, what would be saved, or what came of it."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    row = file_for(bank, number)
    context = {"koppontren": bank.koppontren, "bank": bank, "file": row, "may_keep": True}
    if row.saved_at is not None:
        return render_page(request, "bank/saved.html", context)
    if row.mapping and request.method != "POST" and "kolom" not in request.GET:
        return render_page(request, "bank/preview.html", context | _preview(row))
    chosen = row.mapping or guess(row.headings, row.table, period=row.period)
    form = LayoutForm(request.POST or None, file=row, initial=initial(COLUMNS, chosen))
    if request.method == "POST" and form.is_valid():
        try:
            choose_columns(row, mapping=form.mapping())
        except Gone as refusal:
            return _gone(request, bank, refusal)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        return redirect(row)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "bank/columns.html", context | {"form": form}, status)


def _preview(row: BankFile) -> dict[str, Any]:
    found = read(row)
    new = new_in(row.bank, found.mutations)
    return {
        "new": new,
        "first": found.mutations[:SHOWN],
        "known": len(found.mutations) - len(new),
        "found": found,
        "bad": found.bad[:MOST_BAD],
        "money_in": sum(one.amount for one in new if one.amount > 0),
        "money_out": -sum(one.amount for one in new if one.amount < 0),
        "gaps": gaps(found.mutations)[:5],
    }


@login_required
@require_POST
def save(request: SignedIn, koppontren: str, code: str, number: UUID) -> HttpResponse:
    """Save what the preview showed."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    row = file_for(bank, number)
    try:
        if row.mapping:
            save_file(row)
    except Gone as refusal:
        return _gone(request, bank, refusal)
    return redirect(row)


def _gone(request: SignedIn, bank: BankAccount, refusal: Gone) -> HttpResponse:
    messages.error(request, str(refusal.message))
    return redirect("bank:send", bank.koppontren.slug, bank.account.code)


@login_required
@require_POST
def back(request: SignedIn, koppontren: str, code: str, number: UUID) -> HttpResponse:
    """Take a file back with what it brought."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    row = file_for(bank, number)
    try:
        take_back_file(row)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect(row)
    messages.success(request, _("%(file)s is taken back.") % {"file": row.name})
    return redirect("bank:send", koppontren, bank.account.code)
