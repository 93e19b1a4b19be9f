"""When a shared figure is read, and what its evidence is."""

import json
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def reading_days(*, starts_on: date, ends_on: date, today: date) -> list[date]:
    """The days on which a consented figure is read: the first, each month's end, the last.

    Only days that have come are in the list.
    """
    last = min(ends_on, today)
    days = {starts_on, ends_on}
    end = month_end(starts_on)
    while end <= last:
        days.add(end)
        end = month_end(end + timedelta(days=1))
    return sorted(day for day in days if day <= last)


def evidence_hash(evidence: Mapping[str, object]) -> str:
    """SHA-256 in hex of the evidence in canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
