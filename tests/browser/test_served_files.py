"""What is served is shorter than its source, and says the same to a browser."""

from pathlib import Path

from playwright.sync_api import Page

import klinik.core as core
from tests.browser.conftest import OpenWindow

SOURCES = Path(core.__file__).parent / "static" / "klinik"
RULES = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return Array.from(sheet.cssRules, rule => rule.cssText.replace(/\\s/g, ""));
}"""
SERVED = """async () => {
  const link = document.querySelector('link[rel=stylesheet][href*="klinik/app"]');
  return (await fetch(link.href)).text();
}"""


def test_the_served_style_has_every_rule_of_the_source(open_window: OpenWindow, house: str) -> None:
    page: Page = open_window()
    page.goto(house)
    source = (SOURCES / "app.css").read_text(encoding="utf-8")

    served = page.evaluate(SERVED)

    assert 0 < len(served) < len(source)
    # Addresses in it carry the hash of what they name.
    rules = [rule for rule in page.evaluate(RULES, served) if "url(" not in rule]
    assert rules == [rule for rule in page.evaluate(RULES, source) if "url(" not in rule]
    assert len(rules) > 300
