"""Charts drawn by the server: lengths are SVG attributes, so no inline style is ever needed."""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django import template

from klinik.core.money import is_rupiah
from klinik.core.templatetags.klinik import angka, rupiah

register = template.Library()

WIDTH, HEIGHT = 400, 190  # of a line chart, in its own units
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 26, 30  # room for what stands beside the line


class Measured(Protocol):
    """A reading as far as a picture of it needs to know."""

    @property
    def value(self) -> Decimal: ...

    @property
    def unit(self) -> str: ...


class Step(NamedTuple):
    """A line of the scale: where it lies and what it says."""

    y: float
    label: str


class Point(NamedTuple):
    """One value of a line chart, in the units of the chart."""

    x: float
    y: float
    label: str
    shown: str
    is_labelled: bool


def shown(value: Decimal | float, unit: str = "") -> str:
    """A value as people read it: rupiah with their sign in front, anything else as a number."""
    if is_rupiah(unit):
        return rupiah(int(value))
    return angka(Decimal(str(value)))


def unit_beside(unit: str) -> str:
    """The unit where the figure does not say it already."""
    return "" if is_rupiah(unit) else unit


def share(value: float, largest: float) -> float:
    """How much of the full length a value takes, in per cent: 0 to 100."""
    return 0.0 if largest <= 0 else round(min(max(value / largest, 0), 1) * 100, 2)


def change_of(before: Decimal, after: Decimal) -> str:
    """The change with its sign, "+62%", from tenfold on "400×"; empty where there was nothing."""
    if not before:
        return ""
    if after >= before * 10 > 0:
        return f"{angka(round(after / before))}×"
    per_cent = (after - before) * 100 / abs(before)
    rounded = round(per_cent, 1 if abs(per_cent) < 10 else 0)
    return f"{'+' if rounded > 0 else ''}{angka(rounded)}%"


def scale_of(largest: float, steps: int = 4) -> list[float]:
    """Round steps from zero to just above the largest value: 0, 20, 40, 60."""
    if largest <= 0:
        return [0.0, 1.0]
    rough = largest / steps
    power = 10.0 ** (len(str(int(rough))) - 1 if rough >= 1 else -2)
    step = next(power * one for one in (1, 2, 2.5, 5, 10, 20) if power * one * steps >= largest)
    return [step * number for number in range(steps + 1) if step * (number - 1) < largest]


def scale_between(lowest: float, largest: float) -> list[float]:
    """Round steps from below the lowest value, or zero, to above the largest, or zero."""
    if lowest >= 0:
        return scale_of(largest)
    step = scale_of(max(largest, 0) - lowest)[1]
    first, last = math.floor(lowest / step), math.ceil(max(largest, 0) / step)
    return [step * number for number in range(first, last + 1)]


def short(value: float, unit: str = "") -> str:
    """A value for the scale, shortened as newspapers do: "Rp1,5 jt", "20 rb"."""
    if value < 0:
        return f"-{short(-value, unit)}"
    for size, word in ((1e12, "T"), (1e9, "M"), (1e6, "jt"), (1e3, "rb")):
        if value >= size:
            number = f"{angka(round(Decimal(value / size), 1))} {word}"
            break
    else:
        number = angka(round(Decimal(str(value)), 2))
    return f"Rp{number}" if unit_beside(unit) != unit else number


@register.inclusion_tag("core/charts/bar_list.html")
def bar_list(rows: Iterable[Mapping[str, Any]], unit: str = "") -> dict[str, Any]:
    """Bars under each other; a row is {label, value} and, if wanted, {shown, url}."""
    lines = [dict(row) for row in rows]
    largest = max((float(row["value"]) for row in lines), default=0)
    for row in lines:
        row["width"] = share(float(row["value"]), largest)
        row.setdefault("shown", f"{shown(row['value'], unit)} {unit_beside(unit)}".strip())
    return {"rows": lines}


@register.inclusion_tag("core/charts/before_after.html")
def before_after(
    title: str,
    before: Measured,
    after: Measured,
    fall_is_good: bool = False,
    with_sources: bool = True,
) -> dict[str, Any]:
    """Two readings of one figure: value, unit, period, day and source of each, and the change.

    Where a page tells more of the sources than their names, it draws them itself.
    """
    largest = float(max(before.value, after.value))
    same_unit = before.unit == after.unit
    return {
        "title": title,
        "change": change_of(before.value, after.value) if same_unit else "",
        "is_better": (after.value < before.value) == fall_is_good and after.value != before.value,
        "sides": [
            {
                "reading": reading,
                "is_after": reading is after,
                "shown": shown(reading.value, reading.unit),
                "unit": unit_beside(reading.unit),
                "width": share(float(reading.value), largest),
            }
            for reading in (before, after)
        ],
        "has_bars": same_unit,
        "with_sources": with_sources,
    }


class Column(NamedTuple):
    """What came and what went at one time, in the units of the chart."""

    label: str
    came: str
    went: str
    came_at: float
    came_tall: float
    went_at: float
    went_tall: float
    left: float
    middle: float
    wide: float
    is_labelled: bool
    url: str


@register.inclusion_tag("core/charts/in_out_chart.html")
def in_out_chart(
    title: str, rows: Sequence[Mapping[str, Any]], came: str, went: str, unit: str = ""
) -> dict[str, Any]:
    """Two columns for each {label, came, went} and, if wanted, {url}; the same as a table below."""
    largest = max((max(row["came"], row["went"]) for row in rows), default=0)
    steps = scale_of(float(largest))
    tall, each = HEIGHT - TOP - BOTTOM, (WIDTH - LEFT - RIGHT) / max(1, len(rows))
    bottom = TOP + tall

    def height(value: float) -> float:
        return round(tall * value / steps[-1], 1)

    columns = []
    for n, row in enumerate(rows):
        left, wide = LEFT + each * n + each * 0.1, each * 0.38
        into, out = height(float(row["came"])), height(float(row["went"]))
        columns.append(
            Column(
                label=str(row["label"]),
                came=shown(row["came"], unit),
                went=shown(row["went"], unit),
                came_at=round(bottom - into, 1),
                came_tall=into,
                went_at=round(bottom - out, 1),
                went_tall=out,
                left=round(left, 1),
                middle=round(left + wide, 1),
                wide=round(wide, 1),
                is_labelled=(len(rows) - 1 - n) % max(1, -(-len(rows) // 6)) == 0,
                url=str(row.get("url", "")),
            )
        )
    return {
        "title": title,
        "columns": columns,
        "came": came,
        "went": went,
        "steps": [Step(round(bottom - height(step), 1), short(step, unit)) for step in steps],
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
    }


@register.inclusion_tag("core/charts/line_chart.html")
def line_chart(title: str, rows: Sequence[Mapping[str, Any]], unit: str = "") -> dict[str, Any]:
    """A line through {label, value} rows in order; the same numbers follow as a table."""
    values = [float(row["value"]) for row in rows]
    steps = scale_between(min(values, default=0), max(values, default=0))
    lowest, span = steps[0], steps[-1] - steps[0]
    tall, wide = HEIGHT - TOP - BOTTOM, WIDTH - LEFT - RIGHT

    def height(value: float) -> float:
        return round(TOP + tall * (1 - (value - lowest) / span), 1)

    every = max(1, -(-len(rows) // 7))
    points = [
        Point(
            x=round(LEFT + wide * index / max(1, len(rows) - 1), 1),
            y=height(values[index]),
            label=str(row["label"]),
            shown=str(row.get("shown") or shown(row["value"], unit)),
            is_labelled=(len(rows) - 1 - index) % every == 0,
        )
        for index, row in enumerate(rows)
    ]
    return {
        "title": title,
        "points": points,
        "last": points[-1] if points else None,
        "line": " ".join(f"{point.x},{point.y}" for point in points),
        "steps": [Step(height(step), short(step, unit)) for step in steps],
        "unit": unit,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "bottom": height(0),
    }
