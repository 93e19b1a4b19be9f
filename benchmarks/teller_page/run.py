"""The teller's page in a cooperative of 20,000 members: how quick it comes, and what it weighs."""

import json
from datetime import UTC, datetime
from http.client import HTTPConnection
from statistics import quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from playwright.sync_api import sync_playwright  # noqa: E402
from tests.browser.conftest import QUIET  # noqa: E402

from benchmarks.deposit.run import PORT, _ask, _served  # noqa: E402
from benchmarks.pages.run import KB, _first_load  # noqa: E402

MEMBERS = 20_000
EVERY = 97  # one member of so many is served
TYPED = ("Anggota 1", "anggota 19", "Anggota 777", "A-0012", "A-0000123", "Teller", "19999", "0812")
ROUNDS = 25


def measure() -> list[dict[str, Any]]:
    """Milliseconds at the server's door, one question after the other, and KB of a first load."""
    with _served() as environment:
        made = _ask(environment, f"world.make(members={MEMBERS})", of="teller_page")
        counter = f"/koppontren/{made['slug']}/loket/"
        served = [f"{counter}A-{n:07}/" for n in range(1, MEMBERS, EVERY)]
        found = [f"{counter}?{urlencode({'q': typed})}" for typed in TYPED] * ROUNDS
        taken = _taken([*served, *found], made["session"])
        weight = _weight(served[0], made["session"])
    return [
        _row(
            "teller_page_p95_ms",
            quantiles(taken, n=100)[94],
            "ms",
            f"limit 50; {len(served)} members served and {len(found)} searches among {MEMBERS:,}"
            f" members, one at a time, over HTTP; median {quantiles(taken, n=2)[0]:.1f}",
        ),
        _row("teller_page_kb", weight / KB, "KB gzip", "limit 60; first load, with all it needs"),
    ]


def _taken(addresses: list[str], session: str) -> list[float]:
    """Milliseconds of each; a first round does not count."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers = {"Accept-Encoding": "gzip", "Cookie": f"sessionid={session}"}
    for counts in (False, True):
        taken = []
        for address in addresses:
            begun = perf_counter()
            connection.request("GET", address, headers=headers)
            response = connection.getresponse()
            response.read()
            taken.append((perf_counter() - begun) * 1000)
            if response.status not in (200, 302):  # one hit leads to its member
                raise RuntimeError(f"{address} answered {response.status}")
        if counts:
            return taken
    return []


def _weight(address: str, session: str) -> int:
    origin = f"http://localhost:{PORT}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        context = browser.new_context()
        context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
        weight = _first_load(context.new_page(), origin + address)
        browser.close()
    return weight


def _row(name: str, value: float, unit: str, against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "against": against,
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
