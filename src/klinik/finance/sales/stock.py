"""What sales and returns did to the stock of goods, for the shop below that keeps it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from klinik.finance.sales.models import SaleLine
from klinik.finance.shop.models import Good
from klinik.finance.shop.queries.cards import CardLine

# Goods of a consignor are worth nothing on the shelf, whatever is owed for them.
SOLD = """
SELECT l.good_id, CASE WHEN s.returns_id IS NULL THEN -l.quantity ELSE l.quantity END,
       CASE WHEN coalesce(g.consignor_id, l.consignor_id) IS NOT NULL THEN 0
            WHEN s.returns_id IS NULL THEN -l.cost ELSE l.cost END
  FROM sales_saleline l
  JOIN sales_sale s ON s.koppontren_id = l.koppontren_id AND s.id = l.sale_id
  JOIN shop_good g ON g.koppontren_id = l.koppontren_id AND g.id = l.good_id
 WHERE l.koppontren_id = %(k)s
"""


def sold_of(good: Good, limit: int) -> Sequence[CardLine]:
    """The latest sales and returns of a good, for its stock card."""
    rows = SaleLine.objects.of(good.koppontren).filter(good=good)
    found = rows.select_related("sale__cashier").order_by("-pk")[:limit]
    is_own = good.consignor_id is None
    return [_line(row, is_ours=is_own and row.consignor_id is None) for row in found]


def _line(row: SaleLine, *, is_ours: bool) -> CardLine:
    sign = -1 if row.sale.returns_id is None else 1
    return CardLine(
        row.sale.sold_at,
        _("sold") if sign < 0 else _("brought back by a customer"),
        sign * row.quantity,
        sign * row.cost if is_ours else 0,
        row.sale.entry_number,
        row.sale.cashier.name,
    )
