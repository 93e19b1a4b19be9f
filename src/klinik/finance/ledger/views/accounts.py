"""The chart of accounts, and the general ledger of one account."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from klinik.core.http import render_page
from klinik.finance.ledger.days import EARLIEST
from klinik.finance.ledger.forms import PeriodForm
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.queries import AccountPage, account_lines, balance_on
from klinik.finance.ledger.queries.chart_page import details_on, units_with_accounts
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
    context = {
        "koppontren": tenant,
        "units": units_with_accounts(tenant),
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
    context = {
        "koppontren": tenant,
        "account": found,
        "form": form,
        "last": last,
        "is_filtered": bool(first or last),
        "is_valid": is_valid,
        "balance": balance_on(found, last) if is_valid else None,
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    if is_valid and found.is_control:
        context |= _details(request, found, last)
    elif is_valid:
        context |= _lines(request, found, first, last)
    return render_page(request, "ledger/account.html", context, 200 if is_valid else 422)


def _details(request: SignedIn, control: Account, last: date | None) -> dict[str, Any]:
    details = Account.objects.of(control.koppontren).filter(parent=control).order_by("code")
    page = Paginator(details, PER_PAGE).get_page(request.GET.get("page"))
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
