"""What waits for a second person at the counter: the list, and one with its decision."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.ledger.drafts.commands import approve, reject, withdraw
from klinik.finance.ledger.models import Draft
from klinik.finance.ledger.words import kind_in_words
from klinik.finance.savings.kinds import ADMISSION, DEPOSIT, TRANSFER
from klinik.finance.savings.limits.forms import PresenceForm, WhyNotForm
from klinik.finance.savings.limits.queries import counter_drafts, limits_of, savings_in
from klinik.finance.wallet.kinds import TOP_UP
from klinik.finance.wallet.queries.wallets import wallets_in
from klinik.people.access import SignedIn
from klinik.people.commands import prove_presence
from klinik.people.models import User
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

PER_PAGE = 20
NEEDS = {"approve": Right.APPROVE, "reject": Right.APPROVE}


@login_required
@require_safe
def waiting(request: SignedIn, koppontren: str) -> HttpResponse:
    """What the counter let wait: of oneself, and for those who approve, of everybody."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    rights = rights_in(request.user, tenant)
    sees_all = Right.READ_BOOKS in rights
    rows = counter_drafts(tenant, by=None if sees_all else request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    savings, wallets = savings_in(shown), wallets_in(shown)
    context = {
        "koppontren": tenant,
        "rows": [
            (row, kind_in_words(row.kind), [*savings[row.pk], *wallets[row.pk]]) for row in shown
        ],
        "page": page,
        "limits": limits_of(tenant, request.user) if Right.COUNTER in rights else None,
        "may_limit": Right.LIMIT_TELLERS in rights,
    }
    return render_page(request, "counter/waiting.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """One that waits: whose it is, what to tell them, and the decision of the second person."""
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    needs = NEEDS.get(answer, Right.COUNTER if request.method == "POST" else Right.READ_MEMBERS)
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    draft = get_object_or_404(counter_drafts(tenant), request_id=number)
    if draft.made_by != request.user and Right.READ_BOOKS not in rights_in(request.user, tenant):
        raise PermissionDenied(_("Somebody else entered this. They or the manager see it."))
    sent = request.POST if answer else None
    here = PresenceForm(sent if answer == "here" else None, people=_others(tenant, draft.made_by))
    why = WhyNotForm(sent if answer == "reject" else None)
    refused = ""
    try:
        if _decided(request, draft, answer, here=here, why=why):
            return redirect(draft)
    except DomainError as refusal:
        refused = str(refusal.message)
    status = 422 if refused or here.errors or why.errors else 200
    context = _context(request, draft) | {"here": here, "why": why, "refused": refused}
    return render_page(request, "counter/wait.html", context, status)


def _decided(
    request: SignedIn, draft: Draft, answer: str, *, here: PresenceForm, why: WhyNotForm
) -> bool:
    """Whether this answer decided; raises what the decision is refused for."""
    if answer == "approve":
        approve(draft, by=request.user)
        messages.success(request, _("It is approved and recorded. The cash may change hands now."))
    elif answer == "reject" and why.is_valid():
        reject(draft, reason=why.cleaned_data["reason"], by=request.user)
        messages.success(request, _("It is rejected; whoever recorded it is told why."))
    elif answer == "here" and here.is_valid():
        person = here.cleaned_data["person"]
        prove_presence(
            person, password=here.cleaned_data["password"], code=here.cleaned_data["code"]
        )
        approve(draft, by=person)
        messages.success(request, _("It is approved and recorded. The cash may change hands now."))
    elif answer == "back":
        withdraw(draft, by=request.user)
        messages.success(request, _("It is taken back and waits no more."))
    else:
        return False
    return True


def _context(request: SignedIn, draft: Draft) -> dict[str, Any]:
    tenant, rights = draft.koppontren, rights_in(request.user, draft.koppontren)
    draft.refresh_from_db(fields=["decision", "decided_by", "decided_at", "entry_number", "reason"])
    savings, wallets = savings_in([draft])[draft.pk], wallets_in([draft])[draft.pk]
    members = [row.member for row in savings] + [row.member for row in wallets]
    is_own = draft.made_by == request.user
    return {
        "koppontren": tenant,
        "draft": draft,
        "kind": kind_in_words(draft.kind),
        "savings": savings,
        "wallet": wallets[0] if wallets else None,
        "member": members[0] if members else None,
        "is_paid_in": draft.kind in {DEPOSIT, ADMISSION, TOP_UP},
        "moves_no_cash": draft.kind == TRANSFER,
        "is_own": is_own,
        "others": _others(tenant, draft.made_by),
        "may_decide": draft.is_waiting and not is_own and Right.APPROVE in rights,
        "may_take_back": draft.is_waiting and is_own and Right.COUNTER in rights,
        "may_read_books": Right.READ_BOOKS in rights,
        "may_serve": Right.COUNTER in rights,
    }


def _others(tenant: Koppontren, maker: User) -> list[User]:
    return [person for person in holders_of(tenant, Right.APPROVE) if person != maker]
