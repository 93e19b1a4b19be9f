"""Until when the books need to know a member, and what forgetting says no to; pure."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class NotLeftYet(DomainError):
    """Somebody who is here, or is not settled, is not forgotten."""

    code = "not_left_yet"

    def __init__(self) -> None:
        super().__init__(
            _("Only who has left and was paid out is forgotten. Settle the membership first.")
        )


class BooksNeedIt(DomainError):
    """A law keeps the books, and with them whose they are, for some years."""

    code = "books_need_it"

    def __init__(self, until: date, *, source: str) -> None:
        sentence = _(
            "The books keep until %(day)s whose money it was. Forget it after that. "
            "Source: %(source)s"
        )
        words = {"day": date_format(until, "j F Y"), "source": source}
        super().__init__(sentence % words)


class RetentionUnknown(DomainError):
    """Nobody wrote down how long the books are kept."""

    code = "retention_unknown"

    def __init__(self) -> None:
        super().__init__(
            _("It is not written down how long the books are kept. The secretariat sets it.")
        )


class StillOpen(DomainError):
    """Something of the member waits for an answer: a draft, or a collector's receipt."""

    code = "still_open"

    def __init__(self) -> None:
        super().__init__(
            _("A draft or a collector's receipt of this member is not settled. Settle it first.")
        )


class AlreadyForgotten(DomainError):
    """A member is forgotten once."""

    code = "already_forgotten"

    def __init__(self) -> None:
        super().__init__(_("This was already done: the personal data are gone."))


class NobodyAsksToForget(DomainError):
    """The request was taken back, or never there."""

    code = "nobody_asks_to_forget"

    def __init__(self) -> None:
        super().__init__(_("Nobody asks to forget this member any more. Look at it again."))


class OwnForgetting(DomainError):
    """What cannot be brought back is done by two people."""

    code = "own_forgetting"

    def __init__(self) -> None:
        super().__init__(_("You asked for this yourself. Somebody else confirms it."))


def kept_until(left_on: date, *, fiscal_month: int, months: int) -> date:
    """The first day on which the books need a member no more.

    `months` after the end of the book year, which begins in `fiscal_month`, in which they left.
    """
    year = left_on.year + (left_on.month >= fiscal_month)
    counted = year * 12 + fiscal_month - 1 + months
    return date(counted // 12, counted % 12 + 1, 1)
