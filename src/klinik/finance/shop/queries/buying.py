"""What was bought, what of it is owed, what of it will not keep."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, F, Func, QuerySet, Sum

from klinik.finance.ledger.queries.undoing import standing
from klinik.finance.shop.models import (
    Good,
    Payment,
    Purchase,
    PurchaseLine,
    ReturnLine,
    Settlement,
    Supplier,
)
from klinik.tenancy.models import Koppontren, TenantQuerySet

SOON = timedelta(days=60)


def owed_to(supplier: Supplier) -> int:
    """What a supplier is still owed, in rupiah."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_owed(%s, %s)", [supplier.koppontren_id, supplier.pk])
        return int(cursor.fetchone()[0])


def suppliers_of(koppontren: Koppontren) -> QuerySet[Any]:
    """The suppliers, each with what is still `owed`, in rupiah."""
    owed = Func(F("koppontren_id"), F("pk"), function="shop_owed", output_field=BigIntegerField())
    rows = Supplier.objects.of(koppontren).select_related("shop__payable__unit")
    return rows.annotate(owed=owed).order_by("name", "pk")


def undone_of(koppontren: Koppontren, paid: Sequence[Payment | Settlement]) -> set[int]:
    """The entries of these payments that were undone in the journal."""
    numbers = [row.entry_number for row in paid]
    return set(numbers) - set(standing(koppontren, numbers))


def purchases_of(koppontren: Koppontren) -> TenantQuerySet[Purchase]:
    """What was bought, newest first."""
    return Purchase.objects.of(koppontren).select_related(
        "koppontren", "supplier", "paid_from", "by", "shop"
    )


def still_there(purchase: Purchase) -> dict[int, int]:
    """By line, how many thousandths of it were not returned yet."""
    back = ReturnLine.objects.of(purchase.koppontren).filter(line__purchase=purchase)
    returned = dict(back.values_list("line").annotate(Sum("quantity")))
    lines = PurchaseLine.objects.of(purchase.koppontren).filter(purchase=purchase)
    return {pk: many - returned.get(pk, 0) for pk, many in lines.values_list("pk", "quantity")}


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is probably left of a purchase that does not keep for ever, in thousandths."""

    good: Good
    purchase: Purchase
    expires_on: date
    left: int
    is_over: bool


def expiring(koppontren: Koppontren, *, on: date, within: timedelta = SOON) -> list[Keeping]:
    """What will not keep until then, the first to go first.

    Nobody says at the till of which purchase a piece is: the older one is taken to be sold first.
    """
    due = PurchaseLine.objects.of(koppontren).filter(
        expires_on__lte=on + within, good__quantity__gt=0, good__ended_at=None
    )
    goods = set(due.values_list("good", flat=True))
    lines = (
        PurchaseLine.objects.of(koppontren)
        .filter(good__in=goods)
        .select_related("good", "purchase__supplier")
        .annotate(back=Sum("returns__quantity"))
        .order_by("-purchase__on", "-pk")
    )
    found = [
        Keeping(line.good, line.purchase, line.expires_on, left, line.expires_on < on)
        for line, left in _left(lines)
        if line.expires_on and line.expires_on <= on + within
    ]
    return sorted(found, key=lambda row: (row.expires_on, row.good.name))


def _left(lines: Iterable[Any]) -> Iterable[tuple[PurchaseLine, int]]:
    """Of each line, the newest first, what of the stock is probably of it."""
    unseen: dict[int, int] = defaultdict(int)
    for line in lines:
        stock = unseen.setdefault(line.good_id, line.good.quantity)
        left = min(stock, line.quantity - (line.back or 0))
        unseen[line.good_id] = stock - left
        if left > 0:
            yield line, left
