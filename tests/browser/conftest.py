"""A browser in front of a whole house; every test here fails on an error in the console."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urljoin

import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from tests.browser.house import open_house
from tests.browser.settle import session_of

HERE = "tests/browser/"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 10_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if item.nodeid.startswith(HERE):
            item.add_marker(pytest.mark.browser)


# Ends with this folder: while Playwright runs, its loop forbids Django's queries in this thread.
@pytest.fixture(scope="package")
def opened(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, dict[str, str]]]:
    """A served demonstration, one for each pytest-xdist worker."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with django_db_blocker.unblock(), open_house(worker) as address_and_environment:
        yield address_and_environment


@pytest.fixture(scope="package")
def house(opened: tuple[str, dict[str, str]]) -> str:
    """The address of the house."""
    return opened[0]


@pytest.fixture(scope="package")
def surroundings(opened: tuple[str, dict[str, str]]) -> dict[str, str]:
    """The environment of a program that works on the same data as the house."""
    return opened[1]


@pytest.fixture(scope="package")
def chromium(house: str) -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), headless=True, args=QUIET
        )
        yield browser
        browser.close()


class OpenWindow(Protocol):
    """Opens a window: who sits in front of it, how wide it is, and how it is set."""

    def __call__(
        self,
        who: str | None = None,
        *,
        width: int = 360,
        language: str = "id",
        dark: bool = False,
        javascript: bool = True,
        is_installed: bool = False,
    ) -> Page: ...


@pytest.fixture
def open_window(house: str, chromium: Browser) -> Iterator[OpenWindow]:
    """Windows of this test; at its end none may have complained."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_one(
        who: str | None = None,
        *,
        width: int = 360,
        language: str = "id",
        dark: bool = False,
        javascript: bool = True,
        is_installed: bool = False,
    ) -> Page:
        context = sit_down(
            chromium,
            house,
            who,
            width=width,
            language=language,
            dark=dark,
            javascript=javascript,
            is_installed=is_installed,
        )
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == [], "the browser's console complains"


def sit_down(
    chromium: Browser,
    house: str,
    who: str | None,
    *,
    width: int = 360,
    language: str = "id",
    dark: bool = False,
    javascript: bool = True,
    is_installed: bool = False,
) -> BrowserContext:
    """A browser of this person's own, signed in and in their language.

    Only an installed one has the service worker: where it takes over in the middle of a
    navigation, as after a change of language, Playwright may wait for ever for what is there.
    """
    context = chromium.new_context(
        base_url=house,
        viewport={"width": width, "height": 740 if width < 500 else 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale={"id": "id-ID", "en": "en-GB"}[language],
        java_script_enabled=javascript,
        service_workers="allow" if is_installed else "block",
    )
    context.set_default_timeout(PATIENCE_MS)
    if who:
        keep(context, house, settings.SESSION_COOKIE_NAME, session_of(who))
    keep(context, house, settings.LANGUAGE_COOKIE_NAME, language)
    return context


def keep(context: BrowserContext, house: str, name: str, value: str) -> None:
    """Set a cookie."""
    context.add_cookies([{"name": name, "value": value, "url": house}])


def speak(page: Page, language: str) -> None:
    """From the next page on in this language."""
    keep(page.context, urljoin(page.url, "/"), settings.LANGUAGE_COOKIE_NAME, language)


def listen(page: Page, complaints: list[str]) -> None:
    """Note errors of scripts, of the content security policy, and parts that did not load."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            complaints.append(f"{page.url}: {message.text}")

    def on_response(response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind not in PAGES):
            complaints.append(f"{page.url}: {response.url} answers {response.status}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("response", on_response)


PAGES = {"document", "xhr", "fetch"}
# Pages may answer 403, 404 or 422; their parts are looked at by `on_response`. And htmx notes
# when the line is down, which the page itself has to say, and that somebody was signed out
# meanwhile, whom it leads to sign in.
EXPECTED = (
    "Failed to load resource",
    "htmx:sendError",
    "htmx:afterRequest",
    "Response Status Error Code 401",
)
