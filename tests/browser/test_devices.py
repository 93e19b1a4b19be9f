"""One shared phone: enrolled, opened by a PIN, locked, handed on, and revoked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import inaccessible, too_small, too_wide
from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import manager_of

SLUG = "perangkat"
PIN, WRONG = "402817", "735290"


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_day_of_a_shared_phone(open_window: OpenWindow, javascript: bool) -> None:
    manager = Person(open_window(manager_of(SLUG)), "id")
    phone = Person(open_window(javascript=javascript), "id")
    name = "Kasir Sore" if javascript else "Kasir Pagi"
    employ(manager, open_window, name)
    enrol(manager, phone, f"HP {name}", javascript)

    phone.page.get_by_role("link", name=re.compile(name)).click()
    phone.sees("You have no PIN on this device yet. Ask the manager for a start code.")
    code = start_code(manager, name)
    phone.page.reload()
    form = phone.form("Keep the PIN and sign in").fill("Start code from the manager", code)
    form.fill("New PIN", "111111").fill("The new PIN once more", "111111").send()
    expect(phone.page.locator(".error-summary")).to_be_visible()
    looks_good(phone.page, javascript)
    form = phone.form("Keep the PIN and sign in").fill("Start code from the manager", code)
    form.fill("New PIN", PIN).fill("The new PIN once more", PIN).send()
    phone.reads_heading("Koppontren")
    looks_good(phone.page, javascript)
    phone.page.goto("/akun-saya/")
    looks_good(phone.page, javascript)

    hand_on(phone)
    for _ in range(6):
        type_pin(phone, name, WRONG, javascript)
        expect(phone.page.locator(".error-summary")).to_be_visible()
    looks_good(phone.page, javascript)
    manager.page.reload()
    looks_good(manager.page)
    manager.press("Unlock")
    manager.sees("has a PIN")
    type_pin(phone, name, PIN, javascript)
    phone.reads_heading("Koppontren")

    manager.press("Revoke the device")
    manager.reads_heading(manager.say("Shared devices"))
    phone.page.reload()
    phone.reads_heading(phone.say("This phone is not enrolled"))
    looks_good(phone.page, javascript)


def employ(manager: Person, open_window: OpenWindow, name: str) -> None:
    """A cashier who joins by a link."""
    manager.go(f"/koppontren/{SLUG}/orang/")
    number = "0812-0000-0021" if name == "Kasir Sore" else "0812-0000-0022"
    form = manager.form("Make the invitation")
    form.fill("Full name", name).fill("WhatsApp number", number).choose("kasir").send()
    manager.sees("not taken up yet")
    link = manager.page.locator("a[href*='/undangan/'] code").first.text_content() or ""
    person = Person(open_window(), "id")
    person.go(link)
    person.form("Accept").fill("Choose a password", "tiga kata lepas").send()
    person.reads_heading(person.say("My work"))


def enrol(manager: Person, phone: Person, device: str, javascript: bool) -> None:
    """The manager names it, the phone opens the link, and the manager's page goes on by itself."""
    manager.go(f"/koppontren/{SLUG}/perangkat/")
    looks_good(manager.page)
    manager.form("Make the link").fill("Name of the device", device).send()
    manager.reads_heading(device)
    looks_good(manager.page)
    link = manager.page.locator("a[href*='/perangkat/'] code").first.text_content() or ""
    phone.page.goto(link)
    looks_good(phone.page, javascript)
    phone.press("Yes, this is the device")
    phone.reads_heading(phone.say("Who are you?"))
    looks_good(phone.page, javascript)
    manager.sees("Who signs in here")


def start_code(manager: Person, name: str) -> str:
    card = manager.page.locator("article", has_text=name)
    card.get_by_role("button", name=manager.say("Give a start code")).click()
    manager.reads_heading(name)
    looks_good(manager.page)
    code = manager.page.locator(".start-code").inner_text()
    manager.follow("I have passed it on")
    manager.sees("has a start code")
    return re.sub(r"\s", "", code)


def hand_on(phone: Person) -> None:
    phone.page.get_by_role("button", name=phone.say("Next person")).click()
    phone.reads_heading(phone.say("Who are you?"))


def type_pin(phone: Person, name: str, pin: str, javascript: bool) -> None:
    """With the large keys, which send by themselves; without script with the telephone's."""
    phone.page.goto("/pin/")
    phone.page.get_by_role("link", name=re.compile(name)).click()
    if not javascript:
        phone.form("Sign in").fill("PIN", pin).send()
        return
    for digit in pin:
        phone.page.locator(f"[data-key='{digit}']").click()


def looks_good(page: Page, javascript: bool = True) -> None:
    """On a phone, for everybody; the checks themselves are scripts."""
    if javascript:
        faults = too_wide(page) + too_small(page) + inaccessible(page)
        assert faults == [], page.url
