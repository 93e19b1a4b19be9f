"""Of whom and of which days a statement speaks, and what stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from klinik.finance.ledger.models import Unit
from klinik.finance.statements.rules import fiscal_year_start, start_before, year_before
from klinik.tenancy.models import Koppontren


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of whom and of which day a statement speaks; no `unit` is the whole cooperative.

    A statement of days begins `since`, or without it with the fiscal year.
    """

    koppontren: Koppontren
    units: Sequence[Unit]
    unit: Unit | None
    on: date
    since: date | None = None

    @property
    def name(self) -> str:
        """The unit in words."""
        return self.unit.name if self.unit else _("Whole cooperative")

    @property
    def year_start(self) -> date:
        """The first day of the fiscal year."""
        return fiscal_year_start(self.on, month=self.koppontren.fiscal_month)

    @property
    def before_year(self) -> date | None:
        """The last day of the fiscal year before; the calendar's first year has none."""
        return day_before(self.year_start)

    @property
    def first(self) -> date:
        """The first day of a statement of days."""
        return self.since or self.year_start

    @property
    def year_before(self) -> "Scope | None":
        """The same days a year earlier; None before the calendar."""
        on, since = year_before(self.on), self.since and start_before(self.since)
        if on is None or (self.since and since is None):
            return None
        return replace(self, on=on, since=since)


def day_before(day: date) -> date | None:
    """The day before; None on the calendar's first."""
    return day - timedelta(days=1) if day > date.min else None
