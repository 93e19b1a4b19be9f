"""Patterns to choose from, and what waits today."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Due, Pattern
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.words import JOURNAL
from klinik.tenancy.models import Koppontren


class Waiting(NamedTuple):
    """A day that waits, with the entry that it would be."""

    due: Due
    intent: Intent


def patterns_of(koppontren: Koppontren) -> list[Pattern]:
    """The patterns in use, by name."""
    return list(Pattern.objects.of(koppontren).filter(retired_at=None))


def find_pattern(koppontren: Koppontren, number: str) -> Pattern | None:
    """The pattern in use of this number; None for anything else."""
    try:
        wanted = UUID(number)
    except ValueError:
        return None
    return Pattern.objects.of(koppontren).filter(retired_at=None, number=wanted).first()


def waiting_dues(koppontren: Koppontren) -> list[Waiting]:
    """What waits to be confirmed, the earliest day first."""
    rows = Due.objects.of(koppontren).filter(settled_at=None, pattern__retired_at=None)
    dues = list(rows.select_related("pattern"))
    legs = legs_of(koppontren, [due.pattern for due in dues])
    return [
        Waiting(due, Intent(JOURNAL, legs[due.pattern_id], due.on, due.pattern.memo))
        for due in dues
    ]


def dues_through(koppontren: Koppontren, last: date) -> list[Due]:
    """What waits to be confirmed of the days up to `last`, with its pattern, the earliest first."""
    rows = Due.objects.of(koppontren).filter(settled_at=None, pattern__retired_at=None)
    return list(rows.filter(on__lte=last).select_related("pattern"))


def legs_of(koppontren: Koppontren, patterns: Sequence[Pattern]) -> dict[int, list[Leg]]:
    """The lines of these patterns by their id, with accounts as they stand now."""
    ids = {pk for pattern in patterns for pk in pattern.accounts}
    accounts = Account.objects.of(koppontren).select_related("unit").in_bulk(list(ids))
    return {
        pattern.pk: [
            Leg(accounts[pk], debit, credit)
            for pk, debit, credit in zip(
                pattern.accounts, pattern.debits, pattern.credits, strict=True
            )
        ]
        for pattern in patterns
    }
