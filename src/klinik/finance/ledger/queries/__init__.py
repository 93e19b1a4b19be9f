"""Questions asked of the books; every answer equals the sum of the lines up to its day."""

from klinik.finance.ledger.queries.accounts import (
    AccountPage,
    Movement,
    account_lines,
    balance_on,
)
from klinik.finance.ledger.queries.chart import (
    accounts_by_code,
    control_accounts,
    default_cash,
    end_of_chain,
    has_book,
    number_of_last_entry,
    row_of,
    units_of,
)
from klinik.finance.ledger.queries.links import corrections_of, entry_of_request, reversed_by
from klinik.finance.ledger.queries.trial_balance import Row, trial_balance

__all__ = [
    "AccountPage",
    "Movement",
    "Row",
    "account_lines",
    "accounts_by_code",
    "balance_on",
    "control_accounts",
    "corrections_of",
    "default_cash",
    "end_of_chain",
    "entry_of_request",
    "has_book",
    "number_of_last_entry",
    "reversed_by",
    "row_of",
    "trial_balance",
    "units_of",
]
