"""The figures of one pesantren, indicator by indicator."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.formats import date_format

from klinik.core.templatetags.charts import change_of
from klinik.directory.models import Indicator, Reading

IN_A_PICTURE = 12  # the latest of them


class Series(NamedTuple):
    """The readings of one indicator, the latest first, and what a picture of them needs."""

    indicator: Indicator
    readings: list[Reading]

    @property
    def latest(self) -> Reading:
        return self.readings[0]

    @property
    def change(self) -> str:
        """From the reading before to the latest, in per cent; empty where there is none."""
        if len(self.readings) < 2 or self.readings[1].value <= 0:
            return ""  # a share of a loss says nothing
        return change_of(self.readings[1].value, self.latest.value)

    @property
    def is_better(self) -> bool | None:
        """Whether that change is a good one; None where neither way is."""
        if not self.change or not self.indicator.better:
            return None
        rose = self.latest.value > self.readings[1].value
        return rose == (self.indicator.better == Indicator.Better.HIGHER)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The latest twelve in the order of their days, for the line."""
        return [
            {
                "label": date_format(reading.on, "M y"),
                "value": reading.value,
                "shown": reading.in_words,
            }
            for reading in reversed(self.readings[:IN_A_PICTURE])
        ]


def plain_value(reading: Reading) -> int | str:
    """The figure for a file: a whole number, or its digits with a point."""
    whole = reading.value == reading.value.to_integral_value()
    return int(reading.value) if whole else f"{reading.value.normalize():f}"


def series_of(readings: Iterable[Reading]) -> list[Series]:
    """These readings (the latest first) by indicator, in the order of the catalogue."""
    ordered = sorted(readings, key=lambda row: (row.indicator.name, row.indicator_id))
    return [
        Series(rows[0].indicator, rows)
        for _pk, group in groupby(ordered, key=lambda row: row.indicator_id)
        if (rows := list(group))
    ]
