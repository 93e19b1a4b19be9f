"""No JavaScript, an impatient finger, a line that goes down."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import manager_of


def counter(page: Page, slug: str) -> Person:
    """Somebody at the counter page of the one member's empty savings account."""
    person = Person(page, "id")
    person.go(f"/koppontren/{slug}/simpanan/S-0001/")
    return person


def test_a_deposit_without_javascript(open_window: OpenWindow) -> None:
    page = open_window(manager_of("tanpa-javascript"), javascript=False)
    teller = counter(page, "tanpa-javascript")

    teller.form("Deposit").fill("Amount", "lima puluh ribu").send()
    teller.sees("This needs your attention")
    teller.form("Deposit").fill("Amount", "50.000").send()

    expect(page.locator("output")).to_have_text("Rp50.000")
    expect(page.locator("table.cards tbody tr")).to_have_count(1)


def test_a_case_without_javascript(open_window: OpenWindow) -> None:
    page = open_window(manager_of("tanpa-javascript"), javascript=False)
    manager = Person(page, "id")
    manager.go("/kasus/baru/")
    form = manager.form("Open the case")
    form.fill("What hinders you?", "Kemasan belum memenuhi syarat")
    form.fill("Tell a little more", "Toko besar menolak kemasan kami.")
    form.fill("Since when?", "2026-03-01")
    form.choose("Kualitas produk")
    form.select("Which figure should change?", "Jumlah pelanggan (orang)")
    form.fill("How much is it now?", "12")
    form.fill("How much should it become?", "40")
    form.send()

    manager.reads_heading("Kemasan belum memenuhi syarat")
    expect(page).to_have_url(re.compile(r"/kasus/K-[0-9-]+/$"))


def test_a_double_click_makes_one_entry(open_window: OpenWindow) -> None:
    page = open_window(manager_of("klik-ganda"))
    teller = counter(page, "klik-ganda")
    form = teller.form("Deposit").fill("Amount", "50.000")

    form.place.get_by_role("button", name=teller.say("Deposit"), exact=True).dblclick()

    expect(page.locator("output")).to_have_text("Rp50.000")
    page.reload()
    expect(page.locator("output")).to_have_text("Rp50.000")
    expect(page.locator("table.cards tbody tr")).to_have_count(1)


def test_a_line_that_goes_down_is_said(open_window: OpenWindow) -> None:
    page = open_window(manager_of("putus"))
    teller = counter(page, "putus")
    warning = "No connection. What you see may be old, and what you send now will not arrive."

    page.context.set_offline(True)
    expect(page.get_by_text(teller.say(warning))).to_be_visible()
    teller.form("Deposit").fill("Amount", "50.000").send()
    teller.sees("That did not get through. Nothing was changed; please try again.")

    page.context.set_offline(False)
    expect(page.get_by_text(teller.say(warning))).to_be_hidden()
    teller.form("Deposit").send()
    expect(page.locator("output")).to_have_text("Rp50.000")
