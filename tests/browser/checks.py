"""What must hold of any page, as the browser shows it; each answers a list of faults."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

HERE = Path(__file__).parent
LEAST_TARGET_PX = 24  # WCAG 2.2 AA
LEAST_BUTTON_PX = 44  # a thumb on a cheap phone


def too_wide(page: Page) -> list[str]:
    """Parts that make the page scroll sideways."""
    return found(page, "tooWide")


def too_small(page: Page) -> list[str]:
    """What a finger misses."""
    return found(page, "tooSmall", target=LEAST_TARGET_PX, button=LEAST_BUTTON_PX)


def misshapen(page: Page, language: str) -> list[str]:
    """One heading, the right language, and a way to the other one."""
    return found(page, "misshapen", language=language)


def inaccessible(page: Page) -> list[str]:
    """What axe-core finds: by all rules that are on by default, and target-size."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(source("node_modules/axe-core/axe.min.js"))
    return found(page, "inaccessible")


def found(page: Page, check: str, **options: object) -> list[str]:
    """Run one of the checks in the page, once it is all there."""
    page.wait_for_load_state()
    answer = page.evaluate(f"options => {source('checks.js').rstrip()}.{check}(options)", options)
    return [str(fault) for fault in answer]


@cache
def source(path: str) -> str:
    """A script of this folder; comments at the beginning of a line are left out."""
    lines = (HERE / path).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("//"))
