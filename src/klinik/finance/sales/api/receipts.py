"""What was sold, for programs: a receipt, what comes back, what members bought in a year."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from klinik.core.lines import SAID
from klinik.finance.sales.api.shapes import Quantity
from klinik.finance.sales.commands import take_back
from klinik.finance.sales.models import Sale
from klinik.finance.sales.purchases import by_member
from klinik.finance.sales.queries import receipt_of
from klinik.finance.sales.rules import MOST_LINES
from klinik.tenancy.api import ApiRequest, InKoppontren, Key
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Right

SELLERS = InKoppontren(needs=Right.SELL)
OF_BOOKS = InKoppontren(needs=Right.READ_BOOKS)
READERS = InKoppontren(needs=frozenset({Right.SELL, Right.READ_BOOKS}))
PAGE = 100

router = Router(tags=["tills"], auth=SELLERS)

Number = Annotated[int, Path(ge=1, lt=2**63)]


class BackIn(Schema):
    """A line of the receipt by its place, and how much of it comes back, in thousandths."""

    n: Annotated[int, Field(strict=True, ge=1, le=MOST_LINES)]
    quantity: Quantity


class ReturnIn(Schema):
    """What comes back, and why."""

    lines: Annotated[list[BackIn], Field(min_length=1, max_length=MOST_LINES)]
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=SAID)]


class MemberPurchases(Schema):
    """How often a member bought in the year, and for how many rupiah less what came back."""

    number: str
    name: str
    many: int
    sum: int


class PurchasesPage(Schema):
    """A page of members who bought."""

    page: int
    has_more: bool
    results: list[MemberPurchases]


class SaleLineOut(Schema):
    """One line of a receipt."""

    n: int
    good: int
    name: str
    quantity: int
    price: int
    discount: int
    amount: int


class PaymentOut(Schema):
    """A part of the money; owed: what the card could not pay, owed by its holder."""

    how: Literal["cash", "wallet", "qris", "owed"]
    amount: int


class SaleOut(Schema):
    """A sale as its receipt says it, in whole rupiah and thousandths."""

    entry: int
    request_id: str
    shop: str
    returns: int | None
    cashier: str
    sold_at: datetime
    total: int
    discount: int
    given: int
    change: int
    lines: list[SaleLineOut]
    payments: list[PaymentOut]
    worries: list[str]


@router.get("/member-purchases/{year}", response=PurchasesPage, auth=OF_BOOKS)
def list_member_purchases(
    request: ApiRequest,
    koppontren: Path[str],
    year: Annotated[int, Path(ge=1970, le=9999)],
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> dict[str, Any]:
    """What each member bought in a year, a hundred at a time, the most first. Books nothing."""
    rows = by_member(request.auth.koppontren, year).order_by("-sum", "member")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    results = [
        {
            "number": row["member__number"],
            "name": row["member__name"],
            "many": row["many"],
            "sum": row["sum"],
        }
        for row in found[:PAGE]
    ]
    return {"page": page, "has_more": len(found) > PAGE, "results": results}


@router.get("/till/sales/{sale}", response=SaleOut, auth=READERS)
def get_sale(request: ApiRequest, koppontren: Path[str], sale: Number) -> dict[str, Any]:
    """A sale under its number, as its receipt says it."""
    return sale_out(_sale(request.auth.koppontren, sale))


@router.post("/till/sales/{sale}/returns", response={201: SaleOut})
def post_return(
    request: ApiRequest, koppontren: Path[str], sale: Number, body: ReturnIn, request_id: Key
) -> Status[dict[str, Any]]:
    """Take goods of a receipt back, and give the money back the way it came."""
    user, tenant = request.auth
    lines = {one.n: one.quantity for one in body.lines}
    sold = _sale(tenant, sale)
    back = take_back(sold, lines=lines, reason=body.reason, request_id=request_id, by=user)
    return Status(201, sale_out(_sale(tenant, back.entry_number)))


def _sale(tenant: Koppontren, number: int) -> Sale:
    found = receipt_of(tenant, number)
    if found is None:
        raise Http404
    return found


def sale_out(sale: Sale) -> dict[str, Any]:
    """A sale for programs."""
    return {
        "entry": sale.entry_number,
        "request_id": str(sale.request_id),
        "shop": sale.shop.name,
        "returns": sale.returns.entry_number if sale.returns else None,
        "cashier": sale.cashier.name,
        "sold_at": sale.sold_at,
        "total": sale.total,
        "discount": sale.discount,
        "given": sale.given,
        "change": sale.change,
        "lines": [
            {
                "n": line.n,
                "good": line.good_id,
                "name": line.good.name,
                "quantity": line.quantity,
                "price": line.price,
                "discount": line.discount,
                "amount": line.amount,
            }
            for line in sale.lines.all()
        ],
        "payments": [{"how": one.how, "amount": one.amount} for one in sale.payments.all()],
        "worries": [one.worry for one in sale.concerns.all()],
    }
