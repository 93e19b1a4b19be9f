"""What a statement is made of: the balances of one day, of one unit or of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from klinik.finance.ledger.models import Unit
from klinik.finance.ledger.queries import Row
from klinik.finance.ledger.queries import trial_balance as rows_of
from klinik.finance.statements.rules import KINDS, Balance, TrialRow
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


def units_of(koppontren: Koppontren) -> list[Unit]:
    """The business units of the book; none before it is opened."""
    return list(Unit.objects.of(koppontren).order_by("code"))


def balances(scope: Scope) -> list[Balance]:
    """Debits and credits of every account at the end of the day, by code, details in their sum."""
    units = [scope.unit] if scope.unit else scope.units
    found = [
        _balance(row, unit)
        for unit in units
        for row in rows_of(scope.koppontren, on=scope.on, unit=unit)
    ]
    return sorted(found, key=lambda balance: balance.code)


def by_kind(rows: Iterable[TrialRow]) -> list[tuple[str, list[TrialRow]]]:
    """The rows under the names of their kinds, in the order of a balance sheet."""
    kinds: dict[str, list[TrialRow]] = {kind: [] for kind in KINDS}
    for row in rows:
        kinds[row.balance.kind].append(row)
    return [(str(SECTIONS[kind]), own) for kind, own in kinds.items() if own]


def _balance(row: Row, unit: Unit) -> Balance:
    return Balance(
        code=row.account.code,
        name=row.account.name,
        kind=row.account.kind,
        normal_side=row.account.normal_side,
        unit=unit.code,
        debits=row.debits,
        credits=row.credits,
        is_between=row.account.other_unit_id is not None,
    )
