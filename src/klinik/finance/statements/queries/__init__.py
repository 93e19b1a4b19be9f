"""What the statements ask of the books."""

from klinik.finance.statements.queries.balances import (
    balances,
    cash_by_month,
    moved,
    paid,
    paid_by_part,
    turned,
)
from klinik.finance.statements.queries.scope import Scope, day_before

__all__ = [
    "Scope",
    "balances",
    "cash_by_month",
    "day_before",
    "moved",
    "paid",
    "paid_by_part",
    "turned",
]
