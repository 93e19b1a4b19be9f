"""Undoing a whole recorded month: one person asks, another confirms, a job takes it back."""

from collections.abc import Callable, Sequence
from uuid import uuid5

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from klinik.finance.ledger.commands import hold_book
from klinik.finance.ledger.posting import refusal_in_words
from klinik.finance.ledger.queries.undoing import short_for_undoing
from klinik.finance.sharing.commands import CALL, SHARINGS, locked
from klinik.finance.sharing.models import RunState, ShareRun
from klinik.finance.sharing.queries import entries_left, runs_of
from klinik.finance.sharing.rules import (
    AnotherWaits,
    NobodyAsked,
    NotToUndo,
    OwnUndoing,
    TooLittleLeft,
)
from klinik.finance.sharing.telling import tell_kept, tell_undoing_asked, tell_undoing_confirmed
from klinik.people.models import User
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren

ASKED = ["undo_reason", "undo_asked_by", "undo_asked_at"]
CONFIRMED = ["state", "undo_confirmed_by", "undo_confirmed_at"]
UNDO = "SELECT refused, about FROM sharing_undo(%s, %s, %s, %s)"


@transaction.atomic
def ask_undoing(run: ShareRun, *, reason: str, by: User) -> ShareRun:
    """Ask that a recorded run be undone, and why. Raises NotToUndo, TooLittleLeft."""
    run = locked(run)
    if run.state != RunState.POSTED or run.is_undoing_asked:
        raise NotToUndo
    _refuse_if_short(run)
    run.undo_reason, run.undo_asked_by, run.undo_asked_at = reason, by, timezone.now()
    run.save(update_fields=ASKED)
    tell_undoing_asked(run, by=by)
    return run


@transaction.atomic
def keep_run(run: ShareRun, *, by: User) -> ShareRun:
    """Say no to the undoing, or take back that one asked. Raises NobodyAsked."""
    run = locked(run)
    if not run.is_undoing_asked:
        raise NobodyAsked
    tell_kept(run, by=by)
    run.undo_reason, run.undo_asked_by, run.undo_asked_at = "", None, None
    run.save(update_fields=ASKED)
    return run


@transaction.atomic
def confirm_undoing(run: ShareRun, *, by: User) -> ShareRun:
    """Say yes to the undoing; `undo_run` then does it. Confirmed twice is once.

    Raises NobodyAsked, OwnUndoing, TooLittleLeft where a share is gone from an account already, and
    AnotherWaits while another run is unfinished.
    """
    hold_book(run.koppontren)  # nothing is taken out between this look and the end of it
    run = locked(run)
    if run.state in {RunState.UNDOING, RunState.UNDONE}:
        return run
    if not run.is_undoing_asked:
        raise NobodyAsked
    if run.undo_asked_by_id == by.pk:
        raise OwnUndoing
    _refuse_if_short(run)
    run.state, run.undo_confirmed_by, run.undo_confirmed_at = RunState.UNDOING, by, timezone.now()
    try:
        with transaction.atomic():
            run.save(update_fields=CONFIRMED)
    except IntegrityError as error:
        raise AnotherWaits from error
    tell_undoing_confirmed(run, by=by)
    return run


def undo_run(
    koppontren: Koppontren,
    run_id: int,
    *,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> ShareRun:
    """Undo the entries of a confirmed undoing, some at a time, going on where it stopped.

    Outside of a transaction: each call commits. What was undone before is passed over; where an
    account was emptied meanwhile it raises the ledger's Overdrawn, and goes on once it is filled.
    """
    with acting_for(koppontren):
        run = runs_of(koppontren).get(pk=run_id)
        left = entries_left(run) if run.state == RunState.UNDOING else []
    for first in range(0, len(left), CALL):
        with acting_for(koppontren):
            _undo_entries(run, left[first : first + CALL])
        step(min(first + CALL, len(left)), len(left))
    with acting_for(koppontren):
        run = locked(run)
        if run.state == RunState.UNDOING:
            run.state = RunState.UNDONE
            run.save(update_fields=["state"])
    return run


def _undo_entries(run: ShareRun, numbers: Sequence[int]) -> None:
    requests = [uuid5(SHARINGS, f"{run.koppontren_id}.{run.pk}.undo.{n}") for n in numbers]
    with connection.cursor() as cursor:
        cursor.execute(UNDO, [run.koppontren_id, run.pk, list(numbers), requests])
        answers = cursor.fetchall()
    for refused, about in answers:
        if refused:
            raise refusal_in_words(run.koppontren, refused, about)


def _refuse_if_short(run: ShareRun) -> None:
    if short := short_for_undoing(run.koppontren, entries_left(run)):
        raise TooLittleLeft([str(account) for account in short])
