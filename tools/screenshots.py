"""Take the pictures of the README and of the handbook from the demonstration.

While `make run` is running: .venv/bin/python tools/screenshots.py [http://localhost:8000]
Writes docs/images/*.png: whoever changes a page takes its picture anew, so that they stay true.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
WIDTH, HEIGHT, GAP = 360, 740, 24
COLOURS = 96
LARGEST = 200_000  # bytes: a picture in a README is loaded by everybody

MANAGER = "manajer@al-hikmah.example"
TELLER = "teller@al-hikmah.example"
COLLECTOR = "penagih@al-hikmah.example"
GUARDIAN = "wali@al-hikmah.example"
NEIGHBOUR = "manajer@an-nur.example"
OFFICER = "petugas@pembiayaan.example"
SECRETARIAT = "sekretariat@opop.example"
HOME = "/koppontren/al-hikmah/"


@dataclass(frozen=True)
class Picture:
    """One or more looks at a page on a phone, side by side.

    `follow` are patterns of addresses, gone to one after another; `parts` are what stands at the
    top of each look ("" is the page unscrolled).
    """

    name: str
    at: str
    who: str = ""
    follow: tuple[str, ...] = ()
    parts: tuple[str, ...] = ("",)


FIGURE, ROAD = "section[aria-labelledby=figure-title]", "section[aria-labelledby=road-title]"
PICTURES = (
    Picture(
        "case-phone",
        "/kasus/?q=laporan",
        NEIGHBOUR,
        follow=(r"/kasus/K-[^/]+/",),
        parts=("", FIGURE, ROAD),
    ),
    Picture("masuk", "/masuk/"),
    Picture("buka-kasus", "/kasus/baru/", NEIGHBOUR),
    Picture("antrean-bidang", "/kasus/", OFFICER),
    Picture("uang-masuk", f"{HOME}uang/masuk/", MANAGER),
    Picture("neraca", f"{HOME}neraca/", MANAGER),
    Picture("loket", f"{HOME}loket/?q=A-0001", TELLER),
    Picture("laci", f"{HOME}laci/", TELLER, follow=(rf"{HOME}laci/\w+/tutup/",)),
    Picture("menagih", f"{HOME}tagih/", COLLECTOR, follow=(r"/tagih/\?di=.*",)),
    Picture("simpanan-saya", "/simpanan-saya/", GUARDIAN, follow=(r"/simpanan-saya/.*/A-0009/",)),
    Picture("orang-dan-peran", f"{HOME}orang/", MANAGER),
    Picture("angka-dibagikan", f"{HOME}berbagi/", MANAGER),
    Picture("surat-legalitas", "/pesantren/al-hikmah/surat/", MANAGER),
)


def main(address: str, *only: str) -> None:
    """Take every picture, or those whose names were given."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            if not only or picture.name in only:
                take(browser, address, picture)
        browser.close()


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Look at the page and keep what was seen, small enough for a reader on a phone."""
    with phone(browser, address) as page:
        go_to(page, picture)
        looks = [look_at(page, part) for part in picture.parts]
    file = IMAGES / f"{picture.name}.png"
    side_by_side(looks).quantize(COLOURS).save(file, optimize=True)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file} is larger than {LARGEST} bytes.")


@contextmanager
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A phone of its own for each picture: nobody is signed in on it."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": WIDTH, "height": HEIGHT},
        reduced_motion="reduce",
        locale="id-ID",
    )
    yield context.new_page()
    context.close()


def go_to(page: Page, picture: Picture) -> None:
    """Sign in by the button of the demonstration, open the page and follow its links.

    Raises SystemExit where the demonstration has no such page.
    """
    if picture.who:
        page.goto("/masuk/")
        button = page.locator(f'button[value="{picture.who}"]').first
        button.evaluate("one => one.closest('details')?.setAttribute('open', '')")
        button.click()
        page.wait_for_url(lambda url: "/masuk/" not in url)
    answer = page.goto(picture.at)
    if answer is None or not answer.ok:
        raise SystemExit(f"{picture.name}: there is no page at {picture.at}.")
    for pattern in picture.follow:
        page.goto(link_like(page, pattern), wait_until="networkidle")


def link_like(page: Page, pattern: str) -> str:
    """The first address on the page that fits; SystemExit where none does."""
    links = page.locator("main a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for link in links:
        if re.fullmatch(pattern, link):
            return str(link)
    raise SystemExit(f"{page.url} has no link to {pattern}.")


def look_at(page: Page, part: str) -> Image.Image:
    """The screen of the phone with this part under the bar at the top."""
    page.evaluate(
        """part => {
          const bar = document.querySelector("header").offsetHeight;
          const top = part ? document.querySelector(part).getBoundingClientRect().top : 0;
          scrollTo(0, part ? scrollY + top - bar - 12 : 0);
        }""",
        part,
    )
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def side_by_side(looks: list[Image.Image]) -> Image.Image:
    """One picture of all looks, on a quiet ground."""
    width = len(looks) * WIDTH + (len(looks) + 1) * GAP
    picture = Image.new("RGB", (width, HEIGHT + 2 * GAP), "#d9e2dc")
    for number, look in enumerate(looks):
        picture.paste(look, (GAP + number * (WIDTH + GAP), GAP))
    return picture


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://localhost:8000"]))
