"""Buku besar: every account with what it held, what moved on it, and what it holds."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from klinik.finance.ledger.models import AccountKind
from klinik.finance.ledger.rules import held
from klinik.finance.statements.queries import Scope, day_before
from klinik.finance.statements.reports.days import of_days
from klinik.finance.statements.reports.layout import Column, Part, Report, Row, group, total
from klinik.finance.statements.rules import Moved
from klinik.finance.statements.words import SECTIONS


def general_ledger_report(scope: Scope, turned: Sequence[Moved]) -> Report:
    """Each number leads to the lines of its account; accounts between units stand here too."""
    columns = [
        Column(_("At first"), None, day_before(scope.first)),
        Column(_("Debit"), scope.first, scope.on),
        Column(_("Credit"), scope.first, scope.on),
        Column(_("At last"), None, scope.on),
    ]
    used = [one for one in turned if one.before or one.debits or one.credits]
    rows: list[Row] = []
    for kind in AccountKind:
        own = [_row(one) for one in used if one.balance.kind == kind]
        rows += group(str(SECTIONS[kind]), own)
    debits, credits_ = sum(one.debits for one in used), sum(one.credits for one in used)
    rows.append(total(_("Total"), None, debits, credits_, None))
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


def _row(one: Moved) -> Row:
    balance = one.balance
    at_first = held(balance.normal_side, one.before, 0)
    at_last = held(balance.normal_side, balance.debits, balance.credits)
    amounts = [at_first, one.debits or None, one.credits or None, at_last]
    return Row(balance.name, amounts, code=balance.code, unit=balance.unit)
