"""A person sets up a passkey and an app on their phone, and signs in with each of them."""

from __future__ import annotations

import re
from time import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.browser.checks import inaccessible, too_small, too_wide
from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import manager_of

NUMBER = "0812-0000-0011"
PASSWORD = "tiga kata lepas"
INDEX = "/akun-saya/keamanan/"
PHONE_THAT_KNOWS_ITS_OWNER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_passkey_app_and_backup_codes(open_window: OpenWindow) -> None:
    person = newcomer(open_window)
    carry_a_phone(person.page)

    person.go(INDEX)
    looks_good(person.page)
    person.follow("Add a passkey")
    person.press("Make the passkey")
    person.reads_heading(person.say("Backup codes"))
    looks_good(person.page)
    codes = person.page.locator(".codes code").all_text_contents()
    assert len(codes) == 10

    sign_out(person)
    person.go("/masuk/")
    person.press("Sign in with a passkey")
    person.reads_heading(person.say("My work"))

    sign_out(person)
    type_password(person)
    looks_good(person.page)
    person.press("Use the passkey")
    person.reads_heading(person.say("My work"))

    secret = set_up_the_app(person)
    sign_out(person)
    type_password(person)
    form = person.form("Continue")
    form.fill("Code from the app, or a backup code", code_of(secret, ahead=1)).send()
    person.reads_heading(person.say("My work"))

    sign_out(person)
    type_password(person)
    person.form("Continue").fill("Code from the app, or a backup code", "12345678").send()
    expect(person.page.locator("[data-error-summary]")).to_be_visible()
    looks_good(person.page)
    person.form("Continue").fill("Code from the app, or a backup code", codes[0]).send()
    person.reads_heading(person.say("My work"))
    take_apart(person)


def newcomer(open_window: OpenWindow) -> Person:
    """A cashier who joins by a link, with a password of their own."""
    slug = "langkah-kedua"
    manager = Person(open_window(manager_of(slug)), "id")
    manager.go(f"/koppontren/{slug}/orang/")
    form = manager.form("Make the invitation")
    form.fill("Full name", "Kasir Baru").fill("WhatsApp number", NUMBER).choose("kasir").send()
    manager.sees("not taken up yet")
    link = manager.page.locator("a[href*='/undangan/'] code").first.text_content() or ""
    person = Person(open_window(), "id")
    person.go(link)
    person.form("Accept").fill("Choose a password", PASSWORD).send()
    person.reads_heading(person.say("My work"))
    return person


def carry_a_phone(page: Page) -> None:
    """From now on this page's device keeps passkeys, and its owner always touches it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_THAT_KNOWS_ITS_OWNER})


def sign_out(person: Person) -> None:
    person.go("/keluar/")
    person.press("Sign out")
    expect(person.page.get_by_role("link", name=person.say("Sign in")).first).to_be_visible()


def type_password(person: Person) -> None:
    person.go("/masuk/")
    form = person.form("Sign in").fill("E-mail or WhatsApp number", NUMBER)
    form.fill("Password", PASSWORD).send()
    person.reads_heading(person.say("Second step"))


def set_up_the_app(person: Person) -> str:
    """Type the key by hand, and the code that the app shows; answers the key."""
    person.go(INDEX)
    person.follow("Set up the app")
    looks_good(person.page)
    person.unfold("I cannot scan: type the key instead")
    secret = re.sub(r"\s", "", person.page.locator("code.hash").inner_text())
    person.form("Check the code").fill("Six digits that the app shows", code_of(secret)).send()
    person.reads_heading(person.say("Safety"))
    return secret


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What the app shows, now or half a minute ahead."""
    return str(format_hotp_value(hotp_value(secret, int(time()) // 30 + ahead)))


def take_apart(person: Person) -> None:
    """Give the passkey another name, remove it and the app, and make a new list in between."""
    person.go(INDEX)
    looks_good(person.page)
    person.page.get_by_role("link", name=re.compile(f"^{person.say('Rename')}")).click()
    looks_good(person.page)
    person.form("Save").fill("Name of this passkey", "HP saya").send()
    person.sees("HP saya")
    person.follow("Make a new list")
    looks_good(person.page)
    person.press("Make a new list")
    person.reads_heading(person.say("Backup codes"))
    for _ in range(2):
        person.go(INDEX)
        person.page.get_by_role("link", name=re.compile(f"^{person.say('Remove')}")).first.click()
        looks_good(person.page)
        person.page.locator("main button.danger").click()
        person.reads_heading(person.say("Safety"))
    person.go(INDEX)
    expect(person.page.locator("#codes")).to_have_count(0)


def looks_good(page: Page) -> None:
    """On a phone, for everybody."""
    faults = too_wide(page) + too_small(page) + inaccessible(page)

    assert faults == [], page.url
