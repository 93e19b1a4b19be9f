"""What was changed of an account or of the units, in words, the newest first."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from klinik.finance.ledger.models import Account, CashFlow, ChartEvent, ChartField, Mark
from klinik.finance.ledger.reading import names_of
from klinik.tenancy.models import Koppontren

SHOWN = 20
NOTHING = "–"


class ChartChange(NamedTuple):
    """One change: what it was before and became, when, and who did it."""

    at: datetime
    who: str
    what: str
    before: str
    after: str


def changes_of_account(account: Account) -> list[ChartChange]:
    """What was changed of this account."""
    return _told(ChartEvent.objects.of(account.koppontren).filter(account=account)[:SHOWN])


def changes_of_units(koppontren: Koppontren) -> list[ChartChange]:
    """What units were added and called by other names."""
    return _told(ChartEvent.objects.of(koppontren).exclude(unit=None)[:SHOWN])


def _told(events: Iterable[ChartEvent]) -> list[ChartChange]:
    rows = list(events)
    if not rows:
        return []
    names = names_of(row.by_id for row in rows if row.by_id is not None)
    return [
        ChartChange(
            at=row.at,
            who=_("Klinik itself") if row.by_id is None else names.get(row.by_id, NOTHING),
            what=row.get_what_display(),
            before=_said(row.what, row.before),
            after=_said(row.what, row.after),
        )
        for row in rows
    ]


def _said(what: str, value: str) -> str:
    if what == ChartField.CLOSED:
        return _("yes") if value else _("no")
    words = {
        ChartField.MARK.value: dict(Mark.choices),
        ChartField.CASH_FLOW.value: dict(CashFlow.choices),
    }
    return str(words.get(what, {}).get(value, value)) or NOTHING
