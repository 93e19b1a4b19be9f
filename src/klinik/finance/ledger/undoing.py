"""What undoing an entry means, and which entries are not undone."""

from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Entry, Line
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.refusals import (
    OpeningStands,
    ShareStands,
    UndoesAnother,
    YearStands,
)
from klinik.finance.ledger.words import CLOSING, CORRECTION, OPENING, REVERSAL, SHARED


def refuse_final(entry: Entry) -> None:
    """Say why an entry is put right otherwise.

    UndoesAnother, OpeningStands, YearStands or ShareStands.
    """
    if entry.reverses is not None:
        raise UndoesAnother
    if entry.kind in {OPENING, CORRECTION}:
        raise OpeningStands
    if entry.kind == CLOSING:
        raise YearStands
    if entry.kind in SHARED:
        raise ShareStands


def undoing(entry: Entry, *, reason: str) -> Intent:
    """The entry with its sides changed, and the reason beside it.

    What one unit owes another is left out: the ledger adds it.
    """
    lines = Line.objects.of(entry.koppontren).filter(
        entry_number=entry.number, account__other_unit=None
    )
    legs = [
        Leg(line.account, line.credit, line.debit)
        for line in lines.select_related("account__unit").order_by("n")
    ]
    return Intent(f"{entry.kind}{REVERSAL}", legs, memo=reason, reverses=entry)
