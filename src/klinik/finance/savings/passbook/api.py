"""Paper of an account for programs: statement, certificate, and printing into the passbook."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.paper.answers import certificate_file
from klinik.finance.savings.paper.api import PDF, Day, SavingsStatement, statement_told
from klinik.finance.savings.passbook.commands import print_again, print_lines, start_book
from klinik.finance.savings.passbook.models import Deed, PassbookPrint
from klinik.finance.savings.passbook.queries import BookLine, book_of, sheet_of
from klinik.finance.savings.queries import accounts_of
from klinik.tenancy.api import Access, ApiRequest, InKoppontren, Key
from klinik.tenancy.roles import Right

COUNTER = InKoppontren(needs=Right.COUNTER)

router = Router(tags=["savings"], auth=InKoppontren(needs=Right.READ_MEMBERS))


class PlacedLine(Schema):
    """A line at its place on the page, in whole rupiah."""

    line: int
    on: date
    number: int
    kind: str
    went: int
    came: int
    balance: int


class BookOut(Schema):
    """How far the book is printed (`seen`), the lines that come next on `page`, and the rest."""

    seen: int
    book: int
    page: int
    waiting: int
    lines: list[PlacedLine]


class PrintIn(Schema):
    """How far the book was printed when the program looked."""

    seen: Annotated[int, Field(ge=0, le=2**63 - 1)]


class AgainIn(Schema):
    """Which page once more."""

    page: Annotated[int, Field(ge=1, le=999)]


class PrintOut(Schema):
    """What was given to the printer: `lines`, a page `again`, or nothing at a new `book`."""

    number: UUID
    deed: str
    book: int
    page: int
    at: datetime
    lines: list[PlacedLine]


@router.get("/savings/{slug:number}/statement", response=SavingsStatement)
def get_savings_statement(
    request: ApiRequest,
    koppontren: Path[str],
    number: str,
    since: Day = None,
    until: Day = None,
) -> dict[str, object]:
    """The account's lines from one day through another, with what it held before and after."""
    return statement_told(_find(request.auth, number), since, until)


@router.get("/savings/{slug:number}/certificate", openapi_extra=PDF)
def get_savings_certificate(
    request: ApiRequest, koppontren: Path[str], number: str
) -> HttpResponse:
    """What the cooperative certifies that the account holds now, as PDF."""
    return certificate_file(_find(request.auth, number))


@router.get("/savings/{slug:number}/passbook", response=BookOut, auth=COUNTER)
def get_passbook(request: ApiRequest, koppontren: Path[str], number: str) -> dict[str, object]:
    """What is printed next, and where."""
    book = book_of(_find(request.auth, number))
    return {
        "seen": book.seen,
        "book": book.number,
        "page": book.next.page,
        "waiting": book.waiting,
        "lines": [_placed(line) for line in book.lines],
    }


@router.post("/savings/{slug:number}/passbook/lines", response={201: PrintOut}, auth=COUNTER)
def post_passbook_lines(
    request: ApiRequest, koppontren: Path[str], number: str, body: PrintIn, request_id: Key
) -> Status[dict[str, object]]:
    """Count the next lines of the page as printed, once; refused if others printed meanwhile."""
    savings = _find(request.auth, number)
    done = print_lines(savings, seen=body.seen, request_id=request_id, by=request.auth.user)
    return Status(201, _printed(savings, done))


@router.post("/savings/{slug:number}/passbook/pages", response={201: PrintOut}, auth=COUNTER)
def post_passbook_page(
    request: ApiRequest, koppontren: Path[str], number: str, body: AgainIn, request_id: Key
) -> Status[dict[str, object]]:
    """A page of the book once more; that it was stays written."""
    savings = _find(request.auth, number)
    done = print_again(savings, page=body.page, request_id=request_id, by=request.auth.user)
    return Status(201, _printed(savings, done))


@router.post("/savings/{slug:number}/passbook/books", response={201: PrintOut}, auth=COUNTER)
def post_passbook_book(
    request: ApiRequest, koppontren: Path[str], number: str, body: PrintIn, request_id: Key
) -> Status[dict[str, object]]:
    """The next line goes to the top of a new book."""
    savings = _find(request.auth, number)
    done = start_book(savings, seen=body.seen, request_id=request_id, by=request.auth.user)
    return Status(201, _printed(savings, done))


def _find(access: Access, number: str) -> SavingsAccount:
    return get_object_or_404(accounts_of(access.koppontren), number=number)


def _printed(savings: SavingsAccount, done: PassbookPrint) -> dict[str, object]:
    done.savings = savings
    lines = [] if done.deed == Deed.BOOK else sheet_of(done)
    names = ("number", "deed", "book", "page", "at")
    told: dict[str, object] = {name: getattr(done, name) for name in names}
    return told | {"lines": [_placed(line) for line in lines]}


def _placed(line: BookLine) -> dict[str, object]:
    return {
        "line": line.place.line,
        "on": line.line.on,
        "number": line.line.entry_number,
        "kind": line.kind,
        "went": line.line.debit,
        "came": line.line.credit,
        "balance": line.balance,
    }
