"""A mistake in the books is undone by an entry of its own; nothing is ever rubbed out."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import reverse
from klinik.people.models import User


class UndoesAnother(DomainError):
    """An undoing is final: to have the matter back, it is recorded anew."""

    code = "undoes_another"

    def __init__(self) -> None:
        super().__init__(
            _("This entry undoes another one. If that was wrong, record the matter anew.")
        )


def undo(entry: Entry, *, reason: str, request_id: UUID, by: User) -> Entry:
    """Reverse an entry and keep the reason beside the reversal.

    Raises UndoesAnother, or the ledger's AlreadyReversed, Overdrawn, PeriodClosed.
    """
    if entry.reverses is not None:
        raise UndoesAnother
    return reverse(entry, request_id=request_id, by=by, memo=reason)
