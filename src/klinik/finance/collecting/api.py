"""Collecting away from the counter for programs of others: the same commands as our own phone page.

How to build with it, step by step: docs/collecting.md.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Router, Schema, Status
from pydantic import Field, ValidationError, WrapValidator

from klinik.core.clocks import Said
from klinik.core.errors import DomainError
from klinik.core.keys import KeyFromOutside
from klinik.core.lines import PLAIN, SAID
from klinik.core.money import MAX_AMOUNT
from klinik.finance.collecting.answers import answer_of
from klinik.finance.collecting.commands import Slip, end_round, give_round, settle, take_in
from klinik.finance.collecting.models import Receipt, Refused, Round
from klinik.finance.collecting.queries import (
    SHOWN,
    list_for,
    on_the_road,
    open_shift,
    own_bag,
    receipts_on,
    still_refused,
)
from klinik.finance.collecting.reading import LONGEST_NUMBER
from klinik.finance.collecting.refusals import NotACollector, NotAReceipt
from klinik.finance.collecting.rules import MOST
from klinik.finance.counter.models import Group
from klinik.finance.ledger.days import day_asked, today_in
from klinik.finance.savings.limits.queries import limits_of
from klinik.people.models import User
from klinik.tenancy.api import Access, ApiRequest, InKoppontren
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right

COLLECTORS = InKoppontren(needs=Right.COLLECT)
READERS = InKoppontren(needs=Right.READ_BOOKS)
KEEPERS = InKoppontren(needs=Right.KEEP_BOOKS)

router = Router(tags=["collecting"], auth=COLLECTORS)


Text = Annotated[str, Field(max_length=200, pattern=PLAIN)]
Id = Annotated[int, Field(strict=True, ge=1, lt=2**63)]


class ReceiptIn(Schema):
    """One payment as the program wrote it down; `taken_at` is by the clock of its device."""

    request_id: KeyFromOutside
    account: Annotated[str, Field(max_length=LONGEST_NUMBER, pattern=PLAIN)]
    amount: Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]
    taken_at: Said


class Unread(Schema):
    """What came in the place of a receipt, and is none."""

    request_id: str


def _or_unread(said: Any, read: Callable[[Any], ReceiptIn]) -> ReceiptIn | Unread:
    try:
        return read(said)
    except (ValidationError, DomainError):
        number = said.get("request_id", "") if isinstance(said, dict) else ""
        return Unread(request_id=str(number)[:40])


class ReceiptsIn(Schema):
    """What waits on the device, the oldest first; `sent_at` is by the same clock, at sending."""

    sent_at: Said
    receipts: Annotated[
        list[Annotated[ReceiptIn, WrapValidator(_or_unread)]], Field(max_length=MOST)
    ]


class Fate(Schema):
    """What became of one receipt; `entry` where it stands in the books.

    recorded: just now. already: when it was sent before. settled: the office took the cash by
    another way and says how in `message`. refused: why stands in `code` and `message`.
    """

    request_id: str
    state: Literal["recorded", "already", "settled", "refused"]
    entry: int | None = None
    code: str = ""
    message: str = ""


class Fates(Schema):
    """One answer for each receipt that was sent, in the same order."""

    answers: list[Fate]


class PayableOut(Schema):
    """An account that takes deposits: its monthly duty and what is behind, in whole rupiah."""

    number: str
    product: str
    duty: int
    behind: int


class ListedOut(Schema):
    """A member to whom this collector goes, and no more of them than that needs."""

    number: str
    name: str
    groups: list[str]
    accounts: list[PayableOut]


class CollectorsList(Schema):
    """What a device keeps to work offline. `most`: the largest amount taken alone; null: any."""

    collector: str
    bag: str | None
    bag_is_open: bool
    most: int | None
    now: datetime
    members: list[ListedOut]


class ReceiptOut(Schema):
    """A receipt that stands in the books; `said_at` is what its device said."""

    request_id: UUID
    account: str
    amount: int
    collector: str
    said_at: datetime
    taken_at: datetime
    arrived_at: datetime
    entry: int


class RefusedOut(Schema):
    """A receipt that was refused: cash in somebody's hands that no entry says yet."""

    request_id: UUID
    collector: str
    account: str
    amount: int
    said_at: datetime
    refused_at: datetime
    why: str
    settled_at: datetime | None
    how: str


class How(Schema):
    """By which other way the cash came into the books."""

    how: Annotated[str, Field(min_length=1, max_length=200, pattern=SAID)]


class RoundIn(Schema):
    """Who goes to which group, by e-mail and by its number under /groups."""

    collector: Annotated[str, Field(max_length=254, pattern=PLAIN)]
    group: Id


class RoundOut(Schema):
    """A collector goes to the members of a group until it is ended."""

    number: int
    group: int
    group_name: str
    collector: str
    given_at: datetime
    ended_at: datetime | None


class OnTheRoadOut(Schema):
    """A collector on a day, in whole rupiah."""

    collector: str
    bag: str | None
    bag_is_open: bool
    groups: list[str]
    receipts: int
    taken: int
    handed_over: int
    under_way: int
    difference: int


@router.get("/collecting/list", response=CollectorsList)
def get_list(request: ApiRequest, koppontren: Path[str]) -> dict[str, object]:
    """Whom the person of the token goes to, with what is due: at most 2,000 members."""
    user, tenant = request.auth
    bag = own_bag(tenant, user)
    return {
        "collector": user.name,
        "bag": bag.account.code if bag else None,
        "bag_is_open": bag is not None and open_shift(bag) is not None,
        "most": limits_of(tenant, user).deposit,
        "now": datetime.now(UTC),
        "members": [one.as_data() for one in list_for(tenant, user)],
    }


@router.post("/collecting/receipts", response=Fates)
def post_receipts(
    request: ApiRequest, koppontren: Path[str], body: ReceiptsIn
) -> dict[str, list[dict[str, object]]]:
    """Take in up to 100 receipts, each once however often it is sent; one bad one spoils no other.

    After a lost reply send the same again. What is refused waits on the device and is sent again
    once its reason is gone.
    """
    slips = [Slip(**row.dict()) for row in body.receipts if isinstance(row, ReceiptIn)]
    tenant, user = request.auth.koppontren, request.auth.user
    found = iter(take_in(tenant, slips, sent_at=body.sent_at, by=user))
    return {"answers": [_fate(row, found) for row in body.receipts]}


@router.get("/collecting/receipts", response=list[ReceiptOut], auth=READERS)
def list_receipts(
    request: ApiRequest, koppontren: Path[str], on: date | None = None
) -> list[dict[str, object]]:
    """What was taken on a day, today by default: the latest hundred."""
    tenant = request.auth.koppontren
    rows = receipts_on(tenant, day_asked(on) or today_in(tenant)).select_related(
        "savings", "collector"
    )
    return [_receipt(row) for row in rows[:SHOWN]]


@router.get("/collecting/refused", response=list[RefusedOut], auth=READERS)
def list_refused(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """Receipts whose cash no entry says yet, the oldest first, at most a hundred."""
    return [_refused(row) for row in still_refused(request.auth.koppontren)[:SHOWN]]


@router.post("/collecting/refused/{uuid:receipt}/settlement", response=RefusedOut, auth=KEEPERS)
def settle_refused(
    request: ApiRequest, koppontren: Path[str], receipt: Path[UUID], body: How
) -> dict[str, object]:
    """Say how its cash came into the books by another way; the device is told. Twice is once."""
    rows = Refused.objects.of(request.auth.koppontren).select_related("koppontren", "collector")
    found = get_object_or_404(rows, request_id=receipt)
    settle(found, how=body.how, by=request.auth.user)
    return _refused(rows.get(pk=found.pk))


@router.get("/collecting/collectors", response=list[OnTheRoadOut], auth=READERS)
def list_collectors(
    request: ApiRequest, koppontren: Path[str], on: date | None = None
) -> list[dict[str, object]]:
    """Every collector on a day, today by default: where they go, what came and went."""
    tenant = request.auth.koppontren
    return [
        {
            "collector": row.collector.name,
            "bag": row.bag.account.code if row.bag else None,
            "bag_is_open": row.is_open,
            "groups": [given.group.name for given in row.rounds],
            "receipts": row.taken.many,
            "taken": row.taken.total,
            "handed_over": row.handed_over,
            "under_way": row.under_way,
            "difference": row.difference,
        }
        for row in on_the_road(tenant, day_asked(on) or today_in(tenant))
    ]


@router.get("/collecting/rounds", response=list[RoundOut], auth=READERS)
def list_rounds(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """Who goes where now."""
    return [_round(row) for row in _rounds(request.auth).filter(ended_at=None)]


@router.post("/collecting/rounds", response={201: RoundOut}, auth=KEEPERS)
def post_round(
    request: ApiRequest, koppontren: Path[str], body: RoundIn
) -> Status[dict[str, object]]:
    """Let a collector go to the members of a group; the first one brings a bag. Twice is once."""
    groups = Group.objects.of(request.auth.koppontren).select_related("koppontren")
    group = get_object_or_404(groups, pk=body.group)
    given = give_round(
        group, collector=_collector(request.auth, body.collector), by=request.auth.user
    )
    return Status(201, _round(_rounds(request.auth).get(pk=given.pk)))


@router.post("/collecting/rounds/{int:round}/end", response=RoundOut, auth=KEEPERS)
def post_end(request: ApiRequest, koppontren: Path[str], round: Path[Id]) -> dict[str, object]:
    """The collector goes there no more; what they took until now is still taken in."""
    given = get_object_or_404(_rounds(request.auth), pk=round)
    end_round(given, by=request.auth.user)
    return _round(_rounds(request.auth).get(pk=given.pk))


def _fate(row: ReceiptIn | Unread, found: Any) -> dict[str, object]:
    answer = next(found) if isinstance(row, ReceiptIn) else NotAReceipt()
    fate = answer_of(str(row.request_id), answer)
    if isinstance(answer, Receipt) and not answer.is_new:
        fate["state"] = "already"
    return fate


def _rounds(access: Access) -> Any:
    rows = Round.objects.of(access.koppontren)
    return rows.select_related("koppontren", "group", "collector")


def _collector(access: Access, email: str) -> User:
    """By their e-mail, as it stands with the roles. Raises NotACollector."""
    for person in holders_of(access.koppontren, Right.COLLECT):
        if email and person.email == email:
            return person
    raise NotACollector(email)


def _receipt(row: Receipt) -> dict[str, object]:
    return {
        "request_id": row.request_id,
        "account": row.savings.number,
        "amount": row.amount,
        "collector": row.collector.name,
        "said_at": row.said_at,
        "taken_at": row.taken_at,
        "arrived_at": row.arrived_at,
        "entry": row.entry_number,
    }


def _refused(row: Refused) -> dict[str, object]:
    names = ("request_id", "account", "amount", "said_at", "refused_at", "why", "settled_at", "how")
    return {name: getattr(row, name) for name in names} | {"collector": row.collector.name}


def _round(row: Round) -> dict[str, object]:
    return {
        "number": row.pk,
        "group": row.group_id,
        "group_name": row.group.name,
        "collector": row.collector.name,
        "given_at": row.given_at,
        "ended_at": row.ended_at,
    }
