"""The month's sharing: set it up, confirm it, undo it; and why an account got what it got."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.finance.ledger.models import Unit
from klinik.finance.ledger.queries import units_of
from klinik.finance.ledger.queries.chart import debts_of, expenses_of, incomes_of
from klinik.finance.savings.queries import accounts_of
from klinik.finance.sharing.commands import (
    confirm_run,
    drop_run,
    prepare_bonus,
    prepare_share,
    set_pool,
)
from klinik.finance.sharing.deciding import looked_at, refusal
from klinik.finance.sharing.forms import BonusForm, MonthForm, PoolForm, UndoForm
from klinik.finance.sharing.models import RunState, ShareRun
from klinik.finance.sharing.queries import (
    explained,
    month_to_share,
    months_over,
    pools_of,
    run_of,
    runs_of,
    shared_accounts,
    shares_of,
    undone_of,
)
from klinik.finance.sharing.tables import ORDER, share_columns
from klinik.finance.sharing.tasks import start_recording, start_undoing
from klinik.finance.sharing.undoing import ask_undoing, confirm_undoing, keep_run
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def run_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """All months that were shared, and the form that prepares the next one."""
    needs = Right.KEEP_BOOKS if request.method == "POST" else Right.READ_BOOKS
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    sent = request.POST if request.method == "POST" else None
    turn = {"month": month_to_share(tenant).isoformat()}
    form = MonthForm(sent, pools=pools_of(tenant), months=months_over(tenant), initial=turn)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            run = prepare_share(typed["pool"], month=typed["month"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(run)
    rights = rights_in(request.user, tenant)
    context = {
        "koppontren": tenant,
        "form": form,
        "runs": list(runs_of(tenant)[:50]),
        "pools": list(pools_of(tenant)),
        "units": units_of(tenant),
        "may_prepare": Right.KEEP_BOOKS in rights,
        "may_give": Right.GIVE_BONUS in rights,
    }
    return render_page(request, "sharing/runs.html", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bonus(request: SignedIn, koppontren: str) -> HttpResponse:
    """The board gives those who saved as wadiah something that was never promised."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.GIVE_BONUS)
    sent = request.POST if request.method == "POST" else None
    form = BonusForm(sent, pools=pools_of(tenant), months=months_over(tenant))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            run = prepare_bonus(
                typed["pool"], month=typed["month"], amount=typed["amount"], by=request.user
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(run)
    context = {"koppontren": tenant, "form": form}
    return render_page(request, "sharing/bonus.html", context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pool(request: SignedIn, koppontren: str, unit: str) -> HttpResponse:
    """Which income of a unit is shared, and where the share is booked."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = get_object_or_404(Unit, koppontren=tenant, code=unit)
    known = pools_of(tenant).filter(unit=found).first()
    expenses = expenses_of(tenant, found)
    initial: dict[str, Any] = {"expense": expenses.filter(mark="share").first()}
    if known:
        initial = {"expense": known.expense, "tax": known.tax}
        initial["incomes"] = sorted(shared_accounts(known))
    form = PoolForm(
        request.POST if request.method == "POST" else None,
        incomes=incomes_of(tenant, found),
        expenses=expenses,
        debts=debts_of(tenant, found),
        initial=initial,
    )
    if form.is_valid():
        typed = form.cleaned_data
        set_pool(
            tenant,
            unit=found,
            expense=typed["expense"],
            tax=typed["tax"],
            incomes=list(typed["incomes"]),
            by=request.user,
        )
        messages.success(request, _("It is kept what is shared of %(unit)s.") % {"unit": found})
        return redirect("sharing:runs", tenant.slug)
    context = {"koppontren": tenant, "unit": found, "form": form}
    return render_page(request, "sharing/pool.html", context, 422 if form.is_bound else 200)


@require_safe
@login_required
def run(request: SignedIn, koppontren: str, month: str, pool: str, kind: str) -> HttpResponse:
    """One month's sharing: its totals and every part. Undone, and not divided anew, it moved."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    asked = (int(pool), date.fromisoformat(f"{month}-01"), kind)
    found = run_of(tenant, *asked)
    if found is None and (gone := undone_of(tenant, *asked)):
        return redirect(gone)
    if found is None:
        raise Http404
    return _run_page(request, found, Form(), status=200)


@require_safe
@login_required
def undone(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """A month's sharing that was undone, as it had been recorded."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    found = get_object_or_404(runs_of(tenant), pk=number, state=RunState.UNDONE)
    return _run_page(request, found, Form(), status=200)


@login_required
@require_POST
def confirm(request: SignedIn, koppontren: str, month: str, pool: str, kind: str) -> HttpResponse:
    """Yes: it is recorded, as a job that its owner can follow."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    found = _run(tenant, month, pool, kind)
    if form := refusal(request, found, looked_at(request, confirm_run)):
        return _run_page(request, found, form, status=422)
    return redirect(start_recording(found, by=request.user))


@login_required
@require_POST
def drop(request: SignedIn, koppontren: str, month: str, pool: str, kind: str) -> HttpResponse:
    """No: what was prepared is thrown away."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = _run(tenant, month, pool, kind)
    if form := refusal(request, found, drop_run):
        return _run_page(request, found, form, status=422)
    messages.success(request, _("It is thrown away. Nothing was recorded."))
    return redirect("sharing:runs", tenant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def undo(request: SignedIn, koppontren: str, month: str, pool: str, kind: str) -> HttpResponse:
    """Ask that a recorded month be undone as a whole, and say why."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    found = _run(tenant, month, pool, kind)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_undoing(found, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Asked. Now somebody else confirms the undoing here."))
            return redirect(found)
    context = {"koppontren": tenant, "run": found, "form": form}
    return render_page(request, "sharing/undo.html", context, 422 if form.is_bound else 200)


@login_required
@require_POST
def undo_confirm(
    request: SignedIn, koppontren: str, month: str, pool: str, kind: str
) -> HttpResponse:
    """Yes, it is undone: by a job that its owner can follow."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    found = _run(tenant, month, pool, kind)
    if form := refusal(request, found, confirm_undoing):
        return _run_page(request, found, form, status=422)
    return redirect(start_undoing(found, by=request.user))


@login_required
@require_POST
def undo_drop(request: SignedIn, koppontren: str, month: str, pool: str, kind: str) -> HttpResponse:
    """No, it stays: the request to undo it is dropped."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    found = _run(tenant, month, pool, kind)
    if form := refusal(request, found, keep_run):
        return _run_page(request, found, form, status=422)
    messages.success(request, _("It stays as it was recorded."))
    return redirect(found)


@require_safe
@login_required
def why(request: SignedIn, koppontren: str, number: str, month: str) -> HttpResponse:
    """Why an account got what it got: days, balances, income, nisbah, tax, each with its source."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    savings = get_object_or_404(accounts_of(tenant), number=number)
    day = date.fromisoformat(f"{month}-01")
    reasons = explained(savings, day)
    if not reasons:
        raise Http404
    context = {
        "koppontren": tenant,
        "savings": savings,
        "month": day,
        "reasons": reasons,
        "may_read_books": Right.READ_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "sharing/why.html", context)


def _run_page(request: SignedIn, found: ShareRun, form: Form, *, status: int) -> HttpResponse:
    rights, is_own = rights_in(request.user, found.koppontren), found.is_own_bonus(request.user)
    may_approve, is_asked = Right.APPROVE in rights, found.is_undoing_asked
    asked_self = is_asked and found.undo_asked_by_id == request.user.pk
    table = Table(
        share_columns(found),
        shares_of(found),
        asked=request.GET,
        name=f"bagi-hasil-{found.month:%Y-%m}-{found.koppontren.slug}",
        paper=Paper(_("Profit share"), place=found.koppontren.name, said=[f"{found.month:%Y-%m}"]),
        first="rekening",
        order=ORDER,
    )
    context = {
        "koppontren": found.koppontren,
        "run": found,
        "form": form,
        "may_confirm": found.is_prepared and may_approve and not is_own,
        "is_own": found.is_prepared and is_own,
        "may_go_on": may_approve,
        "may_drop": found.is_prepared and Right.KEEP_BOOKS in rights,
        "may_ask": found.state == RunState.POSTED and may_approve and not is_asked,
        "may_undo": is_asked and may_approve and not asked_self,
        "may_keep": is_asked and may_approve,
        "asked_self": asked_self,
    }
    if status == 200:
        return render_table(request, "sharing/run.html", table, context)
    return render_page(request, "sharing/run.html", {**context, "table": table}, status)


def _run(tenant: Koppontren, month: str, pool: str, kind: str) -> ShareRun:
    found = run_of(tenant, int(pool), date.fromisoformat(f"{month}-01"), kind)
    if found is None:
        raise Http404
    return found
