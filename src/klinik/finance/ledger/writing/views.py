"""The page of the journal form."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.cash.queries import postable_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.patterns.queries import find_pattern, legs_of, patterns_of
from klinik.finance.ledger.queries import has_book
from klinik.finance.ledger.views.recording import EFFECT, recorded_redirect, saved, would_do
from klinik.finance.ledger.writing.forms import MOST, WriteForm
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.roles import Right


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedIn, koppontren: str) -> HttpResponse:
    """Write a journal entry line by line."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    pattern = find_pattern(tenant, request.GET.get("pola", ""))
    form = WriteForm(
        request.POST or None,
        request.FILES or None,
        initial={"memo": pattern.memo if pattern else ""},
        legs=legs_of(tenant, [pattern])[pattern.pk] if pattern else [],
        accounts=postable_accounts(tenant),
        today=today_in(tenant),
    )
    asked = {"check", "more", "balance"} & set(request.POST)
    context = would_do(tenant, form.intent() if form.is_valid() else None)
    if asked and request.headers.get("HX-Target") == EFFECT:
        return render(request, "ledger/_write_effect.html", context | {"form": form})
    if form.is_valid() and not asked:
        typed = form.cleaned_data
        try:
            recorded = submit(
                tenant,
                intent=form.intent(),
                request_id=typed["request_id"],
                by=request.user,
                files=typed["receipts"],
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            address = reverse("ledger:write", args=[tenant.slug])
            return recorded_redirect(request, recorded, f"{address}?saved=")
    if "more" in asked:
        form.add_rows()
    if "balance" in asked:
        form.balance()
    is_refused = form.is_bound and bool(form.errors) and asked <= {"check"}
    context |= {
        "koppontren": tenant,
        "form": form,
        "show_errors": is_refused,
        "most": MOST,
        "patterns": patterns_of(tenant),
        "saved": saved(request, tenant),
        "has_book": has_book(tenant),
    }
    return render_page(request, "ledger/write.html", context, 422 if is_refused else 200)
