"""Sources and uses of zakat and of the benevolence fund (dana kebajikan)."""

from django.utils.translation import gettext as _

from klinik.finance.ledger.models import Mark
from klinik.finance.statements.queries import Scope
from klinik.finance.statements.reports.days import of_days, two_periods
from klinik.finance.statements.reports.layout import SUM, Part, Report, group, lines, total
from klinik.finance.statements.rules import Fund


def fund_report(scope: Scope, mark: str, now: Fund, before: Fund) -> Report:
    """What came into the fund, what it was used for, and what is left of it."""
    rows = [total(_("Fund at first"), now.opening, before.opening, kind=SUM)]
    rows += group(_("Sources"), lines(now.sources.lines, before.sources.lines))
    rows.append(total(_("Total sources"), now.sources.total, before.sources.total, kind=SUM))
    rows += group(_("Uses"), lines(now.uses.lines, before.uses.lines, sign=-1))
    rows.append(total(_("Total uses"), -now.uses.total, -before.uses.total, kind=SUM))
    rows.append(total(_("Rise or fall"), now.change, before.change))
    rows.append(total(_("Fund at last"), now.closing, before.closing))
    is_zakat = mark == Mark.ZAKAT
    return Report(
        key=mark,
        title=_("Zakat fund") if is_zakat else _("Benevolence fund (dana kebajikan)"),
        lede=_("Zakat is passed on to those it is due to; it is never income of the cooperative.")
        if is_zakat
        else _("Fines and gifts for social purposes; never income of the cooperative."),
        days=of_days(scope),
        parts=[Part("fund", _("Sources and uses"), two_periods(scope), rows)],
        warnings=[_("Sources and uses do not explain the fund.")] if now.difference else [],
        is_empty=not now.accounts,
    )
