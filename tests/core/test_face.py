"""The face keeps its promises: contrast, weight, icons that exist, nothing inline."""

import gzip
import re
import runpy
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from klinik.core.static_files import SHORTEN
from klinik.core.templatetags import charts
from klinik.core.templatetags.klinik import angka

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/klinik/core/static/klinik"
CSS = (STATIC / "app.css").read_text()
TOKENS = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6})")

# (letters, ground): all that carries text somewhere
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "muted", "brand") for ground in ("bg", "surface", "sunken")],
    *[(ink, "brand-soft") for ink in ("ink", "brand")],
    ("brand-strong", "surface"),
    ("brand-ink", "brand"),
    ("brand-ink", "brand-strong"),
    ("hero-ink", "hero"),
    ("hero-muted", "hero"),
    ("hero", "hero-ink"),
    *[(mood, f"{mood}-bg") for mood in ("ok", "warn", "bad", "info", "sim")],
    *[("ink", f"{mood}-bg") for mood in ("ok", "warn", "bad", "info")],
    ("bad", "surface"),
    ("bg", "ink"),
    *[("q-ink", f"q{step}") for step in range(4)],
    *[("q-ink-deep", f"q{step}") for step in (4, 5)],
]
# edges of fields and the ring of the focus: 3 to 1 (WCAG 1.4.11)
EDGE_PAIRS = [
    *[("edge", ground) for ground in ("bg", "surface")],
    *[("focus", ground) for ground in ("bg", "surface", "sunken")],
    ("brand", "surface"),
    ("bad", "surface"),
    ("hero-ink", "hero"),
]


def theme(opening: str) -> dict[str, str]:
    """The colours of one block of tokens."""
    return dict(TOKENS.findall(CSS.split(opening, 1)[1].split("}", 1)[0]))


LIGHT = theme(":root {")
DARK_BY_SYSTEM = theme(':root:not([data-theme="light"]) {')
DARK_BY_CHOICE = theme(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK_BY_SYSTEM], ids=["light", "dark"])
@pytest.mark.parametrize(("letters", "ground"), TEXT_PAIRS)
def test_text_is_readable(tokens: dict[str, str], letters: str, ground: str) -> None:
    assert contrast(tokens[letters], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK_BY_SYSTEM], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_are_seen(tokens: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(tokens[edge], tokens[ground]) >= 3


def test_dark_is_the_same_by_system_and_by_choice() -> None:
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE
    assert DARK_BY_SYSTEM.keys() == LIGHT.keys()


def test_every_icon_in_use_is_in_the_sprite() -> None:
    tool = runpy.run_path(str(ROOT / "tools/icons.py"))
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))

    assert drawn == set(tool["wanted"]()), "run tools/icons.py after changing tools/icons.txt"
    assert tool["used"]() - drawn == set(), "add these names to tools/icons.txt"


def test_the_first_load_is_light() -> None:
    def packed(name: str) -> int:
        file = STATIC / name
        shorten = SHORTEN.get(file.suffix) if ".min." not in name else None
        served = shorten(file.read_text()).encode() if shorten else file.read_bytes()
        return len(gzip.compress(served, 9))

    assert packed("app.css") <= 12 * 1024
    parts = ("app.css", "app.js", "vendor/htmx.min.js", "icons.svg", "favicon.svg", "pattern.svg")
    font = (STATIC / "fonts/jakarta.woff2").stat().st_size  # woff2 is packed already
    # 60 KB for the whole page (tests/browser/test_first_load.py): 11 are left for its own HTML
    assert sum(packed(part) for part in parts) + font <= 49 * 1024


class Read(NamedTuple):
    """As much of a reading as a picture needs."""

    value: Decimal
    unit: str


def reading(value: str, unit: str = "Rp") -> Read:
    return Read(Decimal(value), unit)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (None, "–"),
        (1_234_567, "1.234.567"),
        (Decimal("12.50"), "12,5"),
        (Decimal("-0.5"), "-0,5"),
        (Decimal("-1234.5"), "-1.234,5"),
        (Decimal("-0.0"), "0"),
    ],
)
def test_a_number_has_dots_and_a_comma(number: int | Decimal | None, said: str) -> None:
    assert angka(number) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("100", "162", "+62%"),
        ("9", "3", "-67%"),
        ("100", "101.5", "+1,5%"),
        ("0", "5", ""),
        ("5", "2000", "400×"),
        ("1000", "995", "-0,5%"),
    ],
)
def test_a_change_is_said_in_per_cent(before: str, after: str, said: str) -> None:
    assert charts.change_of(Decimal(before), Decimal(after)) == said


def test_bars_are_as_long_as_their_numbers() -> None:
    rows = charts.bar_list([{"label": "a", "value": 31}, {"label": "b", "value": 12}], "%")["rows"]

    assert [row["width"] for row in rows] == [100, 38.71]
    assert [row["shown"] for row in rows] == ["31 %", "12 %"]


def test_bars_of_nothing_have_no_length() -> None:
    assert [row["width"] for row in charts.bar_list([{"label": "a", "value": 0}])["rows"]] == [0]


@pytest.mark.parametrize(
    ("before", "after", "fall_is_good", "is_better"),
    [("1", "2", False, True), ("2", "1", False, False), ("2", "1", True, True),
     ("1", "2", True, False), ("1", "1", False, False), ("1", "1", True, False)],
)  # fmt: skip
def test_better_depends_on_what_is_wanted(
    before: str, after: str, fall_is_good: bool, is_better: bool
) -> None:
    drawn = charts.before_after("Title", reading(before), reading(after), fall_is_good)
    assert drawn["is_better"] == is_better


def test_readings_of_different_units_are_not_compared() -> None:
    drawn = charts.before_after("Title", reading("1", "kg"), reading("2", "ton"))
    assert (drawn["change"], drawn["has_bars"]) == ("", False)


@pytest.mark.parametrize(
    ("largest", "scale"),
    [
        (57_800_000, [0, 2e7, 4e7, 6e7]),
        (31, [0, 10, 20, 30, 40]),
        (0, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
    ],
)
def test_the_scale_has_round_steps_up_to_the_largest(largest: float, scale: list[float]) -> None:
    assert charts.scale_of(largest) == scale


def test_a_line_ends_at_its_last_value() -> None:
    rows = [{"label": "Jan", "value": 10}, {"label": "Feb", "value": 40}]
    drawn = charts.line_chart("Title", rows)

    assert drawn["last"].shown == "40"
    assert drawn["last"].y == charts.TOP
    assert drawn["line"] == "62.0,126.5 386.0,26.0"


def test_a_line_of_nothing_is_an_empty_chart() -> None:
    assert charts.line_chart("Title", [])["last"] is None


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(20_000_000, "Rp", "Rp20 jt"), (1_500, "", "1,5 rb"), (0, "Rp", "Rp0"), (2e12, "", "2 T")],
)
def test_the_scale_is_short(value: float, unit: str, said: str) -> None:
    assert charts.short(value, unit) == said
