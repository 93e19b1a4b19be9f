"""Changes in equity, and the same of the year before below."""

from django.utils.translation import gettext as _

from klinik.finance.statements.queries import Scope, day_before
from klinik.finance.statements.reports.days import of_days
from klinik.finance.statements.reports.layout import TOTAL, Column, Part, Report, Row
from klinik.finance.statements.rules import Equity, EquityLine


def equity_report(scope: Scope, now: Equity, before: Equity, *, on_sheet: int) -> Report:
    """`on_sheet` is equity with results on the balance sheet of the last day: both must agree."""
    parts = [_part("equity", scope, now)]
    beside = scope.year_before
    if beside and before.lines:
        parts.append(_part("equity-before", beside, before))
    agrees = now.total.closing == on_sheet
    return Report(
        key="equity",
        title=_("Changes in equity"),
        lede=_("What belongs to the cooperative itself: what it was, what came to it, what left."),
        days=of_days(scope),
        parts=parts,
        proofs=[_("Agrees with the balance sheet.")] if agrees else [],
        warnings=[]
        if agrees
        else [_("Does not agree with the balance sheet. Tell whoever looks after this system.")],
        is_empty=not now.lines,
    )


def _part(key: str, scope: Scope, equity: Equity) -> Part:
    columns = [
        Column(_("At first"), None, day_before(scope.first)),
        Column(_("Result (SHU)"), scope.first, scope.on),
        Column(_("Added"), scope.first, scope.on),
        Column(_("Taken off"), scope.first, scope.on),
        Column(_("At last"), None, scope.on),
    ]
    rows = [_row(line) for line in equity.lines]
    whole = equity.total
    rows.append(Row(_("Total equity"), _amounts(whole), TOTAL))
    return Part(key, of_days(scope), columns, rows)


def _row(line: EquityLine) -> Row:
    if line.balance is None:
        return Row(_("Results (SHU) not shared out"), _amounts(line))
    balance = line.balance
    return Row(balance.name, _amounts(line), code=balance.code, unit=balance.unit)


def _amounts(line: EquityLine) -> list[int | None]:
    middle = [line.result or None, line.added or None, -line.taken or None]
    return [line.opening, *middle, line.closing]
