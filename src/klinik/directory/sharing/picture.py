"""The picture that goes with a shared address: 1200 by 630, in our own letters and colours."""

import io
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from klinik.core import exports

FONTS = Path(exports.__file__).parent / "fonts"
WIDTH, HEIGHT, EDGE = 1200, 630, 72
HERO, INK, MUTED, LINE = "#0a4a35", "#ffffff", "#c5e2d5", "#2a6b53"
SIMULATED, SIMULATED_INK = "#f0eafa", "#5b3d8f"
STAR = 104  # of the pattern, as in pattern.svg
KEPT = 256  # pictures in memory, about 20 kB each
# Corners of one star: two squares turned into each other, and the lines between stars.
SQUARES = (
    ((88.8, 52), (52, 88.8), (15.2, 52), (52, 15.2)),
    ((78, 78), (26, 78), (26, 26), (78, 26)),
)
RAYS = (
    ((52, 0), (52, 15.2)),
    ((52, 88.8), (52, 104)),
    ((0, 52), (15.2, 52)),
    ((88.8, 52), (104, 52)),
    ((0, 0), (26, 26)),
    ((104, 0), (78, 26)),
    ((0, 104), (26, 78)),
    ((104, 104), (78, 78)),
)


@lru_cache(maxsize=KEPT)
def drawn(house: str, over: str, title: str, lines: tuple[str, ...], mark: str = "") -> bytes:
    """A PNG: the house, what it is, its name, a few facts, and a mark for what is invented."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), HERO)
    draw = ImageDraw.Draw(picture)
    _stars(draw)
    draw.rounded_rectangle((EDGE, EDGE, EDGE + 56, EDGE + 56), radius=14, fill=INK)
    draw.regular_polygon((EDGE + 28, EDGE + 28, 18), 4, fill=HERO)
    draw.regular_polygon((EDGE + 28, EDGE + 28, 18), 4, rotation=45, fill=HERO)
    draw.text((EDGE + 76, EDGE + 8), house, INK, _letters(32, bold=True))
    draw.text((EDGE, 196), _written(over), MUTED, _letters(30))
    down = 244.0
    size, rows = _fitting(_written(title))
    for row in rows:
        draw.text((EDGE, down), row, INK, _letters(size, bold=True))
        down += size * 1.2
    down = max(down + 24, 430)
    for line in lines[:3]:
        draw.text((EDGE, down), _written(line)[:60], MUTED, _letters(32))
        down += 46
    if mark:
        _marked(draw, mark)
    file = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _stars(draw: ImageDraw.ImageDraw) -> None:
    """Our pattern over the right side."""
    for left in range(WIDTH - 4 * STAR, WIDTH + STAR, STAR):
        for top in range(-STAR // 2, HEIGHT, STAR):
            for square in SQUARES:
                draw.polygon([(left + x, top + y) for x, y in square], outline=LINE, width=2)
            for ray in RAYS:
                draw.line([(left + x, top + y) for x, y in ray], fill=LINE, width=2)


def _marked(draw: ImageDraw.ImageDraw, mark: str) -> None:
    letters = _letters(26, bold=True)
    wide = draw.textlength(mark, letters)
    right, top = WIDTH - EDGE, EDGE + 4
    draw.rounded_rectangle((right - wide - 44, top, right, top + 48), radius=24, fill=SIMULATED)
    draw.text((right - wide - 22, top + 7), mark, SIMULATED_INK, letters)


def _fitting(title: str) -> tuple[int, list[str]]:
    """The largest letters in which the title fits on three lines; what is longer is cut."""
    for size in (76, 64, 54):
        rows = _rows(title, _letters(size, bold=True))
        if len(rows) <= 2 or (size == 54 and len(rows) <= 3):
            return size, rows
    return 54, [*rows[:2], f"{rows[2][:24]}…"]


def _rows(text: str, letters: ImageFont.FreeTypeFont) -> list[str]:
    rows: list[str] = []
    for word in text.split():
        if rows and letters.getlength(f"{rows[-1]} {word}") <= WIDTH - 2 * EDGE - 120:
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word[:30])
    return rows or [""]


def _written(text: str) -> str:
    """In the letters that our typeface has: "ḥalāl" -> "halal"."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    return "".join(sign for sign in plain if sign.isascii() or sign in "·–…").strip()


@cache
def _letters(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "jakarta-bold.ttf" if bold else "jakarta-regular.ttf"
    return ImageFont.truetype(FONTS / name, size)
