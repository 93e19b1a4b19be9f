"""How far cases come, and where most of them stay behind: pure."""

from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum
from itertools import pairwise
from math import ceil
from typing import NamedTuple


class Step(IntEnum):
    """The steps of a case's road; whoever reached one has passed all that stand before it."""

    OPENED = 1  # an obstacle was brought
    SEEN = 2  # an office has said or done something: it is triaged
    TAKEN = 3
    PLANNED = 4
    DONE = 5
    MEASURED = 6
    TOLD = 7  # its story is published


# What was recorded of a case, and the step that it proves.
PROVES = {
    "taken": Step.TAKEN,
    "assigned": Step.TAKEN,
    "planned": Step.PLANNED,
    "done": Step.DONE,
    "measured": Step.MEASURED,
}


def reached(moves: Collection[tuple[str, str]], *, is_told: bool = False) -> Step:
    """The farthest step of a case, by what was recorded of it as (kind, side)."""
    if is_told:
        return Step.TOLD
    steps = [PROVES[kind] for kind, _side in moves if kind in PROVES]
    seen = any(side == "office" and kind != "opened" for kind, side in moves)
    return max([Step.OPENED, *([Step.SEEN] if seen else []), *steps])


class Stair(NamedTuple):
    """One step of the funnel."""

    step: Step
    number: int  # cases that came at least so far
    share: int  # of all, in whole per cent
    lost: int  # that came to the step before and not to this one
    is_narrowest: bool  # here the most stay behind, as a share of those who came


def stairs(numbers: Sequence[int]) -> list[Stair]:
    """The funnel of `numbers`, one for each step from the first: how many came at least so far."""
    lost = [0, *(before - after for before, after in pairwise(numbers))]
    shares = [0.0, *(1 - after / before if before else 0.0 for before, after in pairwise(numbers))]
    worst = max(shares, default=0.0)
    narrowest = shares.index(worst) if worst > 0 else -1
    whole = numbers[0] if numbers else 0
    return [
        Stair(step, number, round(100 * number / whole) if whole else 0, gone, at == narrowest)
        for at, (step, number, gone) in enumerate(zip(Step, numbers, lost, strict=True))
    ]


def share_within(counts: Mapping[int, int], share: float) -> int | None:
    """The smallest number that this share of all does not exceed; 0.5 is the median."""
    wanted = max(ceil(share * sum(counts.values())), 1)
    for number in sorted(counts):
        wanted -= counts[number]
        if wanted <= 0:
            return number
    return None
