"""Printing into a passbook: the new lines, a page once more, a new book; and the layout."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction

from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.passbook.models import Deed, PassbookLayout, PassbookPrint
from klinik.finance.savings.passbook.queries import Book, book_of, page_again
from klinik.finance.savings.passbook.rules import (
    NothingToPrint,
    Place,
    PrintedMeanwhile,
    PrintRequestReused,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def print_lines(savings: SavingsAccount, *, seen: int, request_id: UUID, by: User) -> PassbookPrint:
    """Give the lines that fit on the book's page to the printer, once.

    `seen` is how far the book was printed on the page that asks. The same request twice is one
    print. Raises PrintRequestReused, PrintedMeanwhile, NothingToPrint.
    """
    asked = Asked(savings, Deed.LINES, seen, request_id)
    if known := _locked(asked):
        return known
    book = _unchanged(asked)
    if not book.lines:
        raise NothingToPrint
    marks = [list(line.mark) for line in book.lines]
    return _keep(asked, book, book.number, book.next, marks, by)


@transaction.atomic
def start_book(savings: SavingsAccount, *, seen: int, request_id: UUID, by: User) -> PassbookPrint:
    """The old book is full: the next line goes to the top of a new one.

    Raises PrintRequestReused, PrintedMeanwhile.
    """
    asked = Asked(savings, Deed.BOOK, seen, request_id)
    if known := _locked(asked):
        return known
    book = _unchanged(asked)
    return _keep(asked, book, book.number + 1, Place(1, 1), [], by)


@transaction.atomic
def print_again(savings: SavingsAccount, *, page: int, request_id: UUID, by: User) -> PassbookPrint:
    """A page of the book once more, all its lines; it is kept that it was.

    Raises PrintRequestReused, NoSuchPage.
    """
    asked = Asked(savings, Deed.AGAIN, page, request_id)
    if known := _locked(asked):
        return known
    book = book_of(savings)
    lines = page_again(savings, book=book.number, page=page)
    marks = [list(line.mark) for line in lines]
    return _keep(asked, book, book.number, lines[0].place, marks, by)


class Asked(NamedTuple):
    """What a request asks of a book: on which page again, or after which print (`seen`)."""

    savings: SavingsAccount
    deed: Deed
    where: int
    request_id: UUID


def _locked(asked: Asked) -> PassbookPrint | None:
    """Two browsers are one after the other; then what this request printed before, if it did."""
    rows = SavingsAccount.objects.select_for_update(of=["self"], no_key=True)
    rows.get(pk=asked.savings.pk)
    return _known(asked)


def _known(asked: Asked) -> PassbookPrint | None:
    rows = PassbookPrint.objects.of(asked.savings.koppontren).select_related("by", "savings")
    known = rows.filter(number=asked.request_id).first()
    if known is None:
        return None
    where = known.page if known.deed == Deed.AGAIN else known.after_id or 0
    said = (known.savings_id, known.deed, where)
    if said != (asked.savings.pk, asked.deed, asked.where):
        raise PrintRequestReused
    return known


def _unchanged(asked: Asked) -> Book:
    book = book_of(asked.savings)
    if book.last and book.seen != asked.where:
        raise PrintedMeanwhile(book.last.by.name, book.last.at)
    return book


def _keep(
    asked: Asked, book: Book, number: int, place: Place, marks: list[list[int]], by: User
) -> PassbookPrint:
    try:
        with transaction.atomic():
            return PassbookPrint.objects.create(
                koppontren=asked.savings.koppontren,
                savings=asked.savings,
                number=asked.request_id,
                deed=asked.deed,
                after=None if asked.deed == Deed.AGAIN else book.last,
                book=number,
                page=place.page,
                line=place.line,
                marks=marks,
                by=by,
            )
    except IntegrityError:  # the same key for another account at the same moment
        _known(asked)
        raise


def set_layout(
    koppontren: Koppontren, *, product: SavingsProduct | None, said: dict[str, Any]
) -> PassbookLayout:
    """Books of this product, or of all that have no layout of their own, are laid out so."""
    row, _is_new = PassbookLayout.objects.update_or_create(
        koppontren=koppontren, product=product, defaults=said
    )
    return row
