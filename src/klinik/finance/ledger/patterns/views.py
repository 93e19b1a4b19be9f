"""Patterns: the list with what waits today, keeping one from an entry, confirming a day."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger import reading
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Draft, Due, Entry, Pattern
from klinik.finance.ledger.patterns.commands import (
    confirm,
    keep_pattern,
    leave_out,
    retire_pattern,
)
from klinik.finance.ledger.patterns.forms import ConfirmForm, PatternForm
from klinik.finance.ledger.patterns.queries import legs_of, patterns_of, waiting_dues
from klinik.finance.ledger.periods.queries import first_open_day
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.views.recording import recorded_redirect
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right


@login_required
@require_safe
def patterns(request: SignedIn, koppontren: str) -> HttpResponse:
    """What waits to be recorded again, and the patterns to write from."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    return _page(request, tenant)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: SignedIn, koppontren: str, number: int) -> HttpResponse:
    """Keep an entry as a pattern, to be written again."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = get_object_or_404(Entry.objects.of(tenant), number=number)
    shown = reading.shown(tenant, [found])[0]
    form = PatternForm(request.POST or None, initial={"name": shown.memo[:100]})
    if form.is_valid():
        legs = [
            Leg(line.account, line.debit, line.credit)
            for line in shown.lines
            if line.account.other_unit_id is None
        ]
        intent = Intent(found.kind, legs, memo=shown.memo)
        try:
            kept = keep_pattern(tenant, intent=intent, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("The pattern %(name)s is kept.") % {"name": kept})
            return redirect("ledger:patterns", tenant.slug)
    context = {"koppontren": tenant, "shown": shown, "form": form}
    return render_page(request, "ledger/pattern_keep.html", context, 422 if form.errors else 200)


@login_required
@require_POST
def retire(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take a pattern out of use."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = get_object_or_404(Pattern.objects.of(tenant), number=number)
    retire_pattern(found)
    messages.success(request, _("The pattern %(name)s is not used any more.") % {"name": found})
    return redirect("ledger:patterns", tenant.slug)


@login_required
@require_POST
def record(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Record what waits, or leave it out this time."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    rows = Due.objects.of(tenant).select_related("koppontren", "pattern")
    found = rows.filter(request_id=number).first()
    if found is None:  # it waits under another key since the draft of this one came to nothing
        drafts = Draft.objects.of(tenant).select_related("koppontren")
        return recorded_redirect(request, get_object_or_404(drafts, request_id=number), "")
    legs = legs_of(tenant, [found.pattern])[found.pattern_id]
    form = ConfirmForm(request.POST, legs=legs, auto_id=_auto_id(found))
    try:
        if "leave_out" in request.POST:
            leave_out(found, by=request.user)
            messages.success(request, _("This time it is left out."))
            return redirect("ledger:patterns", tenant.slug)
        if not form.is_valid():
            return _page(request, tenant, refused={found.pk: form})
        recorded = confirm(found, by=request.user, legs=form.legs)
    except DomainError as refusal:
        return _page(request, tenant, refused={found.pk: form}, why=str(refusal.message))
    if isinstance(recorded, Entry):
        messages.success(request, _("It is recorded."))
        return redirect("ledger:entry", tenant.slug, recorded.number)
    return recorded_redirect(request, recorded, "")


def _auto_id(due: Due) -> str:
    return f"due-{due.pk}-%s"  # several forms on one page


def _page(
    request: SignedIn,
    tenant: Koppontren,
    *,
    refused: Mapping[int, ConfirmForm] | None = None,
    why: str = "",
) -> HttpResponse:
    forms = dict(refused or {})
    waiting = [
        (due, forms.get(due.pk) or ConfirmForm(legs=intent.legs, auto_id=_auto_id(due)), intent)
        for due, intent in waiting_dues(tenant)
    ]
    context = {
        "koppontren": tenant,
        "waiting": waiting,
        "first_open": first_open_day(tenant),
        "patterns": patterns_of(tenant),
        "why": why,
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "ledger/patterns.html", context, 422 if refused else 200)
