"""The first session played again on phones: from an obstacle heard to a figure of the books."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.pages import MODERATOR, OFFICER
from tests.browser.settle import PRESENT, REPLAYED, manager_of

SESSION = "Sesi pertama, diputar ulang"
WAY = f"/pesantren/{REPLAYED}/jalan/"
QUESTION = "Aplikasi keuangan digital apa yang cocok untuk koperasi kami?"
ANSWER = "Satu pembukuan untuk simpanan dan toko; kami dampingi."
ADVICE = "Pindahkan simpanan anggota ke satu pembukuan digital."
STORY = "Dari buku tulis ke satu pembukuan"
FIGURE = "Simpanan anggota (total)"
SAVINGS = "Rp332.700.000"  # of the example file
PHONE = 360  # pixels in width, of every window
OFFICES = (
    "Bidang Kelembagaan dan Pengawasan",
    "UPT Pelatihan",
    "Bidang Produksi",
    "Bidang Pemasaran",
    "Bidang Pembiayaan",
)


def test_the_first_session_from_the_obstacle_to_its_figure(open_window: OpenWindow) -> None:
    public = Person(open_window(), "id")
    manager, moderator, officer = (
        Person(open_window(who), "id") for who in (manager_of(REPLAYED), MODERATOR, OFFICER)
    )
    read_the_session(public)
    hear_the_obstacle(manager, moderator)
    case = turn_it_into_a_case(officer, manager)
    help_with(officer, case)
    share_the_figure(manager, case)
    close_and_tell(officer, manager, case)
    read_the_way(public, manager)


def read_the_session(public: Person) -> None:
    """Everybody sees who comes, the panel, and the story with its figures and its source."""
    public.go("/sesi/")
    public.follow(SESSION)
    public.reads_heading(SESSION)
    public.sees(f"{PRESENT} pesantren terdaftar")
    panel = public.page.get_by_role("region", name=public.say("The panel"), exact=True)
    expect(panel.get_by_role("listitem")).to_have_count(len(OFFICES))
    for office in OFFICES:
        expect(panel.get_by_text(office).first).to_be_visible()
    fits(public)
    agenda = public.page.get_by_role("region", name=public.say("Agenda"), exact=True)
    expect(agenda).to_contain_text("2.000 kg")
    public.page.get_by_role("link", name=re.compile("^Kopi Bikla")).click()
    change = public.page.locator("figure.change")
    expect(change).to_contain_text("5 kg")
    expect(change).to_contain_text("2.000 kg")
    expect(public.page.get_by_role("link", name="jurnal9.tv").first).to_be_visible()


def fits(person: Person) -> None:
    """Nothing of the page stands beside the phone."""
    width = person.page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE, person.page.url


def enter(person: Person) -> None:
    person.go("/sesi/")
    person.follow(SESSION)
    person.follow("Go into the room")
    person.reads_heading(person.say("Live room"))
    fits(person)


def hear_the_obstacle(manager: Person, moderator: Person) -> None:
    """The story is on, the pesantren asks, its obstacle is heard and answered."""
    enter(moderator)
    moderator.page.get_by_role("button", name="Mulai: Kisah: Kopi Bikla").click()
    enter(manager)
    manager.sees("Kisah: Kopi Bikla")
    manager.form("Put it into the queue").fill("Your question", QUESTION).send()
    moderator.sees(QUESTION)
    moderator.page.get_by_role("button", name="Mulai: Kendala: keuangan").click()
    for step in ("Read back", "Only questions", "Recommendations"):
        moderator.press(step)
        expect(manager.page.locator(".steps [aria-current]")).to_have_text(manager.say(step))
    line = moderator.page.locator("#room li[id^=q]", has_text=QUESTION)
    line.get_by_role("button", name=re.compile(f"^{moderator.say('Take up')}")).click()
    moderator.page.get_by_label(moderator.say("What was answered (optional)")).fill(ANSWER)
    moderator.press("It is answered")
    manager.sees(ANSWER)


def turn_it_into_a_case(officer: Person, manager: Person) -> str:
    """One tap in the room; the pesantren adds since when, and the figure."""
    enter(officer)
    tap = officer.say("Open a case from this")
    officer.page.get_by_role("button", name=re.compile(f"^{tap}")).click()
    officer.page.get_by_role("link", name=re.compile("K-")).click()
    officer.reads_heading(QUESTION)
    case = officer.page.url
    manager.go(case)
    form = manager.form("Add this to the case")
    form.choose(manager.say("three months"))
    form.select("Which figure should change?", f"{FIGURE} (rupiah)")
    form.fill("How much is it now?", "300.000.000")
    form.fill("How much should it become?", "330.000.000")
    form.send()
    manager.sees("What was missing was added")
    # From here on everything is invented, and says so.
    expect(manager.page.locator(".page-head")).to_contain_text("simulasi")
    fits(manager)
    return case


def help_with(officer: Person, case: str) -> None:
    """What the panel recommends is written down; the office takes the case and is there."""
    today = timezone.localdate()
    officer.go("/sesi/")
    officer.follow(SESSION)
    officer.follow("Write a recommendation")
    form = officer.form("Write it down")
    form.fill("Or for which case?", case.rstrip("/").rpartition("/")[2])
    form.fill("What does the panel recommend?", ADVICE)
    form.select("Which office sees to it?", "Bidang Pembiayaan")
    form.fill("By when?", (today + timedelta(days=30)).isoformat())
    form.fill("When is it looked at again?", (today + timedelta(days=60)).isoformat())
    form.send()
    officer.sees(ADVICE)

    officer.go(case)
    officer.form("Take this case").send()
    officer.sees("Ditangani Bidang Pembiayaan", exact=False)
    officer.unfold("Set an activity")
    form = officer.form("Set this activity")
    form.fill("What exactly?", "Memindahkan simpanan bersama")
    form.fill("Who does it?", "Bidang Pembiayaan")
    form.fill("On which day?", today.isoformat())
    form.send()
    officer.unfold("The activity took place")
    form = officer.form("Mark as done")
    form.fill("What came of it?", "Semua saldo cocok.")
    form.send()
    officer.sees("Activity done")
    fits(officer)


def share_the_figure(manager: Person, case: str) -> None:
    """With its consent, one figure of the cooperative's own books stands on the case."""
    manager.go(case)
    manager.follow("Share this figure from our books")
    manager.form("I agree, share this figure").choose(FIGURE).send()
    manager.sees(SAVINGS)


def close_and_tell(officer: Person, manager: Person, case: str) -> None:
    """The case is closed by that figure, and told with leave of the pesantren."""
    officer.go(case)
    officer.press("Count this as the result")
    officer.sees("Result measured")
    officer.form("Close by this result").send()
    officer.sees("Closed by its result")
    expect(officer.page.locator("main")).to_contain_text(SAVINGS)
    fits(officer)
    manager.go(case)
    manager.form("Yes, our story may be told").send()
    manager.sees("The pesantren agreed that its story is told")
    officer.go(case)
    officer.follow("Tell the story")
    form = officer.form("Keep as a draft")
    form.fill("Title", STORY)
    form.fill("In one or two sentences", "Simpanan kini terlihat di satu pembukuan.")
    form.fill("What was done?", "Semua simpanan dipindahkan bersama.")
    form.fill("What has changed?", "Semua simpanan ada di satu pembukuan.")
    form.send()
    officer.press("Send")
    manager.go(case)
    manager.follow(STORY)
    manager.press("Yes, everybody may read it")
    officer.page.reload()
    officer.press("Publish")
    officer.follow("As everybody reads it")
    officer.reads_heading(STORY)


def read_the_way(public: Person, manager: Person) -> None:
    """One address: the whole chain for the pesantren, and for everybody what is open of it."""
    manager.go(WAY)
    steps = manager.page.locator(".timeline h3")
    expect(steps).to_have_text(
        [
            manager.say(words)
            for words in (
                "Asked in the live room",
                "Obstacle brought",
                "Recommended by the panel",
                "Figure before",
                "Activity",
                "Figure after",
                "Case closed",
                "Story told",
            )
        ]
    )
    manager.sees(QUESTION, exact=False)
    fits(manager)
    public.go(WAY)
    fits(public)
    public.sees(STORY)
    public.sees(SAVINGS, exact=False)
    expect(public.page.locator(".timeline h3")).to_have_text(
        [
            public.say(words)
            for words in ("Heard in a session", "Figure before", "Figure after", "Story told")
        ]
    )
    expect(public.page.locator("main")).not_to_contain_text(QUESTION)
