"""What may be said of an indicator, and how its figures spread; pure."""

import re
from collections.abc import Sequence
from decimal import Decimal
from statistics import median, quantiles
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.slugs import FIXED_WORDS

FEWEST = 5  # figures of fewer pesantren than this would point at single ones


class BadIndicator(DomainError):
    """An indicator cannot be kept so; `field` names what is wrong, the sentence what to do."""

    code = "bad_indicator"

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(message)
        self.field = field


class UnitIsRead(BadIndicator):
    """Figures were read in this unit; another one would make them say something else."""

    code = "unit_is_read"

    def __init__(self) -> None:
        super().__init__(
            "unit",
            _(
                "Figures were read in this unit already, so it stays. Add an indicator with the"
                " other unit, and retire this one."
            ),
        )


class Spread(NamedTuple):
    """How figures lie: a quarter of them is at most `low`, half `middle`, three quarters `high`."""

    number: int
    low: Decimal
    middle: Decimal
    high: Decimal


def spread_of(values: Sequence[Decimal], *, whole: bool = False) -> Spread | None:
    """Median and quartiles of one figure for each pesantren; None where they are fewer than five.

    `whole` rounds to whole units, as rupiah are.
    """
    if len(values) < FEWEST:
        return None
    low, _middle, high = quantiles(values, n=4, method="inclusive")
    step = Decimal(1) if whole else Decimal("0.1")
    return Spread(len(values), *(value.quantize(step) for value in (low, median(values), high)))


def indicator_code(name: str) -> str:
    """The code of an indicator, "Omzet per bulan" -> "omzet-per-bulan"; raises BadIndicator."""
    code = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50].strip("-")
    if not code or code in FIXED_WORDS:
        raise BadIndicator("name", _("Write what is measured, such as: Members' savings in total."))
    return code
