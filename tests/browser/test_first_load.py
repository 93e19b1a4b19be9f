"""The first load over a slow line: everything a page needs, compressed, with nothing cached."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Request

from tests.browser.conftest import OpenWindow
from tests.browser.pages import BOOKKEEPER, HOME, MANAGER, PAGES, Seen
from tests.browser.test_pages import bring_up

BUDGET = 61_440  # bytes: 60 KB
MEASURED = [
    Seen("web:home", "/"),
    Seen("web:till", "/kasir/"),
    Seen("cases:list", "/kasus/", who=MANAGER),
    next(seen for seen in PAGES if seen.route == "savings:account"),
    next(seen for seen in PAGES if seen.route == "counter:serve"),
    Seen("statements:trial_balance", HOME + "neraca-saldo/", who=BOOKKEEPER),
    Seen("programme:koppontren", HOME, who=MANAGER),
]


@pytest.mark.parametrize("seen", MEASURED, ids=str)
def test_first_load_is_light(seen: Seen, open_window: OpenWindow) -> None:
    way = open_window(seen.who)
    bring_up(way, seen)
    page = open_window(seen.who)  # a window of its own: its cache is empty
    sizes: Counter[str] = Counter()

    def weigh(request: Request) -> None:
        found = request.sizes()
        sizes[request.resource_type] += found["responseBodySize"] + found["responseHeadersSize"]

    page.on("requestfinished", weigh)
    page.goto(way.url)
    page.wait_for_load_state("networkidle")

    total = sum(sizes.values())
    parts = ", ".join(f"{kind} {size:,}" for kind, size in sizes.most_common())
    print(f"{seen}: {total:,} bytes ({parts})")  # noqa: T201
    assert {"document", "stylesheet", "script", "font"} <= set(sizes), parts
    assert total <= BUDGET, f"{total:,} bytes of {BUDGET:,}: {parts}"
