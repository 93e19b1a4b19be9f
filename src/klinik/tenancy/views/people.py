"""The people of a koppontren, pesantren, office or partner: who is here, who is invited."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klinik.core.errors import DomainError
from klinik.core.http import render_page
from klinik.core.phones import whatsapp_link
from klinik.directory.models import Partner, Pesantren
from klinik.people.access import SignedIn, read_as
from klinik.tenancy.access import coordinator_only, koppontren_for, partner_for
from klinik.tenancy.commands import (
    invite,
)
from klinik.tenancy.forms import InviteForm
from klinik.tenancy.models import Invitation, Koppontren, Membership, Office, Place
from klinik.tenancy.queries import (
    coordinates,
    ended_in,
    gives_in,
    pending_in,
    people_in,
    roles_in,
)
from klinik.tenancy.roles import PartnerRight, Right, Role

FORMS = ["GET", "POST"]
MOST_ENDED = 50  # all of them stand in the history


@login_required
@require_http_methods(FORMS)
def koppontren_people(request: SignedIn, koppontren: str) -> HttpResponse:
    """Who works in a koppontren and for its pesantren."""
    tenant = koppontren_for(request.user, koppontren, needs=Right.INVITE)
    return _people(request, tenant, tenant.pesantren)


@login_required
@require_http_methods(FORMS)
def pesantren_people(request: SignedIn, slug: str) -> HttpResponse:
    """Who speaks for a pesantren, and for its koppontren's beginning; for the secretariat."""
    coordinator_only(request.user)
    pesantren = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    tenant = Koppontren.objects.filter(pesantren=pesantren).first()
    places: list[Place] = [place for place in (pesantren, tenant) if place]
    # Not who stands at the counter: that is the koppontren's own affair.
    return _people(request, *places, only=[Role.ASSISTANT, Role.BOARD, Role.MANAGER])


@login_required
@require_http_methods(FORMS)
def office_people(request: SignedIn, code: str) -> HttpResponse:
    """Who works in an office; for the secretariat."""
    coordinator_only(request.user)
    office = get_object_or_404(Office, code=code)
    return _people(request, office)


@login_required
@require_http_methods(FORMS)
def partner_people(request: SignedIn, slug: str) -> HttpResponse:
    """Who acts for a partner; for its own people and the secretariat."""
    partner = get_object_or_404(Partner, slug=slug)
    if not coordinates(request.user):
        partner = partner_for(request.user, slug, needs=PartnerRight.INVITE)
    return _people(request, partner)


def _people(
    request: SignedIn, *places: Place, only: Collection[Role] = tuple(Role)
) -> HttpResponse:
    read_as(request.user)
    people, ended = (rows.filter(role__in=only) for rows in (people_in(*places), ended_in(*places)))
    gives = {role: place for place in places for role in gives_in(request.user, place)}
    form = InviteForm(gives, request.POST or None)
    if form.is_valid():
        place = gives[form.cleaned_data["role"]]
        try:
            invitation = invite(place, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect(f"{request.path}#undangan-{invitation.number}")
    is_board = Role.BOARD in roles_in(request.user, places[0])
    context = {
        "place": places[0],
        "people": [_row(request, row, gives) for row in people],
        "ended": ended[:MOST_ENDED],
        "today": timezone.localdate(),
        "invitations": [_letter(row, is_board=is_board) for row in pending_in(*places)],
        "form": form,
        "history": f"{request.path}riwayat/",
    }
    return render_page(request, "tenancy/people.html", context, 422 if form.is_bound else 200)


def _row(request: SignedIn, membership: Membership, gives: dict[Role, Place]) -> dict[str, Any]:
    is_self = membership.user_id == request.user.pk
    return {"role": membership, "may_end": membership.role in gives, "is_self": is_self}


def _letter(invitation: Invitation, *, is_board: bool) -> dict[str, Any]:
    link = f"{settings.ORIGIN}{invitation.get_absolute_url()}"
    words = _(
        "Assalamu'alaikum %(name)s. You are invited to Klinik OPOP as %(role)s of %(place)s. "
        "Open this link within 7 days: %(link)s"
    ) % {
        "name": invitation.name,
        "role": invitation.get_role_display(),
        "place": invitation.place,
        "link": link,
    }
    return {
        "invitation": invitation,
        "link": link,
        "whatsapp": whatsapp_link(invitation.phone, words),
        "may_approve": is_board and invitation.approved_by is None,
    }
