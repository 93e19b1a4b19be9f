"""When something happened, by the clock of a device that may be wrong; pure."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, AwareDatetime

LATEST = 32_503_680_000_000  # the year 3000, in milliseconds: a clock may be wrong, not endless
LONGEST = timedelta(days=31)  # that something waits on a device and its age is still believed


class Moment(NamedTuple):
    """When something happened, and whether the device's clock could be believed."""

    at: datetime
    is_sure: bool


def moment_of(said: datetime, *, sent: datetime, now: datetime, since: datetime) -> Moment:
    """When something happened that a device says was at `said`, and sent at `sent`.

    Both are by the device's clock, so that a clock that goes wrong all the time says the age right.
    An age that cannot be (before `since`, above 31 days, below none) means `now`.
    """
    age = sent - said
    if age < timedelta(0) or age > LONGEST or now - age < since:
        return Moment(now, is_sure=False)
    return Moment(now - age, is_sure=True)


def _within(moment: datetime) -> datetime:
    if not 0 <= (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000 < LATEST:
        raise ValueError("a moment between 1970 and 3000")
    return moment


Said = Annotated[AwareDatetime, AfterValidator(_within)]  # a moment that a program sends
