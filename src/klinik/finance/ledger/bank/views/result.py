"""What came of it: bank and book at a day, what explains the difference, and that it is done."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klinik.core.errors import DomainError
from klinik.core.exports import KINDS, Paper, download
from klinik.core.http import render_page
from klinik.finance.ledger.bank.commands.files import say_opening
from klinik.finance.ledger.bank.commands.matching import finish, take_back
from klinik.finance.ledger.bank.forms import BalanceForm, DayForm
from klinik.finance.ledger.bank.models import BankAccount
from klinik.finance.ledger.bank.queries import Position, memos_of, position, reconciled
from klinik.finance.ledger.bank.tables import result_rows
from klinik.finance.ledger.bank.views.access import bank_for
from klinik.finance.ledger.days import today_in
from klinik.people.access import SignedIn
from klinik.tenancy.access import rights_in
from klinik.tenancy.roles import Right

SHOWN = 100  # rows of each side


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """The difference of bank and book explained to the rupiah; and the saying that it is done."""
    needs = Right.KEEP_BOOKS if request.method == "POST" else Right.READ_BOOKS
    bank = bank_for(request, koppontren, code, needs=needs)
    today = today_in(bank.koppontren)
    asked = request.POST if request.method == "POST" else request.GET
    form = DayForm({"to": today.isoformat()} | {k: v for k, v in asked.items() if v}, today=today)
    on = form.cleaned_data["to"] if form.is_valid() else today
    if request.method == "POST" and form.is_valid():
        try:
            done = finish(bank, through=on, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            day = date_format(done.through, "j F Y")
            messages.success(request, _("Reconciled through %(day)s.") % {"day": day})
            return redirect("bank:result", bank.koppontren.slug, bank.account.code)
    found = position(bank, on)
    kind = request.GET.get("format", "")
    if form.is_valid() and kind in KINDS:
        return _file(bank, found, kind)
    status = 200 if form.is_valid() else 422
    return render_page(request, "bank/result.html", _context(request, bank, found, form), status)


def _file(bank: BankAccount, found: Position, kind: str) -> HttpResponse:
    said = [str(bank), date_format(found.on, "j F Y")]
    paper = Paper(_("Bank reconciliation"), place=bank.koppontren.name, said=said)
    rows = result_rows(found, memos_of(bank.koppontren, found.not_at_bank))
    return download(rows, name=f"rekonsiliasi-{bank.account.code}", kind=kind, paper=paper)


def _context(
    request: SignedIn, bank: BankAccount, found: Position, form: DayForm
) -> dict[str, Any]:
    lines = list(found.not_at_bank[:SHOWN])
    notes = memos_of(bank.koppontren, lines)
    return {
        "koppontren": bank.koppontren,
        "bank": bank,
        "position": found,
        "form": form,
        "balance_form": BalanceForm(),
        "rows": found.not_in_book[:SHOWN],
        "lines": [(line, line.debit - line.credit, notes.get(line.entry_number)) for line in lines],
        "less": -found.sum_not_at_bank,
        "shown": SHOWN,
        "done": reconciled(bank),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, bank.koppontren),
    }


@login_required
@require_POST
def back(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Take back the latest day through which it was said to be done."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    if done := take_back(bank, by=request.user):
        day = date_format(done.through, "j F Y")
        said = _("No longer reconciled through %(day)s. You can take matches apart again.")
        messages.success(request, said % {"day": day})
    return redirect("bank:result", bank.koppontren.slug, bank.account.code)


@login_required
@require_POST
def opening(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Say what the bank held before its first mutation, where its files do not."""
    bank = bank_for(request, koppontren, code, needs=Right.KEEP_BOOKS)
    form = BalanceForm(request.POST)
    if form.is_valid() and bank.since is not None:
        say_opening(bank, balance=form.cleaned_data["balance"])
    else:
        messages.error(request, _("Type the balance in whole rupiah, for example 1.250.000."))
    return redirect("bank:result", bank.koppontren.slug, bank.account.code)
