"""Asking that a member be forgotten, taking that back, and doing it as the second person."""

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from klinik.finance.members.commands import locked_member
from klinik.finance.members.models import Member
from klinik.finance.savings.forgetting.models import Forgetting
from klinik.finance.savings.forgetting.queries import forgettable, forgetting_of
from klinik.finance.savings.forgetting.rules import (
    AlreadyForgotten,
    NobodyAsksToForget,
    OwnForgetting,
    StillOpen,
)
from klinik.finance.savings.leaving.queries import departure_of
from klinik.finance.savings.models import PlannedDeparture
from klinik.people.commands import notify
from klinik.people.models import User
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

STILL_OPEN = "23K80"


@transaction.atomic
def ask_to_forget(member: Member, *, by: User) -> Forgetting:
    """Ask that the person behind a member's number be forgotten; twice is once.

    Who may confirm it is told, by the number alone.

    Raises AlreadyForgotten, and what stands in the way: NotLeftYet, BooksNeedIt, RetentionUnknown.
    """
    row = locked_member(member)
    if known := forgetting_of(row):
        if known.done_at:
            raise AlreadyForgotten
        return known
    _refuse(row)
    asked = Forgetting.objects.create(koppontren=row.koppontren, member=row, asked_by=by)
    others = [one for one in holders_of(row.koppontren, Right.APPROVE) if one != by]
    _tell(asked, "forgetting.asked", *others, by=by)
    return asked


@transaction.atomic
def keep_member(member: Member, *, by: User) -> None:
    """Take the request back. Raises NobodyAsksToForget, AlreadyForgotten."""
    asked = _asked(locked_member(member))
    asked.taken_back_by, asked.taken_back_at = by, timezone.now()
    asked.save(update_fields=["taken_back_by", "taken_back_at"])
    if asked.asked_by != by:
        _tell(asked, "forgetting.kept", asked.asked_by, by=by)


@transaction.atomic
def forget_member(member: Member, *, by: User) -> None:
    """Forget the person, as somebody besides who asked; it cannot be brought back.

    Raises NobodyAsksToForget, AlreadyForgotten, OwnForgetting, StillOpen, and what stands in the
    way of asking.
    """
    row = locked_member(member)
    asked = _asked(row)
    if asked.asked_by_id == by.pk:
        raise OwnForgetting
    _refuse(row)
    files = _files(row)
    asked.confirmed_by = by
    asked.save(update_fields=["confirmed_by"])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT forget_member(%s, %s)", [row.koppontren_id, row.pk])
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") == STILL_OPEN:
            raise StillOpen from error
        raise
    _tell(asked, "forgetting.done", asked.asked_by, by=by)
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]


def _tell(asked: Forgetting, kind: str, *people: User, by: User) -> None:
    """Of the member nothing but the number: the person may be forgotten already."""
    place, number = asked.koppontren, asked.member.number
    notify(
        *people,
        kind=kind,
        about={"name": by.called, "number": number, "place": str(place)},
        url=reverse("savings:forget", args=[place.slug, number]),
        key=f"{kind} {asked.pk}",
    )


def _asked(row: Member) -> Forgetting:
    known = forgetting_of(row)
    if known is None:
        raise NobodyAsksToForget
    if known.done_at:
        raise AlreadyForgotten
    return known


def _refuse(row: Member) -> None:
    for obstacle in forgettable(row).obstacles:
        raise obstacle


def _files(row: Member) -> list:  # type: ignore[type-arg]
    """The photo, and papers of the heir."""
    departure = departure_of(row)
    planned = PlannedDeparture.objects.of(row.koppontren).filter(member=row)
    files = [row.photo, *(plan.heir_paper for plan in planned)]
    if departure:
        files.append(departure.heir_paper)
    return [file for file in files if file]
