"""A case is opened in at most eight taps and one screen of typing."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import manager_of

MOST_TAPS = 8
SCREEN = 740  # pixels in height, at 360 of width
FIGURE = "Waktu menyusun laporan bulanan (hari)"


class Thumb:
    """Taps what is to be tapped, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, place: Locator) -> None:
        """One tap."""
        place.click()
        self.taps += 1

    def pick(self, place: Locator, option: str) -> None:
        """Open a list and tap one of its lines."""
        line = place.locator("option").filter(has_text=option)
        place.select_option(line.get_attribute("value"))
        self.taps += 2

    def type(self, words: str) -> None:
        """On the keyboard that the tap before has opened."""
        self.page.keyboard.type(words)


def test_a_case_is_opened_in_eight_taps_and_one_screen_of_typing(open_window: OpenWindow) -> None:
    page = open_window(manager_of("klik-ganda"))
    person, thumb = Person(page, "id"), Thumb(page)
    person.go("/")
    form = person.form("Open the case")

    thumb.tap(page.locator("main").get_by_role("link", name=person.say("Bring an obstacle")))
    expect(form.field("What hinders you?")).to_be_focused()  # without a tap
    thumb.type("Laporan bulanan selalu terlambat")
    thumb.tap(form.field("Tell a little more"))
    thumb.type("Nota toko disalin tiga kali sebelum masuk ke laporan.")
    thumb.tap(form.place.get_by_role("radio", name="sebulan"))
    thumb.pick(form.field("Which figure should change?"), FIGURE)  # it tells the aspect
    thumb.tap(form.field("How much is it now?"))
    thumb.type("21")
    page.keyboard.press("Tab")  # the keyboard has a key for the next field
    thumb.type("7")
    expect(form.field("How much should it become?")).to_have_value("7")
    thumb.tap(form.place.get_by_role("button", name=person.say("Open the case")))

    person.reads_heading("Laporan bulanan selalu terlambat")
    expect(page).to_have_url(re.compile(r"/kasus/K-[0-9-]+/$"))
    assert thumb.taps <= MOST_TAPS


def test_what_is_typed_fits_on_one_screen(open_window: OpenWindow) -> None:
    page = open_window(manager_of("klik-ganda"))
    Person(page, "id").go("/kasus/baru/")

    needed = (
        page.locator("form.narrow").locator("input[type=text], textarea").locator("visible=true")
    )
    typed = [field for field in needed.all() if field.get_attribute("required") is not None]
    heights = [box["height"] for field in typed if (box := field.bounding_box())]

    assert [field.get_attribute("name") for field in typed] == [
        "title",
        "description",
        "baseline",
        "target",
    ]
    assert 4 * 30 < sum(heights) < SCREEN
