"""The board's page: the money at a glance."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from klinik.core.database import at_one_moment
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.queries import units_of
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.queries.board import Board, board
from klinik.finance.statements.reports.seal import seal_of
from klinik.finance.statements.rules import Amount
from klinik.finance.statements.words import NAMES
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@at_one_moment
@login_required
@require_safe
def summary(request: SignedIn, koppontren: str) -> HttpResponse:
    """Where the money is, what came and went in twelve months, and how the year goes."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    units = units_of(tenant)
    scope = Scope(koppontren=tenant, units=units, unit=None, on=today_in(tenant))
    seen = board(scope) if units else None
    context: dict[str, Any] = {
        "koppontren": tenant,
        "units": units,
        "scope": scope,
        "board": seen,
        "names": NAMES,
        "key": "board",
        "seal": seal_of(tenant),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    if seen:
        context |= {
            "months": _months(tenant, seen),
            "places": _bars(tenant, seen.places, f"?to={scope.on}"),
            "came": _bars(tenant, seen.came, f"?from={seen.now.first}&to={scope.on}"),
            "went": _bars(tenant, seen.went, f"?from={seen.now.first}&to={scope.on}"),
        }
    return render(request, "statements/board.html", context)


def _months(tenant: Koppontren, seen: Board) -> list[dict[str, Any]]:
    url = reverse("statements:cash_flow", args=[tenant.slug])
    return [
        {
            "label": date_format(month.first, "M y"),
            "came": month.came,
            "went": month.went,
            "url": f"{url}?from={month.first}&to={month.last}",
        }
        for month in seen.months
    ]


def _bars(tenant: Koppontren, amounts: Iterable[Amount], days: str) -> list[dict[str, Any]]:
    return [
        {
            "label": one.balance.name,
            "value": one.amount,
            "url": reverse("ledger:account", args=[tenant.slug, one.balance.code]) + days,
        }
        for one in amounts
    ]
