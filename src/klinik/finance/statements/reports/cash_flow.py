"""The cash flow statement: what was received and paid, and the same from the result."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.finance.ledger.models import CashFlow
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.days import of_days, two_periods
from klinik.finance.statements.reports.layout import (
    GROUP,
    SUM,
    Part,
    Report,
    Row,
    group,
    lines,
    total,
)
from klinik.finance.statements.rules import ACTIVITIES, BETWEEN, Amount, CashFlows, Flow

ACTIVITY_WORDS: Mapping[str, Promise] = {
    CashFlow.OPERATING: gettext_lazy("Operating activities"),
    CashFlow.INVESTING: gettext_lazy("Investing activities"),
    CashFlow.FINANCING: gettext_lazy("Financing activities"),
    BETWEEN: gettext_lazy("Between units"),
}


def cash_flow_report(scope: Scope, now: CashFlows, before: CashFlows) -> Report:
    """Both ways must end in the same change of cash, and the statement says whether they do."""
    columns = two_periods(scope)
    direct: list[Row] = []
    for activity in ACTIVITIES:
        direct += _activity(activity, now, before)
    direct += _end(now, before, now.direct_change, before.direct_change)
    indirect = [*_from_result(now, before)]
    for activity in ACTIVITIES[1:]:
        if now.direct[activity] or before.direct[activity]:
            indirect.append(_sum_of(activity, now, before))
    indirect += _end(now, before, now.indirect_change, before.indirect_change)
    agrees = not now.difference
    return Report(
        key="cash_flow",
        title=_("Cash flow statement"),
        lede=_("Where money came from and where it went, by what was received and paid."),
        days=of_days(scope),
        parts=[
            Part("direct", _("What was received and paid (direct)"), columns, direct),
            Part(
                "indirect",
                _("The same from the result (indirect)"),
                columns,
                indirect,
                note=_("The result is no money yet: here is what lies between the two."),
            ),
        ],
        proofs=[_("Both ways end in the same change of cash.")] if agrees else [],
        warnings=[]
        if agrees
        else [_("The two ways do not agree. Tell whoever looks after this system.")],
        is_empty=not (now.change or now.opening or any(now.direct.values())),
    )


def _activity(activity: str, now: CashFlows, before: CashFlows) -> list[Row]:
    if not (now.direct[activity] or before.direct[activity]):
        return []
    came = [_only(flows.direct[activity], 1) for flows in (now, before)]
    went = [_only(flows.direct[activity], -1) for flows in (now, before)]
    word = str(ACTIVITY_WORDS[activity])
    return [
        Row(word, kind=GROUP),
        *(_said(row, _("received")) for row in lines(*came)),
        *(_said(row, _("paid")) for row in lines(*went)),
        _sum_of(activity, now, before),
    ]


def _sum_of(activity: str, now: CashFlows, before: CashFlows) -> Row:
    text = _("Net cash: %(activity)s") % {"activity": str(ACTIVITY_WORDS[activity]).lower()}
    return total(text, now.total(activity), before.total(activity), kind=SUM)


def _from_result(now: CashFlows, before: CashFlows) -> list[Row]:
    rows = [total(_("Result (SHU)"), now.result, before.result, kind=SUM)]
    if now.brought_in or before.brought_in:
        text = _("Of it, brought in with the opening balances")
        rows.append(Row(text, [-now.brought_in, -before.brought_in]))
    for word, attribute in (
        (_("Expenses that cost no money"), "without_cash"),
        (_("Receivables, stock and debts that grew or shrank"), "tied_up"),
        (_("Bought, lent or given without money"), "not_paid"),
    ):
        flows = [_amounts(getattr(one, attribute)) for one in (now, before)]
        rows += group(word, lines(*flows))
    text = _("Net cash: %(activity)s") % {
        "activity": str(ACTIVITY_WORDS[CashFlow.OPERATING]).lower()
    }
    return [*rows, total(text, now.indirect_operating, before.indirect_operating, kind=SUM)]


def _end(now: CashFlows, before: CashFlows, change: int, change_before: int) -> list[Row]:
    return [
        total(_("Change of cash"), change, change_before),
        total(_("Cash at first"), now.opening, before.opening, kind=SUM),
        total(_("Cash at last"), now.closing, before.closing),
    ]


def _only(flows: Iterable[Flow], sign: int) -> list[Amount]:
    return [Amount(one.balance, one.amount) for one in flows if one.amount * sign > 0]


def _amounts(flows: Iterable[Flow]) -> list[Amount]:
    return [Amount(one.balance, one.amount) for one in flows]


def _said(row: Row, word: str) -> Row:
    return Row(f"{row.text}, {word}", row.amounts, row.kind, code=row.code, unit=row.unit)
