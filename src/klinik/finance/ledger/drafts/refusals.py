"""What is said no to where a second person is needed."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.refusals import RequestReused


class OwnDraft(DomainError):
    """Whoever made it is not the second person."""

    code = "own_draft"

    def __init__(self) -> None:
        super().__init__(_("You recorded this yourself. Somebody else has to look at it."))


class NotYourDraft(DomainError):
    """Only the maker takes a draft back; others reject it."""

    code = "not_your_draft"

    def __init__(self) -> None:
        super().__init__(_("Only whoever recorded this can take it back."))


class DayToCome(DomainError):
    """What has not happened yet is no entry."""

    code = "day_to_come"

    def __init__(self) -> None:
        super().__init__(_("This day has not come yet. Leave it out for today."))


class AlreadyDecided(DomainError):
    """A decision is made once."""

    code = "already_decided"

    def __init__(self) -> None:
        super().__init__(_("This was decided meanwhile. Look at it again."))


class PapersChanged(DomainError):
    """Approved is what was seen, with its papers."""

    code = "papers_changed"

    def __init__(self) -> None:
        super().__init__(_("Its papers changed since you opened this page. Look at them again."))


class NoSuchEntry(DomainError):
    """What is put right is an entry of the same book."""

    code = "no_such_entry"

    def __init__(self, number: int) -> None:
        super().__init__(
            _("There is no entry %(number)s in this book. Look it up in the journal.")
            % {"number": number}
        )


class UndoingWaits(DomainError):
    """One undoing of an entry waits at a time."""

    code = "undoing_waits"

    def __init__(self) -> None:
        super().__init__(_("The undoing of this entry waits for a second person already."))


def reused(known: Entry | Draft) -> RequestReused:
    """This request was answered with something else: an entry, or a draft that is none yet."""
    number = known.number if isinstance(known, Entry) else known.entry_number
    return RequestReused(str(number or "–"))
