"""Inviting people to roles, taking a role up, and ending it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from klinik.core.undoing import UNDO_WITHIN
from klinik.people import commands as people
from klinik.people.models import User
from klinik.tenancy.models import (
    PLACES,
    Invitation,
    Koppontren,
    Membership,
    Office,
    Place,
    in_place,
)
from klinik.tenancy.offices.rules import refuse_past
from klinik.tenancy.queries import (
    board_is_there,
    board_of,
    gives_in,
    pending_for,
    people_at,
    roles_in,
)
from klinik.tenancy.roles import Role
from klinik.tenancy.rules import (
    AlreadyHere,
    AlreadyKnown,
    ElsewhereToo,
    InvitationClosed,
    InvitationReused,
    LastToInvite,
    MayNotGive,
    NowhereToSend,
    needs_approval,
)

LASTS = timedelta(days=7)
INVITERS = (Role.BOARD, Role.MANAGER)


@transaction.atomic
def invite(
    place: Place,
    *,
    role: Role,
    name: str,
    email: str = "",
    phone: str = "",
    request_id: UUID,
    by: User,
) -> Invitation:
    """Offer a role in `place`; the request is the invitation's own number.

    Call `read_as(by)` first. Raises MayNotGive, NowhereToSend, AlreadyHere, InvitationReused.
    """
    email = email.strip().lower()
    content = {"role": role, "name": name, "email": email, "phone": phone, **in_place(place)}
    if known := Invitation.objects.filter(number=request_id, invited_by=by).first():
        if any(getattr(known, field) != value for field, value in content.items()):
            raise InvitationReused
        return known
    if role not in gives_in(by, place):
        raise MayNotGive(role)
    if not email and not phone:
        raise NowhereToSend
    if _is_here(place, role=role, email=email, phone=phone):
        raise AlreadyHere(name, role)
    invitation = Invitation.objects.create(
        **content,
        number=request_id,
        invited_by=by,
        expires_at=timezone.now() + LASTS,
        approved_by=None if _waits_for_the_board(place, role, by=by) else by,
    )
    if invitation.approved_by is None and isinstance(place, Koppontren):
        about = _told(invitation) | {"inviter": by.called, "name": name}
        _tell(invitation, "invitation.waits", about, *board_of(place))
    return invitation


def _is_here(place: Place, *, role: Role, email: str, phone: str) -> bool:
    people = people_at(email=email, phone=phone)
    holds = Membership.objects.running().filter(**in_place(place), role=role, user__in=people)
    return holds.exists() or (pending_for(place, role=role, email=email, phone=phone).exists())


def _waits_for_the_board(place: Place, role: Role, *, by: User) -> bool:
    if not isinstance(place, Koppontren):
        return False
    held = roles_in(by, place)
    return needs_approval(role, held=held, board_is_there=board_is_there(place))


@transaction.atomic
def approve_invitation(invitation: Invitation, *, by: User) -> None:
    """The board agrees that this person may have the role. Raises MayNotGive."""
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    if Role.BOARD not in roles_in(by, invitation.place):
        raise MayNotGive(Role(invitation.role))
    if invitation.approved_by is None:
        invitation.approved_by = by
        invitation.save(update_fields=["approved_by"])
        about = _told(invitation) | {"name": invitation.name}
        if invitation.invited_by_id != by.pk:
            _tell(invitation, "invitation.approved", about, invitation.invited_by)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """The link stops working; twice is once. Raises MayNotGive and InvitationClosed if accepted."""
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    if invitation.role not in gives_in(by, invitation.place):
        raise MayNotGive(Role(invitation.role))
    if invitation.accepted_at:
        raise InvitationClosed
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])


@transaction.atomic
def restore_invitation(invitation: Invitation, *, by: User) -> None:
    """The link works again, within a minute of its withdrawal. Raises as withdraw_invitation."""
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    if invitation.role not in gives_in(by, invitation.place):
        raise MayNotGive(Role(invitation.role))
    if invitation.withdrawn_at is None:
        return
    others = pending_for(
        invitation.place,
        role=Role(invitation.role),
        email=invitation.email,
        phone=invitation.phone,
    )
    if invitation.withdrawn_at < timezone.now() - UNDO_WITHIN or others.exists():
        raise InvitationClosed
    invitation.withdrawn_at = None
    invitation.save(update_fields=["withdrawn_at"])


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Take the role up; the same person twice is one role. Raises InvitationClosed."""
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    where = {"role": invitation.role, **in_place(invitation.place)}
    if invitation.accepted_by_id == by.pk:
        return Membership.objects.filter(user=by, **where).latest("pk")
    if not invitation.is_open:
        raise InvitationClosed
    held = Membership.objects.running().filter(user=by, **where).first()
    membership = held or Membership.objects.create(user=by, **where)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    about = _told(invitation) | {"name": by.called}
    _tell(invitation, "invitation.accepted", about, invitation.invited_by)
    return membership


def _told(invitation: Invitation) -> dict[str, Any]:
    return {"role": Role(invitation.role).label, "place": str(invitation.place)}


def _tell(invitation: Invitation, kind: str, about: dict[str, Any], *to: User) -> None:
    url, key = people_page(invitation.place), f"{kind} {invitation.pk}"
    people.notify(*to, kind=kind, about=about, url=url, key=key)


def people_page(place: Place) -> str:
    """Where the people of a place are looked after."""
    kind = type(place).__name__.lower()
    name = place.code if isinstance(place, Office) else place.slug
    return reverse(f"tenancy:{kind}_people", args=[name])


@transaction.atomic
def join(invitation: Invitation, *, name: str, password: str) -> User:
    """A newcomer takes the role up, with a password of their own.

    Raises InvitationClosed, and AlreadyKnown when the address belongs to somebody who signs in.
    """
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation.pk)
    if not invitation.is_open:
        raise InvitationClosed
    if people_at(email=invitation.email, phone=invitation.phone).exists():
        raise AlreadyKnown
    newcomer = User.objects.create_user(
        invitation.email,
        password,
        phone=invitation.phone,
        name=name,
        # Where there is a number the link went there, and the mailbox may be mistyped.
        is_email_confirmed=bool(invitation.email) and not invitation.phone,
    )
    accept_invitation(invitation, by=newcomer)
    return newcomer


@transaction.atomic
def end_role(membership: Membership, *, by: User) -> None:
    """The role ends at once: yesterday was its last day. Raises MayNotGive, LastToInvite."""
    place = membership.place
    if isinstance(place, Koppontren):  # two who end each other at once: one of them stays
        Koppontren.objects.select_for_update(of=["self"]).get(pk=place.pk)
    membership = Membership.objects.select_for_update(of=["self"]).get(pk=membership.pk)
    role = Role(membership.role)
    if role not in gives_in(by, place):
        raise MayNotGive(role)
    yesterday = timezone.localdate() - timedelta(days=1)
    if role in INVITERS and not _another_inviter(membership, after=yesterday):
        raise LastToInvite
    if membership.ended_on is None or membership.ended_on > yesterday:
        membership.ended_on = yesterday
        membership.save(update_fields=["ended_on"])


@transaction.atomic
def set_last_day(membership: Membership, *, last_on: date | None, by: User) -> None:
    """The role ends after this day, or goes on without an end; renewing it is the same.

    Raises MayNotGive, DayHasPassed, LastToInvite.
    """
    place = membership.place
    if isinstance(place, Koppontren):  # as in end_role: somebody who invites stays
        Koppontren.objects.select_for_update(of=["self"]).get(pk=place.pk)
    membership = Membership.objects.select_for_update(of=["self"]).get(pk=membership.pk)
    role = Role(membership.role)
    if role not in gives_in(by, place):
        raise MayNotGive(role)
    if last_on is not None:
        refuse_past(last_on, today=timezone.localdate())
        if role in INVITERS and not _another_inviter(membership, after=last_on):
            raise LastToInvite
    membership.ended_on = last_on
    membership.save(update_fields=["ended_on"])


def _another_inviter(membership: Membership, *, after: date) -> bool:
    others = Membership.objects.running().exclude(user=membership.user_id)
    stays = Q(ended_on=None) | Q(ended_on__gt=after)
    return others.filter(stays, koppontren=membership.koppontren_id, role__in=INVITERS).exists()


def refuse_to_renew(person: User, *, by: User) -> None:
    """Whoever sets a password may be that person: so only where every role is theirs to give.

    Raises ElsewhereToo.
    """
    rows = Membership.objects.running().filter(user=person)
    roles = list(rows.select_related(*PLACES))
    if person == by or not all(Role(row.role) in gives_in(by, row.place) for row in roles):
        raise ElsewhereToo(person.name)


def reset_second_factor(person: User, *, by: User) -> None:
    """Take the second step of somebody away who lost their phone; their sessions end.

    Whoever may renew the password may do this. Raises ElsewhereToo.
    """
    refuse_to_renew(person, by=by)
    people.reset_second_factor(person, by=by)
