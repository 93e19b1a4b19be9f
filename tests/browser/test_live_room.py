"""One session with five browsers: what one does, the others see without touching anything."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.pages import MODERATOR, OFFICER
from tests.browser.settle import ROOM, manager_of

BUDGET = 51_200  # bytes of the page itself and its script: 50 KB
ONE, TWO = (manager_of(slug) for slug in ROOM)
GUEST = manager_of("kendala-id")


def enter(open_window: OpenWindow, who: str, *, javascript: bool = True) -> Person:
    """From the list of sessions into the room."""
    person = Person(open_window(who, javascript=javascript), "id")
    person.go("/sesi/")
    person.follow("Ruang uji")
    person.follow("Go into the room")
    person.reads_heading(person.say("Live room"))
    return person


def queue(person: Person) -> list[str]:
    """The questions that wait, in their order."""
    return person.page.locator("#room ol.lines > li[id^=q] p:first-child").all_inner_texts()


def ask(person: Person, text: str) -> None:
    form = person.form("Put it into the queue")
    form.fill("Your question", text)
    form.send()
    person.sees(text)


def tap(person: Person, words: str, beside: str) -> None:
    """Press a button beside a question."""
    line = person.page.locator("#room li[id^=q]", has_text=beside)
    line.get_by_role("button", name=re.compile(f"^{re.escape(person.say(words))}")).click()


def test_one_session_with_five_browsers(open_window: OpenWindow) -> None:
    moderator, one, two, officer, guest = everybody = [
        enter(open_window, who) for who in (MODERATOR, ONE, TWO, OFFICER, GUEST)
    ]
    first, second = "Siapa memegang buku simpanan?", "Berapa ongkos kirim yang wajar?"
    ask(one, first)
    ask(two, second)
    for person in everybody:
        person.sees(second)
    assert queue(guest) == [first, second]
    expect(guest.page.get_by_role("button", name=guest.say("We ask this too"))).to_have_count(0)

    tap(one, "We ask this too", second)
    expect(guest.page.locator("#room li[id^=q]").first).to_contain_text(second)
    assert queue(guest) == [second, first]

    moderator.page.get_by_role("button", name="Mulai: Kisah roti").click()
    two.press("Raise my hand")
    for person in everybody:
        reads_now(person, "Kisah roti")
    officer.sees("Raised hands")

    tap(moderator, "Take up", second)
    for person in everybody:
        person.sees("This question is being answered", exact=False)
    moderator.page.get_by_label(moderator.say("What was answered (optional)")).fill("Lima persen.")
    moderator.press("It is answered")
    for person in everybody:
        person.sees("Lima persen.")

    hold_a_poll(moderator, one, two, guest)
    hear_a_case(moderator, guest)
    nothing_is_lost(two, one)


def reads_now(person: Person, title: str) -> None:
    expect(person.page.locator("#now-title")).to_have_text(title)


def hold_a_poll(moderator: Person, one: Person, two: Person, guest: Person) -> None:
    """Both choose, the result is seen when it is closed."""
    moderator.unfold("Ask everybody: a poll")
    form = moderator.form("Open the poll")
    form.fill("What do you ask?", "Siap memakai aplikasi?")
    form.fill("Choices, one on each line", "Siap\nBelum")
    form.send()
    for person in (one, two):
        person.page.get_by_role("button", name="Belum").click()
        person.sees("Your pesantren has chosen.", exact=False)
    guest.sees("The result is shown when the poll is closed.", exact=False)
    moderator.press("Close the poll")
    chosen = guest.page.locator(".bars li", has_text="Belum")
    expect(chosen).to_contain_text("2")


def hear_a_case(moderator: Person, guest: Person) -> None:
    """The steps of a hearing, as everybody sees them."""
    moderator.page.get_by_role("button", name="Mulai: Kendala ongkos kirim").click()
    reads_now(guest, "Kendala ongkos kirim")
    for step in ("Read back", "Only questions", "Recommendations"):
        moderator.press(step)
        current = guest.page.locator(".steps [aria-current]")
        expect(current).to_have_text(guest.say(step))


def nothing_is_lost(away: Person, other: Person) -> None:
    """While one has no line, the other asks twice; back again, both questions are there."""
    away.page.context.set_offline(True)
    missed = ["Ke mana mengurus halal?", "Siapa yang membeli kemasan?"]
    for text in missed:
        ask(other, text)
    away.page.context.set_offline(False)
    for text in missed:
        away.sees(text)


def test_what_others_do_while_one_sends_is_seen_and_words_stay(open_window: OpenWindow) -> None:
    one, two = (enter(open_window, who) for who in (ONE, TWO))
    asked = "Siapa membayar ongkosnya?"

    def meanwhile(route: Route) -> None:
        """The answer is on its way while the other votes, and older than what the page heard."""
        answer = route.fetch()
        tap(one, "We ask this too", asked)
        two.form("Put it into the queue").fill("Your question", "Dan siapa")
        two.page.wait_for_timeout(1000)
        route.fulfill(response=answer)

    two.page.route("**/ruang/tanya/", meanwhile)
    with two.page.expect_event("requestfinished", lambda one: one.url.endswith("/ruang/tanya/")):
        ask(two, asked)

    line = two.page.locator("#room li[id^=q]", has_text=asked)
    expect(line).to_contain_text("1 dukungan")
    expect(two.form("Put it into the queue").field("Your question")).to_have_value("Dan siapa")


def test_words_stay_with_the_question_they_were_typed_for(open_window: OpenWindow) -> None:
    moderator, other = (enter(open_window, MODERATOR) for _ in range(2))
    two = enter(open_window, TWO)  # a pesantren has three questions waiting at most
    first, second = "Siapa menyimpan kunci gudang?", "Berapa sewa mesin sangrai?"
    for text in (first, second):
        ask(two, text)
        moderator.sees(text)

    line = moderator.page.locator("#room li[id^=q]", has_text=second)
    line.get_by_text(moderator.say("Hide this question")).click()
    reason = line.get_by_label(moderator.say("Why? Whoever wrote it reads this."))
    reason.fill("Sudah ditanyakan")
    tap(moderator, "Take up", first)
    answer = moderator.page.get_by_label(moderator.say("What was answered (optional)"))
    answer.fill("Bendahara.")
    expect(reason).to_have_value("Sudah ditanyakan")

    other.press("It is answered")
    tap(other, "Take up", second)
    moderator.page.locator("h1").click()  # hands off: what others did is shown
    expect(moderator.page.locator(".notice", has_text=second)).to_be_visible()
    expect(answer).to_have_value("")


def test_by_forms_alone_the_same_room(open_window: OpenWindow) -> None:
    person = enter(open_window, TWO, javascript=False)

    ask(person, "Tanpa JavaScript?")
    tap(person, "Take it back", "Tanpa JavaScript?")
    expect(person.page.locator("#room")).not_to_contain_text("Tanpa JavaScript?")


def test_the_room_is_light(open_window: OpenWindow) -> None:
    there = enter(open_window, TWO).page.url
    page: Page = open_window(TWO)
    own = 0

    def weigh(request: Request) -> None:
        nonlocal own
        if request.resource_type == "document" or "/sessions/" in request.url:
            found = request.sizes()
            own += found["responseBodySize"] + found["responseHeadersSize"]

    page.on("requestfinished", weigh)
    page.goto(there)
    page.wait_for_timeout(1000)  # a stream never lets the network be idle
    assert 0 < own <= BUDGET
