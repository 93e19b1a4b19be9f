"""Guesses at a secret: counted before it is looked at, over all processes, forgotten when right."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from klinik.core.errors import DomainError
from klinik.people.models import Attempts
from klinik.people.rules import LOCKED_FOR, TooManyAttempts, minutes_locked


@transaction.atomic
def count_attempt(about: str, *, refusal: Callable[[int], DomainError] = TooManyAttempts) -> None:
    """One more guess at the secret `about`. Raises `refusal` after five wrong ones.

    The row stays locked until the request ends, so that guesses sent together wait in a line.
    """
    Attempts.objects.bulk_create([Attempts(about=about)], ignore_conflicts=True)
    row = Attempts.objects.select_for_update().get(about=about)
    now = timezone.now()
    if minutes := minutes_locked(row.made, row.last_at, now=now):
        raise refusal(minutes)
    row.made = 1 if row.last_at + LOCKED_FOR <= now else row.made + 1
    row.last_at = now
    row.save(update_fields=["made", "last_at"])


def forget_attempts(about: str) -> None:
    """The guess was right, or the secret is another one now: the next count begins at none."""
    Attempts.objects.filter(about=about).delete()
