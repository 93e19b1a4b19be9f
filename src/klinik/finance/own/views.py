"""The pages of a member, and of the guardian of one."""

import json
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klinik.core.database import at_one_moment
from klinik.finance.ledger.queries.latest import latest_lines
from klinik.finance.own.found import own_account_for, own_for
from klinik.finance.own.queries import (
    all_own,
    own_lines,
    recorded_shares,
    whole_copy,
)
from klinik.finance.own.rooms import purchases_this_year
from klinik.finance.savings.paper.answers import certificate_answer, statement_answer
from klinik.finance.sharing.queries import explained
from klinik.people.access import SignedIn

LATEST = 5  # lines on a member's page
AT_ONCE = 50  # lines on an account's


@require_safe
@login_required
@never_cache
def members(request: SignedIn) -> HttpResponse:
    """Whom this person sees; of one alone, that one's page."""
    found = all_own(request.user)
    if len(found) == 1:
        return redirect("own:member", found[0].koppontren.slug, found[0].member.number)
    return render(request, "own/list.html", {"found": found})


@require_safe
@login_required
@never_cache
def member(request: SignedIn, place: str, number: str) -> HttpResponse:
    """What a member holds, what happened lately, what is known and agreed to."""
    own = own_for(request.user, place, number)
    context = {
        "koppontren": own.koppontren,
        "own": own,
        "member": own.member,
        "latest": own_lines(own, limit=LATEST),
        "purchases": purchases_this_year(own.member),
    }
    return render(request, "own/member.html", context)


@require_safe
@login_required
@never_cache
def copy(request: SignedIn, place: str, number: str) -> HttpResponse:
    """Everything about the member as one file for other programs."""
    own = own_for(request.user, place, number)
    content = json.dumps(whole_copy(own), ensure_ascii=False, indent=1, default=str)
    name = f"data-{own.member.number}-{own.koppontren.slug}.json"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=disposition)


@require_safe
@login_required
@never_cache
def account(request: SignedIn, place: str, number: str, account: str) -> HttpResponse:
    """One account: every line of it, page by page, and what came to it of the months."""
    own, savings = own_account_for(request.user, place, number, account)
    asked = request.GET.get("sampai", "")
    through = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None
    lines = latest_lines(own.koppontren, [savings.account], limit=AT_ONCE + 1, through=through)
    older = lines[AT_ONCE].entry.number if len(lines) > AT_ONCE else None
    context = {
        "koppontren": own.koppontren,
        "own": own,
        "member": own.member,
        "savings": savings,
        "balance": savings.account.balance,
        "lines": lines[:AT_ONCE],
        "older": older,
        "shares": recorded_shares(savings),
    }
    return render(request, "own/account.html", context)


@at_one_moment
@require_safe
@login_required
@never_cache
def statement(request: SignedIn, place: str, number: str, account: str) -> HttpResponse:
    """The statement of an account for any days."""
    own, savings = own_account_for(request.user, place, number, account)
    context = {"koppontren": own.koppontren}
    return statement_answer(request, savings, "own/statement.html", context)


@at_one_moment
@require_safe
@login_required
@never_cache
def certificate(request: SignedIn, place: str, number: str, account: str) -> HttpResponse:
    """The certificate of an account."""
    own, savings = own_account_for(request.user, place, number, account)
    context = {"koppontren": own.koppontren}
    return certificate_answer(request, savings, "own/certificate.html", context)


@require_safe
@login_required
@never_cache
def why(request: SignedIn, place: str, number: str, account: str, month: str) -> HttpResponse:
    """Why the account got what it got for a month, in the words of the cooperative's own page."""
    own, savings = own_account_for(request.user, place, number, account)
    day = date.fromisoformat(f"{month}-01")
    reasons = [one for one in explained(savings, day) if one.share.entry_number]
    if not reasons:
        raise Http404
    context = {
        "koppontren": own.koppontren,
        "member": own.member,
        "savings": savings,
        "month": day,
        "reasons": reasons,
    }
    return render(request, "own/why.html", context)
