"""Where the next line of a passbook goes, and what printing says no to; pure."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.templatetags.klinik import tanggal

Mark = tuple[int, int]  # a line of the ledger: the number of its entry, and its place there
START: Mark = (0, 0)


class Place(NamedTuple):
    """A line on a page of a book, each counted from 1."""

    page: int
    line: int

    def within(self, per_page: int) -> "Place":
        """This place, or the top of the next page where the page is full."""
        return self if self.line <= per_page else Place(self.page + 1, 1)


class PrintedMeanwhile(DomainError):
    """Somebody printed into the book since the page was opened."""

    code = "printed_meanwhile"

    def __init__(self, name: str, at: datetime) -> None:
        sentence = _(
            "%(name)s printed into this book on %(at)s. Look at the book: what you see below is "
            "what comes next now."
        )
        super().__init__(sentence % {"name": name, "at": tanggal(at)})


class PrintRequestReused(DomainError):
    """The same request again, for another book, another page or another deed."""

    code = "request_reused"

    def __init__(self) -> None:
        sentence = _("This was printed already as something else. Open the passbook page anew.")
        super().__init__(sentence)


class NothingToPrint(DomainError):
    """Every line stands in the book."""

    code = "nothing_to_print"

    def __init__(self) -> None:
        super().__init__(_("Every transaction stands in the book already."))


class NoSuchPage(DomainError):
    """A page of this book on which nothing was printed."""

    code = "no_such_page"

    def __init__(self, page: int) -> None:
        sentence = _("Nothing was printed on page %(page)s of this book.")
        super().__init__(sentence % {"page": page})
