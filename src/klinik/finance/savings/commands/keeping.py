"""Keeping what is in an account there for a while: block and release, each with its reason."""

from django.db import transaction

from klinik.finance.ledger.commands import hold_book
from klinik.finance.savings.models import SavingsAccount, SavingsEvent, SavingsStep
from klinik.finance.savings.rules import IsClosed, ReasonNeeded
from klinik.people.models import User

LONGEST = 200


@transaction.atomic
def block_savings(savings: SavingsAccount, *, reason: str, by: User) -> SavingsAccount:
    """Let nothing be taken out until it is released; money still comes in. Twice is once.

    Raises ReasonNeeded, IsClosed.
    """
    return _set(savings, what=SavingsStep.BLOCKED, reason=reason, by=by)


@transaction.atomic
def release_savings(savings: SavingsAccount, *, reason: str, by: User) -> SavingsAccount:
    """Let a blocked account be paid out again. Twice is once. Raises ReasonNeeded, IsClosed."""
    return _set(savings, what=SavingsStep.RELEASED, reason=reason, by=by)


def locked(savings: SavingsAccount) -> SavingsAccount:
    """The account as it stands now, while nobody else writes in its book or changes it."""
    hold_book(savings.koppontren)
    rows = SavingsAccount.objects.select_for_update(of=["self"], no_key=True)
    return rows.select_related("koppontren", "member", "product", "account__unit").get(
        pk=savings.pk
    )


def _set(savings: SavingsAccount, *, what: SavingsStep, reason: str, by: User) -> SavingsAccount:
    reason = " ".join(reason.replace("\0", "").split())[:LONGEST]
    if not reason:
        raise ReasonNeeded
    savings = locked(savings)
    if not savings.is_open:
        raise IsClosed(savings.number)
    is_blocking = what == SavingsStep.BLOCKED
    if bool(savings.blocked) != is_blocking:
        savings.blocked = reason if is_blocking else ""
        savings.save(update_fields=["blocked"])
        SavingsEvent.objects.create(
            koppontren=savings.koppontren, savings=savings, what=what, reason=reason, by=by
        )
    return savings
