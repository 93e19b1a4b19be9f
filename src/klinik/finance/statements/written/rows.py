"""General ledger and journal as plain rows, one after another: for Excel and CSV of any length."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from klinik.core.exports import Cell, Strong
from klinik.finance.ledger.takeaway import tables
from klinik.finance.ledger.takeaway.queries import TakenEntry, entries_of_days, taken_chart
from klinik.finance.ledger.words import kind_in_words
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.days import of_days
from klinik.finance.statements.reports.rows import foot_of
from klinik.finance.statements.words import NAMES
from klinik.finance.statements.written.queries import Told, general_ledger

Rows = Iterator[Sequence[Cell]]


def ledger_rows(scope: Scope) -> Rows:
    """Account after account: what it held, its lines, what it holds; at the foot both sums."""
    yield [
        _("Code"), _("Account"), _("Unit"), _("Day"), _("Entry"), _("Kind"), _("Note"),
        _("Detail"), _("Debit"), _("Credit"), _("Balance"),
    ]  # fmt: skip
    sums = [0, 0]
    for told in general_ledger(scope):
        yield from _account_rows(told, sums)
    yield Strong(["", _("Total"), "", None, "", "", "", "", *sums, None])
    yield from foot_of(scope, str(NAMES["general_ledger"]), of_days(scope))


def _account_rows(told: Told, sums: list[int]) -> Rows:
    own = [told.balance.code, told.balance.name, told.balance.unit]
    balance, debits, credits_ = told.opening, 0, 0
    yield Strong([*own, None, "", _("At first"), "", "", None, None, balance])
    for line in told.lines:
        balance = told.after(line, balance)
        debits, credits_ = debits + line.debit, credits_ + line.credit
        detail = line.detail if line.detail != line.account else ""
        yield [
            *own, line.on, str(line.number), kind_in_words(line.kind), line.memo, detail,
            line.debit or None, line.credit or None, balance,
        ]  # fmt: skip
    yield Strong([*own, None, "", _("At last"), "", "", debits, credits_, balance])
    sums[0] += debits
    sums[1] += credits_


def journal_rows(scope: Scope) -> Rows:
    """Line by line with number, day, kind, note and person of its entry; at the foot both sums."""
    sums = [0, 0]
    # Asked before the chart that they point at.
    entries = entries_of_days(scope.koppontren, first=scope.first, last=scope.on, unit=scope.unit)
    yield from tables.journal_rows(_added(entries, sums), taken_chart(scope.koppontren))
    yield Strong(["", None, None, "", "", _("Total"), "", *sums])
    yield from foot_of(scope, str(NAMES["journal"]), of_days(scope))


def _added(entries: Iterator[TakenEntry], sums: list[int]) -> Iterator[TakenEntry]:
    for entry in entries:
        sums[0] += sum(line.debit for line in entry.lines)
        sums[1] += sum(line.credit for line in entry.lines)
        yield entry


ROWS: Mapping[str, Callable[[Scope], Rows]] = {
    "general_ledger": ledger_rows,
    "journal": journal_rows,
}
