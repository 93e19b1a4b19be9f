"""The finder and the keys, as somebody uses them whose hands stay on the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.checks import inaccessible
from tests.browser.conftest import OpenWindow
from tests.browser.pages import HOME, MANAGER


def test_a_member_is_found_and_opened_without_a_mouse(open_window: OpenWindow) -> None:
    page = open_window(MANAGER)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("maryam")
    expect(page.locator("#finder-found .menu-item")).to_have_count(1)
    assert inaccessible(page) == []

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(HOME + r"anggota/A-\d+/$"))
    page.keyboard.press("Control+k")
    expect(page.locator("#finder-recent .menu-item")).to_contain_text("Maryam")
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_hidden()


def test_keys_are_listed_and_lead_there(open_window: OpenWindow) -> None:
    page = open_window(MANAGER)
    page.goto("/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert inaccessible(page) == []
    page.keyboard.press("Escape")

    page.keyboard.press("g")
    page.keyboard.press("j")

    expect(page).to_have_url(re.compile(HOME + r"jurnal/$"))


def test_a_slash_in_a_field_is_a_slash(open_window: OpenWindow) -> None:
    page = open_window(MANAGER)
    page.goto(HOME + "anggota/")
    box = page.locator("main input[name=q][type=search]")
    box.fill("")
    box.press("/")

    expect(box).to_have_value("/")
    expect(page.locator("#finder")).to_be_hidden()
