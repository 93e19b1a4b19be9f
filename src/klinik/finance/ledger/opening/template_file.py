"""The table to fill in: the accounts of the book, or of the template, with empty amounts."""

from klinik.core.exports import Cell
from klinik.finance.ledger import chart as charts
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.opening.table import COLUMNS
from klinik.tenancy.models import Koppontren


def template_rows(koppontren: Koppontren) -> list[tuple[Cell, ...]]:
    """The heading and one row for each account; details are left to their control accounts."""
    accounts = Account.objects.of(koppontren).filter(closed=False, parent=None)
    known = [
        (a.code, a.name, a.kind, a.normal_side, a.unit.code, "", "")
        for a in accounts.select_related("unit").order_by("code")
    ]
    usual = [(a.code, a.name, a.kind, a.normal_side, a.unit, "", "") for a in charts.template()]
    return [COLUMNS, *(known or usual)]
