"""Stock counts: the sheet to count by, and what was found over and short."""

from collections.abc import Sequence
from dataclasses import dataclass

from klinik.finance.shop.models import CountLine, Good, StockCount
from klinik.finance.shop.rules import nearest
from klinik.tenancy.models import Koppontren, TenantQuerySet


@dataclass(frozen=True, slots=True)
class Sheet:
    """A good of a count, with its line once somebody counted it."""

    good: Good
    line: CountLine | None

    @property
    def worth(self) -> int:
        """About what the difference is worth, in rupiah; booked at the average of that moment."""
        if self.line is None:
            return 0
        size = nearest(abs(self.line.difference) * self.good.unit_cost, 1000)
        return size if self.line.difference > 0 else -size


def counts_of(koppontren: Koppontren) -> TenantQuerySet[StockCount]:
    """The counts, newest first."""
    people = ("begun_by", "sent_by", "decided_by")
    rows = StockCount.objects.of(koppontren).select_related(
        "koppontren", "shop", "category", *people
    )
    return rows.order_by("-pk")


def sheet_of(count: StockCount) -> list[Sheet]:
    """What belongs to a count, by name: every good that is sold or of which there is some."""
    goods = Good.objects.of(count.koppontren).filter(shop=count.shop)
    if count.category_id:
        goods = goods.filter(category=count.category)
    lines = {line.good_id: line for line in count.lines.select_related("by")}
    return [
        Sheet(good, lines.get(good.pk))
        for good in goods.select_related("category", "consignor").order_by("name", "pk")
        if good.is_sold or good.pk in lines
    ]


def differences(sheet: Sequence[Sheet]) -> list[Sheet]:
    """The goods that were found over or short."""
    return [row for row in sheet if row.line and row.line.difference]
