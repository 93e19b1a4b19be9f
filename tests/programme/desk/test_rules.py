"""The desk's order and the fair share, without a database."""

from datetime import date

import pytest

from klinik.programme.desk.rules import Load, Task, by_urgency, days_left, least_first

FRIDAY, MONDAY, TUESDAY = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)


@pytest.mark.parametrize(
    ("due_on", "today", "left"),
    [
        (TUESDAY, FRIDAY, 2),
        (FRIDAY, FRIDAY, 0),
        (date(2026, 3, 7), FRIDAY, 0),  # a Saturday
        (FRIDAY, MONDAY, -1),
        (FRIDAY, date(2026, 3, 8), -1),  # it is Sunday, and the day has passed all the same
        (FRIDAY, TUESDAY, -2),
    ],
)
def test_days_left_are_working_days(due_on: date, today: date, left: int) -> None:
    assert days_left(due_on, today=today, holidays=frozenset()) == left


def test_a_day_off_is_no_day_left() -> None:
    assert days_left(TUESDAY, today=FRIDAY, holidays=frozenset({MONDAY})) == 1


def test_what_is_due_first_lies_on_top() -> None:
    tasks = [
        Task("case", "tanpa hari", "", ""),
        Task("case", "selasa", "", "", TUESDAY, 2),
        Task("case", "jumat", "", "", FRIDAY, 0),
        Task("case", "a jumat", "", "", FRIDAY, 0),
    ]

    assert [row.title for row in by_urgency(tasks)] == ["a jumat", "jumat", "selasa", "tanpa hari"]


def test_a_task_is_late_after_its_day() -> None:
    late, in_time = Task("case", "", "", "", FRIDAY, -3), Task("case", "", "", "", FRIDAY, 0)

    assert (late.is_late, late.late_by, in_time.is_late, in_time.late_by) == (True, 3, False, 0)


def test_the_next_case_goes_to_whoever_has_the_least() -> None:
    loads = [Load("Siti", 2, 2, 0), Load("Budi", 9, 1, 1), Load("Ani", 3, 1, 0)]

    assert [row.officer for row in least_first(loads)] == ["Ani", "Budi", "Siti"]
