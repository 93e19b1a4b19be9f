"""The page of the journal form."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.cash.queries import postable_accounts
from klinik.finance.ledger.days import today_in
from klinik.finance.ledger.patterns.commands import keep_pattern
from klinik.finance.ledger.patterns.forms import PatternForm
from klinik.finance.ledger.patterns.queries import find_pattern, legs_of, patterns_of
from klinik.finance.ledger.queries import has_book
from klinik.finance.ledger.reading import Shown
from klinik.finance.ledger.views.anew import legs_anew, offer_if_closed, said_anew, wrong_one
from klinik.finance.ledger.views.recording import EFFECT, record, saved, would_do
from klinik.finance.ledger.writing.forms import MOST, WriteForm
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

ASKS = {"check", "more", "balance", "keep"}  # buttons that record nothing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedIn, koppontren: str) -> HttpResponse:
    """Write a journal entry line by line."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    wrong = wrong_one(request, tenant)
    form = WriteForm(
        request.POST or None,
        request.FILES or None,
        **_begun(request, tenant, wrong),
        accounts=postable_accounts(tenant),
        today=today_in(tenant),
    )
    if wrong and not form.is_bound:
        offer_if_closed(tenant, form, form.initial["on"])
    asked = ASKS & set(request.POST)
    context = would_do(tenant, form.intent() if form.is_valid() else None)
    if asked and request.headers.get("HX-Target") == EFFECT:
        return render(request, "ledger/_write_effect.html", context | {"form": form})
    if form.is_valid() and not asked:
        address = reverse("ledger:write", args=[tenant.slug])
        if answer := record(request, tenant, form, form.intent(), address):
            return answer
    keeping = PatternForm(request.POST if "keep" in asked else None)
    if "keep" in asked and form.is_valid() and keeping.is_valid():
        _keep(request, tenant, form, keeping)
    if "more" in asked:
        form.add_rows()
    if "balance" in asked:
        form.balance()
    is_refused = bool(keeping.errors or (form.errors and asked <= {"check", "keep"}))
    context |= {
        "koppontren": tenant,
        "form": form,
        "show_errors": is_refused,
        "keeping": keeping,
        "most": MOST,
        "patterns": patterns_of(tenant),
        "saved": saved(request, tenant),
        "has_book": has_book(tenant),
    }
    return render_page(request, "ledger/write.html", context, 422 if is_refused else 200)


def _keep(request: SignedIn, tenant: Koppontren, form: WriteForm, keeping: PatternForm) -> None:
    """Keep the lines that were typed as a pattern; the form stays as it is."""
    try:
        kept = keep_pattern(tenant, intent=form.intent(), by=request.user, **keeping.cleaned_data)
    except DomainError as refusal:
        keeping.add_error("name", str(refusal.message))
    else:
        said = _("The pattern %(name)s is kept. The entry itself is not recorded yet.")
        messages.success(request, said % {"name": kept})


def _begun(request: SignedIn, tenant: Koppontren, wrong: Shown | None) -> dict[str, Any]:
    """What the form begins with: an entry that is put right, a pattern, or nothing."""
    if wrong:
        return {"initial": said_anew(wrong), "legs": legs_anew(wrong)}
    if pattern := find_pattern(tenant, request.GET.get("pola", "")):
        legs = legs_of(tenant, [pattern])[pattern.pk]
        return {"initial": {"memo": pattern.memo}, "legs": legs}
    return {}
