"""The counter for programs: the same commands as its pages."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.core.money import MAX_AMOUNT
from klinik.finance.ledger.api import WaitingEntry, draft_out
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.queries.latest import LatestLine
from klinik.finance.savings.commands import block_savings, release_savings
from klinik.finance.savings.limits.commands import (
    submit_closing,
    submit_deposit,
    submit_transfer,
    submit_withdrawal,
)
from klinik.finance.savings.limits.queries import counter_drafts
from klinik.finance.savings.models import SavingsAccount
from klinik.finance.savings.queries import accounts_of, arrears, entry_of, latest_entries, today
from klinik.tenancy.access import rights_in
from klinik.tenancy.api import Access, ApiRequest, InKoppontren, Key
from klinik.tenancy.roles import Right

PAGE_SIZE = 50
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Pages of 50, from 1.")]
MemberNumber = Annotated[
    str, Query(pattern="^(A-[0-9]{4,12})?$", description="Only this member's accounts.")
]

READERS = InKoppontren(needs=Right.READ_MEMBERS)
COUNTER = InKoppontren(needs=Right.COUNTER)
MEMBERS = InKoppontren(needs=Right.MANAGE_MEMBERS)
BOOKS = InKoppontren(needs=Right.KEEP_BOOKS)

router = Router(tags=["savings"], auth=READERS)


class SavingsOut(Schema):
    """A savings account and what it holds now, in whole rupiah."""

    number: str
    member: str
    product: str
    kind: str
    balance: int
    opened_on: date
    due_on: date | None
    target: int | None
    blocked: str
    closed_on: date | None


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


class Transfer(Payment):
    """Whole rupiah to the account of this number."""

    to: Annotated[str, Field(pattern="^[A-Z]{1,4}-[0-9]{4,12}$")]


class Reason(Schema):
    """Why an account is blocked or released."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=PLAIN)]


class Behind(Schema):
    """An account of simpanan wajib that holds less than was due, in whole rupiah."""

    number: str
    member: str
    due: int
    behind: int


class BehindPage(Schema):
    """One page of accounts that are behind."""

    count: int
    page: int
    pages: int
    results: list[Behind]


class Refusal(Schema):
    """Why not: `code` for programs, `message` for people."""

    code: str
    message: str


@router.get("/savings", response=SavingsPage)
def list_savings(
    request: ApiRequest, koppontren: Path[str], member: MemberNumber = "", page: PageNumber = 1
) -> dict[str, object]:
    """Savings accounts by number, of all or of one member; a page beyond the last is empty."""
    accounts = accounts_of(request.auth.koppontren).order_by("number")
    if member:
        accounts = accounts.filter(member__number=member)
    pages = Paginator(accounts, PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = [account_out(savings) for savings in found]
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.get("/savings/{slug:number}", response=SavingsWithEntries)
def get_savings(request: ApiRequest, koppontren: Path[str], number: str) -> dict[str, object]:
    """One account with its last five entries."""
    savings = _find(request.auth, number)
    return account_out(savings) | {"entries": [_entry(line) for line in latest_entries(savings)]}


@router.post(
    "/savings/{slug:number}/deposits",
    response={201: EntryOut, 202: WaitingEntry, 422: Refusal},
    auth=COUNTER,
)
def create_deposit(
    request: ApiRequest, koppontren: Path[str], number: str, body: Payment, request_id: Key
) -> Status[dict[str, object]]:
    """Record a cash deposit, once however often it is sent.

    202 means that it is above what this teller takes alone: it is recorded once a second person
    approved it, which is read under /savings-drafts. The same holds for all that pays out.
    """
    savings = _find(request.auth, number)
    entry = submit_deposit(savings, amount=body.amount, request_id=request_id, by=request.auth.user)
    return _posted(savings, entry)


@router.post(
    "/savings/{slug:number}/withdrawals",
    response={201: EntryOut, 202: WaitingEntry, 422: Refusal},
    auth=COUNTER,
)
def create_withdrawal(
    request: ApiRequest, koppontren: Path[str], number: str, body: Payment, request_id: Key
) -> Status[dict[str, object]]:
    """Record a cash withdrawal of voluntary savings, once however often it is sent."""
    savings = _find(request.auth, number)
    entry = submit_withdrawal(
        savings, amount=body.amount, request_id=request_id, by=request.auth.user
    )
    return _posted(savings, entry)


@router.post(
    "/savings/{slug:number}/transfers",
    response={201: EntryOut, 202: WaitingEntry, 422: Refusal},
    auth=COUNTER,
)
def create_transfer(
    request: ApiRequest, koppontren: Path[str], number: str, body: Transfer, request_id: Key
) -> Status[dict[str, object]]:
    """Move savings to another account, once however often it is sent."""
    savings = _find(request.auth, number)
    to = _find(request.auth, body.to)
    entry = submit_transfer(
        savings, to=to, amount=body.amount, request_id=request_id, by=request.auth.user
    )
    return _posted(savings, entry)


@router.post(
    "/savings/{slug:number}/closing",
    response={200: SavingsOut, 202: WaitingEntry, 422: Refusal},
    auth=COUNTER,
)
def create_closing(
    request: ApiRequest, koppontren: Path[str], number: str, request_id: Key
) -> Status[dict[str, object]]:
    """Pay out what an account holds, less its fee, and close it for good; twice is once."""
    savings = _find(request.auth, number)
    closed = submit_closing(savings, request_id=request_id, by=request.auth.user)
    if isinstance(closed, Draft):
        return Status(202, draft_out(closed))
    return Status(200, account_out(closed))


@router.post("/savings/{slug:number}/block", response={200: SavingsOut, 422: Refusal}, auth=MEMBERS)
def create_block(
    request: ApiRequest, koppontren: Path[str], number: str, body: Reason
) -> dict[str, object]:
    """Let nothing be paid out until the account is released; twice is once."""
    savings = _find(request.auth, number)
    return account_out(block_savings(savings, reason=body.reason, by=request.auth.user))


@router.post("/savings/{slug:number}/release", response={200: SavingsOut, 422: Refusal}, auth=BOOKS)
def create_release(
    request: ApiRequest, koppontren: Path[str], number: str, body: Reason
) -> dict[str, object]:
    """Let a blocked account be paid out again; twice is once."""
    savings = _find(request.auth, number)
    return account_out(release_savings(savings, reason=body.reason, by=request.auth.user))


@router.get("/savings-arrears", response=BehindPage)
def list_arrears(
    request: ApiRequest, koppontren: Path[str], page: PageNumber = 1
) -> dict[str, object]:
    """Accounts of simpanan wajib that are behind by this month, the most first."""
    tenant = request.auth.koppontren
    pages = Paginator(arrears(tenant, today(tenant)).order_by("-behind", "number"), PAGE_SIZE)
    found = list(pages.page(page)) if page <= pages.num_pages else []
    results = [
        {"number": row.number, "member": row.member.number, "due": row.due, "behind": row.behind}
        for row in found
    ]
    return {"count": pages.count, "page": page, "pages": pages.num_pages, "results": results}


@router.get("/savings-drafts/{uuid:draft}", response=WaitingEntry)
def get_savings_draft(
    request: ApiRequest, koppontren: Path[str], draft: Path[UUID]
) -> dict[str, object]:
    """What became of a payment above the teller's limit (202), by the key it was sent with.

    Without the books only of one's own.
    """
    user, tenant = request.auth
    found = get_object_or_404(counter_drafts(tenant), request_id=draft)
    if found.made_by != user and Right.READ_BOOKS not in rights_in(user, tenant):
        raise PermissionDenied(_("Somebody else entered this. They or the manager see it."))
    return draft_out(found)


def _find(access: Access, number: str) -> SavingsAccount:
    return get_object_or_404(accounts_of(access.koppontren), number=number)


def _posted(savings: SavingsAccount, entry: Entry | Draft) -> Status[dict[str, object]]:
    if isinstance(entry, Draft):
        return Status(202, draft_out(entry))
    line = entry_of(savings, entry.number)
    assert line is not None, "an entry just posted to this account"
    return Status(201, _entry(line))


def account_out(savings: SavingsAccount) -> dict[str, object]:
    """An account as the API says it."""
    return {
        "number": savings.number,
        "member": savings.member.number,
        "product": savings.product.name,
        "kind": savings.product.kind,
        "balance": savings.account.balance,
        "opened_on": savings.opened_on,
        "due_on": savings.due_on,
        "target": savings.target,
        "blocked": savings.blocked,
        "closed_on": savings.closed_on,
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
