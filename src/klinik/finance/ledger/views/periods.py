"""Closing a month or a year, asking for a reopening, and answering it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.models import PeriodEvent
from klinik.finance.ledger.periods.checklist import checklist
from klinik.finance.ledger.periods.commands import (
    answer_reopening,
    ask_reopening,
    close_period,
    undo_close_out,
)
from klinik.finance.ledger.periods.forms import (
    AnswerForm,
    AskForm,
    CloseForm,
    UndoYearForm,
    month_name,
)
from klinik.finance.ledger.periods.queries import (
    Standing,
    closed_months,
    period_events,
    plan_closing,
    standing_on,
)
from klinik.finance.ledger.queries import has_book
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

PER_PAGE = 20


@login_required
@require_safe
def periods(request: SignedIn, koppontren: str) -> HttpResponse:
    """What is closed, what to look at before the next month is, and what happened so far."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    return _page(request, tenant)


@login_required
@require_POST
def close(request: SignedIn, koppontren: str) -> HttpResponse:
    """Close the books through the month that was looked at."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = CloseForm(request.POST, months=_standing(tenant).months)
    return _done(
        request,
        tenant,
        form,
        "close",
        lambda typed: close_period(tenant, by=request.user, **typed),
        lambda typed: (
            _("The books are closed through %(month)s.") % {"month": month_name(typed["through"])}
        ),
    )


@login_required
@require_POST
def ask(request: SignedIn, koppontren: str) -> HttpResponse:
    """Ask a second person to open closed months again."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = AskForm(request.POST, closed=closed_months(tenant, _standing(tenant).closed_through))
    return _done(
        request,
        tenant,
        form,
        "ask",
        lambda typed: ask_reopening(tenant, by=request.user, **typed),
        lambda typed: _("Asked. Another person with the right to approve opens it here."),
    )


@login_required
@require_POST
def answer(request: SignedIn, koppontren: str) -> HttpResponse:
    """Open the months that were asked for, or keep them closed."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    return _answer(request, tenant, is_approved=request.POST.get("answer") == "yes")


@login_required
@require_POST
def take_back(request: SignedIn, koppontren: str) -> HttpResponse:
    """Take a request for a reopening back."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    return _answer(request, tenant, is_approved=False)


@login_required
@require_POST
def undo_year(request: SignedIn, koppontren: str) -> HttpResponse:
    """Undo the closing of the last year that was closed out."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    year = _standing(tenant).undoable
    return _done(
        request,
        tenant,
        UndoYearForm(request.POST),
        "undo",
        lambda typed: (
            year and undo_close_out(tenant, year=year, reason=typed["reason"], by=request.user)
        ),
        lambda typed: _("The closing of the year is undone."),
    )


def _answer(request: SignedIn, tenant: Koppontren, *, is_approved: bool) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, tenant, answering=form)
    asked = get_object_or_404(
        PeriodEvent.objects.of(tenant).select_related("koppontren"), pk=form.cleaned_data["asked"]
    )
    return _done(
        request,
        tenant,
        form,
        "answering",
        lambda typed: answer_reopening(
            asked, is_approved=is_approved, request_id=typed["request_id"], by=request.user
        ),
        lambda typed: (
            _("The books are open again.") if is_approved else _("The books stay closed.")
        ),
    )


def _done(
    request: SignedIn,
    tenant: Koppontren,
    form: Form,
    name: str,
    act: Callable[[dict[str, Any]], object],
    say: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, say(form.cleaned_data))
            return redirect("ledger:periods", tenant.slug)
    return _page(request, tenant, **{name: form})


def _standing(tenant: Koppontren) -> Standing:
    return standing_on(tenant, today_in(tenant))


def _page(request: SignedIn, tenant: Koppontren, **bound: Form) -> HttpResponse:
    standing = _standing(tenant)
    through = _chosen(request, standing)
    rights = rights_in(request.user, tenant)
    is_year = through == standing.year.last
    plan = plan_closing(tenant, standing.year) if is_year else []
    context = {
        "koppontren": tenant,
        "has_book": has_book(tenant),
        "standing": standing,
        "months": [(month.isoformat(), month_name(month)) for month in standing.months],
        "through": through,
        "checks": _checks(tenant, standing, through),
        "is_year": is_year,
        "plan": plan,
        "result": sum(closing.result for closing in plan),
        "page": Paginator(period_events(tenant), PER_PAGE).get_page(request.GET.get("page")),
        "may_keep": Right.KEEP_BOOKS in rights,
        "may_approve": Right.APPROVE in rights,
        "refused": next(iter(bound.values()), None),
        "closing": CloseForm(months=standing.months, initial={"through": through}),
        "ask": AskForm(closed=closed_months(tenant, standing.closed_through)),
        "answering": AnswerForm(initial={"asked": standing.waiting and standing.waiting.pk}),
        "undo": UndoYearForm(),
    }
    context |= {name: form for name, form in bound.items() if name != "close"}
    return render_page(request, "ledger/periods.html", context, 422 if bound else 200)


def _chosen(request: SignedIn, standing: Standing) -> date | None:
    asked = request.POST.get("through") or request.GET.get("through")
    known = {month.isoformat(): month for month in standing.months}
    first = standing.months[0] if standing.months else None
    return known.get(asked or "", first)


def _checks(tenant: Koppontren, standing: Standing, through: date | None) -> list[Any]:
    if through is None or standing.first is None:
        return []
    return list(checklist(tenant, first=standing.first, last=through))
