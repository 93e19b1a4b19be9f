"""The table to fill in: the accounts of the book, or of the template, and what stands in them."""

from collections.abc import Collection

from django.db.models import Q

from klinik.core.exports import Cell
from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.opening.queries import standing_opening, stands
from klinik.finance.ledger.opening.table import COLUMNS
from klinik.tenancy.models import Koppontren


def template_rows(
    koppontren: Koppontren, businesses: Collection[str] = ()
) -> list[tuple[Cell, ...]]:
    """The heading and one row for each account; details are left to their control accounts.

    Amounts are empty, or those of the opening as it stands, to be put right. Before there is a
    book, the accounts are those of the businesses, or the usual ones.
    """
    opening = standing_opening(koppontren)
    held = {code: net for code, (_, net) in stands(opening).items()} if opening else {}
    chart = Account.objects.of(koppontren).filter(Q(closed=False) | Q(code__in=held), parent=None)
    known = [
        (a.code, a.name, a.kind, a.normal_side, a.unit.code, *_sides(held.get(a.code, 0)))
        for a in chart.select_related("unit").order_by("code")
    ]
    template = charts.template_for(businesses) if businesses else charts.template()
    usual = [(a.code, a.name, a.kind, a.normal_side, a.unit, "", "") for a in template]
    return [COLUMNS, *(known or usual)]


def _sides(net: int) -> tuple[Cell, Cell]:
    return (net or "", "") if net >= 0 else ("", -net)
