"""How quick and how light every page is, in the demonstration province.

The list of pages is that of the browser tests, so a new page is measured as soon as it is tested.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from statistics import median, quantiles
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import django

django.setup()

from playwright.sync_api import Browser, Page, Request, sync_playwright  # noqa: E402
from tests.browser.conftest import QUIET, sit_down  # noqa: E402
from tests.browser.house import open_house  # noqa: E402
from tests.browser.pages import PAGES, Seen  # noqa: E402
from tests.browser.test_pages import bring_up  # noqa: E402

ROUNDS = 40
KB = 1024
MAP = "svg.map.wide-map"


class Known(NamedTuple):
    """A page that came up: where it is, for whom, what a first load weighs, and has it the map."""

    url: str
    cookies: str
    weight: int
    has_map: bool


def measure() -> list[dict[str, Any]]:
    """The slowest page, and the heaviest with and without the map."""
    with open_house("bench") as (address, _environment):
        with _browser() as browser:
            pages = [_weighed(browser, address, seen) for seen in _asked()]
        taken = _timed(address, pages)
    worst = max(taken, key=lambda url: _p95(taken[url]))
    of_all = median(median(times) for times in taken.values())
    return [
        _row(
            "slowest_page_p95_ms",
            _p95(taken[worst]),
            "ms",
            f"limit 100; {_path(worst)}; {len(taken)} pages, {ROUNDS} rounds, one at a time,"
            f" over HTTP; median page {of_all:.1f}",
        ),
        _heaviest("heaviest_page_kb", 60, [page for page in pages if not page.has_map]),
        _heaviest("heaviest_map_page_kb", 70, [page for page in pages if page.has_map]),
    ]


def _asked() -> list[Seen]:
    """Each page once for each person who sees it; refusals of forms are not first loads."""
    return [seen for seen in PAGES if seen.status == 200 and not seen.refused]


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


def _weighed(browser: Browser, address: str, seen: Seen) -> Known:
    """Find the page as a person would, then load it again in a browser that knows nothing."""
    there = sit_down(browser, address, seen.who)
    found = there.new_page()
    bring_up(found, seen)
    url = found.url
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in there.cookies())
    there.close()
    fresh = sit_down(browser, address, seen.who)
    page = fresh.new_page()
    weight = _first_load(page, url)
    has_map = page.locator(MAP).count() > 0
    fresh.close()
    return Known(url, cookies, weight, has_map)


def _first_load(page: Page, url: str) -> int:
    sizes: list[int] = []

    def weigh(request: Request) -> None:
        found = request.sizes()
        sizes.append(found["responseBodySize"] + found["responseHeadersSize"])

    page.on("requestfinished", weigh)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return sum(sizes)


def _timed(address: str, pages: list[Known]) -> dict[str, list[float]]:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    taken: dict[str, list[float]] = {}
    for round_ in range(ROUNDS + 1):
        for page in pages:
            milliseconds = _milliseconds(connection, page)
            if round_:  # the first warms up
                taken.setdefault(page.url, []).append(milliseconds)
    return taken


def _milliseconds(connection: HTTPConnection, page: Known) -> float:
    address = urlsplit(page.url)
    path = f"{address.path}?{address.query}" if address.query else address.path
    begun = perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Cookie": page.cookies})
    response = connection.getresponse()
    response.read()
    taken = (perf_counter() - begun) * 1000
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return taken


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=100)[94]


def _path(url: str) -> str:
    return urlsplit(url).path


def _heaviest(name: str, limit: int, pages: list[Known]) -> dict[str, Any]:
    worst = max(pages, key=lambda page: page.weight)
    usual = median(page.weight for page in pages) / KB
    against = f"limit {limit}; {_path(worst.url)}; {len(pages)} pages, median {usual:.1f}"
    return _row(name, worst.weight / KB, "KB gzip", against)


def _row(name: str, value: float, unit: str, against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "against": against,
        "measured_on": datetime.now(UTC).date().isoformat(),
    }
