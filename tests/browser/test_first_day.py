"""The first day at a counter, on a phone: 200 members come in, a class pays, ten are served."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from klinik.web import demo_data
from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import BALANCES, manager_of, teller_of
from tests.workbooks import workbook

SLUG = "hari-pertama"
HOME = f"/koppontren/{SLUG}/"
MEMBERS = 200
WORK = "import django; django.setup(); from klinik.core.jobs import work; work(is_patient=False)"


def test_the_first_day_at_a_counter(
    open_window: OpenWindow, surroundings: dict[str, str], tmp_path: Path
) -> None:
    manager = Person(open_window(manager_of(SLUG)), "id")
    teller = Person(open_window(teller_of(SLUG)), "id")
    teller.go(f"{HOME}loket/")
    teller.sees("No members yet")

    open_the_books(manager)
    bring_in(manager, tmp_path / "anggota.xlsx", surroundings)
    add_a_drawer(manager)
    take_the_drawer(teller)
    collect_from_a_class(teller)
    for number in range(10, 20):
        serve(teller, f"A-{number:04}", deposits=number < 18)
    count_and_close(teller)

    # 3 x 25,000 of the class, 8 x 50,000 in and 2 x 20,000 out.
    manager.go(f"{HOME}kas/")
    drawer = manager.page.get_by_role("row").filter(has_text="Laci 1")
    expect(drawer).to_contain_text("Rp435.000")


def open_the_books(manager: Person) -> None:
    """The page for the members' file leads to what it needs."""
    manager.go(f"{HOME}kas/laci-baru/")
    manager.follow("Open the book")
    file = Path(demo_data.__file__).with_name(BALANCES)
    manager.form("Check the file").attach("File with the balances", file).send()
    manager.press("Post the opening balances")
    manager.sees("The opening balances are posted: entry %(number)s.", number=1)
    manager.go(f"{HOME}loket/")
    manager.follow("From Excel or CSV")
    manager.follow("Set simpanan pokok")
    form = manager.form("Offer these savings")
    form.fill("Principal savings of a new member", "100.000").send()
    manager.follow("From Excel or CSV")


def bring_in(manager: Person, file: Path, surroundings: dict[str, str]) -> None:
    """All members with what they hold, out of what the opening left undetailed."""
    heads = ["Nama", "No Anggota", "Simpanan Pokok", "Simpanan Wajib", "Simpanan Sukarela"]
    names = (f"Anggota Contoh {n:03}" for n in range(1, MEMBERS + 1))
    rows = [[name, str(n), 100_000, 250_000, 200_000] for n, name in enumerate(names, 1)]
    file.write_bytes(workbook([heads, *rows]))
    manager.form("Read the file").attach("Excel or CSV file", file).send()
    manager.page.locator("main button.primary").first.click()  # its headings were understood
    expect(manager.page.locator("main")).to_contain_text(f"{MEMBERS}")
    manager.page.get_by_role("button", name=re.compile(rf"\b{MEMBERS}\b")).click()
    subprocess.run([sys.executable, "-c", WORK], env=surroundings, check=True)
    manager.page.reload()
    manager.reads_heading(manager.say("The file is in"))


def add_a_drawer(manager: Person) -> None:
    """Without choosing anything it is a drawer of the unit that keeps savings."""
    manager.go(f"{HOME}kas/")
    manager.follow("Add a drawer")
    manager.form("Add it").fill("Name", "Laci 1").send()
    manager.sees("%(drawer)s is there.", drawer="Laci 1")


def take_the_drawer(teller: Person) -> None:
    """The counter says what is missing, and leads there."""
    teller.go(f"{HOME}loket/")
    teller.follow("My drawer")
    teller.page.get_by_role("link", name=re.compile(teller.say("Count and open"))).click()
    teller.form("Open the drawer").send()
    teller.follow("Serve a member")


def collect_from_a_class(teller: Person) -> None:
    """Three of a class pay simpanan wajib in one table."""
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


def serve(teller: Person, number: str, *, deposits: bool) -> None:
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


def count_and_close(teller: Person) -> None:
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
