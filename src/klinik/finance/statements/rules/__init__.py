"""From what each account was debited and credited to the statements: pure arithmetic."""

from klinik.finance.statements.rules.balances import (
    Balance,
    BalanceSheet,
    Section,
    SheetLine,
    TrialBalance,
    TrialRow,
    balance_sheet,
    trial_balance,
    unmatched_between,
)
from klinik.finance.statements.rules.cash_flow import (
    ACTIVITIES,
    BETWEEN,
    CashFlows,
    Flow,
    activity_of,
    cash_flows,
    explained,
)
from klinik.finance.statements.rules.equity import Equity, EquityLine, equity_changes
from klinik.finance.statements.rules.funds import Fund, fund
from klinik.finance.statements.rules.periods import Moved, result_of
from klinik.finance.statements.rules.results import Amount, Group, Results, results
from klinik.finance.statements.rules.years import fiscal_year_start, start_before, year_before

__all__ = [
    "ACTIVITIES",
    "BETWEEN",
    "Amount",
    "Balance",
    "BalanceSheet",
    "CashFlows",
    "Equity",
    "EquityLine",
    "Flow",
    "Fund",
    "Group",
    "Moved",
    "Results",
    "Section",
    "SheetLine",
    "TrialBalance",
    "TrialRow",
    "activity_of",
    "balance_sheet",
    "cash_flows",
    "equity_changes",
    "explained",
    "fiscal_year_start",
    "fund",
    "result_of",
    "results",
    "start_before",
    "trial_balance",
    "unmatched_between",
    "year_before",
]
