"""May this person? Strangers get 404, so nobody learns what exists; too low a role gets 403."""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.kept import Kept
from klinik.directory.models import Partner, Pesantren, Region
from klinik.people.access import read_as as read_as  # the directory, below us, reads so too
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren, Membership, Office
from klinik.tenancy.queries import brought_in_regions, coordinates
from klinik.tenancy.roles import (
    CASE_OPENERS,
    COORDINATORS,
    KOPPONTREN_RIGHTS,
    OFFICE_ROLES,
    PARTNER_RIGHTS,
    PIN_ROLES,
    PartnerRight,
    Right,
    Role,
)

ROLES_IN = Kept(
    lambda day, user, slug: (
        Membership.objects.running(day)
        .filter(user=user, koppontren__slug=slug)
        .select_related("koppontren__pesantren")
    )
)


def koppontren_for(user: User, slug: str, *, needs: Right) -> Koppontren:
    """The koppontren `slug`, if the person has the right `needs` there; sets the tenant.

    Raises Http404 to strangers and PermissionDenied to members without the right.
    """
    held = ROLES_IN(timezone.localdate(), user.pk, slug)
    roles = _counted(user, (row.role for row in held))
    if not roles:
        raise Http404
    if needs not in _carried(user, roles):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    koppontren = held[0].koppontren
    assert koppontren is not None  # the filter asked for its slug
    enter(koppontren)
    return koppontren


def rights_in(user: User, koppontren: Koppontren) -> frozenset[Right]:
    """Everything the person may do in this koppontren, for menus and buttons."""
    rows = ROLES_IN(timezone.localdate(), user.pk, koppontren.slug)
    return _carried(user, _counted(user, (row.role for row in rows)))


def _counted(user: User, roles: Iterable[str]) -> set[Role]:
    """The roles that count now: in a session that a PIN opened, those of the counter."""
    held = {Role(role) for role in roles}
    return held & PIN_ROLES if user.by_pin else held


def _carried(user: User, roles: Iterable[Role]) -> frozenset[Right]:
    """What these roles carry; a PIN opens no way in that outlasts its session."""
    rights: frozenset[Right] = frozenset().union(*(KOPPONTREN_RIGHTS[role] for role in roles))
    return rights - {Right.TOKENS} if user.by_pin else rights


def offices_of(user: User, *, roles: Collection[Role] = OFFICE_ROLES) -> list[Office]:
    """The offices in which the person works today."""
    memberships = Membership.objects.running().filter(user=user, role__in=roles)
    return list(Office.objects.filter(memberships__in=memberships).distinct())


def office_for(user: User, code: str) -> Office:
    """The office `code`, if the person works there. Raises Http404 otherwise."""
    for office in offices_of(user):
        if office.code == code:
            return office
    raise Http404


def coordinator_only(user: User) -> None:
    """Go on for who keeps the programme together. Raises Http404 to everybody else."""
    if not coordinates(user):
        raise Http404


def regions_of(user: User) -> list[Region] | None:
    """The regions that the person's offices answer for; None is the whole province.

    Raises Http404 to everybody who works in no office.
    """
    offices = offices_of(user)
    if not offices:
        raise Http404
    if any(office.region_id is None for office in offices):
        return None
    return list(Region.objects.filter(offices__in=offices).distinct().order_by("code"))


def pesantren_for(user: User, slug: str, *, roles: Collection[Role] = CASE_OPENERS) -> Pesantren:
    """The pesantren `slug`, if the person speaks for it.

    Raises Http404 to strangers and PermissionDenied to people of the place in other roles.
    """
    pesantren = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    here = Q(pesantren=pesantren) | Q(koppontren__pesantren=pesantren)
    rows = Membership.objects.running().filter(here, user=user)
    held = {Role(role) for role in rows.values_list("role", flat=True)}
    if not held:
        raise Http404
    if held.isdisjoint(roles):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    return pesantren


def answers_for(user: User, pesantren: Pesantren) -> list[Office]:
    """The offices of this person that answer for a pesantren: the province's, or its regency's."""
    return [row for row in offices_of(user) if row.region_id in {None, pesantren.region_id}]


def kept_pesantren_for(user: User, slug: str) -> tuple[Pesantren, bool]:
    """The pesantren `slug` for those who keep its page, and whether as an office that answers.

    Raises Http404 to strangers and PermissionDenied to people of the place in other roles.
    """
    pesantren = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    if answers_for(user, pesantren):
        return pesantren, True
    return pesantren_for(user, slug), False


def pesantren_of(user: User, *, roles: Collection[Role] = CASE_OPENERS) -> list[Pesantren]:
    """The pesantren for which the person speaks: their own, or that of their koppontren."""
    memberships = Membership.objects.running().filter(user=user, role__in=roles)
    places = memberships.values_list("pesantren_id", "koppontren__pesantren_id")
    ids = {place for pair in places for place in pair if place is not None}
    return list(Pesantren.objects.filter(pk__in=ids).select_related("region"))


def merging_regions(user: User) -> list[Region] | None:
    """Where the person joins twins: in the regions whose pesantren they bring in; None: all.

    Raises Http404 to everybody else.
    """
    codes = brought_in_regions(user)
    if codes is None:
        return None
    if not codes:
        raise Http404
    return list(Region.objects.filter(code__in=codes).order_by("code"))


def merging_office(user: User, *pesantren: Pesantren) -> Office:
    """The office in whose name the person joins these: the secretariat, or that of their regency.

    Raises Http404 to everybody else.
    """
    for office in offices_of(user, roles=COORDINATORS):
        if office.region_id is None:
            return office
    there = {row.region_id for row in pesantren}
    own = [office for office in offices_of(user) if office.region_id in there]
    if there != {office.region_id for office in own}:
        raise Http404
    return own[0]


def partner_for(user: User, slug: str, *, needs: PartnerRight) -> Partner:
    """The partner `slug`, if the person has the right `needs` there.

    Raises Http404 to strangers and PermissionDenied to its people without the right.
    """
    roles = Membership.objects.running().filter(user=user, partner__slug=slug)
    held = {Role(role) for role in roles.values_list("role", flat=True)}
    if not held:
        raise Http404
    if not any(needs in PARTNER_RIGHTS[role] for role in held):
        raise PermissionDenied(_("Your role does not include this. Ask your manager."))
    return Partner.objects.select_related("region").get(slug=slug)


def partners_of(user: User, *, needs: PartnerRight) -> list[Partner]:
    """The partners in which the person has the right `needs`."""
    roles = [role for role, rights in PARTNER_RIGHTS.items() if needs in rights]
    memberships = Membership.objects.running().filter(user=user, role__in=roles)
    return list(Partner.objects.filter(memberships__in=memberships).distinct())
