"""No JavaScript, an impatient finger, a line that goes down."""

from __future__ import annotations

import re

from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow, keep
from tests.browser.hands import Form, Person
from tests.browser.settle import manager_of, session_of


def counter(page: Page, slug: str) -> Person:
    """Somebody at the counter with the one member, whose voluntary savings are empty."""
    person = Person(page, "id")
    person.go(f"/koppontren/{slug}/loket/A-0001/?rekening=S-0001")
    return person


def deposit(teller: Person) -> Form:
    """The form of the counter, by its button, which names no key on a phone."""
    return teller.form("Deposit")


def paid_once(page: Page) -> None:
    """What was paid is said, and stands once behind the joining."""
    expect(page.get_by_role("status").filter(has_text="Rp50.000")).to_be_visible()
    expect(page.locator("#latest li")).to_have_count(2)


def filled_case(manager: Person) -> Form:
    """The form of a new case with all that it needs."""
    manager.go("/kasus/baru/")
    form = manager.form("Open the case")
    form.fill("What hinders you?", "Kemasan belum memenuhi syarat")
    form.fill("Tell a little more", "Toko besar menolak kemasan kami.")
    manager.unfold("I know the day")
    form.fill("Since when?", "2026-03-01")
    form.choose("Kualitas produk")
    form.select("Which figure should change?", "Jumlah pelanggan (orang)")
    form.fill("How much is it now?", "12")
    form.fill("How much should it become?", "40")
    return form


def test_a_deposit_without_javascript(open_window: OpenWindow) -> None:
    page = open_window(manager_of("tanpa-javascript"), javascript=False)
    teller = counter(page, "tanpa-javascript")

    deposit(teller).fill("Amount", "lima puluh ribu").send()
    teller.sees("This needs your attention")
    deposit(teller).fill("Amount", "50.000").send()

    paid_once(page)


def test_a_case_without_javascript(open_window: OpenWindow) -> None:
    page = open_window(manager_of("tanpa-javascript"), javascript=False)
    manager = Person(page, "id")
    filled_case(manager).send()

    manager.reads_heading("Kemasan belum memenuhi syarat")
    expect(page).to_have_url(re.compile(r"/kasus/K-[0-9-]+/$"))


def test_a_double_click_makes_one_entry(open_window: OpenWindow) -> None:
    page = open_window(manager_of("klik-ganda"))
    teller = counter(page, "klik-ganda")
    form = deposit(teller).fill("Amount", "50.000")

    form.place.get_by_role("button", name=teller.say("Deposit"), exact=True).dblclick()

    paid_once(page)
    page.reload()
    expect(page.locator("#latest li")).to_have_count(2)


def test_a_line_that_goes_down_is_said(open_window: OpenWindow) -> None:
    page = open_window(manager_of("putus"))
    teller = counter(page, "putus")
    warning = "No connection. What you see may be old, and what you send now will not arrive."

    page.context.set_offline(True)
    expect(page.get_by_text(teller.say(warning))).to_be_visible()
    deposit(teller).fill("Amount", "50.000").send()
    teller.sees("No answer came. Look first whether it is already there; if not, send it again.")

    page.context.set_offline(False)
    expect(page.get_by_text(teller.say(warning))).to_be_hidden()
    deposit(teller).send()
    paid_once(page)


def test_a_session_that_ended_keeps_what_was_typed_for_the_same_person(
    open_window: OpenWindow, house: str
) -> None:
    who = manager_of("sesi-berakhir")
    page = open_window(who)
    page.route("**/serupa/", lambda route: route.fulfill(status=204))  # it would ask first
    manager = Person(page, "id")
    form = filled_case(manager)

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    form.send()
    expect(page).to_have_url(re.compile(r"/masuk/\?next=/kasus/baru/$"))
    keep(page.context, house, settings.SESSION_COOKIE_NAME, session_of(who))
    manager.go("/kasus/baru/")

    expect(page.get_by_label(manager.say("What hinders you?"))).to_have_value(
        "Kemasan belum memenuhi syarat"
    )
    expect(page.get_by_label("Kualitas produk")).to_be_checked()
    manager.press("Throw the draft away")
    page.reload()
    expect(page.get_by_label(manager.say("What hinders you?"))).to_have_value("")


def test_lines_of_a_journal_stay_where_they_were_typed_and_go_once_they_are_saved(
    open_window: OpenWindow, house: str
) -> None:
    who = manager_of("sesi-jurnal")
    page = open_window(who)
    manager = Person(page, "id")
    address = "/koppontren/sesi-jurnal/jurnal/tulis/"
    names = ("account", "debit", "credit")

    def lines() -> list[list[str]]:
        columns = [[one.input_value() for one in page.locator(f"[name={n}]").all()] for n in names]
        return [list(line) for line in zip(*columns, strict=True) if any(line)]

    def save() -> None:
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")

    manager.go(address)
    page.locator("[name=account]").first.focus()
    # Return goes to the next field, the last line makes a new one: no mouse, five lines of four.
    words = ["5330", "60.000", "", "5320", "5.000", "", "5210", "5.000", "", "5220", "5.000", ""]
    for word in [*words, "1111", "", "74.000"]:
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    typed = lines()
    assert typed[0] == ["5330", "60.000", ""]
    assert typed[4] == ["1111", "", "74.000"]

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    save()
    keep(page.context, house, settings.SESSION_COOKIE_NAME, session_of(who))
    manager.go(address)
    assert lines() == typed

    page.locator("[name=credit]").nth(4).focus()
    save()
    expect(page.locator(".error-summary")).to_contain_text("Rp1.000")
    assert [line[1:] for line in lines()] == [line[1:] for line in typed]
    page.locator("[name=credit]").nth(4).fill("75.000")
    save()
    expect(page).to_have_url(re.compile(r"saved=2$"))
    assert lines() == []
