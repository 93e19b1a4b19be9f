"""Pages on which a partner's people, and the offices, keep a partner and its offers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klinik.core.errors import DomainError
from klinik.core.feedback import done
from klinik.directory.models import Partner
from klinik.directory.partners import commands
from klinik.directory.partners.forms import OfferForm, PartnerForm, WholePartnerForm
from klinik.directory.partners.models import Offer
from klinik.directory.partners.queries import offers_of
from klinik.directory.rules import ChangedMeanwhile
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import coordinator_only, offices_of, partner_for
from klinik.tenancy.partners.commands import say_verified
from klinik.tenancy.queries import coordinates
from klinik.tenancy.roles import PartnerRight

FORMS = ["GET", "POST"]


@login_required
@require_http_methods(FORMS)
def add(request: SignedIn) -> HttpResponse:
    """The secretariat writes a partner down; then its first people are invited."""
    coordinator_only(request.user)
    read_as(request.user)
    form = WholePartnerForm(request.POST or None)
    if form.is_valid():
        try:
            partner = commands.add_partner(**form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The partner is written down. Now invite its people."))
            return redirect("tenancy:partner_people", partner.slug)
    return _form(request, "tenancy/partner_form.html", {"form": form})


@login_required
@require_http_methods(FORMS)
def describe(request: SignedIn, slug: str) -> HttpResponse:
    """What a partner says of itself: by its own people; who it is, by the secretariat."""
    is_office = coordinates(request.user)
    partner = get_object_or_404(Partner, slug=slug)
    if not is_office:
        partner = partner_for(request.user, slug, needs=PartnerRight.DESCRIBE)
    read_as(request.user)
    fields = WholePartnerForm if is_office else PartnerForm
    form = fields(request.POST if request.method == "POST" else None, partner=partner)
    if form.is_valid():
        try:
            commands.describe_partner(partner, **form.cleaned_data)
        except ChangedMeanwhile as stale:
            form.add_error(None, str(stale.message))
            form.renew(Partner.objects.get(pk=partner.pk))
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The page is up to date."))
            return redirect(partner)
    return _form(request, "tenancy/partner_form.html", {"form": form, "partner": partner})


@login_required
@require_POST
def verify(request: SignedIn, slug: str) -> HttpResponse:
    """An officer of the province, or of the partner's regency, has looked at who this is."""
    partner = get_object_or_404(Partner, slug=slug)
    offices = offices_of(request.user)
    if not any(office.region_id in {None, partner.region_id} for office in offices):
        raise Http404
    read_as(request.user)
    say_verified(partner, by=request.user)
    messages.success(request, _("The partner is verified."))
    return redirect(partner)


@login_required
@require_safe
def offers(request: SignedIn, slug: str) -> HttpResponse:
    """A partner's own list of offers, with those that are closed."""
    partner = partner_for(request.user, slug, needs=PartnerRight.SEE)
    rows = offers_of(partner, also_closed=True)
    return render(request, "tenancy/offers.html", {"partner": partner, "offers": rows})


@login_required
@require_http_methods(FORMS)
def offer(request: SignedIn, slug: str) -> HttpResponse:
    """A new offer."""
    partner = partner_for(request.user, slug, needs=PartnerRight.DESCRIBE)
    read_as(request.user)
    form = OfferForm(request.POST or None)
    if form.is_valid():
        try:
            commands.make_offer(partner, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The offer is published."))
            return redirect("tenancy:partner_offers", partner.slug)
    return _form(request, "tenancy/offer.html", {"form": form, "partner": partner})


@login_required
@require_http_methods(FORMS)
def change(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """An offer is said anew."""
    row = _offer(request, slug, number)
    typed: dict[str, Any] = {
        name: getattr(row, name) for name in ("kind", "title", "text", "until")
    }
    typed |= {name: [part.code for part in getattr(row, name).all()] for name in LISTS}
    form = OfferForm(request.POST or None, initial=typed)
    if form.is_valid():
        form.cleaned_data.pop("request_id")
        try:
            commands.change_offer(row, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("tenancy:partner_offers", slug)
    return _form(
        request, "tenancy/offer.html", {"form": form, "partner": row.partner, "offer": row}
    )


LISTS = ("aspects", "regions")


@login_required
@require_POST
def close(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """An offer is no longer there."""
    commands.close_offer(_offer(request, slug, number))
    undo = reverse("tenancy:offer_reopen", args=[slug, number])
    done(request, _("The offer is closed."), undo=undo)
    return redirect("tenancy:partner_offers", slug)


@login_required
@require_POST
def reopen(request: SignedIn, slug: str, number: int) -> HttpResponse:
    """An offer is there again."""
    commands.reopen_offer(_offer(request, slug, number))
    undo = reverse("tenancy:offer_close", args=[slug, number])
    done(request, _("The offer is open again."), undo=undo)
    return redirect("tenancy:partner_offers", slug)


def _offer(request: SignedIn, slug: str, number: int) -> Offer:
    partner = partner_for(request.user, slug, needs=PartnerRight.DESCRIBE)
    read_as(request.user)
    if number >= 2**63:
        raise Http404
    rows = partner.offers.select_related("partner").prefetch_related(*LISTS)
    return get_object_or_404(rows, pk=number)


def _form(request: SignedIn, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].is_bound else 200)
