"""What can be computed of a session without asking anybody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klinik.clinic.sessions.rules import (
    Phase,
    Standing,
    UnsafeLink,
    code_of,
    may_embed,
    months_on,
    moved_up,
    phase_of,
    provider_of,
    refuse_unsafe,
    same_code,
    standing_at,
)


def test_a_series_keeps_the_weekday_of_its_month() -> None:
    assert months_on(date(2025, 3, 4), 4) == [
        date(2025, 3, 4),
        date(2025, 4, 1),
        date(2025, 5, 6),
        date(2025, 6, 3),
    ]


def test_the_fifth_weekday_is_the_last_one_where_there_are_four() -> None:
    assert months_on(date(2025, 1, 29), 3) == [
        date(2025, 1, 29),
        date(2025, 2, 26),
        date(2025, 3, 26),
    ]


@given(first=st.dates(date(2000, 1, 1), date(2090, 1, 1)), times=st.integers(1, 24))
def test_each_month_has_one_of_the_series(first: date, times: int) -> None:
    days = months_on(first, times)

    assert days[0] == first
    assert {day.weekday() for day in days} == {first.weekday()}
    assert [(day.year * 12 + day.month) for day in days] == [
        first.year * 12 + first.month + step for step in range(times)
    ]


START = datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "announced", "cancelled", "phase"),
    [
        (-1, False, False, Phase.DRAFT),
        (-1, True, False, Phase.COMING),
        (0, True, False, Phase.RUNNING),
        (2, True, False, Phase.OVER),
        (1, True, True, Phase.CANCELLED),
        (-1, False, True, Phase.CANCELLED),
    ],
)
def test_where_a_session_stands(hours: int, announced: bool, cancelled: bool, phase: Phase) -> None:
    said = phase_of(
        starts_at=START,
        ends_at=START + timedelta(hours=2),
        is_announced=announced,
        is_cancelled=cancelled,
        now=START + timedelta(hours=hours),
    )

    assert said == phase


def test_whoever_waits_knows_how_many_wait_before() -> None:
    assert [standing_at(before, 2) for before in range(4)] == [
        Standing(is_seated=True, ahead=0),
        Standing(is_seated=True, ahead=0),
        Standing(is_seated=False, ahead=0),
        Standing(is_seated=False, ahead=1),
    ]
    assert standing_at(1000, None) == Standing(is_seated=True, ahead=0)


@given(
    places=st.lists(st.integers(1, 200), unique=True, min_size=1).map(sorted),
    capacity=st.none() | st.integers(1, 50),
    data=st.data(),
)
def test_who_moves_up_is_the_one_who_gains_a_seat(
    places: list[int], capacity: int | None, data: st.DataObject
) -> None:
    back = data.draw(st.sampled_from(places))
    still = [place for place in places if place != back]
    before = set(places[:capacity])
    after = set(still[:capacity])

    gained = moved_up(still, given_back=back, capacity=capacity)

    assert ({gained} if gained else set()) == after - before


@pytest.mark.parametrize(
    "url",
    [
        "http://zoom.us/j/1",
        "javascript:alert(1)",
        "https:///x",
        "https://user:pass@zoom.us/j/1",
        "https://zoom.us/j/1 2",
        "ftp://zoom.us",
        "//zoom.us/j/1",
        "https://[x",
        "https://zoom.us/\nx",
        "zoom.us/j/1",
    ],
)
def test_a_link_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(UnsafeLink):
        refuse_unsafe(url)


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://zoom.us/j/123", "Zoom"),
        ("https://us02web.zoom.us/j/123?pwd=x", "Zoom"),
        ("https://notzoom.us/j/123", ""),
        ("https://meet.jit.si/opop", "Jitsi"),
        ("https://jitsi.jatim.example/opop", "Jitsi"),
        ("https://bbb.jatim.example/rooms/abc/join", "BigBlueButton"),
        ("https://rapat.example/rooms/abc", "BigBlueButton"),
        ("https://rapat.example/x", ""),
    ],
)
def test_the_kind_of_meeting_is_told_by_its_address(url: str, provider: str) -> None:
    refuse_unsafe(url)

    assert provider_of(url) == provider


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://meet.example.org/opop", True),
        ("https://MEET.example.org/opop", True),
        ("https://meet.example.org:8443/opop", False),
        ("https://evil@meet.example.org/opop", False),
        ("https://meet.example.org.evil.example/opop", False),
        ("http://meet.example.org/opop", False),
        ("", False),
    ],
)
def test_only_a_named_server_stands_inside_the_page(url: str, may: bool) -> None:
    assert may_embed(url, ["meet.example.org"]) is may
    assert may_embed(url, []) is False


def test_a_code_is_six_digits_and_another_one_each_round() -> None:
    codes = [code_of("secret", 7, round_) for round_ in range(50)]

    assert {len(code) for code in codes} == {6}
    assert len(set(codes)) == 50
    assert same_code(f" {codes[0][:3]} {codes[0][3:]} ", codes[0])
    assert not same_code(codes[1], codes[0])
    assert not same_code("", codes[0])
    assert not same_code("١٢٣٤٥٦", codes[0])
