"""A till without a line: how quick a sale is kept, and how quick a long queue is sent."""

import json
from datetime import UTC, datetime
from shutil import which
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from tests.browser.conftest import QUIET, sit_down  # noqa: E402
from tests.browser.house import open_house  # noqa: E402
from tests.browser.market import (  # noqa: E402
    CARD,
    CASHIERS,
    KEPT,
    MARKET,
    READY,
    SANTRI,
    SELL_MANY,
    TILL,
)

TIMED, QUEUED = 300, 2_000  # sales: on a slow device, and waiting in all
SLOWER = 4  # times: a cheap phone
SENT = "() => window.Till.store.unsent().length === 0"


def measure() -> list[dict[str, Any]]:
    """Milliseconds until a sale is on the device, and seconds until 2,000 are in the books."""
    with open_house("till_bench") as (house, environment), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=QUIET)
        context = sit_down(browser, house, CASHIERS[0], is_installed=True)
        page = context.new_page()
        page.goto(TILL)
        page.wait_for_function(READY)
        page.get_by_role("button", name="Roti abon").wait_for()
        context.set_offline(True)
        taken = _slowly(page)
        _sell(page, QUEUED - TIMED, first=TIMED)
        keys = [sale["request_id"] for sale in page.evaluate(KEPT)]
        begun = perf_counter()
        context.set_offline(False)
        page.wait_for_function(SENT, timeout=300_000)
        drained = perf_counter() - begun
        browser.close()
        _compare(keys, environment["DATABASE_URL"])
    return [
        _row(
            "till_offline_sale_p95_ms",
            quantiles(taken, n=100)[94],
            "ms",
            f"limit 50; from the tap on Bayar until it is on the device and the page says so;"
            f" {TIMED} sales, Chromium with its processor {SLOWER} times slower;"
            f" median {median(taken):.1f}",
        ),
        _row(
            "till_drain_2000_s",
            drained,
            "s",
            f"limit 60; {QUEUED:,} sales of one device, from the line's return until none waits;"
            " all are in the books, once",
        ),
    ]


def _slowly(page: Page) -> list[float]:
    """The milliseconds of each sale on a device that is slower than this one."""
    device = page.context.new_cdp_session(page)
    device.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    taken = _sell(page, TIMED)
    device.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return taken


def _sell(page: Page, many: int, *, first: int = 0) -> list[float]:
    cards = [CARD.format(n) for n in range(len(SANTRI))]
    taken: list[float] = page.evaluate(SELL_MANY, [many, first, cards])
    return taken


def _compare(keys: list[str], database: str) -> None:
    """Raise unless each of them is in the books, and the device had as many as were sold."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "SELECT set_config('klinik.koppontren', id::text, false)"
            " FROM tenancy_koppontren WHERE slug = %s",
            [MARKET],
        )
        [(found,)] = connection.execute(
            "SELECT count(*) FROM sales_sale s JOIN ledger_entry e"
            " ON e.number = s.entry_number AND e.request_id = s.request_id"
            " WHERE s.request_id = ANY (%s::uuid[])",
            [keys],
        ).fetchall()
    if not len(set(keys)) == QUEUED == found:
        raise RuntimeError(f"{len(set(keys))} sales on the device, {found} in the books")


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
