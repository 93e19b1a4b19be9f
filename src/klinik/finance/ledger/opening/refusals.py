"""What an opening or its correction is refused for, beyond the ledger's own refusals."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah
from klinik.finance.ledger.models import Entry


class OpeningRefused(DomainError):
    """The file cannot be posted; `problems` holds a sentence for everything that is wrong."""

    code = "opening_refused"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


class AlreadyOpened(DomainError):
    """The book has an opening that was not undone; `entry` is it."""

    code = "already_opened"

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            _(
                "The opening balances were already posted: entry %(number)s of %(day)s. "
                "To correct them, send the corrected file from the page of the opening balances."
            )
            % {"number": entry.number, "day": date_format(entry.on, "j F Y")}
        )
        self.entry = entry


class NotOpened(DomainError):
    """There is no opening that could be corrected."""

    code = "not_opened"

    def __init__(self) -> None:
        super().__init__(_("There are no opening balances to correct yet. Post them first."))


class AboveLimit(DomainError):
    """What an opening moves is no less than an entry: above the limit the board decides."""

    code = "opening_above_limit"

    def __init__(self, limit: int) -> None:
        super().__init__(
            _(
                "This moves more than %(limit)s, which nobody here records alone. Whoever sets the "
                "limit lifts it on its page, and sets it again afterwards: both stay visible there."
            )
            % {"limit": rupiah(limit)}
        )


class NothingToCorrect(DomainError):
    """The file says what the books say."""

    code = "nothing_to_correct"

    def __init__(self) -> None:
        super().__init__(
            _("This file says what the books say already: there is nothing to correct.")
        )
