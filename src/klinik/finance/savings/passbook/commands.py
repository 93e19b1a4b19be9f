"""Printing into a passbook: the new lines, a page once more, a new book; and the layout."""

from typing import Any
from uuid import UUID

from django.db import transaction

from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.passbook.models import Deed, PassbookLayout, PassbookPrint
from klinik.finance.savings.passbook.queries import Book, book_of, page_again, prints_of
from klinik.finance.savings.passbook.rules import NothingToPrint, Place, PrintedMeanwhile
from klinik.people.models import User
from klinik.tenancy.models import Koppontren


@transaction.atomic
def print_lines(savings: SavingsAccount, *, seen: int, request_id: UUID, by: User) -> PassbookPrint:
    """Give the lines that fit on the book's page to the printer, once.

    `seen` is how far the book was printed on the page that asks. The same request twice is one
    print. Raises PrintedMeanwhile, NothingToPrint.
    """
    known, book = _locked(savings, request_id, seen)
    if known:
        return known
    if not book.lines:
        raise NothingToPrint
    marks = [list(line.mark) for line in book.lines]
    return _keep(savings, book, Deed.LINES, book.number, book.next, marks, request_id, by)


@transaction.atomic
def start_book(savings: SavingsAccount, *, seen: int, request_id: UUID, by: User) -> PassbookPrint:
    """The old book is full: the next line goes to the top of a new one. Raises PrintedMeanwhile."""
    known, book = _locked(savings, request_id, seen)
    if known:
        return known
    place = Place(1, 1)
    return _keep(savings, book, Deed.BOOK, book.number + 1, place, [], request_id, by)


@transaction.atomic
def print_again(savings: SavingsAccount, *, page: int, request_id: UUID, by: User) -> PassbookPrint:
    """A page of the book once more, all its lines; it is kept that it was. Raises NoSuchPage."""
    if known := prints_of(savings).filter(number=request_id).first():
        return known
    book = book_of(savings)
    lines = page_again(savings, book=book.number, page=page)
    marks = [list(line.mark) for line in lines]
    place = lines[0].place
    return _keep(savings, book, Deed.AGAIN, book.number, place, marks, request_id, by)


def _locked(
    savings: SavingsAccount, request_id: UUID, seen: int
) -> tuple[PassbookPrint | None, Book]:
    rows = SavingsAccount.objects.select_for_update(of=["self"], no_key=True)
    rows.get(pk=savings.pk)  # two browsers are one after the other
    known = prints_of(savings).filter(number=request_id).first()
    book = book_of(savings)
    if not known and book.last and book.seen != seen:
        raise PrintedMeanwhile(book.last.by.name, book.last.at)
    return known, book


def _keep(
    savings: SavingsAccount,
    book: Book,
    deed: Deed,
    number: int,
    place: Place,
    marks: list[list[int]],
    request_id: UUID,
    by: User,
) -> PassbookPrint:
    return PassbookPrint.objects.create(
        koppontren=savings.koppontren,
        savings=savings,
        number=request_id,
        deed=deed,
        after=None if deed == Deed.AGAIN else book.last,
        book=number,
        page=place.page,
        line=place.line,
        marks=marks,
        by=by,
    )


def set_layout(
    koppontren: Koppontren, *, product: SavingsProduct | None, said: dict[str, Any]
) -> PassbookLayout:
    """Books of this product, or of all that have no layout of their own, are laid out so."""
    row, _is_new = PassbookLayout.objects.update_or_create(
        koppontren=koppontren, product=product, defaults=said
    )
    return row
