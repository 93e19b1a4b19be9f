"""The collector's own page, and the manager's: who goes where, what came in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.finance.collecting.commands import end_round, give_round, settle
from klinik.finance.collecting.forms import RoundForm, SettleForm
from klinik.finance.collecting.models import Refused, Round
from klinik.finance.collecting.queries import (
    SHOWN,
    on_the_road,
    open_shift,
    own_bag,
    receipts_on,
    rounds_of,
    still_refused,
    sum_of,
)
from klinik.finance.counter.models import Group
from klinik.finance.ledger.days import day_asked, today_in
from klinik.finance.tills.refusals import NoReason
from klinik.people.access import SignedIn
from klinik.tenancy.access import koppontren_for, rights_in
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right


@login_required
@require_safe
def mine(request: SignedIn, koppontren: str) -> HttpResponse:
    """What a collector has to do today: the bag, the groups, what was taken, handing it over."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.COLLECT)
    bag = own_bag(tenant, request.user)
    today = receipts_on(tenant, today_in(tenant)).filter(collector=request.user)
    context = {
        "koppontren": tenant,
        "bag": bag,
        "is_open": bag is not None and open_shift(bag) is not None,
        "rounds": list(rounds_of(tenant, request.user)),
        "today": sum_of(today),
        "receipts": list(today.select_related("savings__member")[:SHOWN]),
    }
    return render_page(request, "collecting/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: SignedIn, koppontren: str) -> HttpResponse:
    """Who collects where, what came in on a day, what was handed over; and a new round."""
    writes = request.method == "POST"
    needs = Right.KEEP_BOOKS if writes else Right.READ_BOOKS
    tenant = koppontren_for(request.user, koppontren, needs=needs)
    form = RoundForm(
        request.POST if writes else None,
        collectors=holders_of(tenant, Right.COLLECT),
        groups=list(Group.objects.of(tenant).select_related("koppontren")),
    )
    if form.is_valid():
        collector, group = form.cleaned_data["collector"], form.cleaned_data["group"]
        try:
            give_round(group, collector=collector, by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _("%(name)s collects from %(group)s now.")
            messages.success(request, said % {"name": collector.name, "group": group})
            return redirect("collecting:rounds", tenant.slug)
    day = day_asked(request.GET.get("hari", "")) or today_in(tenant)
    found = on_the_road(tenant, day)
    context = {
        "koppontren": tenant,
        "form": form,
        "day": day,
        "is_today": day == today_in(tenant),
        "found": found,
        "total": sum(one.taken.total for one in found),
        "receipts": list(
            receipts_on(tenant, day).select_related("savings__member", "collector")[:SHOWN]
        ),
        "refused": list(still_refused(tenant)[:SHOWN]),
        "settle_form": SettleForm(),
        "may_keep": Right.KEEP_BOOKS in rights_in(request.user, tenant),
    }
    return render_page(request, "collecting/rounds.html", context, 422 if form.is_bound else 200)


@login_required
@require_POST
def end(request: SignedIn, koppontren: str, pk: int) -> HttpResponse:
    """End a round; what the collector took until now is still taken in."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    rows = Round.objects.of(tenant).select_related("koppontren", "group", "collector")
    given = get_object_or_404(rows, pk=pk)
    end_round(given, by=request.user)
    said = _("%(name)s does not collect from %(group)s any more.")
    messages.success(request, said % {"name": given.collector.name, "group": given.group})
    return redirect("collecting:rounds", tenant.slug)


@login_required
@require_POST
def settled(request: SignedIn, koppontren: str, number: str) -> HttpResponse:
    """Say how the cash of a refused receipt came into the books."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.KEEP_BOOKS)
    rows = Refused.objects.of(tenant).select_related("koppontren", "collector")
    refused, form = get_object_or_404(rows, request_id=number), SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(NoReason().message))
        return redirect("collecting:rounds", tenant.slug)
    try:
        settle(refused, how=form.cleaned_data["how"], by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Settled. The collector's phone is told."))
    return redirect("collecting:rounds", tenant.slug)
