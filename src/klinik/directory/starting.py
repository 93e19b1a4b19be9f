"""What a province starts from: tables that are offered, and may be changed."""

import csv
from functools import cache
from pathlib import Path

from klinik.directory import data
from klinik.directory.models import Aspect, Indicator

TABLES = Path(data.__path__[0])
Rows = tuple[dict[str, str], ...]


@cache
def table(name: str) -> Rows:
    """The rows of `data/<name>.csv`: regions (of East Java), aspects with offices, indicators."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def starting_indicators() -> list[Indicator]:
    """The indicators of `data/indicators.csv`, to be saved; make the aspects before."""
    aspects = {aspect.code: aspect for aspect in Aspect.objects.all()}
    yes = ("is_from_books", "may_be_negative")
    return [
        Indicator(
            **{
                **row,
                **{name: row[name] == "yes" for name in yes},
                "aspect": aspects.get(row["aspect"]),
            }
        )
        for row in table("indicators")
    ]
