"""Asking that a member be forgotten, taking that back, and doing it as the second person."""

from django.db import IntegrityError, connection, transaction
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
from klinik.people.models import User

STILL_OPEN = "23K80"


@transaction.atomic
def ask_to_forget(member: Member, *, by: User) -> Forgetting:
    """Ask that the person behind a member's number be forgotten; twice is once.

    Raises AlreadyForgotten, and what stands in the way: NotLeftYet, BooksNeedIt, RetentionUnknown.
    """
    row = locked_member(member)
    if known := forgetting_of(row):
        if known.done_at:
            raise AlreadyForgotten
        return known
    _refuse(row)
    return Forgetting.objects.create(koppontren=row.koppontren, member=row, asked_by=by)


@transaction.atomic
def keep_member(member: Member, *, by: User) -> None:
    """Take the request back. Raises NobodyAsksToForget, AlreadyForgotten."""
    asked = _asked(locked_member(member))
    asked.taken_back_by, asked.taken_back_at = by, timezone.now()
    asked.save(update_fields=["taken_back_by", "taken_back_at"])


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
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]


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
