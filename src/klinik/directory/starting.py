"""What a province starts from: tables that are offered, and may be changed."""

import csv
from functools import cache
from pathlib import Path

from klinik.directory import data

TABLES = Path(data.__path__[0])
Rows = tuple[dict[str, str], ...]


@cache
def table(name: str) -> Rows:
    """The rows of `data/<name>.csv`: regions (of East Java), aspects with offices, indicators."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
