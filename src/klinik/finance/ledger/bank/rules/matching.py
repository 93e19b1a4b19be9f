"""Which lines of the book are which mutations of the bank."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from klinik.core.imports.rules import plain

NEAR = 3  # days: weekends, and transfers of the night
FAR = 31  # days within which candidates are looked for
MOST_TOGETHER = 5  # lines or mutations
AMONG = 14  # the nearest ones: 14 over 2 to 5 are 3,458 sums
MOST_SHOWN = 5
LIKELY, POSSIBLE = 75, 50  # points: near in days and alike in words; near in days alone


class Fit(StrEnum):
    """How well lines and mutations fit each other, for whom points say nothing."""

    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"


class Item(NamedTuple):
    """A line of the book or a mutation of the bank: what tells whether two are the same."""

    key: Hashable
    on: date
    amount: int
    text: str


class Pair(NamedTuple):
    """A mutation and the line that it is."""

    mutation: Item
    line: Item


class Candidate(NamedTuple):
    """Lines that a mutation may be, or mutations that are one line together; out of 100."""

    mutations: tuple[Item, ...]
    lines: tuple[Item, ...]
    score: int

    @property
    def fit(self) -> Fit:
        """The points in three steps."""
        if self.score >= LIKELY:
            return Fit.GOOD
        return Fit.FAIR if self.score >= POSSIBLE else Fit.WEAK


def sure_pairs(mutations: Sequence[Item], lines: Sequence[Item]) -> list[Pair]:
    """The pairs that need no thinking: the same amount within three days, and no other choice.

    Of one day and amount, as many mutations as lines are each other's: they are alike, whichever is
    which. What is left is paired where each is the only one for the other within three days.
    """
    pairs = _of_one_day(mutations, lines)
    taken = {pair.mutation.key for pair in pairs}, {pair.line.key for pair in pairs}
    left = [item for item in mutations if item.key not in taken[0]]
    lines_left = _by_amount(item for item in lines if item.key not in taken[1])
    mutations_left = _by_amount(left)
    for mutation in left:
        near = _near(mutation, lines_left[mutation.amount])
        if len(near) == 1 and len(_near(near[0], mutations_left[mutation.amount])) == 1:
            pairs.append(Pair(mutation, near[0]))
    order = {mutation.key: at for at, mutation in enumerate(mutations)}
    return sorted(pairs, key=lambda pair: order[pair.mutation.key])


def candidates(mutation: Item, others: Sequence[Item], lines: Sequence[Item]) -> list[Candidate]:
    """What a mutation may be, the likeliest first: one line, several, or with others one line.

    `others` are the other mutations that are not matched. Sums agree to the rupiah; groups are
    looked for among the nearest of the same direction, at most five together.
    """
    near = [line for line in lines if _apart(mutation, line) <= FAR]
    found = [
        Candidate((mutation,), (line,), score(mutation, [line]))
        for line in near
        if line.amount == mutation.amount
    ]
    for group in _sums(mutation.amount, _nearest(mutation, near)):
        found.append(Candidate((mutation,), group, score(mutation, group)))
    for line in near:
        if not _is_part(mutation.amount, line.amount):
            continue
        rest = _nearest(line, [other for other in others if _apart(other, line) <= NEAR])
        for group in _sums(line.amount - mutation.amount, rest, least=1):
            found.append(Candidate((mutation, *group), (line,), score(line, (mutation, *group))))
    found.sort(
        key=lambda candidate: (-candidate.score, len(candidate.lines), candidate.lines[0].on)
    )
    return found[:MOST_SHOWN]


def score(one: Item, group: Sequence[Item]) -> int:
    """How likely they are the same, from 1 to 100: near in days, alike in words, few together."""
    apart = max(_apart(one, other) for other in group)
    alike = max(likeness(one.text, other.text) for other in group)
    points = 70 - 2 * min(apart, FAR) + 30 * alike // 100 - 8 * (len(group) - 1)
    return max(1, min(100, points))


def likeness(one: str, other: str) -> int:
    """How many words two texts share, in percent of those of the shorter one."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return 0
    return 100 * len(words & others) // min(len(words), len(others))


def _words(text: str) -> set[str]:
    return {word for word in plain(text).split() if len(word) > 2 and not word.isdigit()}


def _of_one_day(mutations: Iterable[Item], lines: Iterable[Item]) -> list[Pair]:
    ours: defaultdict[tuple[date, int], list[Item]] = defaultdict(list)
    for line in lines:
        ours[line.on, line.amount].append(line)
    theirs: defaultdict[tuple[date, int], list[Item]] = defaultdict(list)
    for mutation in mutations:
        theirs[mutation.on, mutation.amount].append(mutation)
    return [
        Pair(mutation, line)
        for key, group in theirs.items()
        if len(group) == len(ours.get(key, ()))
        for mutation, line in zip(group, ours[key], strict=True)
    ]


def _by_amount(items: Iterable[Item]) -> defaultdict[int, list[Item]]:
    """Items by amount, each group in the order of its days."""
    grouped: defaultdict[int, list[Item]] = defaultdict(list)
    for item in sorted(items, key=_day):
        grouped[item.amount].append(item)
    return grouped


def _near(one: Item, group: Sequence[Item]) -> list[Item]:
    """Two at most of a group in the order of days that lie within three days: more is no choice."""
    first = bisect_left(group, one.on - timedelta(days=NEAR), key=_day)
    return [item for item in group[first : first + 2] if _apart(one, item) <= NEAR]


def _day(item: Item) -> date:
    return item.on


def _sums(total: int, items: Sequence[Item], *, least: int = 2) -> Iterator[tuple[Item, ...]]:
    """Groups of these that add up to `total`, small ones first, not more than are shown."""
    part = [item for item in items if _is_part(item.amount, total) or item.amount == total]
    found = 0
    for size in range(least, MOST_TOGETHER + 1):
        for group in combinations(part, size):
            if sum(item.amount for item in group) == total:
                yield group
                found += 1
                if found == MOST_SHOWN:
                    return


def _is_part(amount: int, whole: int) -> bool:
    """Of the same direction, and less."""
    return abs(amount) < abs(whole) and (amount > 0) == (whole > 0)


def _nearest(one: Item, items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: _apart(one, item))[:AMONG]


def _apart(one: Item, other: Item) -> int:
    return abs((one.on - other.on).days)
