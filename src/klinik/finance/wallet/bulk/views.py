"""Many wallets at once: typed or sent, looked at, recorded; and the list to hand out by."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.wallet.bulk.choices import BatchKind
from klinik.finance.wallet.bulk.commands import record_batch
from klinik.finance.wallet.bulk.forms import TableForm
from klinik.finance.wallet.bulk.queries import balances, batches_of, look_at, wallets_named
from klinik.finance.wallet.bulk.rules import as_lines
from klinik.finance.wallet.queries import has_started
from klinik.finance.wallet.views.found import reading_for
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right

LATEST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def table(request: SignedIn, koppontren: str) -> HttpResponse:
    """The table; sent once it is looked at, sent with `save` it is recorded."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_WALLETS)
    if not has_started(tenant):
        return redirect("wallet:list", tenant.slug)
    initial = None
    if request.GET.get("semua") == "tarik":
        initial = {"kind": BatchKind.CASH_OUT, "lines": as_lines(balances(tenant))}
    is_sent = request.method == "POST"
    form = TableForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, initial=initial
    )
    looked = look_at(tenant, form.rows) if form.is_valid() else []
    is_good = bool(looked) and all(row.is_good for row in looked)
    if is_good and "save" in request.POST:
        try:
            batch = record_batch(
                tenant,
                kind=form.cleaned_data["kind"],
                amounts=form.amounts,
                request_id=form.cleaned_data["request_id"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(batch)
    context = {
        "koppontren": tenant,
        "form": form,
        "looked": looked,
        "is_good": is_good,
        "total": sum(row.row.amount for row in looked),
        "kind": dict(BatchKind.choices).get(request.POST.get("kind", ""), ""),
        "lines": as_lines((row.number, row.amount) for row in form.rows),
        "batches": list(batches_of(tenant)[:LATEST]),
    }
    return render_page(request, "wallet/table.html", context, 422 if form.errors else 200)


@require_safe
@login_required
def batch(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """What was recorded together: a list to hand cash out by, with room for signatures."""
    tenant, _rights = reading_for(request.user, koppontren)
    found = get_object_or_404(batches_of(tenant), request_id=number)
    wallets = wallets_named(tenant, found.amounts)
    rows = [(wallets[number], amount) for number, amount in found.amounts.items()]
    rows.sort(key=lambda row: row[0].member.name)
    return render_page(
        request, "wallet/batch.html", {"koppontren": tenant, "batch": found, "rows": rows}
    )
