"""What closing and reopening say no to, beyond the ledger's own refusals."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klinik.core.errors import DomainError
from klinik.finance.ledger.periods.rules import FiscalYear


class YearNotOver(DomainError):
    """A year is closed once its last day has passed."""

    code = "year_not_over"

    def __init__(self, year: FiscalYear) -> None:
        last = date_format(year.last, "j F Y")
        super().__init__(
            _("The year %(year)s runs through %(last)s. Close it when it is over.")
            % {"year": year, "last": last}
        )


class EarlierYearOpen(DomainError):
    """Years are closed one after the other."""

    code = "earlier_year_open"

    def __init__(self, year: FiscalYear) -> None:
        super().__init__(
            _("The year %(year)s still holds results of its own. Close it first.") % {"year": year}
        )


class LaterYearClosed(DomainError):
    """Years are opened again from the last one backwards."""

    code = "later_year_closed"

    def __init__(self, year: FiscalYear) -> None:
        super().__init__(
            _("The year %(year)s was closed after it. Undo that one first.") % {"year": year}
        )


def held_sentence(day: date) -> str:
    """Why the book year keeps its first month, and the way to another one."""
    return _(
        "The days through %(day)s are closed by the book year as it is. On the page “Close the "
        "books” open all closed months again and undo the closing of the years; then change it "
        "here, and close them anew."
    ) % {"day": date_format(day, "j F Y")}


class NotYourRequest(DomainError):
    """A request is taken back by whoever made it; others approve or decline it."""

    code = "not_your_request"

    def __init__(self) -> None:
        super().__init__(_("Another person asked for this. Only they can take it back."))
