"""What stands in a passbook, and what comes next."""

from typing import NamedTuple

from django.db.models import F, Q, Sum

from klinik.finance.ledger.models import Line
from klinik.finance.ledger.queries.latest import lines_in_order
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.passbook.models import Deed, PassbookLayout, PassbookPrint
from klinik.finance.savings.passbook.rules import START, Mark, NoSuchPage, Place
from klinik.finance.savings.passbook.words import word_for
from klinik.tenancy.models import Koppontren, TenantQuerySet


class BookLine(NamedTuple):
    """A line as it stands in a book: its place, and in whole rupiah what moved and was left."""

    place: Place
    line: Line
    balance: int

    @property
    def kind(self) -> str:
        """The kind of its entry in a few letters, as it is printed."""
        return word_for(self.line.entry.kind)

    @property
    def mark(self) -> Mark:
        """Which line of the ledger it is."""
        return (self.line.entry_number, self.line.n)


class Book(NamedTuple):
    """How far a book is printed, and the lines that come next on its page."""

    layout: PassbookLayout
    last: PassbookPrint | None
    number: int
    next: Place
    lines: list[BookLine]
    waiting: int

    @property
    def seen(self) -> int:
        """A mark of how far it was printed: another one as soon as anybody printed."""
        return self.last.pk if self.last else 0


def layout_for(koppontren: Koppontren, product: SavingsProduct | None = None) -> PassbookLayout:
    """How books of a product are laid out: its own, the koppontren's, or the usual way."""
    rows = PassbookLayout.objects.of(koppontren).filter(Q(product=product) | Q(product=None))
    found = rows.order_by(F("product").asc(nulls_last=True)).first()
    return found or PassbookLayout(koppontren=koppontren)


def book_of(savings: SavingsAccount) -> Book:
    """The book of an account as it is now."""
    layout = layout_for(savings.koppontren, savings.product)
    chain = prints_of(savings).exclude(deed=Deed.AGAIN)
    last = chain.first()
    following = Place(last.page, last.line + len(last.marks)) if last else Place(1, 1)
    place = following.within(layout.lines)
    printed = chain.filter(deed=Deed.LINES).first()
    through: Mark = tuple(printed.marks[-1]) if printed else START
    lines = lines_in_order(savings.account).filter(_behind(through))
    room = layout.lines - place.line + 1
    shown = _with_balances(savings, list(lines[:room]), place)
    return Book(layout, last, last.book if last else 1, place, shown, lines.count())


def prints_of(savings: SavingsAccount) -> TenantQuerySet[PassbookPrint]:
    """Everything that was printed into the book of an account, the newest first."""
    rows = PassbookPrint.objects.of(savings.koppontren).filter(savings=savings)
    return rows.select_related("by")


def sheet_of(done: PassbookPrint) -> list[BookLine]:
    """The lines of one print at their places."""
    marks = [tuple(mark) for mark in done.marks]
    return _between(done.savings, marks, Place(done.page, done.line))


def page_again(savings: SavingsAccount, *, book: int, page: int) -> list[BookLine]:
    """All lines that were printed on a page of a book. Raises NoSuchPage."""
    rows = prints_of(savings).filter(deed=Deed.LINES, book=book, page=page)
    prints = list(rows.order_by("pk"))
    if not prints:
        raise NoSuchPage(page)
    marks = [tuple(mark) for done in prints for mark in done.marks]
    return _between(savings, marks, Place(page, prints[0].line))


def _between(savings: SavingsAccount, marks: list[Mark], place: Place) -> list[BookLine]:
    lines = (
        lines_in_order(savings.account)
        .exclude(_behind(marks[-1]))
        .filter(_behind(marks[0]) | _at(marks[0]))
    )
    return _with_balances(savings, list(lines), place)


def _with_balances(savings: SavingsAccount, lines: list[Line], first: Place) -> list[BookLine]:
    if not lines:
        return []
    start = (lines[0].entry_number, lines[0].n)
    before = lines_in_order(savings.account).exclude(_behind(start)).exclude(_at(start))
    balance = before.aggregate(net=Sum(F("credit") - F("debit")))["net"] or 0
    found = []
    for n, line in enumerate(lines):
        balance += line.credit - line.debit
        found.append(BookLine(Place(first.page, first.line + n), line, int(balance)))
    return found


def _behind(mark: Mark) -> Q:
    return Q(entry_number__gt=mark[0]) | Q(entry_number=mark[0], n__gt=mark[1])


def _at(mark: Mark) -> Q:
    return Q(entry_number=mark[0], n=mark[1])
