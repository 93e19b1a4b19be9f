"""What waits at the counter, its limits, and groups that pay together, for programs."""

from typing import Annotated
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN, SAID
from klinik.core.money import MAX_AMOUNT
from klinik.finance.counter.commands import add_group, collect, put_into, take_out_of
from klinik.finance.counter.group_queries import payers
from klinik.finance.counter.models import Collection, Group
from klinik.finance.ledger.api import WaitingEntry, draft_out
from klinik.finance.ledger.drafts.commands import approve, reject, withdraw
from klinik.finance.ledger.models import Decision, Draft
from klinik.finance.members.api import Number
from klinik.finance.members.models import Member
from klinik.finance.savings.limits.commands import set_default_limits, set_teller_limits
from klinik.finance.savings.limits.queries import (
    Limits,
    counter_drafts,
    default_limits,
    limits_now,
    takers,
)
from klinik.finance.savings.limits.refusals import NotATeller
from klinik.finance.savings.models import SavingsProduct
from klinik.people.models import User
from klinik.tenancy.access import rights_in
from klinik.tenancy.api import Access, ApiRequest, InKoppontren, Key
from klinik.tenancy.roles import Right

LATEST = 100
COUNTER = InKoppontren(needs=Right.COUNTER)
READERS = InKoppontren(needs=Right.READ_MEMBERS)
APPROVERS = InKoppontren(needs=Right.APPROVE)
LIMITERS = InKoppontren(needs=Right.LIMIT_TELLERS)
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=SAID)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=SAID)]
Amount = Annotated[int, Field(strict=True, gt=0, le=MAX_AMOUNT)]
Most = Annotated[int, Field(strict=True, ge=0, le=MAX_AMOUNT)] | None
Savings = Annotated[str, Field(pattern="^[A-Z]{1,4}-[0-9]{4,12}$")]
Id = Annotated[int, Path(ge=1, lt=2**63)]

router = Router(tags=["counter"], auth=COUNTER)


class CounterDraft(WaitingEntry):
    """A payment above a teller's limit: which kind, how many rupiah, who entered it."""

    kind: str
    amount: int
    made_by: str


class Why(Schema):
    """Why not."""

    reason: Reason


class LimitsIn(Schema):
    """Up to how many rupiah are taken and paid alone (null: any), by everybody or one e-mail.

    `is_default` lets the default hold again for that one.
    """

    teller: Annotated[str, Field(max_length=254, pattern=PLAIN)] = ""
    deposit: Most = None
    withdrawal: Most = None
    is_default: bool = False


class LimitsOut(Schema):
    """What holds for a person; of nobody, for everybody without limits of their own."""

    teller: str | None
    deposit: int | None
    withdrawal: int | None
    is_own: bool


class GroupIn(Schema):
    """A new group of members who pay together."""

    name: Name


class GroupOut(Schema):
    """A group under its number."""

    number: int
    name: str


class PayerOut(Schema):
    """A member of a group."""

    number: str
    name: str


class AccountOfPayer(PayerOut):
    """A member of a group with an open account of the product that was asked.

    Once for each account; without one who has none, or has left or died.
    """

    account: str | None


class CollectionIn(Schema):
    """Rupiah by savings number, all of one product, by its letters: all are saved, or none."""

    product: Annotated[str, Field(pattern="^[A-Z]{1,4}$")]
    amounts: Annotated[dict[Savings, Amount], Field(max_length=500)]


class Collected(Schema):
    """What one member paid, and by which entry."""

    account: str
    amount: int
    entry: int


class CollectionOut(Schema):
    """What was collected at once."""

    total: int
    rows: list[Collected]


@router.get("/savings-drafts", response=list[CounterDraft], auth=READERS)
def list_savings_drafts(
    request: ApiRequest, koppontren: Path[str], is_waiting: bool = False
) -> list[dict[str, object]]:
    """What the counter let wait, the latest hundred; without the books only one's own."""
    user, tenant = request.auth
    sees_all = Right.READ_BOOKS in rights_in(user, tenant)
    rows = counter_drafts(tenant, by=None if sees_all else user)
    rows = rows.filter(decision=Decision.WAITING) if is_waiting else rows
    return [_draft(row) for row in rows[:LATEST]]


@router.post("/savings-drafts/{uuid:draft}/approval", response=WaitingEntry, auth=APPROVERS)
def approve_savings_draft(
    request: ApiRequest, koppontren: Path[str], draft: Path[UUID]
) -> dict[str, object]:
    """As the second person say yes: it is recorded; twice is once."""
    found = _found(request.auth, draft)
    approve(found, by=request.auth.user)
    return draft_out(_found(request.auth, draft))


@router.post("/savings-drafts/{uuid:draft}/rejection", response=WaitingEntry, auth=APPROVERS)
def reject_savings_draft(
    request: ApiRequest, koppontren: Path[str], draft: Path[UUID], body: Why
) -> dict[str, object]:
    """As the second person say no, with a reason for whoever entered it."""
    found = _found(request.auth, draft)
    return draft_out(reject(found, reason=body.reason.strip(), by=request.auth.user))


@router.post("/savings-drafts/{uuid:draft}/withdrawal", response=WaitingEntry)
def withdraw_savings_draft(
    request: ApiRequest, koppontren: Path[str], draft: Path[UUID]
) -> dict[str, object]:
    """Take back what one entered oneself; twice is once."""
    found = _found(request.auth, draft)
    if found.made_by != request.auth.user and Right.READ_BOOKS not in rights_in(*request.auth):
        raise PermissionDenied(_("Somebody else entered this. They or the manager see it."))
    return draft_out(withdraw(found, by=request.auth.user))


@router.get("/teller-limits", response=list[LimitsOut], auth=LIMITERS)
def list_limits(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """What holds for everybody who takes savings; first the default."""
    tenant = request.auth.koppontren
    rows = [_limits(None, default_limits(tenant))]
    return rows + [_limits(teller, limits) for teller, limits in limits_now(tenant)]


@router.post("/teller-limits", response={201: LimitsOut}, auth=LIMITERS)
def post_limits(
    request: ApiRequest, koppontren: Path[str], body: LimitsIn
) -> Status[dict[str, object]]:
    """Set the default, or what holds for one person, from now on."""
    user, tenant = request.auth
    said = {"deposit": body.deposit, "withdrawal": body.withdrawal}
    if not body.teller:
        set_default_limits(tenant, **said, by=user)
        return Status(201, _limits(None, default_limits(tenant)))
    teller = next((one for one in takers(tenant) if one.email == body.teller), None)
    if teller is None:
        raise NotATeller(body.teller)
    set_teller_limits(tenant, teller, **said, is_default=body.is_default, by=user)
    return Status(201, _limits(teller, dict(limits_now(tenant))[teller]))


@router.get("/groups", response=list[GroupOut])
def list_groups(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """Every group by name."""
    return [_group(group) for group in Group.objects.of(request.auth.koppontren)]


@router.post("/groups", response={201: GroupOut})
def post_group(
    request: ApiRequest, koppontren: Path[str], body: GroupIn, request_id: Key
) -> Status[dict[str, object]]:
    """Name a group of members who pay together, once however often it is sent."""
    name = " ".join(body.name.split())
    made = add_group(request.auth.koppontren, name=name, request_id=request_id)
    return Status(201, _group(made))


@router.get("/groups/{int:group}/members", response=list[AccountOfPayer])
def list_payers(
    request: ApiRequest,
    koppontren: Path[str],
    group: Id,
    product: Annotated[str, Field(pattern="^[A-Z]{0,4}$")] = "W",
) -> list[dict[str, object]]:
    """Its members by name, each with the open accounts of a product, by its letters."""
    found = _group_of(request.auth, group)
    rows = payers(found, _product(request.auth, product))
    return [
        {
            "number": row.member.number,
            "name": row.member.name,
            "account": row.savings.number if row.savings else None,
        }
        for row in rows
    ]


@router.put("/groups/{int:group}/members/{number}", response=PayerOut)
def put_payer(request: ApiRequest, koppontren: Path[str], group: Id, number: Number) -> Member:
    """Let a member stand in a group; twice is once."""
    found, member = _group_of(request.auth, group), _member(request.auth, number)
    put_into(found, member)
    return member


@router.delete("/groups/{int:group}/members/{number}", response={204: None})
def delete_payer(
    request: ApiRequest, koppontren: Path[str], group: Id, number: Number
) -> Status[None]:
    """Take a member out of a group; what they paid stays. Twice is once."""
    take_out_of(_group_of(request.auth, group), _member(request.auth, number))
    return Status(204, None)


@router.post("/groups/{int:group}/collections", response={201: CollectionOut})
def post_collection(
    request: ApiRequest, koppontren: Path[str], group: Id, body: CollectionIn, request_id: Key
) -> Status[dict[str, object]]:
    """Take savings from many members at once: all or nothing, once however often it is sent."""
    found = collect(
        _group_of(request.auth, group),
        product=_product(request.auth, body.product),
        amounts=body.amounts,
        request_id=request_id,
        by=request.auth.user,
    )
    return Status(201, _collection(found))


def _found(access: Access, draft: UUID) -> Draft:
    return get_object_or_404(counter_drafts(access.koppontren), request_id=draft)


def _group_of(access: Access, number: int) -> Group:
    rows = Group.objects.of(access.koppontren).select_related("koppontren")
    return get_object_or_404(rows, pk=number)


def _member(access: Access, number: str) -> Member:
    return get_object_or_404(Member.objects.of(access.koppontren), number=number)


def _product(access: Access, letters: str) -> SavingsProduct:
    rows = SavingsProduct.objects.of(access.koppontren).select_related("control__unit")
    return get_object_or_404(rows, prefix=letters)


def _draft(draft: Draft) -> dict[str, object]:
    more = {"kind": draft.kind, "amount": draft.amount, "made_by": draft.made_by.name}
    return draft_out(draft) | more


def _limits(teller: User | None, limits: Limits) -> dict[str, object]:
    return limits._asdict() | {"teller": teller.name if teller else None}


def _group(group: Group) -> dict[str, object]:
    return {"number": group.pk, "name": group.name}


def _collection(found: Collection) -> dict[str, object]:
    rows = [{"account": n, "amount": amount, "entry": entry} for n, amount, entry in found.rows]
    return {"total": found.total, "rows": rows}
