"""A manager invites, the newcomer opens the link on a phone and works there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import manager_of


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_newcomer_joins_by_the_link(open_window: OpenWindow, language: str) -> None:
    slug = f"tanpa-buku-{language}"
    manager = Person(open_window(manager_of(slug), language=language), language)
    manager.go(f"/koppontren/{slug}/orang/")
    form = manager.form("Make the invitation")
    number = {"id": "0812-0000-0008", "en": "0812-0000-0009"}[language]
    form.fill("Full name", "Kasir Baru").fill("WhatsApp number", number)
    form.choose({"id": "kasir", "en": "cashier"}[language])
    form.send()
    manager.sees("not taken up yet")
    link = manager.page.locator("a[href*='/undangan/'] code").first.text_content() or ""

    newcomer = Person(open_window(language=language), language)
    newcomer.go(link)
    newcomer.form("Accept").fill("Choose a password", "tiga kata lepas").send()

    newcomer.reads_heading(newcomer.say("My work"))
    expect(newcomer.page.get_by_role("main").get_by_text("Koppontren Tanpa Buku")).to_be_visible()
    newcomer.go(link)
    newcomer.sees("This invitation is closed")
