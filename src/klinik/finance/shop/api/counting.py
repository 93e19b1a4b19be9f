"""Stock counts for programs: begun, counted line by line, booked by a second person."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import Http404
from ninja import Path, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import PLAIN
from klinik.finance.shop.api.shapes import (
    KEEPERS,
    PAGE,
    READERS,
    Counted,
    OfGood,
    Reason,
    good_coded,
    shop_named,
)
from klinik.finance.shop.commands.counting import (
    approve_count,
    begin_count,
    count_good,
    count_on,
    drop_count,
    send_count,
)
from klinik.finance.shop.models import StockCount
from klinik.finance.shop.queries import categories_of
from klinik.finance.shop.queries.counting import counts_of
from klinik.tenancy.api import ApiRequest, InKoppontren, Key
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

APPROVERS = InKoppontren(needs=Right.APPROVE)

router = Router(tags=["goods"], auth=READERS)


class CountIn(Schema):
    """Which shop is counted, and which category of it; without one, everything."""

    shop: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""
    category: Annotated[str, Field(max_length=100, pattern=PLAIN)] = ""


class CountedIn(Schema):
    """How many thousandths lie on the shelf."""

    counted: Counted


class WhyNot(Schema):
    """Why nothing of it is booked."""

    reason: Reason


class CountBrief(Schema):
    """A count; its stage: counting, sent, approved, dropped."""

    number: UUID
    shop: str
    category: str | None
    stage: str
    begun_at: datetime
    begun_by: str
    entry: int | None


class CountedLine(Schema):
    """What was found, and what the books held at that moment, in thousandths."""

    good: str
    counted: int
    expected: int
    at: datetime
    by: str


class CountOut(CountBrief):
    """A count with its lines."""

    lines: list[CountedLine]


@router.get("/stock-counts", response=list[CountBrief])
def list_stock_counts(request: ApiRequest, koppontren: Path[str]) -> list[dict[str, object]]:
    """The latest hundred counts, newest first."""
    return [_brief(row) for row in counts_of(request.auth.koppontren)[:PAGE]]


@router.post("/stock-counts", response={201: CountOut}, auth=KEEPERS)
def post_stock_count(
    request: ApiRequest, koppontren: Path[str], body: CountIn, request_id: Key
) -> Status[dict[str, object]]:
    """Begin to count, once however often it is sent."""
    user, tenant = request.auth
    category = categories_of(tenant).filter(name=body.category).first() if body.category else None
    if body.category and category is None:
        raise Http404
    shop = shop_named(tenant, body.shop)
    begin_count(shop, category=category, request_id=request_id, by=user)
    return Status(201, _whole(_of(tenant, request_id)))


@router.get("/stock-counts/{stock_count}", response=CountOut)
def get_stock_count(
    request: ApiRequest, koppontren: Path[str], stock_count: Path[UUID]
) -> dict[str, object]:
    """One count with its lines."""
    return _whole(_of(request.auth.koppontren, stock_count))


@router.put("/stock-counts/{stock_count}/lines/{good}", response=CountOut, auth=KEEPERS)
def put_count_line(
    request: ApiRequest,
    koppontren: Path[str],
    stock_count: Path[UUID],
    good: OfGood,
    body: CountedIn,
) -> dict[str, object]:
    """Write down what lies on the shelf; counted again, the later one holds."""
    user, tenant = request.auth
    row = _of(tenant, stock_count)
    count_good(row, good_coded(tenant, good), counted=body.counted, by=user)
    return _whole(_of(tenant, stock_count))


@router.post("/stock-counts/{stock_count}/sending", response=CountOut, auth=KEEPERS)
def send_stock_count(
    request: ApiRequest, koppontren: Path[str], stock_count: Path[UUID]
) -> dict[str, object]:
    """Let a second person look at it; twice is once."""
    user, tenant = request.auth
    send_count(_of(tenant, stock_count), by=user)
    return _whole(_of(tenant, stock_count))


@router.post("/stock-counts/{stock_count}/reopening", response=CountOut, auth=KEEPERS)
def reopen_stock_count(
    request: ApiRequest, koppontren: Path[str], stock_count: Path[UUID]
) -> dict[str, object]:
    """Go on counting what was sent too early; twice is once."""
    user, tenant = request.auth
    count_on(_of(tenant, stock_count), by=user)
    return _whole(_of(tenant, stock_count))


@router.post("/stock-counts/{stock_count}/approval", response=CountOut, auth=APPROVERS)
def approve_stock_count(
    request: ApiRequest, koppontren: Path[str], stock_count: Path[UUID]
) -> dict[str, object]:
    """As the second person book the differences; twice is once."""
    user, tenant = request.auth
    approve_count(_of(tenant, stock_count), by=user)
    return _whole(_of(tenant, stock_count))


@router.post("/stock-counts/{stock_count}/rejection", response=CountOut, auth=APPROVERS)
def reject_stock_count(
    request: ApiRequest, koppontren: Path[str], stock_count: Path[UUID], body: WhyNot
) -> dict[str, object]:
    """As the second person book nothing of it, and say why; twice is once."""
    user, tenant = request.auth
    drop_count(_of(tenant, stock_count), why=body.reason, by=user)
    return _whole(_of(tenant, stock_count))


def _of(tenant: Koppontren, number: UUID) -> StockCount:
    row = counts_of(tenant).filter(request_id=number).first()
    if row is None:
        raise Http404
    return row


def _brief(row: StockCount) -> dict[str, object]:
    return {
        "number": row.request_id,
        "shop": row.shop.name,
        "category": row.category and row.category.name,
        "stage": row.stage,
        "begun_at": row.begun_at,
        "begun_by": row.begun_by.name,
        "entry": row.entry_number,
    }


def _whole(row: StockCount) -> dict[str, object]:
    lines = row.lines.select_related("good", "by").order_by("good__number")
    return {
        **_brief(row),
        "lines": [
            {
                "good": line.good.code,
                "counted": line.counted,
                "expected": line.expected,
                "at": line.at,
                "by": line.by.name,
            }
            for line in lines
        ],
    }
