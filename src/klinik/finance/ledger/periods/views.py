"""Closing a month or a year, asking for a reopening, and answering it."""

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
from klinik.finance.ledger.models import PeriodEvent, PeriodStep
from klinik.finance.ledger.periods.checklist import checklist
from klinik.finance.ledger.periods.commands import (
    answer_reopening,
    ask_reopening,
    close_period,
    take_back_reopening,
    undo_close_out,
)
from klinik.finance.ledger.periods.forms import (
    AnswerForm,
    AskForm,
    CloseForm,
    TakeBackForm,
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
from klinik.finance.ledger.periods.rules import FiscalYear
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
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            event = close_period(tenant, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            closed = _("The books are closed through %(month)s.")
            return _done(request, tenant, closed % {"month": month_name(event.through)})
    return _page(request, tenant, refused=form)


@login_required
@require_POST
def ask(request: SignedIn, koppontren: str) -> HttpResponse:
    """Ask a second person to open closed months again."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = AskForm(request.POST, closed=closed_months(tenant, _standing(tenant).closed_through))
    if form.is_valid():
        try:
            ask_reopening(tenant, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            asked = _("Asked. Another person with the right to approve opens it here.")
            return _done(request, tenant, asked)
    return _page(request, tenant, refused=form, ask=form)


@login_required
@require_POST
def answer(request: SignedIn, koppontren: str) -> HttpResponse:
    """Open the months that were asked for, or keep them closed."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    form = AnswerForm(request.POST)
    if form.is_valid():
        asked = _asked(tenant, form)
        try:
            given = answer_reopening(
                asked,
                is_approved=form.cleaned_data["answer"] == "yes",
                request_id=form.cleaned_data["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            is_open = given.what == PeriodStep.REOPENED
            said = _("The books are open again.") if is_open else _("The books stay closed.")
            return _done(request, tenant, said)
    return _page(request, tenant, refused=form)


@login_required
@require_POST
def take_back(request: SignedIn, koppontren: str) -> HttpResponse:
    """Take one's own request for a reopening back."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = TakeBackForm(request.POST)
    if form.is_valid():
        asked = _asked(tenant, form)
        try:
            take_back_reopening(asked, request_id=form.cleaned_data["request_id"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _done(request, tenant, _("The books stay closed."))
    return _page(request, tenant, refused=form)


@login_required
@require_POST
def undo_year(request: SignedIn, koppontren: str) -> HttpResponse:
    """Undo the closing of the year that the page named."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    form = UndoYearForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        year = FiscalYear(typed["year"], tenant.fiscal_month)
        try:
            undo_close_out(tenant, year=year, reason=typed["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _done(request, tenant, _("The closing of the year is undone."))
    return _page(request, tenant, refused=form, undo=form)


def _asked(tenant: Koppontren, form: TakeBackForm) -> PeriodEvent:
    events = PeriodEvent.objects.of(tenant).select_related("koppontren")
    return get_object_or_404(events, pk=form.cleaned_data["asked"])


def _done(request: SignedIn, tenant: Koppontren, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("ledger:periods", tenant.slug)


def _standing(tenant: Koppontren) -> Standing:
    return standing_on(tenant, today_in(tenant))


def _page(
    request: SignedIn, tenant: Koppontren, *, refused: Form | None = None, **bound: Form
) -> HttpResponse:
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
        "refused": refused,
        "closing": CloseForm(initial={"through": through and through.isoformat()}),
        "ask": AskForm(closed=closed_months(tenant, standing.closed_through)),
        "answering": AnswerForm(initial={"asked": standing.waiting and standing.waiting.pk}),
        "undo": UndoYearForm(initial={"year": standing.undoable and standing.undoable.number}),
    }
    return render_page(request, "ledger/periods.html", context | bound, 422 if refused else 200)


def _chosen(request: SignedIn, standing: Standing) -> date | None:
    asked = request.POST.get("through") or request.GET.get("through")
    known = {month.isoformat(): month for month in standing.months}
    first = standing.months[0] if standing.months else None
    return known.get(asked or "", first)


def _checks(tenant: Koppontren, standing: Standing, through: date | None) -> list[Any]:
    if through is None or standing.first is None:
        return []
    return list(checklist(tenant, first=standing.first, last=through))
