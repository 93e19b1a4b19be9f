"""The map of the 38 kabupaten and kota: outlines for a desk, a grid of tiles for a phone.

The outlines are approximate: Voronoi cells of village points of the package `geografis` (MIT).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations
from math import dist, isqrt
from pathlib import Path
from typing import Any, NamedTuple

from django import template
from django.db.models import Avg
from django.urls import reverse

from klinik.core.templatetags.klinik import angka
from klinik.directory.models import Pesantren, Region

register = template.Library()

OUTLINES = Path(__file__).parents[1] / "data" / "jatim.json"
CLASSES = 5  # shades above zero
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
REACH = 18  # radius around the middle of a small outline, in the units of the drawing
COLUMNS = 9  # at most, of a grid without a place for each
SIDE, GAP = 36, 4  # of a tile, in the units of the picture
# code: row, column, short name. A kota is drawn round.
TILES = {
    "3501": (6, 1, "PCT"), "3502": (5, 2, "PNG"), "3503": (6, 2, "TRG"), "3504": (6, 3, "TLG"),
    "3505": (6, 4, "BLT"), "3506": (5, 4, "KDR"), "3507": (6, 5, "MLG"), "3508": (6, 7, "LMJ"),
    "3509": (6, 8, "JBR"), "3510": (6, 9, "BWI"), "3511": (5, 8, "BDW"), "3512": (5, 9, "STB"),
    "3513": (5, 7, "PRB"), "3514": (5, 6, "PAS"), "3515": (3, 5, "SDA"), "3516": (4, 5, "MJK"),
    "3517": (3, 4, "JBG"), "3518": (4, 3, "NJK"), "3519": (3, 2, "MDN"), "3520": (4, 1, "MGT"),
    "3521": (3, 1, "NGW"), "3522": (2, 3, "BJN"), "3523": (1, 3, "TBN"), "3524": (2, 4, "LMG"),
    "3525": (2, 5, "GSK"), "3526": (1, 6, "BKL"), "3527": (1, 7, "SPG"), "3528": (1, 8, "PMK"),
    "3529": (1, 9, "SMP"), "3571": (5, 3, "KDR"), "3572": (7, 4, "BLT"), "3573": (6, 6, "MLG"),
    "3574": (4, 7, "PRB"), "3575": (4, 6, "PAS"), "3576": (4, 4, "MJK"), "3577": (4, 2, "MDN"),
    "3578": (2, 6, "SBY"), "3579": (5, 5, "BTU"),
}  # fmt: skip


class Area(NamedTuple):
    """One kabupaten or kota as both pictures draw it."""

    code: str
    name: str
    url: str
    shown: str
    shade: int  # 0 for none, 1 to 5
    path: str
    short: str
    x: int
    y: int
    round: int  # radius of the tile's corners
    reach: tuple[float, float] | None  # the middle of an outline too small for a finger


@cache
def reach_of(path: str) -> tuple[float, float] | None:
    """The middle of an outline that is smaller than a finger, around which its link reaches."""
    numbers = [float(number) for number in NUMBER.findall(path)]
    across, down = numbers[0::2], numbers[1::2]
    if min(max(across) - min(across), max(down) - min(down)) >= 2 * REACH:
        return None
    return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2


@cache
def outlines() -> dict[str, Any]:
    """The drawing as it lies in the file: its size, and for every area code, name and path."""
    drawing: dict[str, Any] = json.loads(OUTLINES.read_text())
    return drawing


def limits_of(values: list[float]) -> list[float]:
    """The upper limits of the shades, so that each shade has about as many areas."""
    ranked = sorted(value for value in values if value > 0)
    if not ranked:
        return []
    cuts = [ranked[-(-len(ranked) * part // CLASSES) - 1] for part in range(1, CLASSES + 1)]
    return sorted(set(cuts))


def shade_of(value: float, limits: list[float]) -> int:
    """The shade of a value: 0 for none, then 1 to 5, the darkest for the largest."""
    if value <= 0:
        return 0
    place = next(index for index, limit in enumerate(limits) if value <= limit)
    return CLASSES - len(limits) + 1 + place


def written(value: float) -> str:
    """A value as the pages write numbers."""
    return angka(Decimal(str(value)))


def legend_of(values: list[float], limits: list[float]) -> list[tuple[int, str]]:
    """Which numbers each shade stands for: the smallest and the largest that have it."""
    held: dict[int, list[str]] = {}
    for value in sorted(values):
        held.setdefault(shade_of(value, limits), []).append(written(value))
    return [
        (shade, each[0] if each[0] == each[-1] else f"{each[0]}–{each[-1]}")
        for shade, each in held.items()
    ]


def area_of(code: str, name: str, path: str, value: float, limits: list[float]) -> Area:
    """One region with its place in both pictures and its shade."""
    row, column, short = TILES[code]
    return Area(
        code=code,
        name=name,
        url=reverse("directory:region", args=[code]),
        shown=written(value),
        shade=shade_of(value, limits),
        path=path,
        short=short,
        x=(column - 1) * (SIDE + GAP),
        y=(row - 1) * (SIDE + GAP),
        round=SIDE // 2 if name.startswith("Kota") else 7,
        reach=reach_of(path),
    )


def tile_grid(values: Mapping[str, float], title: str, here: str) -> dict[str, Any]:
    """Regions without outlines as tiles: where their pesantren lie, or in the order of codes."""
    limits = limits_of(list(map(float, values.values())))
    regions = list(Region.objects.filter(code__in=values).order_by("code"))
    points = middles_of(region.code for region in regions)
    places = laid_out(points) if len(points) == len(regions) else in_order(regions)
    shorts = shorts_of(regions)
    areas = [
        Area(
            code=region.code,
            name=str(region),
            url=region.get_absolute_url(),
            shown=written(values[region.code]),
            shade=shade_of(values[region.code], limits),
            path="",
            short=shorts[region.code],
            x=places[region.code][0] * (SIDE + GAP),
            y=places[region.code][1] * (SIDE + GAP),
            round=SIDE // 2 if region.kind == Region.Kind.KOTA else 7,
            reach=None,
        )
        for region in regions
    ]
    return {
        "title": title,
        "areas": areas,
        "here": here,
        "ranges": legend_of(list(map(float, values.values())), limits),
        "broad": max((area.x for area in areas), default=0) + SIDE + GAP,
        "tall": max((area.y for area in areas), default=0) + SIDE + GAP,
        "is_laid_out": len(points) == len(regions),
        "side": SIDE,
        "middle": SIDE // 2,
    }


def middles_of(codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Where the pesantren of each region lie in the middle: longitude, latitude; where known."""
    rows = Pesantren.objects.filter(region__code__in=list(codes)).exclude(latitude=None)
    told = rows.values_list("region__code").annotate(Avg("longitude"), Avg("latitude"))
    return {code: (float(across), float(up)) for code, across, up in told}


def in_order(regions: Sequence[Region]) -> dict[str, tuple[int, int]]:
    """Columns and rows in the order of the codes, a little broader than tall."""
    columns = columns_for(len(regions))
    return {region.code: (at % columns, at // columns) for at, region in enumerate(regions)}


def columns_for(tiles: int) -> int:
    """So many that the last row is as full as it can be: 12 stand in 4, 24 in 6, 38 in 8."""
    fair = range(max(1, isqrt(tiles)), min(COLUMNS, isqrt(2 * tiles) + 1) + 1)
    return min(fair, key=lambda columns: (-tiles % columns, -columns))


def laid_out(points: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    """A tile for each point near where it lies: west to the left, north on top, none on another."""
    columns = columns_for(len(points)) + 1
    across, up = zip(*points.values(), strict=True)
    scale = (columns - 1) / (max(across) - min(across) or 1)
    taken: dict[str, tuple[int, int]] = {}
    for code, (x, y) in sorted(points.items(), key=lambda item: (-item[1][1], item[1][0])):
        wished = (x - min(across)) * scale, (max(up) - y) * scale
        free = (cell for cell in _cells(len(points), columns) if cell not in taken.values())
        taken[code] = min(free, key=lambda cell: dist(cell, wished))
    rows = sorted({row for _column, row in taken.values()})
    left = min(column for column, _row in taken.values())
    return {code: (column - left, rows.index(row)) for code, (column, row) in taken.items()}


def _cells(tiles: int, columns: int) -> Iterator[tuple[int, int]]:
    return ((column, row) for row in range(2 * tiles) for column in range(columns))


def shorts_of(regions: Sequence[Region]) -> dict[str, str]:
    """Three letters for each tile; two of one kind never have the same, as long as letters last."""
    shorts: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    for region in regions:
        tries = short_of(region.name)
        first = next((one for one in tries if (region.kind, one) not in taken), tries[0])
        shorts[region.code] = first
        taken.add((region.kind, first))
    return shorts


def short_of(name: str) -> list[str]:
    """Three letters for a name, the best first: Malang MLG, Muara Biru MBR, then any others."""
    words = ["".join(filter(str.isalpha, word)) for word in name.upper().split()]
    whole = "".join(words)
    begun = "".join(word[:1] for word in words[:-1]) + (words[-1] if words else "")
    found = [_thinned(begun), _thinned(whole)]
    found += [whole[:1] + a + b for a, b in combinations(whole[1:], 2)]
    return [short[:3] for short in found]


def _thinned(letters: str) -> str:
    """The first letter, then consonants, then whatever is left."""
    rest = [letter for letter in letters[1:] if letter not in "AEIOU"]
    return "".join([*letters[:1], *rest, *letters[1:]])


@register.inclusion_tag("directory/_map.html")
def region_map(values: Mapping[str, float], title: str, here: str = "") -> dict[str, Any]:
    """Shade every region by its value; `values` by BPS code, `here` is one code to outline."""
    if values and not set(values) & set(TILES):  # another province: nobody has drawn it yet
        return tile_grid(values, title, here)
    drawing = outlines()
    regions = [(dotted.replace(".", ""), name, path) for dotted, name, path in drawing["areas"]]
    of_region = {code: float(values.get(code, 0)) for code, _name, _path in regions}
    limits = limits_of(list(of_region.values()))
    areas = [area_of(code, name, path, of_region[code], limits) for code, name, path in regions]
    # What is drawn last lies on top: the outline of `here` is not covered by its neighbours.
    return {
        "title": title,
        "areas": sorted(areas, key=lambda area: area.code == here),
        "here": here,
        "ranges": legend_of(list(of_region.values()), limits),
        "width": drawing["w"],
        "height": drawing["h"],
        "reach": REACH,
        "side": SIDE,
        "middle": SIDE // 2,
    }
