"""What waits for a second person: the list, one draft, the decision, and the limit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.money import rupiah
from klinik.finance.ledger.attachments.queries import attachments_of, papers_as_seen, taken_from
from klinik.finance.ledger.drafts.commands import approve, reject, set_limit, withdraw
from klinik.finance.ledger.drafts.forms import LimitForm, RejectForm
from klinik.finance.ledger.drafts.queries import intent_of, limit_of
from klinik.finance.ledger.intents import effects_of
from klinik.finance.ledger.models import Decision, Draft, Limit
from klinik.finance.ledger.posting import whole
from klinik.finance.ledger.words import kind_in_words
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

PER_PAGE = 20


@login_required
@require_safe
def drafts(request: SignedIn, koppontren: str) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    rows = Draft.objects.of(tenant).select_related("made_by", "decided_by", "koppontren")
    in_order = rows.alias(is_decided=~Q(decision=Decision.WAITING)).order_by("is_decided", "-pk")
    page = Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    rights = rights_in(request.user, tenant)
    context = {
        "koppontren": tenant,
        "waiting": _in_words([row for row in shown if row.is_waiting]),
        "decided": _in_words([row for row in shown if not row.is_waiting]),
        "nothing_waits": not rows.filter(decision=Decision.WAITING).exists(),
        "page": page,
        "limit": limit_of(tenant),
        "may_keep": Right.KEEP_BOOKS in rights,
        "may_limit": Right.SET_LIMITS in rights,
    }
    return render_page(request, "ledger/drafts.html", context)


@login_required
@require_safe
def draft(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """One draft: what it would do, who recorded it, and what became of it."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    return _draft(request, _found(tenant, number))


@login_required
@require_POST
def approve_draft(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Approve a draft as its second person: it is posted."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    found = _found(tenant, number)
    try:
        entry = approve(found, by=request.user, seen=request.POST.get("seen", ""))
    except DomainError as refusal:
        return _draft(request, found, refused=str(refusal.message))
    messages.success(request, _("It is approved and stands in the journal now."))
    return redirect("ledger:entry", tenant.slug, entry.number)


@login_required
@require_POST
def reject_draft(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Reject a draft, with a reason."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.APPROVE)
    found, form = _found(tenant, number), RejectForm(request.POST)
    if form.is_valid():
        try:
            reject(found, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("It is rejected; whoever recorded it is told why."))
            return redirect(found)
    return _draft(request, found, form=form)


@login_required
@require_POST
def withdraw_draft(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Take back what one recorded oneself."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    found = _found(tenant, number)
    try:
        withdraw(found, by=request.user)
    except DomainError as refusal:
        return _draft(request, found, refused=str(refusal.message))
    messages.success(request, _("It is taken back and waits no more."))
    return redirect("ledger:drafts", tenant.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def limit(request: SignedIn, koppontren: str) -> HttpResponse:
    """Set the amount above which a second person is needed."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.SET_LIMITS)
    now = limit_of(tenant)
    form = LimitForm(request.POST or None, initial={"amount": now, "is_off": False})
    if form.is_valid():
        amount = form.cleaned_data["amount"]
        set_limit(tenant, amount=amount, by=request.user)
        said = (
            _("Above %(amount)s a second person is needed from now on.")
            % {"amount": rupiah(amount)}
            if amount
            else _("No second person is needed from now on.")
        )
        messages.success(request, said)
        return redirect("ledger:drafts", tenant.slug)
    context = {
        "koppontren": tenant,
        "form": form,
        "limits": Limit.objects.of(tenant).select_related("set_by")[:PER_PAGE],
        "approvers": holders_of(tenant, Right.APPROVE),
    }
    return render_page(request, "ledger/limit.html", context, 422 if form.errors else 200)


def _found(tenant: Koppontren, number: str) -> Draft:
    rows = Draft.objects.of(tenant).select_related("made_by", "decided_by", "koppontren")
    return get_object_or_404(rows, request_id=number)


def _draft(
    request: SignedIn, found: Draft, *, form: RejectForm | None = None, refused: str = ""
) -> HttpResponse:
    tenant = found.koppontren
    found.refresh_from_db()  # somebody may have decided meanwhile
    intent, rights = intent_of(found), rights_in(request.user, tenant)
    is_own = found.made_by == request.user
    context: dict[str, Any] = {
        "koppontren": tenant,
        "draft": found,
        "kind": kind_in_words(found.kind),
        "legs": intent.legs,
        "effects": effects_of(whole(tenant, intent.legs)) if found.is_waiting else [],
        "form": form or RejectForm(),
        "refused": refused,
        "is_own": is_own,
        "may_decide": found.is_waiting and not is_own and Right.APPROVE in rights,
        "may_withdraw": found.is_waiting and is_own and Right.KEEP_BOOKS in rights,
        "may_keep": Right.KEEP_BOOKS in rights,
        "papers": attachments_of(found),
        "taken": taken_from(found),
        "seen": papers_as_seen(found),
        "others": [one for one in holders_of(tenant, Right.APPROVE) if one != found.made_by],
    }
    status = 422 if refused or (form and form.errors) else 200
    return render_page(request, "ledger/draft.html", context, status)


def _in_words(rows: list[Draft]) -> list[tuple[Draft, str]]:
    return [(row, kind_in_words(row.kind)) for row in rows]
