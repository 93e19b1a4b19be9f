"""The teller's page: one field finds the member, one form takes or pays; the receipt is there."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.counter.forms import Deed, ServeForm
from klinik.finance.counter.queries import Customer, customer, found_members, has_members, place_of
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.members.models import Member
from klinik.finance.savings.limits.commands import submit_deposit, submit_withdrawal
from klinik.finance.savings.limits.queries import number_waiting
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import entry_of, named_account
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

COMMANDS: dict[str, Callable[..., Entry | Draft]] = {
    Deed.DEPOSIT: submit_deposit,
    Deed.WITHDRAWAL: submit_withdrawal,
}


@login_required
@require_safe
def find(request: SignedIn, koppontren: str) -> HttpResponse:
    """One field: a name, a number, a telephone, a card under the scanner."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_MEMBERS)
    rights = rights_in(request.user, tenant)
    typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found, has_more = found_members(tenant, typed) if typed else ([], False)
    if len(found) == 1:
        page = "counter:serve" if Right.COUNTER in rights else "members:member"
        return redirect(page, tenant.slug, found[0].number)
    context = {
        "koppontren": tenant,
        "typed": typed,
        "found": found,
        "has_more": has_more,
        "is_empty": not (typed or has_members(tenant)),
        "may_bring_in": Right.KEEP_BOOKS in rights,
        "place": place_of(tenant, request.user),
        "may_serve": Right.COUNTER in rights,
        "waiting": number_waiting(tenant, request.user),
        "may_limit": Right.LIMIT_TELLERS in rights,
        "may_admit": Right.MANAGE_MEMBERS in rights,
    }
    return render_page(request, "counter/find.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def serve(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """A member at the counter: balances, the last entries, paying in and out."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COUNTER)
    sent = request.POST if request.method == "POST" else None
    # What is sent names one account; the others are looked up only to draw the page.
    form = ServeForm(sent, accounts=_named(tenant, number, sent))
    if form.is_valid():
        typed = dict(form.cleaned_data)
        savings, command = typed.pop("account"), COMMANDS[typed.pop("deed")]
        try:
            entry = command(savings, by=request.user, **typed)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            if isinstance(entry, Draft):
                return redirect(entry)
            here = reverse("counter:serve", args=[tenant.slug, number])
            asked = urlencode({"rekening": savings.number, "bukti": entry.number})
            return redirect(f"{here}?{asked}")
    try:
        seen = customer(tenant, number)
    except Member.DoesNotExist as unknown:
        raise Http404 from unknown
    # After a posting an account may no longer be served; a second click on its form still is.
    usual = _known(seen, request.GET.get("rekening", ""))
    form.offer(seen.served if sent is None else seen.accounts, usual=usual)
    context = {
        "koppontren": tenant,
        "member": seen.member,
        "customer": seen,
        "form": form,
        "place": place_of(tenant, request.user),
        **_posted(seen, request.GET.get("rekening", ""), request.GET.get("bukti", "")),
    }
    return render_page(request, "counter/serve.html", context, 422 if form.is_bound else 200)


def _named(koppontren: Koppontren, member: str, sent: QueryDict | None) -> Sequence[SavingsAccount]:
    if sent is None:
        return []
    return named_account(koppontren, sent.get("account", "").replace("\0", ""), of=member)


def _known(seen: Customer, number: str) -> str:
    return number if number in {savings.number for savings in seen.served} else ""


def _posted(seen: Customer, number: str, entry: str) -> dict[str, Any]:
    """What was just paid, with its receipt."""
    savings = next((a for a in seen.accounts if a.number == number), None)
    is_number = entry.isascii() and entry.isdigit() and len(entry) <= 18
    line = entry_of(savings, int(entry)) if savings and is_number else None
    return {"posted": line, "posted_to": savings}
