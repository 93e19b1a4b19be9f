"""Which steps are open, to whom, and how far along the road; without a database."""

from datetime import date
from decimal import Decimal

import pytest

from klinik.clinic.cases.rules import (
    Mile,
    Standing,
    fingerprint,
    moved_away,
    next_step,
    road,
    steps_open_to,
)

DAY = date(2026, 3, 4)
WAITING = Standing()
TAKEN = Standing(is_taken=True)
PLANNED = Standing(is_taken=True, has_open_activity=True)
MEASURED = Standing(is_taken=True, has_result=True)
CLOSED = Standing(is_taken=True, has_result=True, is_closed=True)
MOVES = ["triage", "assign", "refer", "reassign"]
ENDS = ["withdraw", "triage", "assign", "reassign"]
STEPS = [
    (
        WAITING,
        ["answer", "withdraw", "widen"],
        ["take", *ENDS],
    ),
    (
        TAKEN,
        ["answer", "measure", "withdraw", "widen"],
        ["answer", "aim", "plan", "measure", "choose", "withdraw", *MOVES],
    ),
    (
        PLANNED,
        ["answer", "done", "measure", "withdraw", "widen"],
        ["answer", "aim", "plan", "done", "move", "drop", "measure", "choose", "withdraw", *MOVES],
    ),
    (
        MEASURED,
        ["answer", "measure", "withdraw", "widen"],
        ["answer", "aim", "measure", "choose", "close", *MOVES],
    ),
    (CLOSED, ["agree"], []),
    (CLOSED._replace(has_agreed=True), [], []),
    (CLOSED._replace(has_result=False), [], []),  # its consent was withdrawn
]


@pytest.mark.parametrize(("standing", "pesantrens", "offices"), STEPS)
def test_which_steps_are_open(
    standing: Standing, pesantrens: list[str], offices: list[str]
) -> None:
    assert steps_open_to(standing, speaks=True) == pesantrens
    assert steps_open_to(standing, in_office=True) == offices
    assert steps_open_to(standing) == []
    ends = [] if standing.has_result else ["withdraw"]
    coordinated = [] if standing.is_closed else [*ends, "triage", "assign", "reassign"]
    assert steps_open_to(standing, coordinates=True) == coordinated


@pytest.mark.parametrize(
    ("stage", "activity_on", "step"),
    [
        ("waiting", None, ""),
        ("taken", None, "plan"),
        ("planned", DAY, "done"),
        ("planned", date(2026, 3, 5), ""),
        ("done", None, "measure"),
        ("measured", None, ""),
    ],
)
def test_what_lies_next(stage: str, activity_on: date | None, step: str) -> None:
    assert next_step(stage, activity_on=activity_on, today=DAY) == step


def test_the_road_behind_and_ahead() -> None:
    assert road(["a", "b", "c"], "b", is_closed=False) == [
        Mile("a", is_done=True, is_current=False),
        Mile("b", is_done=False, is_current=True),
        Mile("c", is_done=False, is_current=False),
    ]
    assert road(["a", "b"], "b", is_closed=True)[1] == Mile("b", is_done=True, is_current=True)


@pytest.mark.parametrize(
    ("after", "fall_is_good", "away"),
    [(4, True, False), (22, True, True), (21, True, False), (22, False, False), (4, False, True)],
)
def test_which_way_a_figure_went(after: int, fall_is_good: bool, away: bool) -> None:
    assert moved_away(Decimal(21), Decimal(after), fall_is_good=fall_is_good) is away


def test_the_same_content_has_the_same_fingerprint() -> None:
    said = fingerprint({"value": Decimal(4), "on": DAY})

    assert said == fingerprint({"on": DAY, "value": Decimal("4.000")})
    assert said != fingerprint({"on": DAY, "value": Decimal(40)})
    assert said != fingerprint({"on": DAY, "worth": Decimal(4)})
