"""The chart of accounts, and the general ledger of one account."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klinik.core.exports import KINDS, Paper, download
from klinik.core.http import render_page
from klinik.finance.ledger.forms import PeriodForm
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import AccountPage, account_lines, balance_on
from klinik.finance.ledger.queries.chart_changes import changes_of_account
from klinik.finance.ledger.queries.chart_page import details_on, units_with_accounts
from klinik.finance.ledger.rules import EARLIEST
from klinik.finance.ledger.tables import Row, account_rows, chart_rows, details_rows
from klinik.finance.ledger.words import kind_in_words
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.roles import Right

PER_PAGE = 50


@login_required
@require_safe
def accounts(request: SignedIn, koppontren: str) -> HttpResponse:
    """The chart by unit and kind, with what each account holds now."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    units = units_with_accounts(tenant)
    kind = request.GET.get("format", "")
    if units and kind in KINDS:
        paper = Paper(_("Accounts"), place=tenant.name)
        return download(chart_rows(units), name=f"akun-{tenant.slug}", kind=kind, paper=paper)
    context = {
        "koppontren": tenant,
        "units": units,
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "ledger/accounts.html", context)


@login_required
@require_safe
def account(request: SignedIn, koppontren: str, code: str) -> HttpResponse:
    """What moved on one account, line by line; of a control account, its details."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    chart = Account.objects.of(tenant).select_related("unit", "parent")
    found = get_object_or_404(chart, code=code)
    form = PeriodForm(request.GET)
    is_valid = form.is_valid()
    first, last = (form.cleaned_data["from"], form.cleaned_data["to"]) if is_valid else (None, None)
    kind = request.GET.get("format", "")
    if is_valid and kind in KINDS:
        paper = Paper(f"{found.code} {found.name}", place=tenant.name, said=form.said())
        rows = _rows(found, first, last)
        return download(rows, name=f"akun-{found.code}", kind=kind, paper=paper)
    context = {
        "koppontren": tenant,
        "account": found,
        "form": form,
        "last": last,
        "is_filtered": bool(first or last),
        "is_valid": is_valid,
        "balance": balance_on(found, last) if is_valid else None,
        "changes": changes_of_account(found),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    if is_valid and found.is_control:
        context |= _details(request, found, last)
    elif is_valid:
        context |= _lines(request, found, first, last)
    return render_page(request, "ledger/account.html", context, 200 if is_valid else 422)


def _rows(found: Account, first: date | None, last: date | None) -> Iterator[Row]:
    """What its page shows, all of it."""
    if not found.is_control:
        return account_rows(found, first, last)
    return details_rows(details_on(list(_details_of(found)), last))


def _details_of(control: Account) -> QuerySet[Account]:
    return Account.objects.of(control.koppontren).filter(parent=control).order_by("code")


def _details(request: SignedIn, control: Account, last: date | None) -> dict[str, Any]:
    page = Paginator(_details_of(control), PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "details": details_on(list(page.object_list), last)}


def _lines(
    request: SignedIn, found: Account, first: date | None, last: date | None
) -> dict[str, Any]:
    after = request.GET.get("after", "")
    lines = _page_after(found, first, last, after)
    moves = [(move, kind_in_words(move.line.entry.kind)) for move in lines.movements]
    return {"lines": lines, "moves": moves, "after": after, "first": first}


def _page_after(found: Account, first: date | None, last: date | None, after: str) -> AccountPage:
    try:
        if after and date.fromisoformat(after[:10]) < EARLIEST:
            raise Http404
        return account_lines(found, since=first, until=last, after=after, limit=PER_PAGE)
    except ValueError:
        raise Http404 from None
