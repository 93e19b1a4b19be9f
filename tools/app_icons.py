"""Make the pictures of the installed app from favicon.svg, with Chromium.

Usage: python tools/app_icons.py
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).parents[1] / "src/klinik/core/static/klinik"
DRAWING = (STATIC / "favicon.svg").read_text()
SHAPES = re.sub(r"<svg[^>]*>|</svg>|<rect[^>]*/>", "", DRAWING)


def picture(*, whole: bool) -> str:
    """With round corners; or to the edge and smaller, for telephones that cut it themselves."""
    if not whole:
        return DRAWING
    ground = '<rect width="36" height="36" fill="#0b6b4b"/>'
    inner = f'<g transform="translate(5.4 5.4) scale(.7)">{SHAPES}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36">{ground}{inner}</svg>'


WANTED = {
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "mask-512.png": (512, True),
    "touch-180.png": (180, True),
}


def main() -> None:
    """Draw each one and write it beside the others."""
    folder = STATIC / "app"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (size, whole) in WANTED.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            svg = picture(whole=whole).replace("<svg", f'<svg width="{size}" height="{size}"', 1)
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}")
            page.screenshot(path=folder / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
