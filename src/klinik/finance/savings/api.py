"""The counter for programs: the same commands as its pages."""

from datetime import date, datetime
from typing import Annotated

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from ninja import Header, Path, Query, Router, Schema, Status
from pydantic import Field

from klinik.core.keys import KeyFromOutside
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.queries.latest import LatestLine
from klinik.finance.savings.commands import record_deposit, record_withdrawal
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import accounts_of, entry_of, latest_entries
from klinik.tenancy.api import Access, ApiRequest, InKoppontren
from klinik.tenancy.roles import Right

PAGE_SIZE = 50
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Pages of 50, from 1.")]
Key = Annotated[
    KeyFromOutside,
    Header(
        alias="Idempotency-Key",
        description="A UUID for this one payment. After a lost reply send it again, with the same "
        "content: it is posted once. Other content under the same key is refused.",
    ),
]

READERS = InKoppontren(needs=Right.READ_MEMBERS)
COUNTER = InKoppontren(needs=Right.COUNTER)

router = Router(tags=["savings"], auth=READERS)


class SavingsOut(Schema):
    """A savings account and what it holds now, in whole rupiah."""

    number: str
    member: str
    product: str
    kind: str
    balance: int
    opened_on: date


class SavingsPage(Schema):
    """One page of savings accounts."""

    count: int
    page: int
    pages: int
    results: list[SavingsOut]


class EntryOut(Schema):
    """What one journal entry did to the account, in whole rupiah, and what it held after it."""

    number: int
    kind: str
    on: date
    at: datetime
    change: int
    balance: int
    undone_by: int | None


class SavingsWithEntries(SavingsOut):
    """A savings account with its last entries, newest first."""

    entries: list[EntryOut]


class Payment(Schema):
    """Whole rupiah over the counter."""

    amount: Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]


class Refusal(Schema):
    """Why not: `code` for programs, `message` for people."""

    code: str
    message: str


@router.get("/savings", response=SavingsPage)
def list_savings(
    request: ApiRequest, koppontren: Path[str], page: PageNumber = 1
) -> dict[str, object]:
    """Savings accounts by number; a page beyond the last is empty."""
    pages = Paginator(accounts_of(request.auth.koppontren).order_by("number"), PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = [_account(savings) for savings in found]
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.get("/savings/{slug:number}", response=SavingsWithEntries)
def get_savings(request: ApiRequest, koppontren: Path[str], number: str) -> dict[str, object]:
    """One account with its last five entries."""
    savings = _find(request.auth, number)
    return _account(savings) | {"entries": [_entry(line) for line in latest_entries(savings)]}


@router.post(
    "/savings/{slug:number}/deposits", response={201: EntryOut, 422: Refusal}, auth=COUNTER
)
def create_deposit(
    request: ApiRequest, koppontren: Path[str], number: str, body: Payment, request_id: Key
) -> Status[dict[str, object]]:
    """Record a cash deposit, once however often it is sent."""
    savings = _find(request.auth, number)
    entry = record_deposit(savings, amount=body.amount, request_id=request_id, by=request.auth.user)
    return _posted(savings, entry.number)


@router.post(
    "/savings/{slug:number}/withdrawals", response={201: EntryOut, 422: Refusal}, auth=COUNTER
)
def create_withdrawal(
    request: ApiRequest, koppontren: Path[str], number: str, body: Payment, request_id: Key
) -> Status[dict[str, object]]:
    """Record a cash withdrawal of voluntary savings, once however often it is sent."""
    savings = _find(request.auth, number)
    entry = record_withdrawal(
        savings, amount=body.amount, request_id=request_id, by=request.auth.user
    )
    return _posted(savings, entry.number)


def _find(access: Access, number: str) -> SavingsAccount:
    return get_object_or_404(accounts_of(access.koppontren), number=number)


def _posted(savings: SavingsAccount, number: int) -> Status[dict[str, object]]:
    line = entry_of(savings, number)
    assert line is not None, "an entry just posted to this account"
    return Status(201, _entry(line))


def _account(savings: SavingsAccount) -> dict[str, object]:
    return {
        "number": savings.number,
        "member": savings.member.number,
        "product": savings.product.name,
        "kind": savings.product.kind,
        "balance": savings.account.balance,
        "opened_on": savings.opened_on,
    }


def _entry(line: LatestLine) -> dict[str, object]:
    return {
        "number": line.entry.number,
        "kind": line.entry.kind,
        "on": line.entry.on,
        "at": line.entry.at,
        "change": line.change,
        "balance": line.balance,
        "undone_by": line.undone_by,
    }
