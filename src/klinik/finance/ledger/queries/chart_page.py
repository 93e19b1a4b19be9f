"""What the page of the chart asks: accounts by unit and kind, details of a control account."""

from collections.abc import Sequence
from datetime import date

from klinik.finance.ledger.models import Account, AccountKind, Unit
from klinik.finance.ledger.queries.chart import units_of
from klinik.finance.ledger.queries.totals import totals
from klinik.finance.ledger.queries.trial_balance import Row, trial_balance
from klinik.finance.ledger.rules import held
from klinik.tenancy.models import Koppontren

Kinds = list[tuple[str, list[Row]]]


def units_with_accounts(koppontren: Koppontren) -> list[tuple[Unit, Kinds]]:
    """Each unit with its accounts by kind and what they hold now."""
    units = units_of(koppontren)
    return [(unit, _by_kind(trial_balance(koppontren, unit=unit))) for unit in units]


def details_on(details: Sequence[Account], on: date | None) -> list[tuple[Account, int]]:
    """Detail accounts with what each held at the end of `on` (None: now), in whole rupiah."""
    if on is None or not details:
        return [(detail, detail.balance) for detail in details]
    sums = totals(details[0].koppontren, on=on, accounts=[detail.pk for detail in details])
    return [(detail, held(detail.normal_side, *sums.get(detail.pk, (0, 0)))) for detail in details]


def _by_kind(rows: Sequence[Row]) -> Kinds:
    kinds: dict[str, list[Row]] = {kind.value: [] for kind in AccountKind}
    for row in rows:
        kinds[row.account.kind].append(row)
    return [(str(AccountKind(kind).label), own) for kind, own in kinds.items() if own]
