"""Somebody of two places goes from one to the other, also without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.checks import inaccessible, too_small, too_wide
from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.pages import SUPERVISOR


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_from_place_to_place(open_window: OpenWindow, javascript: bool) -> None:
    person = Person(open_window(SUPERVISOR, javascript=javascript), "id")
    for place in ("Koppontren An-Nur Contoh", "Koppontren Al-Hikmah Contoh"):
        person.go("/gaya/")
        person.page.locator("details.places summary").click()
        person.page.locator("details.places button", has_text=place).click()
        person.reads_heading(place)
        person.go("/")
        person.reads_heading(place)
    person.page.locator("details.places summary").click()
    if javascript:
        assert too_wide(person.page) + too_small(person.page) + inaccessible(person.page) == []
    person.page.locator("details.places button", has_text=person.say("All places")).click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text(person.say("My work"))
