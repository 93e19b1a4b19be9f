"""Whose move it was and for how many working days: by rules without a database."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from klinik.clinic.cases.clocks import Move, due_on, late_since, spans, waited, working_days

FRIDAY = date(2026, 3, 13)
NYEPI_TO_EID = frozenset(date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24))


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 10, tzinfo=UTC)


def journal(*moves: Move) -> list[str]:
    """The spans as somebody would tell them."""
    return [
        f"{span.waits_for or 'nobody'} {span.since.day}-{span.until.day if span.until else ''}"
        for span in spans(moves)
    ]


def test_saturdays_sundays_and_days_off_do_not_count() -> None:
    assert working_days(FRIDAY, date(2026, 3, 16), frozenset()) == 1
    assert working_days(FRIDAY, date(2026, 3, 25), NYEPI_TO_EID) == 3  # Mon, Tue, Wed the 25th
    assert due_on(FRIDAY, 3, NYEPI_TO_EID) == date(2026, 3, 25)
    assert due_on(FRIDAY, 3, frozenset()) == date(2026, 3, 18)
    assert working_days(FRIDAY, FRIDAY, frozenset()) == 0


@given(
    since=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    days=st.integers(1, 40),
    off=st.frozensets(st.integers(0, 1276), max_size=60).map(
        lambda days: frozenset(date(2025, 1, 1) + timedelta(days=day) for day in days)
    ),
)
def test_what_is_due_is_so_many_working_days_away(
    since: date, days: int, off: frozenset[date]
) -> None:
    due = due_on(since, days, off)

    assert working_days(since, due, off) == days
    assert working_days(since, due - timedelta(days=1), off) == days - 1


@given(today=st.dates(date(2026, 1, 1), date(2026, 12, 31)), days=st.integers(1, 20))
def test_late_is_what_was_due_before_today(today: date, days: int) -> None:
    edge = late_since(today, days, NYEPI_TO_EID)

    assert due_on(edge, days, NYEPI_TO_EID) < today
    assert due_on(edge + timedelta(days=1), days, NYEPI_TO_EID) >= today


def test_office_and_pesantren_wait_apart() -> None:
    road = [
        Move("opened", "pesantren", at(2)),
        Move("answered", "pesantren", at(3)),
        Move("taken", "office", at(4)),
        Move("answered", "office", at(5)),
        Move("answered", "office", at(6), awaits_answer=True),
        Move("referred", "office", at(7)),
        Move("answered", "pesantren", at(9)),
        Move("planned", "office", at(10)),
        Move("answered", "office", at(11), awaits_answer=True),
        Move("answered", "partner", at(12)),
        Move("done", "office", at(16)),
        Move("measured", "office", at(17)),
        Move("closed", "office", at(18)),
        Move("agreed", "pesantren", at(19)),
    ]

    assert journal(*road) == [
        "office 2-4",
        "office 4-6",
        "pesantren 6-9",
        "office 9-10",
        "work 10-11",
        "pesantren 11-12",
        "work 12-16",
        "office 16-17",
        "office 17-18",
        "nobody 18-",
    ]
    days = {move.at: move.at.date() for move in road}
    total = waited(spans(road), today=date(2026, 3, 31), day_of=days, holidays=frozenset())
    assert {name: total[name] for name in ("office", "pesantren", "work")} == {
        "office": 7,
        "pesantren": 2,
        "work": 3,
    }


def test_handed_over_it_waits_for_the_next_office_anew() -> None:
    assert journal(
        Move("opened", "pesantren", at(2)),
        Move("assigned", "office", at(3)),
        Move("answered", "office", at(4), awaits_answer=True),
        Move("reassigned", "office", at(5)),
        Move("answered", "office", at(6), awaits_answer=True),
    ) == ["office 2-4", "pesantren 4-5", "office 5-"]


def test_moved_and_dropped_activities_are_work_until_none_is_left() -> None:
    assert journal(
        Move("opened", "pesantren", at(2)),
        Move("taken", "office", at(3)),
        Move("planned", "office", at(4)),
        Move("planned", "office", at(5)),
        Move("moved", "office", at(6)),
        Move("dropped", "office", at(7)),
        Move("dropped", "office", at(8)),
    ) == ["office 2-3", "office 3-4", "work 4-5", "work 5-6", "work 6-7", "work 7-8", "office 8-"]
