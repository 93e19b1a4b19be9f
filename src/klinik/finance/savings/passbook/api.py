"""Paper of an account for programs: statement, certificate, receipt, passbook and its layout."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.templatetags.klinik import terbilang
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.paper.answers import certificate_file
from klinik.finance.savings.paper.api import PDF, Day, SavingsStatement, statement_told
from klinik.finance.savings.paper.receipts import receipt_text
from klinik.finance.savings.passbook.commands import (
    print_again,
    print_lines,
    set_layout,
    start_book,
)
from klinik.finance.savings.passbook.models import TALLEST, WIDEST, Deed, PassbookPrint
from klinik.finance.savings.passbook.queries import BookLine, book_of, layout_for, sheet_of
from klinik.finance.savings.products.api import Letters
from klinik.finance.savings.queries import accounts_of, entry_of
from klinik.tenancy.api import Access, ApiRequest, InKoppontren, Key
from klinik.tenancy.roles import Right

COUNTER = InKoppontren(needs=Right.COUNTER)
KEEPERS = InKoppontren(needs=Right.KEEP_BOOKS)
EntryNumber = Annotated[int, Path(ge=1, lt=10**18)]


def _between(least: int, most: int) -> Any:
    return Field(strict=True, ge=least, le=most)


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


class LayoutIn(Schema):
    """Where lines stand on a page of a passbook, in millimetres; `fold_after` 0: it has no fold."""

    lines: Annotated[int, _between(1, TALLEST)]
    first_line: Annotated[int, _between(0, WIDEST)]
    line_height: Annotated[int, _between(3, 20)]
    left: Annotated[int, _between(0, 100)]
    width: Annotated[int, _between(60, WIDEST)]
    fold_after: Annotated[int, _between(0, TALLEST)]
    fold: Annotated[int, _between(0, 100)]


class LayoutOut(LayoutIn):
    """A layout; not `is_own`, it is that of all books, or the usual one."""

    is_own: bool


class ReceiptOut(Schema):
    """What a receipt of one entry says, in whole rupiah and `in_words`.

    `text` is the message that is sent with WhatsApp to `phone`. With `undone_by` it counts no more.
    """

    number: int
    at: datetime
    account: str
    member: str
    kind: str
    amount: int
    in_words: str
    balance: int
    cashier: str
    undone_by: int | None
    phone: str
    text: str


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


@router.get("/savings/{slug:number}/entries/{entry}/receipt", response=ReceiptOut)
def get_savings_receipt(
    request: ApiRequest, koppontren: Path[str], number: str, entry: EntryNumber
) -> dict[str, object]:
    """What the receipt of an entry of this account says."""
    savings = _find(request.auth, number)
    line = entry_of(savings, entry)
    if line is None:
        raise Http404
    return {
        "number": line.entry.number,
        "at": line.entry.at,
        "account": savings.number,
        "member": savings.member.number,
        "kind": line.kind,
        "amount": line.amount,
        "in_words": terbilang(line.amount),
        "balance": line.balance,
        "cashier": line.entry.by.name,
        "undone_by": line.undone_by,
        "phone": savings.member.phone,
        "text": receipt_text(savings, line),
    }


@router.get("/passbook-layout", response=LayoutOut)
def get_passbook_layout(request: ApiRequest, koppontren: Path[str]) -> dict[str, object]:
    """Where lines stand in the books of all kinds of savings that have no layout of their own."""
    return _layout(request.auth, None)


@router.put("/passbook-layout", response=LayoutOut, auth=KEEPERS)
def put_passbook_layout(
    request: ApiRequest, koppontren: Path[str], body: LayoutIn
) -> dict[str, object]:
    """Lay these books out so. Twice is once."""
    set_layout(request.auth.koppontren, product=None, said=body.model_dump())
    return _layout(request.auth, None)


@router.get("/savings-products/{prefix}/passbook-layout", response=LayoutOut)
def get_passbook_layout_of(
    request: ApiRequest, koppontren: Path[str], prefix: Letters
) -> dict[str, object]:
    """Where lines stand in the books of one kind of savings."""
    return _layout(request.auth, _product(request.auth, prefix))


@router.put("/savings-products/{prefix}/passbook-layout", response=LayoutOut, auth=KEEPERS)
def put_passbook_layout_of(
    request: ApiRequest, koppontren: Path[str], prefix: Letters, body: LayoutIn
) -> dict[str, object]:
    """Lay the books of one kind of savings out so. Twice is once."""
    product = _product(request.auth, prefix)
    set_layout(request.auth.koppontren, product=product, said=body.model_dump())
    return _layout(request.auth, product)


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


def _product(access: Access, prefix: str) -> SavingsProduct:
    return get_object_or_404(SavingsProduct.objects.of(access.koppontren), prefix=prefix)


def _layout(access: Access, product: SavingsProduct | None) -> dict[str, object]:
    found = layout_for(access.koppontren, product)
    is_own = found.pk is not None and found.product_id == (product.pk if product else None)
    return {name: getattr(found, name) for name in LayoutIn.model_fields} | {"is_own": is_own}


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
