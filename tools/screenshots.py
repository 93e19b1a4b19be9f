"""Draw the picture of the README from the demonstration.

While `make run` is running: .venv/bin/python tools/screenshots.py [http://localhost:8000]
Writes docs/images/case-phone.png: one case on a phone, from its obstacle to its result.
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "case-phone.png"
WHO = "manajer@an-nur.example"
TITLE = "Laporan bulanan koperasi selalu terlambat"
# What stands at the top of each phone: nothing scrolled, the figure, the road.
SECTIONS = ("#case", "section[aria-labelledby=figure-title]", "section[aria-labelledby=road-title]")
WIDTH, HEIGHT, GAP = 360, 740, 24
COLOURS = 96
LARGEST = 200_000  # bytes: a picture in a README is loaded by everybody


def main(address: str) -> None:
    """Look at the case three times and put the pictures side by side."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            base_url=address, viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
        )
        open_case(page)
        phones = [seen_at(page, section) for section in SECTIONS]
        browser.close()
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    side_by_side(phones).quantize(COLOURS).save(PICTURE, optimize=True)
    if PICTURE.stat().st_size > LARGEST:
        raise SystemExit(f"{PICTURE} is larger than {LARGEST} bytes.")


def open_case(page: Page) -> None:
    """Sign in by the button of the demonstration and go to the case."""
    page.goto("/masuk/")
    page.locator(f'button[value="{WHO}"]').click()
    page.wait_for_url(lambda url: "/masuk/" not in url)
    page.goto("/kasus/")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_load_state("networkidle")


def seen_at(page: Page, section: str) -> Image.Image:
    """The screen of the phone with this part under the bar at the top."""
    page.evaluate(
        """section => {
          const bar = document.querySelector("header.top").offsetHeight;
          const part = document.querySelector(section).getBoundingClientRect();
          scrollTo(0, section === "#case" ? 0 : scrollY + part.top - bar - 12);
        }""",
        section,
    )
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def side_by_side(phones: list[Image.Image]) -> Image.Image:
    """One picture of all."""
    width = len(phones) * WIDTH + (len(phones) + 1) * GAP
    picture = Image.new("RGB", (width, HEIGHT + 2 * GAP), "#d9e2dc")
    for number, phone in enumerate(phones):
        picture.paste(phone, (GAP + number * (WIDTH + GAP), GAP))
    return picture


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
