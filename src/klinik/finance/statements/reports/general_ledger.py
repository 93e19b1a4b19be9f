"""Buku besar: what every account held, what moved on it, what it holds and held a year earlier."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from klinik.finance.ledger.models import AccountKind
from klinik.finance.ledger.rules import held
from klinik.finance.statements.queries import Scope, day_before
from klinik.finance.statements.reports.days import of_days, two_days
from klinik.finance.statements.reports.layout import Column, Part, Report, Row, group, total
from klinik.finance.statements.rules import Moved
from klinik.finance.statements.words import SECTIONS


def general_ledger_report(scope: Scope, turned: Sequence[Moved], beside: Sequence[Moved]) -> Report:
    """Each number leads to the lines of its account; accounts between units stand here too."""
    columns = [
        Column(_("At first"), None, day_before(scope.first)),
        Column(_("Debit"), scope.first, scope.on),
        Column(_("Credit"), scope.first, scope.on),
        Column(_("At last"), None, scope.on),
        two_days(scope)[1],
    ]
    earlier = {one.balance.code: _at_last(one) for one in beside}
    used = [
        one
        for one in turned
        if one.before or one.debits or one.credits or earlier.get(one.balance.code)
    ]
    rows: list[Row] = []
    for kind in AccountKind:
        own = [_row(one, earlier.get(one.balance.code)) for one in used if one.balance.kind == kind]
        rows += group(str(SECTIONS[kind]), own)
    debits, credits_ = sum(one.debits for one in used), sum(one.credits for one in used)
    rows.append(total(_("Total"), None, debits, credits_, None, None))
    agrees = debits == credits_
    return Report(
        key="general_ledger",
        title=_("General ledger"),
        lede=_(
            "Every account with what it held, what moved on it and what it holds. A number leads "
            "to its lines; Excel, CSV and PDF have them all."
        ),
        days=of_days(scope),
        parts=[Part("ledger", _("Accounts"), columns, rows)],
        proofs=[_("Debits and credits of these days add up to the same.")] if agrees else [],
        is_empty=not used,
    )


def _at_last(one: Moved) -> int:
    return held(one.balance.normal_side, one.balance.debits, one.balance.credits)


def _row(one: Moved, year_before: int | None) -> Row:
    balance = one.balance
    at_first = held(balance.normal_side, one.before, 0)
    moved = [one.debits or None, one.credits or None]
    amounts = [at_first, *moved, _at_last(one), year_before]
    return Row(balance.name, amounts, code=balance.code, unit=balance.unit)
