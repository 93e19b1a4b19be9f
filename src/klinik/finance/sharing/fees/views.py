"""A month's fees: prepare them, look at each, confirm them."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.exports import Paper
from klinik.core.http import render_page
from klinik.core.tables import Table, render_table
from klinik.finance.savings.models import SavingsProduct
from klinik.finance.sharing.deciding import looked_at, refusal
from klinik.finance.sharing.fees.commands import confirm_fees, drop_fees, prepare_fees
from klinik.finance.sharing.fees.forms import FeeMonthForm
from klinik.finance.sharing.fees.models import FeeRun, FeeState
from klinik.finance.sharing.fees.queries import asked_by, fee_runs_of, fees_of, undone_in
from klinik.finance.sharing.fees.tables import ORDER, fee_columns
from klinik.finance.sharing.queries import months_over
from klinik.finance.sharing.tasks import start_taking
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def fee_list(request: SignedIn, koppontren: str) -> HttpResponse:
    """All months of which fees were taken, and the form that prepares the next one."""
    needs = Right.KEEP_BOOKS if request.method == "POST" else Right.READ_BOOKS
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    form = FeeMonthForm(
        request.POST if request.method == "POST" else None, months=months_over(tenant)
    )
    if form.is_valid():
        try:
            run = prepare_fees(tenant, month=form.cleaned_data["month"], by=request.user)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
        else:
            return redirect(run)
    runs = list(fee_runs_of(tenant)[:50])
    undone = undone_in(tenant, runs)
    context = {
        "koppontren": tenant,
        "form": form,
        "runs": [(run, undone[run.pk]) for run in runs],
        "products": list(SavingsProduct.objects.of(tenant).filter(monthly_fee__gt=0)),
        "may_prepare": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "fees/fees.html", context, 422 if form.is_bound else 200)


@require_safe
@login_required
def fee_run(request: SignedIn, koppontren: str, month: str) -> HttpResponse:
    """One month's fees: their total, and what becomes of each account."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    return _run_page(request, _run(tenant, month), Form(), status=200)


@login_required
@require_POST
def fee_confirm(request: SignedIn, koppontren: str, month: str) -> HttpResponse:
    """Yes: they are taken, by a job that its owner can follow."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    found = _run(tenant, month)
    if form := refusal(request, found, looked_at(request, confirm_fees)):
        return _run_page(request, found, form, status=422)
    return redirect(start_taking(found, by=request.user))


@login_required
@require_POST
def fee_drop(request: SignedIn, koppontren: str, month: str) -> HttpResponse:
    """No: what was prepared is thrown away."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = _run(tenant, month)
    if form := refusal(request, found, drop_fees):
        return _run_page(request, found, form, status=422)
    messages.success(request, _("It is thrown away. Nothing was recorded."))
    return redirect("sharing:fees", tenant.slug)


def _run(tenant: Koppontren, month: str) -> FeeRun:
    return get_object_or_404(fee_runs_of(tenant), month=date.fromisoformat(f"{month}-01"))


def _run_page(request: SignedIn, found: FeeRun, form: Form, *, status: int) -> HttpResponse:
    rights = rights_in(request.user, found.koppontren)
    said = [date_format(found.month, "F Y")]
    table = Table(
        fee_columns(found),
        fees_of(found),
        asked=request.GET,
        name=f"biaya-bulanan-{found.month:%Y-%m}-{found.koppontren.slug}",
        paper=Paper(_("Monthly fees"), place=found.koppontren.name, said=said),
        first="rekening",
        order=ORDER,
    )
    context = {
        "koppontren": found.koppontren,
        "run": found,
        "asked": asked_by(found),
        "undone": undone_in(found.koppontren, [found])[found.pk],
        "form": form,
        "may_confirm": found.is_prepared and Right.APPROVE in rights,
        "may_go_on": found.state == FeeState.POSTING and Right.APPROVE in rights,
        "may_drop": found.is_prepared and Right.KEEP_BOOKS in rights,
    }
    if status == 200:
        return render_table(request, "fees/run.html", table, context)
    return render_page(request, "fees/run.html", {**context, "table": table}, status)
