"""From a scope to a statement: what is asked of the books, and who arranges it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from klinik.finance.ledger.models import Account, Mark
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.statements import rules
from klinik.finance.statements.queries import Scope, balances, moved, paid, paid_by_part, turned
from klinik.finance.statements.reports.cash_flow import cash_flow_report
from klinik.finance.statements.reports.equity import equity_report
from klinik.finance.statements.reports.funds import fund_report
from klinik.finance.statements.reports.general_ledger import general_ledger_report
from klinik.finance.statements.reports.layout import Report
from klinik.finance.statements.reports.links import linked
from klinik.finance.statements.reports.results import results_report
from klinik.finance.statements.reports.sheets import balance_sheet_report, trial_balance_report

Chart = Sequence[Account]


@dataclass(frozen=True, slots=True)
class Made:
    """A statement, what it was made of, and by how much its two sides differ (zero when right)."""

    report: Report
    figures: object
    difference: int = 0
    unmatched: int = 0  # what the units' debts to each other fail to cancel out


def make(key: str, scope: Scope, chart: Chart | None = None) -> Made:
    """The statement of this name, from the books; a fixed number of queries."""
    chart = chart or list(accounts_by_code(scope.koppontren).values())
    made = REPORTS[key](scope, chart)
    return replace(made, report=linked(made.report, scope))


def _trial_balance(scope: Scope, chart: Chart) -> Made:
    held = _held(scope, chart)
    now, before = (
        rules.trial_balance(some, consolidated=scope.unit is None)
        for some in (held, _held(scope.year_before, chart))
    )
    return Made(
        trial_balance_report(scope, now, before), now, now.difference, _unmatched(scope, held)
    )


def _balance_sheet(scope: Scope, chart: Chart) -> Made:
    held = _held(scope, chart)
    now, before = (
        rules.balance_sheet(some, consolidated=scope.unit is None)
        for some in (held, _held(scope.year_before, chart))
    )
    return Made(
        balance_sheet_report(scope, now, before), now, now.difference, _unmatched(scope, held)
    )


def _results(scope: Scope, chart: Chart) -> Made:
    now, before = map(rules.results, _both(scope, chart))
    return Made(results_report(scope, now, before), now)


def _equity(scope: Scope, chart: Chart) -> Made:
    now, before = map(rules.equity_changes, _both(scope, chart))
    sheet = rules.balance_sheet(_held(scope, chart), consolidated=scope.unit is None)
    report = equity_report(scope, now, before, on_sheet=sheet.equity_with_result)
    return Made(report, now, now.total.closing - sheet.equity_with_result)


def _cash_flow(scope: Scope, chart: Chart) -> Made:
    now, before = (
        rules.cash_flows(some, paid(one, chart) if one else {})
        for one, some in zip((scope, scope.year_before), _both(scope, chart), strict=True)
    )
    return Made(cash_flow_report(scope, now, before), now, now.difference)


def _fund(mark: str, scope: Scope, chart: Chart) -> Made:
    now, before = (
        rules.fund(mark, some, paid_by_part(one, chart, mark=mark) if one else {})
        for one, some in zip((scope, scope.year_before), _both(scope, chart), strict=True)
    )
    return Made(fund_report(scope, mark, now, before), now, now.difference)


def _general_ledger(scope: Scope, chart: Chart) -> Made:
    told, beside = turned(scope, chart), scope.year_before
    earlier = turned(beside, chart) if beside else []
    difference = sum(one.debits - one.credits for one in told)
    return Made(general_ledger_report(scope, told, earlier), told, difference)


def _held(scope: Scope | None, chart: Chart) -> list[rules.Balance]:
    return balances(scope, chart) if scope else []


def _both(scope: Scope, chart: Chart) -> tuple[list[rules.Moved], list[rules.Moved]]:
    beside = scope.year_before
    return moved(scope, chart), moved(beside, chart) if beside else []


def _unmatched(scope: Scope, held: Sequence[rules.Balance]) -> int:
    return 0 if scope.unit else rules.unmatched_between(held)


# In the order in which they are printed.
REPORTS: Mapping[str, Callable[[Scope, Chart], Made]] = {
    "balance_sheet": _balance_sheet,
    "results": _results,
    "equity": _equity,
    "cash_flow": _cash_flow,
    Mark.ZAKAT.value: partial(_fund, Mark.ZAKAT.value),
    Mark.BENEVOLENCE.value: partial(_fund, Mark.BENEVOLENCE.value),
    "trial_balance": _trial_balance,
    "general_ledger": _general_ledger,
}
