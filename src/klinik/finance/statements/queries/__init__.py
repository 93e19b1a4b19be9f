"""What the statements ask of the books."""

from klinik.finance.statements.queries.balances import balances, by_kind, moved, paid
from klinik.finance.statements.queries.scope import Scope, day_before

__all__ = ["Scope", "balances", "by_kind", "day_before", "moved", "paid"]
