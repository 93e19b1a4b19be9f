"""Which of the dated tax rules holds, and what a new one may not touch; pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.finance.sharing.rules import last_of


class Dated(Protocol):
    """A tax rule: from which day on, through how many rupiah nothing, then how much of all."""

    from_on: date
    free_through: int
    points: int


class Standing(NamedTuple):
    """A rule and how it stands on a day: coming, now, earlier, or replaced on its own day."""

    rule: Dated
    how: str


class MonthWasTaxed(DomainError):
    """What was recorded under a rule stays under it."""

    code = "month_was_taxed"

    def __init__(self, month: date) -> None:
        sentence = _(
            "%(month)s was already divided with the figures that hold now. Let the new rule "
            "begin after it; with the same figures, source and mark can be renewed at any time."
        )
        super().__init__(sentence % {"month": date_format(month, "F Y")})


def figures(rule: Dated) -> tuple[int, int]:
    """What a division takes from a rule."""
    return rule.free_through, rule.points


def standings(rules: Iterable[Dated], *, today: date) -> list[Standing]:
    """Each rule with how it stands; `rules` come newest day first, of one day the last first."""
    found: list[Standing] = []
    for rule in rules:
        if found and found[-1].rule.from_on == rule.from_on:
            how = "replaced"
        elif rule.from_on > today:
            how = "coming"
        else:
            how = "earlier" if any(one.how == "now" for one in found) else "now"
        found.append(Standing(rule, how))
    return found


def refuse_changed_month(new: Dated, *, rules: Sequence[Dated], months: Iterable[date]) -> None:
    """Raise MonthWasTaxed where `new` would hold for a divided month with other figures.

    `rules` come newest day first, of one day the last first.
    """
    for month in sorted(months, reverse=True):
        last = last_of(month)
        held = next((rule for rule in rules if rule.from_on <= last), None)
        takes_over = new.from_on <= last and (held is None or held.from_on <= new.from_on)
        if takes_over and (held is None or figures(held) != figures(new)):
            raise MonthWasTaxed(month)
