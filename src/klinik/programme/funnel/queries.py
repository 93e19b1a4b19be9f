"""The funnel's numbers: one question for each picture, asked as the reader, so behind the walls.

All of them begin with the same chosen cases, so a number and the list it leads to are the same.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from klinik.clinic.cases.models import Case, Stage, Waits
from klinik.clinic.cases.queries import of_offices, shown_cases
from klinik.directory.models import Aspect, Region
from klinik.programme.funnel.rules import Step
from klinik.tenancy.models import Office

WALKED = (Path(__file__).parent / "walked.sql").read_text(encoding="utf-8")
TIMES = ", ".join(
    [
        *(f"count(*) FILTER (WHERE reached >= {step})" for step in Step),
        *(
            f"percentile_disc({share}) WITHIN GROUP (ORDER BY {days})"
            for days in ("answer_days", "result_days")
            for share in (0.5, 0.9)
        ),
    ]
)
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
    sql, params = cases.order_by().values("id").query.sql_with_params()
    zone = timezone.get_current_timezone_name()
    return WALKED.format(chosen=sql), [zone, *params]


def _ask(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def whole(chosen: Chosen) -> Row:
    """The funnel of all chosen cases. Call `read_as` first."""
    walked, params = _walked(chosen.cases())
    (row,) = _ask(f"{walked} SELECT {TIMES} FROM walked", params)  # noqa: S608 (ours alone)
    return _row("", "", row)


def by(group: str, chosen: Chosen) -> list[Row]:
    """The same by aspect, region, office or month of the opening, by name. Call `read_as` first."""
    walked, params = _walked(chosen.cases())
    column = GROUPS[group]
    asked = f"{walked} SELECT {column}, {TIMES} FROM walked GROUP BY {column}"  # noqa: S608
    rows = _ask(asked, params)
    named = _names(group)
    found = [_row(row[0], named(row[0]) if row[0] else "", row[1:]) for row in rows]
    return sorted(found, key=lambda row: (row.name == "", row.name))


def _row(key: Any, name: str, row: tuple[Any, ...]) -> Row:
    return Row(key, name, list(row[: len(Step)]), *row[len(Step) :])


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
    asked = (
        f"{walked} SELECT stage, code, count(*),"  # noqa: S608
        " percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_days), max(wait_days)"
        " FROM walked GROUP BY GROUPING SETS ((stage), (code))"
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
    walked, params = _walked(cases)
    asked = f"{walked} SELECT id FROM walked WHERE reached >= %s"  # noqa: S608
    ids = RawSQL(asked, [*params, step])  # noqa: S611
    return cases.filter(pk__in=ids)
