"""Giving a member a link, taking it, and ending what was tied by it."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.finance.members.choices import Capacity
from klinik.finance.members.commands import locked_member
from klinik.finance.members.models import Member, MemberTie
from klinik.finance.members.rules import MemberRequestReused, NotHereAnyMore
from klinik.finance.members.ties.queries import ties_of, who_may_be_tied
from klinik.finance.members.ties.rules import (
    LASTS,
    KnownAlready,
    LinkClosed,
    NoGuardian,
    NoNumber,
    TiedAlready,
)
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.queries import people_at


@transaction.atomic
def make_tie(member: Member, *, capacity: str, request_id: UUID, by: User) -> MemberTie:
    """A link for the member, or for the guardian of a child; one that waited is ended by it.

    The same request twice is one link. Raises MemberRequestReused for somebody else's or another
    capacity's, NotHereAnyMore, NoGuardian, TiedAlready.
    """
    read_as(by)
    row = locked_member(member)
    if known := _made_before(row, capacity, request_id=request_id):
        return known
    if not row.is_here:
        raise NotHereAnyMore(row.name)
    who = who_may_be_tied(row).get(Capacity(capacity))
    if who is None:
        raise NoGuardian
    for tie in ties_of(row).filter(capacity=capacity, ended_at=None):
        if tie.is_tied:
            raise TiedAlready
        end_tie(tie, by=by)
    called, phone = who
    try:
        with transaction.atomic():
            return MemberTie.objects.create(
                koppontren=row.koppontren,
                member=row,
                number=request_id,
                capacity=capacity,
                called=called,
                phone=phone,
                made_by=by,
                expires_at=timezone.now() + LASTS,
            )
    except IntegrityError as error:  # the same key came for somebody else at this very moment
        raise MemberRequestReused(row.number) from error


def _made_before(member: Member, capacity: str, *, request_id: UUID) -> MemberTie | None:
    ties = MemberTie.objects.of(member.koppontren).select_related("member")
    known = ties.filter(number=request_id).first()
    if known and (known.member_id, known.capacity) != (member.pk, capacity):
        raise MemberRequestReused(known.member.number)
    return known


@transaction.atomic
def take_tie(tie: MemberTie, *, by: User) -> None:
    """This account sees the member from now on; twice is once. Raises LinkClosed."""
    row = _locked(tie)
    if row.person_id == by.pk and row.is_tied:
        return
    if not row.is_open:
        raise LinkClosed
    row.person, row.tied_at = by, timezone.now()
    row.save(update_fields=["person", "tied_at"])


@transaction.atomic
def join_by_tie(tie: MemberTie, *, name: str, password: str) -> User:
    """A newcomer makes an account with the number that the cooperative knows, and is tied.

    Raises LinkClosed, NoNumber, KnownAlready.
    """
    row = _locked(tie)
    if not row.is_open:
        raise LinkClosed
    if not row.phone:
        raise NoNumber
    if people_at(email="", phone=row.phone).exists():
        raise KnownAlready
    newcomer = User.objects.create_user("", password, phone=row.phone, name=name)
    take_tie(row, by=newcomer)
    return newcomer


@transaction.atomic
def end_tie(tie: MemberTie, *, by: User) -> None:
    """Nobody sees the member through it any more; twice is once. Call `read_as` first."""
    row = _locked(tie)
    if row.ended_at is None:
        row.ended_at, row.ended_by = timezone.now(), by
        row.save(update_fields=["ended_at", "ended_by"])


def _locked(tie: MemberTie) -> MemberTie:
    return MemberTie.objects.select_for_update(of=["self"], no_key=True).get(pk=tie.pk)
