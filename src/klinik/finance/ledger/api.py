"""The books for programs: accounts and their lines, the journal, entries of keepers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

import klinik.finance.ledger.converters  # noqa: F401  (registers what `account_code` is)
from klinik.core.lines import PLAIN, SAID
from klinik.core.money import MAX_AMOUNT
from klinik.directory.opened.cursors import LARGEST, BadCursor, Cursor, Limit, page_of
from klinik.finance.ledger import reading
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.drafts.queries import answered
from klinik.finance.ledger.drafts.refusals import reused
from klinik.finance.ledger.intents import Intent
from klinik.finance.ledger.models import Account, Draft, Entry
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.queries import account_lines, accounts_by_code
from klinik.finance.ledger.queries.accounts import Movement
from klinik.finance.ledger.queries.chart import details_held
from klinik.finance.ledger.refusals import AccountUnknown
from klinik.finance.ledger.rules import EARLIEST, held
from klinik.finance.ledger.undoing import undoing
from klinik.finance.ledger.words import JOURNAL
from klinik.tenancy.api import ApiRequest, InKoppontren, Key
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

READERS = InKoppontren(needs=Right.READ_BOOKS)
KEEPERS = InKoppontren(needs=Right.KEEP_BOOKS)
MOST_LINES = 200

router = Router(tags=["books"], auth=READERS)

Rupiah = Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)]
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
Text = Annotated[str, Field(max_length=500, pattern=PLAIN)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=SAID)]
Kind = Annotated[str, Query(max_length=50, pattern=r"^[a-z0-9_.]*$")]
Number = Annotated[int, Path(ge=0, le=LARGEST)]
First = Annotated[date | None, Query(alias="from", ge=EARLIEST)]
Last = Annotated[date | None, Query(alias="to", ge=EARLIEST)]


class BookAccount(Schema):
    """An account, and what it holds now in whole rupiah on its normal side."""

    code: str
    name: str
    kind: str
    normal_side: str
    unit: str
    control: str | None
    is_control: bool
    closed: bool
    debits: int
    credits: int
    balance: int


class BookAccounts(Schema):
    """One page of the chart: `next` is the cursor of the page behind it, null on the last."""

    results: list[BookAccount]
    next: str | None


class AccountLine(Schema):
    """A line of an account, in whole rupiah, and what the account held after it."""

    entry: int
    on: date
    code: str
    kind: str
    debit: int
    credit: int
    balance: int


class AccountLines(Schema):
    """One page of an account by day: what it held before, its lines, the cursor behind it."""

    opening: int
    results: list[AccountLine]
    next: str | None


class EntryLine(Schema):
    """A debit or a credit of an account, in whole rupiah."""

    code: str
    debit: int
    credit: int


class JournalEntry(Schema):
    """One entry; `link` is its link in the book's hash chain."""

    number: int
    kind: str
    on: date
    value_on: date | None
    at: datetime
    memo: str
    reverses: int | None
    undone_by: int | None
    corrects: int | None
    corrected_by: list[int]
    link: str
    lines: list[EntryLine]


class JournalPage(Schema):
    """Entries, newest first: `next` is the cursor of the page behind them, null on the last."""

    results: list[JournalEntry]
    next: str | None


class WaitingEntry(Schema):
    """Recorded, and above the limit of the board: a second person has to approve it first.

    `decision` is empty while it waits, then approved (it is the entry `entry`), rejected with a
    `reason`, or withdrawn.
    """

    draft: UUID
    decision: str
    reason: str
    entry: int | None


class NewLine(Schema):
    """One leg: exactly one of the two amounts is above zero."""

    code: Code
    debit: Rupiah = 0
    credit: Rupiah = 0


class NewEntry(Schema):
    """A journal entry to record; legs between units are added by the ledger.

    `on` is the day it happened, today where it is left out. In a closed period it is refused,
    unless it is `late`: then it is booked on the first open day, and keeps `on` as its `value_on`.
    `corrects` is the number of the entry that it puts right.
    """

    lines: Annotated[list[NewLine], Field(min_length=2, max_length=MOST_LINES)]
    on: Annotated[date, Field(ge=EARLIEST)] | None = None
    late: bool = False
    corrects: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    memo: Text = ""


class Undoing(Schema):
    """Why an entry is undone."""

    reason: Reason


Posted = Status[Any]


@router.get("/accounts", response=BookAccounts)
def list_accounts(
    request: ApiRequest, koppontren: Path[str], cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """All accounts, those of members too, the first opened first."""
    rows = Account.objects.of(request.auth.koppontren).select_related("unit", "parent")
    below = details_held(request.auth.koppontren)
    return page_of(rows, lambda row: _account(row, below), cursor=cursor, limit=limit)


@router.get("/accounts/{account_code:code}", response=BookAccount)
def get_account(request: ApiRequest, koppontren: Path[str], code: str) -> dict[str, Any]:
    """One account by its code."""
    tenant = request.auth.koppontren
    return _account(_find(tenant, code), details_held(tenant))


@router.get("/accounts/{account_code:code}/lines", response=AccountLines)
def list_account_lines(
    request: ApiRequest,
    koppontren: Path[str],
    code: str,
    first: First = None,
    last: Last = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """What moved on an account by day and number; of a control account, on its details."""
    account = _find(request.auth.koppontren, code)
    try:
        if cursor and date.fromisoformat(cursor[:10]) < EARLIEST:
            raise BadCursor
        page = account_lines(account, since=first, until=last, after=cursor, limit=limit)
    except (ValueError, OverflowError):
        raise BadCursor from None
    return {
        "opening": page.opening,
        "results": [_line(movement) for movement in page.movements],
        "next": page.next_after or None,
    }


@router.get("/entries", response=JournalPage)
def list_entries(
    request: ApiRequest,
    koppontren: Path[str],
    kind: Kind = "",
    first: First = None,
    last: Last = None,
    cursor: Annotated[str, Query(pattern=r"^[0-9]{0,18}$")] = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The journal, newest first; a kind brings the undoings of that kind along."""
    tenant = request.auth.koppontren
    entries = reading.journal(tenant, kind=kind, first=first, last=last)
    if cursor:
        entries = entries.filter(number__lt=int(cursor))
    found = list(entries[: limit + 1])
    following = str(found[limit - 1].number) if len(found) > limit else None
    shown = reading.shown(tenant, found[:limit])
    return {"results": [_entry(one) for one in shown], "next": following}


@router.get("/entries/{int:entry}", response=JournalEntry)
def get_entry(request: ApiRequest, koppontren: Path[str], entry: Number) -> dict[str, Any]:
    """One entry by its number."""
    tenant = request.auth.koppontren
    found = get_object_or_404(Entry.objects.of(tenant), number=entry)
    return _entry(reading.shown(tenant, [found])[0])


@router.post("/entries", response={201: JournalEntry, 202: WaitingEntry}, auth=KEEPERS)
def create_entry(
    request: ApiRequest, koppontren: Path[str], body: NewEntry, request_id: Key
) -> Posted:
    """Record a journal entry, once however often it is sent.

    202 means that a second person has to approve it: it is no entry yet. What became of it is read
    under /drafts.
    """
    tenant = request.auth.koppontren
    known = accounts_by_code(tenant, {line.code for line in body.lines})
    unknown = [line.code for line in body.lines if line.code not in known]
    if unknown:
        if known_before := answered(tenant, request_id):  # then it said something else
            raise reused(known_before)
        raise AccountUnknown(unknown[0])
    legs = [Leg(known[line.code], line.debit, line.credit) for line in body.lines]
    intent = Intent(
        JOURNAL, legs, on=body.on, memo=body.memo, is_late=body.late, corrects=body.corrects
    )
    return _recorded(request, intent, request_id)


@router.post(
    "/entries/{int:entry}/reversal", response={201: JournalEntry, 202: WaitingEntry}, auth=KEEPERS
)
def reverse_entry(
    request: ApiRequest, koppontren: Path[str], entry: Number, body: Undoing, request_id: Key
) -> Posted:
    """Undo an entry by one of today with its sides changed; both stay, and are linked."""
    found = get_object_or_404(Entry.objects.of(request.auth.koppontren), number=entry)
    return _recorded(request, undoing(found, reason=body.reason), request_id)


@router.get("/drafts/{uuid:draft}", response=WaitingEntry)
def get_draft(request: ApiRequest, koppontren: Path[str], draft: Path[UUID]) -> dict[str, Any]:
    """What became of an entry that waits for a second person, by the key it was sent with."""
    drafts = Draft.objects.of(request.auth.koppontren)
    return draft_out(get_object_or_404(drafts, request_id=draft))


def _recorded(request: ApiRequest, intent: Intent, request_id: UUID) -> Posted:
    tenant = request.auth.koppontren
    recorded = submit(tenant, intent=intent, request_id=request_id, by=request.auth.user)
    if isinstance(recorded, Draft):
        return Status(202, draft_out(recorded))
    return Status(201, _entry(reading.shown(tenant, [recorded])[0]))


def draft_out(draft: Draft) -> dict[str, Any]:
    """What programs read of something that waits for a second person."""
    return {
        "draft": draft.request_id,
        "decision": draft.decision,
        "reason": draft.reason,
        "entry": draft.entry_number,
    }


def _find(koppontren: Koppontren, code: str) -> Account:
    rows = Account.objects.of(koppontren).select_related("unit", "parent")
    return get_object_or_404(rows, code=code)


def _account(account: Account, held_below: Mapping[int, tuple[int, int]]) -> dict[str, Any]:
    debits, credits_ = held_below.get(account.pk, (account.debits, account.credits))
    return {
        "code": account.code,
        "name": account.name,
        "kind": account.kind,
        "normal_side": account.normal_side,
        "unit": account.unit.code,
        "control": account.parent.code if account.parent else None,
        "is_control": account.is_control,
        "closed": account.closed,
        "debits": debits,
        "credits": credits_,
        "balance": held(account.normal_side, debits, credits_),
    }


def _line(movement: Movement) -> dict[str, Any]:
    line = movement.line
    return {
        "entry": line.entry_number,
        "on": line.on,
        "code": line.account.code,
        "kind": line.entry.kind,
        "debit": line.debit,
        "credit": line.credit,
        "balance": movement.balance,
    }


def _entry(shown: reading.Shown) -> dict[str, Any]:
    entry = shown.entry
    return {
        "number": entry.number,
        "kind": entry.kind,
        "on": entry.on,
        "value_on": entry.value_on,
        "at": entry.at,
        "memo": shown.memo,
        "reverses": entry.reverses,
        "undone_by": shown.undone_by,
        "corrects": shown.corrects,
        "corrected_by": list(shown.corrected_by),
        "link": shown.link,
        "lines": [
            {"code": line.account.code, "debit": line.debit, "credit": line.credit}
            for line in shown.lines
        ],
    }
