"""Perhitungan hasil usaha (PHU), with the same days a year earlier beside it."""

from django.utils.translation import gettext as _

from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.days import of_days, two_periods
from klinik.finance.statements.reports.layout import SUM, Part, Report, Row, group, lines, total
from klinik.finance.statements.rules import Group, Results


def results_report(scope: Scope, now: Results, before: Results) -> Report:
    """Business, what it cost, other income, the share of others, expenses, SHU."""
    rows: list[Row] = []
    rows += _with_sum(_("Business with members"), now.member, before.member)
    rows += _with_sum(_("Business with non-members"), now.public, before.public)
    unsaid = _("Business, with whom not said") if _is_marked(now) else _("Business in all")
    rows += _with_sum(unsaid, now.business, before.business)
    rows.append(total(_("Income from business"), now.revenue, before.revenue))
    cost = group(_("Direct costs"), lines(now.cost.lines, before.cost.lines, sign=-1))
    if cost:
        rows += [*cost, total(_("Gross result"), now.gross, before.gross)]
    other = group(_("Other income"), lines(now.other.lines, before.other.lines))
    if other:
        rows += [*other, total(_("Income in all"), now.income, before.income)]
    share = group(
        _("Share of those whose funds we manage"),
        lines(now.share.lines, before.share.lines, sign=-1),
    )
    if share:
        rows += [*share, total(_("Income that is ours"), now.own_income, before.own_income)]
    rows += group(_("Expenses"), lines(now.expense.lines, before.expense.lines, sign=-1))
    rows.append(total(_("Total expenses"), -now.expense.total, -before.expense.total, kind=SUM))
    rows.append(total(_("Result (SHU)"), now.result, before.result))
    return Report(
        key="results",
        title=_("Statement of results (PHU)"),
        lede=_("What the business brought in, what it cost, and what is left: the SHU."),
        days=of_days(scope),
        parts=[Part("results", _("Income and expenses"), two_periods(scope), rows)],
        is_empty=len(rows) == 3,
    )


def _with_sum(word: str, now: Group, before: Group) -> list[Row]:
    rows = group(word, lines(now.lines, before.lines))
    if len(rows) > 2:
        rows.append(total(_("Together"), now.total, before.total, kind=SUM))
    return rows


def _is_marked(now: Results) -> bool:
    return bool(now.member.lines or now.public.lines)
