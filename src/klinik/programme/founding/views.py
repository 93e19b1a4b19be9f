"""The wizard of a new koppontren, and the page that follows it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.directory.models import Pesantren
from klinik.finance.ledger import chart
from klinik.people.access import SignedIn, read_as
from klinik.programme.founding.commands import found_koppontren
from klinik.programme.founding.forms import DeclineForm, FoundForm
from klinik.tenancy.access import pesantren_for
from klinik.tenancy.founding.commands import decline_proposal, propose_koppontren
from klinik.tenancy.founding.queries import koppontren_of, latest_proposal
from klinik.tenancy.models import Membership, Proposal, TimeZone
from klinik.tenancy.queries import coordinates, pending_in
from klinik.tenancy.roles import Role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: SignedIn, slug: str) -> HttpResponse:
    """Make a koppontren for a pesantren that has none, or ask the secretariat for it."""
    pesantren, decides = _pesantren(request, slug)
    proposal = latest_proposal(pesantren)
    waits = proposal is not None and proposal.decided_at is None
    if koppontren_of(pesantren) and request.method != "POST":
        return redirect("founding:founded", slug)
    form = FoundForm(request.POST or None, initial=_initial(pesantren, proposal))
    if form.is_valid():
        try:
            _keep(pesantren, form.cleaned_data, request, decides=decides)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("founding:founded" if decides else "founding:found", slug)
    context = {
        "pesantren": pesantren,
        "form": form,
        "proposal": proposal,
        "waits": waits,
        "decides": decides,
        "decline": DeclineForm(),
    }
    return render(request, "founding/found.html", context, status=422 if form.is_bound else 200)


def _pesantren(request: SignedIn, slug: str) -> tuple[Pesantren, bool]:
    """The pesantren, and whether this person decides for the secretariat; 404 to strangers."""
    read_as(request.user)
    if coordinates(request.user):
        return get_object_or_404(Pesantren.objects.select_related("region"), slug=slug), True
    return pesantren_for(request.user, slug), False


def _initial(pesantren: Pesantren, proposal: Proposal | None) -> dict[str, Any]:
    usual = {
        "name": f"Koppontren {pesantren.name}",
        "units": [unit.code for unit in chart.units()],
        "time_zone": TimeZone.WIB,
        "fiscal_month": 1,
        "role": Role.MANAGER,
    }
    return usual | (proposal.content if proposal else {})


def _keep(pesantren: Pesantren, typed: dict[str, Any], request: SignedIn, *, decides: bool) -> None:
    if decides:
        koppontren = found_koppontren(pesantren, by=request.user, **typed)
        messages.success(request, _("%(name)s is there now.") % {"name": koppontren})
        return
    request_id = typed.pop("request_id")
    propose_koppontren(pesantren, content=typed, request_id=request_id, by=request.user)
    messages.success(request, _("Sent. The secretariat looks at it and answers here."))


@login_required
@require_POST
def decline(request: SignedIn, slug: str) -> HttpResponse:
    """The secretariat says no to a proposal, and why."""
    pesantren, decides = _pesantren(request, slug)
    proposal = latest_proposal(pesantren)
    if not decides or proposal is None:
        raise Http404
    form = DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why, so that the pesantren knows what to change."))
        return redirect("founding:found", slug)
    decline_proposal(proposal, by=request.user, **form.cleaned_data)
    messages.success(request, _("The proposal is declined; the pesantren reads why."))
    return redirect("founding:found", slug)


@login_required
@require_safe
def founded(request: SignedIn, slug: str) -> HttpResponse:
    """What the secretariat and the pesantren do next for a koppontren that was just made."""
    pesantren, decides = _pesantren(request, slug)
    koppontren = koppontren_of(pesantren)
    if koppontren is None:
        return redirect("founding:found", slug)
    here = Membership.objects.running().filter(koppontren=koppontren)
    context = {
        "pesantren": pesantren,
        "koppontren": koppontren,
        "decides": decides,
        "has_people": here.filter(role__in=[Role.MANAGER, Role.BOARD]).exists(),
        "is_invited": decides and pending_in(koppontren).exists(),
        "works_here": here.filter(user=request.user).exists(),
    }
    return render(request, "founding/founded.html", context)
