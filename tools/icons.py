"""Make the sprite src/klinik/core/static/klinik/icons.svg from tools/icons.txt.

Usage: npm pack @tabler/icons && tar xf tabler-icons-*.tgz
       python tools/icons.py package/icons/outline
       python tools/icons.py --unused      (names on the list that nothing uses)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ROOT / "tools" / "icons.txt"
SPRITE = ROOT / "src/klinik/core/static/klinik/icons.svg"
SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*?/>", re.S)
# Tabler draws each icon over an invisible square of the full size; a symbol does not need it.
INVISIBLE = re.compile(r'stroke="none"[^>]*d="M0 0h24v24H0z"')
USES = re.compile(
    r"""\{%\s*icon\s+["']([a-z0-9-]+)["']|["']icon["']:\s*["']([a-z0-9-]+)["']"""
    r"""|\bicon=["']([a-z0-9-]+)["']"""
)


def wanted() -> list[str]:
    """The names on the list, sorted, each once."""
    return sorted(set(NAMES.read_text().split()))


def symbol(name: str, drawing: str) -> str:
    """One icon as a symbol of the sprite: its shapes without the attributes all of them share."""
    shapes = [s for s in SHAPE.findall(drawing) if not INVISIBLE.search(s)]
    body = "".join(re.sub(r"\s+", " ", s).replace(" />", "/>") for s in shapes)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def used() -> set[str]:
    """Every icon named in a template or in Python code of the product."""
    files = [*ROOT.glob("src/klinik/**/*.html"), *ROOT.glob("src/klinik/**/*.py")]
    return {next(filter(None, found)) for file in files for found in USES.findall(file.read_text())}


def main(arguments: list[str]) -> int:
    """Write the sprite; with --unused only name what the list could lose."""
    if arguments == ["--unused"]:
        sys.stdout.write("\n".join(sorted(set(wanted()) - used())) + "\n")
        return 0
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder = Path(arguments[0])
    missing = [name for name in wanted() if not (folder / f"{name}.svg").is_file()]
    if missing:
        sys.stderr.write(f"Tabler has no icon called: {', '.join(missing)}\n")
        return 1
    symbols = [symbol(name, (folder / f"{name}.svg").read_text()) for name in wanted()]
    body = "\n".join(symbols)
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n')
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
