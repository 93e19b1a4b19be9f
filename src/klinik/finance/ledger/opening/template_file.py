"""The table to fill in: the accounts of the book, or of the template, with empty amounts."""

from collections.abc import Collection

from klinik.core.exports import Cell
from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.opening.table import COLUMNS
from klinik.tenancy.models import Koppontren


def template_rows(
    koppontren: Koppontren, businesses: Collection[str] = ()
) -> list[tuple[Cell, ...]]:
    """The heading and one row for each account; details are left to their control accounts.

    Before there is a book, these are the accounts of the businesses, or the usual ones.
    """
    accounts = Account.objects.of(koppontren).filter(closed=False, parent=None)
    known = [
        (a.code, a.name, a.kind, a.normal_side, a.unit.code, "", "")
        for a in accounts.select_related("unit").order_by("code")
    ]
    chart = charts.template_for(businesses) if businesses else charts.template()
    usual = [(a.code, a.name, a.kind, a.normal_side, a.unit, "", "") for a in chart]
    return [COLUMNS, *(known or usual)]
