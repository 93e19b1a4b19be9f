"""The accounts that are kept at banks, one of them, and everything its bank said."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.finance.ledger.bank.commands.files import keep_at_bank
from klinik.finance.ledger.bank.forms import PlaceForm
from klinik.finance.ledger.bank.queries import bank_accounts, mutations_of, not_yet_banks
from klinik.finance.ledger.bank.tables import ORDER, mutation_columns
from klinik.finance.ledger.bank.views.access import bank_for
from klinik.finance.ledger.queries import has_book
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: SignedIn, koppontren: str) -> HttpResponse:
    """Every account at a bank; and which other place of money is kept at one."""
    needs = Right.KEEP_BOOKS if request.method == "POST" else Right.READ_BOOKS
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    others = not_yet_banks(tenant)
    form = PlaceForm(request.POST or None, places=others)
    if request.method == "POST" and form.is_valid():
        try:
            bank = keep_at_bank(form.cleaned_data["account"], bank=form.cleaned_data["bank"])
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("%(place)s: send the first file now.") % {"place": bank})
            return redirect("bank:send", tenant.slug, bank.account.code)
    context = {
        "koppontren": tenant,
        "banks": list(bank_accounts(tenant)),
        "others": others,
        "form": form,
        "has_book": has_book(tenant),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "bank/places.html", context, status)


@login_required
@require_safe
def mutations(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """Everything that the bank said about this account, the latest first."""
    bank = bank_for(request, koppontren, code, needs=Right.READ_BOOKS)
    table = Table(
        mutation_columns(bank),
        mutations_of(bank),
        asked=request.GET,
        name=f"mutasi-{bank.account.code}",
        paper=Paper(_("Mutations of the bank"), place=bank.koppontren.name, said=[str(bank)]),
        first="-tanggal",
        order=ORDER,
    )
    context = {
        "koppontren": bank.koppontren,
        "bank": bank,
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, bank.koppontren),
    }
    return render_table(request, "bank/mutations.html", table, context)
