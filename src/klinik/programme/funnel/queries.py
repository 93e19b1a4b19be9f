"""The funnel's numbers, asked as the reader, so behind the walls.

All of them begin with the same chosen cases, so a number and the list it leads to are the same.
"""

import json
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from klinik.clinic.cases.models import Case, Stage, Waits
from klinik.clinic.cases.queries import of_offices, shown_cases
from klinik.directory.models import Aspect, Region
from klinik.programme.funnel.rules import Step, share_within
from klinik.tenancy.models import Office

WALKED = (Path(__file__).parent / "walked.sql").read_text(encoding="utf-8")
# What is asked of each chosen case.
ASKED = (
    "id", "stage", "aspect_id", "pesantren_id", "office_id", "opened_at", "waits_since",
    "reached", "answered_on", "measured_on",
)  # fmt: skip
GROUPS = {"aspek": "aspect_id", "wilayah": "region_id", "bulan": "month", "bidang": "office_id"}


class Chosen(NamedTuple):
    """Which cases are looked at."""

    first: date | None = None  # opened on this day or later
    last: date | None = None
    aspect: Aspect | None = None
    region: Region | None = None
    office: Office | None = None

    def cases(self) -> QuerySet[Case]:
        """Those of them that the reader may see. Call `read_as` first."""
        rows = shown_cases()
        if self.first:
            rows = rows.filter(opened_at__gte=_begin(self.first))
        if self.last:
            rows = rows.filter(opened_at__lt=_begin(self.last + timedelta(days=1)))
        if self.aspect:
            rows = rows.filter(aspect=self.aspect)
        if self.region:
            rows = rows.filter(pesantren__region=self.region)
        if self.office:
            theirs = Q(office=self.office) | Q(office=None) & of_offices([self.office])
            rows = rows.filter(theirs)
        return rows


class Row(NamedTuple):
    """The funnel of one group of cases, with its times in working days; none where none came."""

    key: Any
    name: str
    numbers: list[int]  # cases that came at least to each step
    first_answer: int | None  # median
    first_answer_90: int | None  # nine of ten came as fast
    result: int | None
    result_90: int | None


class Wait(NamedTuple):
    """How long open cases have waited for their next step, in working days."""

    key: str
    number: int
    median: int
    longest: int


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _walked(cases: QuerySet[Case]) -> tuple[str, list[Any]]:
    """The chosen cases with how far each came and how long it took, as a table to ask."""
    sql, params = cases.order_by().values(*ASKED).query.sql_with_params()
    zone = timezone.get_current_timezone_name()
    return WALKED.format(chosen=sql), [zone, *params]


def _ask(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def whole(chosen: Chosen) -> Row:
    """The funnel of all chosen cases. Call `read_as` first."""
    return side_by_side("aspek", chosen)[1]


def by(group: str, chosen: Chosen) -> list[Row]:
    """The same by aspect, region, office or month of the opening, by name. Call `read_as` first."""
    return side_by_side(group, chosen)[0]


def side_by_side(group: str, chosen: Chosen) -> tuple[list[Row], Row]:
    """The funnel of every group, by name, and of all together. Call `read_as` first.

    PostgreSQL counts how many cases have each number of days; from that follow the medians.
    """
    walked, params = _walked(chosen.cases())
    column = GROUPS[group]
    sets = (
        f"{walked} SELECT {column} AS key,"  # noqa: S608
        " GROUPING(reached, answer_days, result_days) AS what,"
        " coalesce(reached, answer_days, result_days) AS value, count(*) AS number FROM walked"
        f" GROUP BY GROUPING SETS (({column}, reached), ({column}, answer_days),"
        f" ({column}, result_days))"
    )
    asked = (
        f"SELECT key, what, json_object_agg(value, number)::text FROM ({sets}) s"  # noqa: S608
        " WHERE value IS NOT NULL GROUP BY 1, 2"
    )
    counted: dict[Any, Counted] = defaultdict(Counted)
    total = Counted()
    for key, what, found in _ask(asked, params):
        numbers = {int(value): number for value, number in json.loads(found).items()}
        for counts in (counted[key], total):
            counts.of[what].update(numbers)
    named = _names(group)
    rows = [counts.row(key, named(key) if key else "") for key, counts in counted.items()]
    return sorted(rows, key=lambda row: (row.name == "", row.name)), total.row("", "")


STEPS, ANSWERS, RESULTS = 0b011, 0b101, 0b110  # as GROUPING() marks what is left out


class Counted:
    """How many cases came exactly to each step, and took each number of days."""

    def __init__(self) -> None:
        self.of = {what: Counter[int]() for what in (STEPS, ANSWERS, RESULTS)}

    def row(self, key: Any, name: str) -> Row:
        """The funnel of these cases."""
        came = self.of[STEPS].items()
        numbers = [sum(number for at, number in came if at >= step) for step in Step]
        return Row(
            key,
            name,
            numbers,
            share_within(self.of[ANSWERS], 0.5),
            share_within(self.of[ANSWERS], 0.9),
            share_within(self.of[RESULTS], 0.5),
            share_within(self.of[RESULTS], 0.9),
        )


def _names(group: str) -> Any:
    if group == "bulan":
        return lambda month: f"{month:%Y-%m}"
    model = {"aspek": Aspect, "wilayah": Region, "bidang": Office}[group]
    named = {row.pk: str(row) for row in model.objects.all()}  # type: ignore[attr-defined]
    return named.__getitem__


def waits(chosen: Chosen) -> tuple[list[Wait], list[Wait]]:
    """How long open cases wait for an office, by stage and by region. Call `read_as` first."""
    rows = chosen.cases().filter(waits_for=Waits.OFFICE, closed_at=None)
    walked, params = _walked(rows)
    each = (
        f"{walked} SELECT stage, region_id, count(*) AS number,"  # noqa: S608
        " percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_days) AS half, max(wait_days) AS most"
        ' FROM (SELECT stage COLLATE "C" AS stage, region_id, wait_days FROM walked) w'
        " GROUP BY GROUPING SETS ((stage), (region_id))"
    )
    asked = (
        f"SELECT stage, code, number, half, most FROM ({each}) e"  # noqa: S608
        " LEFT JOIN directory_region r ON r.id = region_id"
    )
    stages: list[Wait] = []
    regions: list[Wait] = []
    for stage, code, *numbers in _ask(asked, params):
        (regions if stage is None else stages).append(Wait(code or stage, *numbers))
    order = list(Stage.values)
    stages.sort(key=lambda row: order.index(row.key))
    regions.sort(key=lambda row: (-row.median, -row.number, row.key))
    return stages, regions


def came_to(step: int, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the cases that came at least to a step."""
    told = Q(story__published_at__lte=timezone.now())
    return cases.filter(told if step == Step.TOLD else Q(reached__gte=step) | told)
