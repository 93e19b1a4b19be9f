"""One page of changes for every kind of thing: who changed what, and when."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import models
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from klinik.directory.models import (
    ContactPerson,
    Indicator,
    Offer,
    Paper,
    Partner,
    Pesantren,
    Product,
    Region,
)
from klinik.people.access import SignedIn, read_as
from klinik.people.models import User
from klinik.tenancy.access import (
    coordinator_only,
    koppontren_for,
    offices_of,
    partner_for,
    pesantren_for,
)
from klinik.tenancy.history.queries import history_of, mergers_told, told
from klinik.tenancy.models import (
    Device,
    Invitation,
    Koppontren,
    Membership,
    Office,
    Pin,
    Place,
    Rat,
    RatMinutes,
)
from klinik.tenancy.queries import coordinates
from klinik.tenancy.roles import CASE_OPENERS, PartnerRight, Right, Role

PER_PAGE = 20
KNOW_ITS_AFFAIRS = CASE_OPENERS | {Role.BOOKKEEPER, Role.SUPERVISOR, Role.SHARIA_BOARD}


@require_safe
@login_required
@never_cache
def of_pesantren(request: SignedIn, slug: str) -> HttpResponse:
    """The facts of a pesantren, its contact person and the facts of its koppontren."""
    pesantren = _pesantren(request.user, slug)
    return history_page(request, pesantren, Pesantren, ContactPerson, Koppontren)


@require_safe
@login_required
@never_cache
def of_product(request: SignedIn, number: int) -> HttpResponse:
    """A product and its legality papers."""
    product = get_object_or_404(Product.objects.select_related("pesantren"), pk=number)
    _pesantren(request.user, product.pesantren.slug)
    return history_page(request, product, Product, Paper)


@require_safe
@login_required
@never_cache
def of_partner(request: SignedIn, slug: str) -> HttpResponse:
    """What a partner says of itself, and its offers."""
    partner = get_object_or_404(Partner.objects.select_related("region"), slug=slug)
    if not _answers_for(request.user, partner.region):
        partner = partner_for(request.user, slug, needs=PartnerRight.DESCRIBE)
    return history_page(request, partner, Partner, Offer)


@require_safe
@login_required
@never_cache
def of_koppontren(request: SignedIn, koppontren: str) -> HttpResponse:
    """The facts of a koppontren, and the meetings that were held."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_BOOKS)
    return history_page(request, tenant, Koppontren, Rat, RatMinutes)


@require_safe
@login_required
@never_cache
def of_koppontren_people(request: SignedIn, koppontren: str) -> HttpResponse:
    """Roles of a koppontren and, for those who invite, the invitations to them."""
    return _people(request, koppontren_for(request.user, koppontren, needs=Right.READ_ROLES))


@require_safe
@login_required
@never_cache
def of_devices(request: SignedIn, koppontren: str) -> HttpResponse:
    """Shared devices of a koppontren, and who got a start code and chose a PIN at one."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.READ_ROLES)
    return history_page(request, tenant, Device, Pin)


@require_safe
@login_required
@never_cache
def of_pesantren_people(request: SignedIn, slug: str) -> HttpResponse:
    """Roles and invitations of a pesantren; for the secretariat."""
    coordinator_only(request.user)
    return _people(request, get_object_or_404(Pesantren, slug=slug))


@require_safe
@login_required
@never_cache
def of_office_people(request: SignedIn, code: str) -> HttpResponse:
    """Roles and invitations of an office; for the secretariat."""
    coordinator_only(request.user)
    return _people(request, get_object_or_404(Office, code=code))


@require_safe
@login_required
@never_cache
def of_partner_people(request: SignedIn, slug: str) -> HttpResponse:
    """Roles and invitations of a partner; for its own people and the secretariat."""
    partner = get_object_or_404(Partner, slug=slug)
    if not coordinates(request.user):
        partner = partner_for(request.user, slug, needs=PartnerRight.INVITE)
    return _people(request, partner)


@require_safe
@login_required
@never_cache
def of_indicator(request: SignedIn, code: str) -> HttpResponse:
    """What was said of an indicator; for the offices of the province, where its rows are shown."""
    if all(office.region_id for office in offices_of(request.user)):
        raise Http404
    return history_page(request, get_object_or_404(Indicator, code=code), Indicator)


def _pesantren(user: User, slug: str) -> Pesantren:
    """The pesantren, for its own people and for the offices that answer for it."""
    pesantren = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    if _answers_for(user, pesantren.region):
        return pesantren
    return pesantren_for(user, slug, roles=KNOW_ITS_AFFAIRS)


def _answers_for(user: User, region: Region | None) -> bool:
    """The person works in an office of the province, or in that of this region."""
    return any(office.region_id in (None, region and region.pk) for office in offices_of(user))


def _people(request: SignedIn, place: Place) -> HttpResponse:
    return history_page(request, place, Membership, Invitation, of_people=True)


def history_page(
    request: SignedIn,
    place: models.Model,
    *kinds: type[models.Model],
    of_people: bool = False,
) -> HttpResponse:
    """The changes of one thing and of what belongs to it, page by page."""
    read_as(request.user)
    if isinstance(place, Pesantren):
        prefetch_related_objects([place], "mergers__by")
    page = Paginator(history_of(place, *kinds), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "place": place,
        "page": page,
        "changes": told(page),
        "of_people": of_people,
    }
    if isinstance(place, Pesantren) and not of_people:
        context["mergers"] = mergers_told(place)
    return render(request, "tenancy/history.html", context)
