"""When cash was taken, by a clock that may be wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from klinik.core.clocks import Moment, moment_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=20)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize("wrong", [timedelta(0), -400 * DAY, 3 * HOUR], ids=str)
def test_a_clock_that_is_wrong_all_the_time_says_the_age_right(wrong: timedelta) -> None:
    taken, sent = NOW - 26 * HOUR + wrong, NOW + wrong

    assert moment_of(taken, sent=sent, now=NOW, since=SINCE) == Moment(NOW - 26 * HOUR, True)


@pytest.mark.parametrize(
    "age", [-HOUR, 21 * DAY, 400 * DAY], ids=["not yet", "before the bag", "clock set meanwhile"]
)
def test_an_age_that_cannot_be_means_now(age: timedelta) -> None:
    assert moment_of(NOW - age, sent=NOW, now=NOW, since=SINCE) == Moment(NOW, False)
