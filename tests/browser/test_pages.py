"""Every page at the width of a phone and of a desk, in both languages, light and dark."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.checks import inaccessible, misshapen, too_small, too_wide
from tests.browser.conftest import keep, listen, sit_down, speak
from tests.browser.pages import NO_PAGES, PAGES, Seen, first_address, routes

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=900)
# For people who want to look: KLINIK_PICTURES=folder keeps a picture of each page.
PICTURES = os.environ.get("KLINIK_PICTURES", "")
AT_REST = "() => !document.querySelector('.busy, .htmx-swapping, .htmx-settling, .htmx-request')"
SEND_EMPTY = """() => {
  const form = document.querySelector("main form[method=post]");
  for (const field of form.elements)
    if (!["hidden", "radio"].includes(field.type) && field.name) field.value = "";
  form.noValidate = true;
  form.requestSubmit();
}"""


def test_the_list_is_complete() -> None:
    listed = {seen.route for seen in PAGES if seen.route}
    known = set(routes())

    assert known - listed - set(NO_PAGES) == set(), "add it to PAGES, or to NO_PAGES with a reason"
    assert (listed | set(NO_PAGES)) - known == set(), "this route is gone: take it off the lists"
    assert listed & set(NO_PAGES) == set()


@pytest.fixture(scope="package")
def seats(house: str, chromium: Browser) -> Iterator[Seats]:
    """One window for each person, kept from page to page: opening one costs more than a page."""
    seats = Seats(house, chromium)
    yield seats
    seats.leave()


@pytest.mark.parametrize("seen", PAGES, ids=str)
def test_page(seen: Seen, seats: Seats) -> None:
    """Every page on a phone; every other one also at a desk in the dark or in the other language.

    The other looks are a proof, below.
    """
    page, complaints = seats.of(seen.who, anew=seen.route.startswith("mfa_"))
    bring_up(page, seen)
    faults = look(page, seen, "phone, light") + misshapen(page, "id")
    faults += BY_TURNS[PAGES.index(seen) % len(BY_TURNS)](page, seen)

    assert not faults + complaints, "\n".join(faults + complaints)


@pytest.mark.proof
@pytest.mark.parametrize("seen", PAGES, ids=str)
def test_page_in_its_other_looks(seen: Seen, seats: Seats) -> None:
    page, complaints = seats.of(seen.who, anew=seen.route.startswith("mfa_"))
    page.emulate_media(color_scheme="dark")
    bring_up(page, seen)
    faults = look(page, seen, "phone, dark") + at_desk(page, seen)
    page.set_viewport_size(DESK)
    faults += look(page, seen, "desk, light") + in_english(page, seen)

    assert not faults + complaints, "\n".join(faults + complaints)


def at_desk(page: Page, seen: Seen) -> list[str]:
    """What is wrong with it on a wide screen in the dark."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(DESK)
    faults = look(page, seen, "desk, dark")
    page.emulate_media(color_scheme="light")
    return faults


def in_english(page: Page, seen: Seen) -> list[str]:
    """What is wrong with it on a phone in the other language."""
    page.set_viewport_size(PHONE)
    speak(page, "en")
    show(page, seen, page.url)
    return [f"en: {f}" for f in misshapen(page, "en") + too_wide(page) + too_small(page)]


def as_seen(page: Page, seen: Seen) -> list[str]:
    """Nothing more than what was seen on a phone."""
    return []


BY_TURNS = [in_english, as_seen, at_desk, as_seen]


class Seats:
    """Who sits at which window."""

    def __init__(self, house: str, chromium: Browser) -> None:
        self.house = house
        self.chromium = chromium
        self.windows: dict[str | None, tuple[Page, list[str]]] = {}
        self.last: Page | None = None

    def of(self, who: str | None, *, anew: bool = False) -> tuple[Page, list[str]]:
        """This person's window, set as at first, and what it has complained of since.

        `anew` is a window signed in just now: pages about one's safety ask for no less.
        """
        if anew and who in self.windows:
            self.windows.pop(who)[0].context.close()
        if who not in self.windows:
            context = sit_down(self.chromium, self.house, who)
            self.windows[who] = context.new_page(), []
            listen(*self.windows[who])
        page, complaints = self.windows[who]
        # What nobody looks at draws and asks nothing: a few clocks and rooms fill a core.
        if self.last and self.last is not page and not self.last.is_closed():
            self.last.goto("about:blank")
        self.last = page
        complaints.clear()
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")
        keep(page.context, self.house, settings.LANGUAGE_COOKIE_NAME, "id")
        return page, complaints

    def leave(self) -> None:
        """Close every window."""
        for page, _complaints in self.windows.values():
            page.context.close()


def bring_up(page: Page, seen: Seen) -> None:
    """Go there as a person does: by the links that lead to it."""
    address = seen.at
    for pattern in seen.follow:
        page.goto(address)
        address = first_address(page.content(), pattern)
    show(page, seen, address)
    assert named(page.url) == seen.route or seen.status != 200


def show(page: Page, seen: Seen, address: str) -> None:
    """The page at this address, as the list says it should be seen."""
    response = page.goto(address)
    assert response is not None
    assert response.status == seen.status
    if seen.refused:
        page.evaluate(SEND_EMPTY)
        page.locator("[data-error-summary], .errorlist").first.wait_for()
        page.wait_for_function(AT_REST)


def named(url: str) -> str:
    """The route behind an address."""
    path = re.sub(r"^https?://[^/]+|[?#].*$", "", url)
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def look(page: Page, seen: Seen, how: str) -> list[str]:
    """Faults of the page as it stands, with where they were seen."""
    page.evaluate("scrollTo(0, 0)")  # what the bar at the top covers cannot be reached
    if PICTURES:
        take(page, seen, how)
    faults = too_wide(page) + too_small(page) + inaccessible(page)
    return [f"{how}: {fault}" for fault in faults]


def take(page: Page, seen: Seen, how: str) -> None:
    """A picture of the whole page."""
    name = re.sub(r"\W+", "-", f"{seen} {how}")
    page.screenshot(path=Path(PICTURES) / f"{name.strip('-')}.png", full_page=True)
