"""Cases that look like the one somebody is telling: how many, how many solved, how fast."""

from statistics import median
from typing import NamedTuple

from django.db import connection

from klinik.clinic.cases.models import Case
from klinik.clinic.cases.queries import shown_cases
from klinik.clinic.discussions.models import Post
from klinik.clinic.discussions.queries import answers_alike

SHOWN = 3
MOST = 500  # the newest ones that are weighed: cases_alike() in matching.sql


class Alike(NamedTuple):
    """What others had, as far as the reader may see it."""

    number: int  # at most MOST, and then of many
    solved: int
    days: int | None  # the median of the solved ones, from the opening to the end
    cases: list[Case]  # the likest solved ones
    running: list[Case]  # the likest that are not closed yet: somebody else has this now
    answers: list[Post]  # accepted ones of discussions

    @property
    def is_of_many(self) -> bool:
        """There may be more, older ones that were not counted."""
        return self.number >= MOST


def alike(text: str) -> Alike:
    """The cases that look like this text. Call `read_as` first: the wall of each decides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, is_solved, days FROM cases_alike(%s)", [text])
        rows = cursor.fetchall()
    solved = [(case, days) for case, is_solved, days in rows if is_solved]
    best = [case for case, _days in solved[:SHOWN]]
    unsolved = [case for case, is_solved, _days in rows if not is_solved][:SHOWN]
    found = shown_cases().select_related("story").filter(pk__in=[*best, *unsolved])
    by_id = {row.pk: row for row in found}
    running = [by_id[case] for case in unsolved if case in by_id]
    return Alike(
        number=len(rows),
        solved=len(solved),
        days=round(median(days for _case, days in solved)) if solved else None,
        cases=[by_id[case] for case in best if case in by_id],
        running=[case for case in running if not case.is_closed],
        answers=_one_of_each(answers_alike(text, most=2 * SHOWN)),
    )


def _one_of_each(answers: list[Post]) -> list[Post]:
    """The likest answer of each topic."""
    best: dict[int, Post] = {}
    for post in answers:
        best.setdefault(post.topic_id, post)
    return list(best.values())[:SHOWN]
