"""When cash was taken, by a clock that may be wrong; pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

MOST = 100  # receipts that are sent at once
LONGEST = timedelta(days=31)  # that a receipt waits on a phone and its age is still believed


class Moment(NamedTuple):
    """When something happened, and whether the phone's clock could be believed."""

    at: datetime
    is_sure: bool


def moment_of(said: datetime, *, sent: datetime, now: datetime, since: datetime) -> Moment:
    """When the cash of a receipt was taken.

    `said` and `sent` are by the phone's clock, so that a clock that goes wrong all the time says
    the age right. An age that cannot be (before `since`, above 31 days, below none) means `now`.
    """
    age = sent - said
    if age < timedelta(0) or age > LONGEST or now - age < since:
        return Moment(now, is_sure=False)
    return Moment(now - age, is_sure=True)
