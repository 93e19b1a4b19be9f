"""One figure crosses from the books to the clinic, with consent, and goes back with it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.pages import OFFICER
from tests.browser.settle import LANGUAGES, manager_of

# Of the example file: 96,800,000 wadiah, 118,000,000 mudharabah, 35,500,000 pokok, 82,400,000 wajib
SAVINGS = "Rp332.700.000"
ASPECT = {"id": "Akses pembiayaan", "en": "Access to finance"}
FIGURE = {"id": "Simpanan anggota (total)", "en": "Members' savings (total)"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shared_figure_comes_and_goes_with_consent(
    language: str, open_window: OpenWindow
) -> None:
    slug = f"jembatan-{language}"
    manager = Person(open_window(manager_of(slug)), language)
    officer = Person(open_window(OFFICER), language)
    address = open_a_case_about_savings(manager, language)
    officer.go(address)
    expect(officer.page.locator("main")).not_to_contain_text(SAVINGS)

    manager.follow("Share this figure from our books")
    manager.form("I agree, share this figure").choose(FIGURE[language]).send()
    expect(manager.page).to_have_url(address)
    manager.sees(SAVINGS)

    officer.page.reload()
    officer.sees(SAVINGS)
    officer.sees("the cooperative's own books")

    manager.go(f"/koppontren/{slug}/berbagi/")
    manager.unfold("Withdraw this consent")
    manager.form("Withdraw").send()
    manager.sees("withdrawn")

    officer.page.reload()
    officer.reads_heading("Simpanan")
    expect(officer.page.locator("main")).not_to_contain_text(SAVINGS)


def test_no_path_leads_the_office_to_a_row(open_window: OpenWindow) -> None:
    page = open_window(OFFICER)

    for path in ("", "jurnal/", "jurnal/1/", "akun/1111/", "neraca/", "berbagi/", "anggota/"):
        response = page.goto(f"/koppontren/al-hikmah/{path}")
        assert response is not None
        assert response.status == 404


def open_a_case_about_savings(manager: Person, language: str) -> str:
    """The figure that should change is one that the books can give."""
    manager.go("/kasus/baru/")
    form = manager.form("Open the case")
    form.fill("What hinders you?", f"Simpanan anggota tidak bertambah ({language})")
    form.fill("Tell a little more", "Anggota menyimpan di tempat lain.")
    manager.unfold("I know the day")
    form.fill("Since when?", "2026-02-01")
    form.choose(ASPECT[language])
    form.select("Which figure should change?", f"{FIGURE[language]} (rupiah)")
    form.fill("How much is it now?", "300.000.000")
    form.fill("How much should it become?", "400.000.000")
    form.send()
    manager.page.wait_for_url(re.compile(r"/kasus/K-[^/]+/$"))
    return manager.page.url
