"""From which sum on pocket money is the central bank's business: dated facts; pure."""

from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Threshold(NamedTuple):
    """A sum in rupiah above which a closed-loop issuer needs a licence, and who says so."""

    amount: int
    since: date
    source: str
    read_on: date
    note: Promise


# Dated facts, the latest last. Later rules of payment systems (since 2021) were not looked through.
THRESHOLDS = (
    Threshold(
        amount=1_000_000_000,
        since=date(2018, 5, 4),
        source="PBI 20/6/PBI/2018 tentang Uang Elektronik (LN 2018 No. 70)",
        read_on=date(2026, 11, 30),
        note=_(
            "Money that pays at its own issuer alone (closed loop) and stays below this sum needs "
            "no licence, but is reported to Bank Indonesia. Ask Bank Indonesia before you pass it: "
            "rules of later years may say more."
        ),
    ),
)
NEAR = 80  # per cent of the threshold


def threshold_on(day: date) -> Threshold:
    """What holds on a day, as far as it is known here."""
    known = [row for row in THRESHOLDS if row.since <= day]
    return known[-1] if known else THRESHOLDS[0]


def standing(float_: int, threshold: Threshold) -> str:
    """ "well", "near" (from 80 per cent on) or "above"."""
    if float_ >= threshold.amount:
        return "above"
    return "near" if float_ * 100 >= threshold.amount * NEAR else "well"
