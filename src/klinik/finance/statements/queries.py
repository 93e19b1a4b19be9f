"""What a statement is made of: the balances of one day, of one unit or of all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from klinik.finance.ledger.models import Account, AccountKind, Unit
from klinik.finance.ledger.queries import accounts_by_code
from klinik.finance.ledger.queries.totals import totals
from klinik.finance.statements.rules import Balance, TrialRow, fiscal_year_start
from klinik.finance.statements.words import SECTIONS
from klinik.tenancy.models import Koppontren


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of whom and of which day a statement speaks; no `unit` is the whole cooperative."""

    koppontren: Koppontren
    units: Sequence[Unit]
    unit: Unit | None
    on: date

    @property
    def name(self) -> str:
        """The unit in words."""
        return self.unit.name if self.unit else _("Whole cooperative")

    @property
    def year_start(self) -> date:
        """The first day of the fiscal year."""
        return fiscal_year_start(self.on)

    @property
    def before_year(self) -> date | None:
        """The last day of the fiscal year before; the calendar's first year has none."""
        return self.year_start - timedelta(days=1) if self.year_start > date.min else None


def balances(scope: Scope) -> list[Balance]:
    """Debits and credits of every account at the end of the day, by code, details in their sum."""
    units = {unit.pk: unit.code for unit in ([scope.unit] if scope.unit else scope.units)}
    chart = accounts_by_code(scope.koppontren).values()
    debits, credits_ = _sums(scope.koppontren, chart, scope.on)
    debits_before, credits_before = _sums(scope.koppontren, chart, scope.before_year)
    return [
        Balance(
            code=account.code,
            name=account.name,
            kind=account.kind,
            normal_side=account.normal_side,
            unit=units[account.unit_id],
            debits=debits[account.pk],
            credits=credits_[account.pk],
            is_between=account.other_unit_id is not None,
            earlier=debits_before[account.pk] - credits_before[account.pk],
        )
        for account in chart
        if account.parent_id is None and account.unit_id in units
    ]


def _sums(
    koppontren: Koppontren, chart: Iterable[Account], on: date | None
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    moved = totals(koppontren, on=on) if on else {}
    debits: Counter[int] = Counter()
    credits_: Counter[int] = Counter()
    for account in chart:
        debit, credit = moved.get(account.pk, (0, 0))
        debits[account.parent_id or account.pk] += debit
        credits_[account.parent_id or account.pk] += credit
    return debits, credits_


def by_kind(rows: Iterable[TrialRow]) -> list[tuple[str, list[TrialRow]]]:
    """The rows under the names of their kinds, in the order of a balance sheet."""
    kinds: dict[str, list[TrialRow]] = {kind: [] for kind in AccountKind}
    for row in rows:
        kinds[row.balance.kind].append(row)
    return [(str(SECTIONS[AccountKind(kind)]), own) for kind, own in kinds.items() if own]
