"""When a shared figure is read, and that its hash fixes every part of its evidence."""

from datetime import date

import pytest

from klinik.programme.rules import Standing, evidence_hash, reading_days, standing_on


def test_the_first_day_each_months_end_and_the_last_day() -> None:
    days = reading_days(
        starts_on=date(2026, 1, 15), ends_on=date(2026, 4, 10), today=date(2026, 12, 31)
    )

    assert days == [
        date(2026, 1, 15),
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 10),
    ]


def test_only_days_that_have_come() -> None:
    period = {"starts_on": date(2026, 1, 15), "ends_on": date(2026, 4, 10)}

    assert reading_days(**period, today=date(2026, 1, 14)) == []
    assert reading_days(**period, today=date(2026, 2, 1)) == [date(2026, 1, 15), date(2026, 1, 31)]


def test_a_period_of_one_day_is_read_once() -> None:
    day = date(2028, 2, 29)

    assert reading_days(starts_on=day, ends_on=day, today=day) == [day]


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert evidence_hash({"a": 1, "b": "x"}) == evidence_hash({"b": "x", "a": 1})


@pytest.mark.parametrize("changed", [{"value": 2}, {"on": "2026-01-02"}, {"chain": "bb"}])
def test_any_change_of_the_evidence_changes_the_hash(changed: dict[str, object]) -> None:
    evidence: dict[str, object] = {"chain": "aa", "on": "2026-01-01", "value": 1}

    assert evidence_hash(evidence) != evidence_hash(evidence | changed)


@pytest.mark.parametrize(
    ("day", "is_withdrawn", "expected"),
    [
        (date(2026, 1, 14), False, Standing.COMING),
        (date(2026, 1, 15), False, Standing.RUNNING),
        (date(2026, 4, 10), False, Standing.RUNNING),
        (date(2026, 4, 11), False, Standing.ENDED),
        (date(2026, 2, 1), True, Standing.WITHDRAWN),
    ],
)
def test_a_consent_runs_from_its_first_day_through_its_last(
    day: date, is_withdrawn: bool, expected: Standing
) -> None:
    standing = standing_on(
        day, starts_on=date(2026, 1, 15), ends_on=date(2026, 4, 10), is_withdrawn=is_withdrawn
    )

    assert standing == expected
