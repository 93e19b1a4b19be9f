"""The first day at a counter, from an empty koppontren until nothing about it is left to ask.

200 members come in, a class pays, ten are served, passbooks are printed, the drawer is counted, and
a month's profit share is explained. All of it on a phone; what comes back every day also on a desk.
"""

from __future__ import annotations

import re
import subprocess
import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from klinik.web import demo_data
from tests.browser.conftest import PATIENCE_MS, OpenWindow
from tests.browser.hands import Person
from tests.browser.past_month import last_month
from tests.browser.settle import BALANCES, manager_of, teller_of
from tests.conftest import PROJECT
from tests.workbooks import workbook

SLUG = "hari-pertama"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
HOME = f"/koppontren/{SLUG}/"
MEMBERS = 200
WORK = "import django; django.setup(); from klinik.core.jobs import work; work(is_patient=False)"
LONGER_MS = 3 * PATIENCE_MS  # a whole opening and 200 members may take their time


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Nothing here is waited for by the clock, only for what appears, and that a little longer."""
    expect.set_options(timeout=LONGER_MS)
    yield
    expect.set_options(timeout=PATIENCE_MS)


def test_the_first_day_at_a_counter(
    open_window: OpenWindow, surroundings: dict[str, str], tmp_path: Path
) -> None:
    manager = AtCounter(open_window(manager_of(SLUG)), "id")
    teller = AtCounter(open_window(teller_of(SLUG)), "id")
    teller.go(f"{HOME}loket/")
    teller.sees("No members yet")

    open_the_books(manager)
    bring_in(manager, tmp_path / "anggota.xlsx", surroundings)
    program = [sys.executable, "-m", "tests.browser.past_month", SLUG]
    subprocess.run(program, env=surroundings, cwd=PROJECT, check=True)
    add_a_drawer(manager)
    take_the_drawer(teller)
    collect_from_a_class(teller)
    for number in range(10, 15):
        serve(teller, f"A-{number:04}", deposits=True)
    print_the_passbook(teller)
    teller.sits_at_a(DESK)
    teller.go(f"{HOME}loket/")
    for number in range(15, 20):
        serve(teller, f"A-{number:04}", deposits=number < 18)
    print_the_passbook(teller)
    teller.sits_at_a(PHONE)
    count_and_close(teller)

    # 3 x 25,000 of the class, 8 x 50,000 in and 2 x 20,000 out.
    manager.go(f"{HOME}kas/")
    drawer = manager.page.get_by_role("row").filter(has_text="Laci 1")
    expect(drawer).to_contain_text("Rp435.000")

    share_the_month(manager, surroundings)
    for screen in (PHONE, DESK):
        teller.sits_at_a(screen)
        explain_it(teller)


class AtCounter(Person):
    """Somebody with patience, who may change from one screen to another."""

    def __init__(self, page: Page, language: str) -> None:
        super().__init__(page, language)
        page.set_default_timeout(LONGER_MS)

    def sits_at_a(self, screen: ViewportSize) -> None:
        """From now on the page is this large."""
        self.page.set_viewport_size(screen)


def open_the_books(manager: AtCounter) -> None:
    """The page for the members' file leads to what it needs."""
    manager.go(f"{HOME}kas/laci-baru/")
    manager.follow("Open the book")
    file = Path(demo_data.__file__).with_name(BALANCES)
    form = manager.form("Check the file").attach("File with the balances", file)
    form.place.locator("input[name=on]").fill((last_month() - timedelta(days=1)).isoformat())
    form.send()
    manager.press("Post the opening balances")
    manager.sees("The opening balances are posted: entry %(number)s.", number=1)
    manager.go(f"{HOME}loket/")
    manager.follow("From Excel or CSV")
    manager.follow("Set simpanan pokok")
    form = manager.form("Offer these savings")
    form.fill("Principal savings of a new member", "100.000").send()
    manager.follow("From Excel or CSV")


def bring_in(manager: AtCounter, file: Path, surroundings: dict[str, str]) -> None:
    """All members with what they hold, out of what the opening left undetailed."""
    heads = ["Nama", "No Anggota", "Simpanan Pokok", "Simpanan Sukarela"]
    names = (f"Anggota Contoh {n:03}" for n in range(1, MEMBERS + 1))
    rows = [[name, str(n), 100_000, 200_000] for n, name in enumerate(names, 1)]
    file.write_bytes(workbook([heads, *rows]))
    manager.form("Read the file").attach("Excel or CSV file", file).send()
    manager.page.locator("main button.primary").first.click()  # its headings were understood
    expect(manager.page.locator("main")).to_contain_text(f"{MEMBERS}")
    manager.page.get_by_role("button", name=re.compile(rf"\b{MEMBERS}\b")).click()
    subprocess.run([sys.executable, "-c", WORK], env=surroundings, check=True)
    manager.page.reload()
    manager.reads_heading(manager.say("The file is in"))


def add_a_drawer(manager: AtCounter) -> None:
    """Without choosing anything it is a drawer of the unit that keeps savings."""
    manager.go(f"{HOME}kas/")
    manager.follow("Add a drawer")
    manager.form("Add it").fill("Name", "Laci 1").send()
    manager.sees("%(drawer)s is there.", drawer="Laci 1")


def take_the_drawer(teller: AtCounter) -> None:
    """The counter says what is missing, and leads there."""
    teller.go(f"{HOME}loket/")
    teller.follow("My drawer")
    teller.page.get_by_role("link", name=re.compile(teller.say("Count and open"))).click()
    teller.form("Open the drawer").send()
    teller.follow("Serve a member")


def collect_from_a_class(teller: AtCounter) -> None:
    """Three of a class pay simpanan wajib in one table, though the file brought none of it."""
    teller.follow("Collect from a group")
    teller.form("Add a group").fill("Name of the group", "Kelas 7A").send()
    for number in (1, 2, 3):
        found = teller.page.locator("main input[name=q]")
        found.fill(f"A-{number:04}")
        found.press("Enter")
        put_in = teller.page.get_by_role("button", name=re.compile(teller.say("Put in")))
        put_in.click()
        expect(put_in).to_have_count(0)
    amounts = teller.page.locator("main table input")
    expect(amounts).to_have_count(3)
    for place in range(3):
        amounts.nth(place).fill("25000")
    teller.press("Save all of it")
    teller.sees("%(total)s is saved.", total="Rp75.000")
    teller.go(f"{HOME}loket/")


def serve(teller: AtCounter, number: str, *, deposits: bool) -> None:
    """In four actions: the number, Enter, the amount, and Enter (or the other button)."""
    found = teller.page.locator("main input[name=q]")
    found.fill(number)
    found.press("Enter")
    expect(teller.page.locator("main")).to_contain_text(number)
    amount = teller.page.get_by_label(teller.say("Amount"), exact=True)
    expect(amount).to_be_focused()
    amount.fill("50000" if deposits else "20000")
    if deposits:
        amount.press("Enter")
    else:
        teller.page.get_by_role("button", name=re.compile(teller.say("Withdraw cash"))).click()
    done = teller.page.get_by_role("status").first
    expect(done).to_contain_text("Rp250.000" if deposits else "Rp180.000")
    expect(done).to_contain_text("S-")


def print_the_passbook(teller: AtCounter) -> None:
    """Whoever was just served gets it into the book; the next page begins behind it."""
    teller.page.get_by_role("status").get_by_role("link", name=teller.say("Passbook")).click()
    teller.reads_heading(teller.say("Passbook"))
    teller.page.get_by_role(
        "button", name=teller.say("Print on page %(page)s", page=1), exact=True
    ).click()
    lines = teller.page.locator("svg text")
    expect(lines.filter(has_text="200.000")).not_to_have_count(0)
    teller.page.emulate_media(media="print")
    expect(lines.first).to_be_visible()
    expect(teller.page.get_by_role("heading", level=1)).to_be_hidden()
    teller.page.emulate_media(media="screen")

    teller.follow("Back to the passbook")
    teller.sees("Every transaction stands in the book.")
    page = re.compile(re.escape(teller.say("Print on page %(page)s", page="")))
    expect(teller.page.get_by_role("button", name=page)).to_have_count(0)


def share_the_month(manager: AtCounter, surroundings: dict[str, str]) -> None:
    """The parts are looked at, confirmed and recorded."""
    manager.go(f"{HOME}bagi-hasil/")
    form = manager.form("Show the parts")
    form.place.locator("select[name=month]").select_option(last_month().isoformat())
    form.send()
    manager.sees("Rp300.000", exact=False)
    manager.press("Confirm and record")
    expect(manager.page).to_have_url(re.compile("/pekerjaan/"))
    subprocess.run([sys.executable, "-c", WORK], env=surroundings, check=True)


def explain_it(teller: AtCounter) -> None:
    """The member asks at the counter why it is this sum: days, income, nisbah, tax."""
    teller.go(f"{HOME}loket/?q=A-0001")
    teller.follow("All about the member")
    teller.page.get_by_role("link", name=re.compile(teller.say("Why this number"))).first.click()
    teller.reads_heading(teller.say("Why this number"))
    days = monthrange(last_month().year, last_month().month)[1]
    page = teller.page.locator("main")
    for said in (f"11–{days}", "Rp10.000.000", "Rp600.000", "50%", "Rp300.000", "Rp270.000"):
        expect(page).to_contain_text(said)


def count_and_close(teller: AtCounter) -> None:
    """Four notes of 100,000, one of 20,000, of 10,000 and of 5,000."""
    teller.go(f"{HOME}laci/")
    teller.sees("Rp435.000")
    teller.follow("Count and close")
    for value, many in (("100.000", "4"), ("20.000", "1"), ("10.000", "1"), ("5.000", "1")):
        field = teller.page.get_by_label(re.compile(rf"Rp{re.escape(value)}$"))
        field.fill(many)
    expect(teller.page.locator(".total-bar output")).to_have_text("Rp435.000")
    teller.form("Close the drawer").send()
    teller.go(f"{HOME}laci/")
    teller.page.get_by_role("link", name=re.compile(teller.say("Count and open"))).wait_for()
