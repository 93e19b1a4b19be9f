"""From opening balances to a balance sheet, on a phone, with the file that comes with the house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from klinik.web import demo_data
from tests.browser.checks import inaccessible, too_wide
from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import BALANCES, LANGUAGES, manager_of

FILE = Path(demo_data.__file__).with_name(BALANCES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_opening_balances_to_a_balance_sheet(
    language: str, open_window: OpenWindow, tmp_path: Path
) -> None:
    home = f"/koppontren/tanpa-buku-{language}/"
    manager = Person(open_window(manager_of(f"tanpa-buku-{language}")), language)

    send_opening_balances(manager, home, tmp_path)
    correct_opening_balances(manager)
    take_and_spend(manager, home)
    admit(manager, home)
    account = at_the_counter(manager)
    undo_the_withdrawal(manager, account)

    # Cash: 18,750,000 + 250,000 in - 75,000 out + 100,000 joining + 50,000 deposit; nothing else.
    manager.go(f"{home}neraca-saldo/")
    row = manager.page.get_by_role("row").filter(has_text="1111 Kas")
    expect(row).to_contain_text("19.075.000")
    row.get_by_role("link").click()
    manager.reads_heading("Kas")
    manager.page.get_by_role("link", name=re.compile("^4 · ")).click()
    manager.sees("What moved")
    manager.sees("75.000")

    # Assets of the file, 544,900,000, and the same 325,000.
    manager.go(f"{home}neraca/")
    total = manager.page.get_by_role("row").filter(has_text=manager.say("Total assets"))
    expect(total).to_contain_text("545.225.000")
    claims = manager.say("Total liabilities, syirkah funds and equity")
    expect(manager.page.get_by_role("row").filter(has_text=claims)).to_contain_text("545.225.000")


def send_opening_balances(manager: Person, home: str, folder: Path) -> None:
    """First a file that does not tie out, then one that does, and is wrong all the same."""
    manager.go(home)
    manager.follow("Enter the opening balances")
    wrong = folder / "salah.csv"
    text = FILE.read_text(encoding="utf-8").replace("USPPS,18750000,0", "USPPS,18700000,0")
    wrong.write_text(text, encoding="utf-8")
    manager.form("Check the file").attach("File with the balances", wrong).send()
    refusal = manager.page.get_by_role("alert")
    expect(refusal).to_contain_text("USPPS")
    expect(refusal).to_contain_text("Rp50.000")

    wrong.write_text(text.replace("USPPS,0,28600000", "USPPS,0,28550000"), encoding="utf-8")
    manager.form("Check the file").attach("File with the balances", wrong).send()
    expect(manager.page.get_by_role("row").filter(has_text="USPPS").first).to_contain_text(
        "484.450.000"
    )
    expect(manager.page.get_by_label("1111 Kas", exact=True)).to_be_checked()
    assert look(manager.page) == []
    manager.press("Post the opening balances")
    manager.sees("The opening balances are posted: entry %(number)s.", number=1)


def correct_opening_balances(manager: Person) -> None:
    """The right file: what differs is shown, then posted on the same day."""
    manager.form("Check the corrected file").attach("File with the balances", FILE).send()
    cash = manager.page.get_by_role("row").filter(has_text="1111 Kas").first
    expect(cash).to_contain_text("Rp18.700.000")
    expect(cash).to_contain_text("Rp50.000")
    assert look(manager.page) == []
    manager.press("Post the correction")
    manager.sees("The opening balances are corrected: entry %(number)s.", number=2)


def look(page: Page) -> list[str]:
    """What is wrong with the page as it stands: no list of pages reaches a check of a file."""
    return [*inaccessible(page), *too_wide(page)]


def take_and_spend(manager: Person, home: str) -> None:
    """Money in and money out, from the front page."""
    manager.go(home)
    manager.follow("Money in")
    form = manager.form("Record money in").choose("Kas ·")
    form.select("What is it from?", "Pendapatan Administrasi")
    form.fill("How much", "250.000").send()
    expect(manager.page.get_by_role("status").first).to_contain_text("Rp19.000.000")

    manager.page.get_by_role("link", name=manager.say("Money out"), exact=True).click()
    form = manager.form("Record money out").choose("Kas ·")
    form.select("What is it for?", "Beban Operasional USPPS")
    form.fill("How much", "Rp 75.000").send()
    expect(manager.page.get_by_role("status").first).to_contain_text("Rp18.925.000")


def admit(manager: Person, home: str) -> None:
    """The first member: what joining costs is said once, before."""
    manager.go(f"{home}anggota/")
    manager.follow("Admit a member")
    manager.follow("Set simpanan pokok")
    form = manager.form("Offer these savings")
    form.fill("Principal savings of a new member", "100.000").send()
    manager.follow("Admit a member")
    form = manager.form("Admit").fill("Full name", "Siti Aminah")
    form.fill("Telephone (WhatsApp)", "0812 3456 7890").send()
    manager.reads_heading("Siti Aminah")
    manager.sees("Rp100.000")


def at_the_counter(manager: Person) -> str:
    """Open voluntary savings, pay in, pay out, and see the receipt; answers the account's page."""
    manager.follow("Open an account")
    manager.form("Open the account").choose("Simpanan Sukarela").send()
    manager.reads_heading("Siti Aminah")
    account = manager.page.url
    balance = manager.page.get_by_role("status", name=manager.say("Balance"))

    manager.follow("Serve at the counter")
    manager.form("Deposit").fill("Amount", "50.000").send()
    expect(manager.page.get_by_role("status").filter(has_text="Rp50.000")).to_be_visible()
    manager.go(account)
    expect(balance).to_have_text("Rp50.000")
    manager.follow("Serve at the counter")
    manager.form("Withdraw cash").fill("Amount", "20000").send()
    expect(manager.page.get_by_role("status").filter(has_text="Rp30.000")).to_be_visible()
    manager.go(account)
    expect(balance).to_have_text("Rp30.000")

    receipts = re.compile(f"^{manager.say('Receipt')}")
    manager.page.get_by_role("link", name=receipts).first.click()
    receipt = manager.page.get_by_role("article")
    expect(receipt).to_contain_text("Rp20.000")
    expect(receipt).to_contain_text("Rp30.000")
    manager.follow("Next member")
    manager.reads_heading(manager.say("Counter"))
    manager.go(account)
    return account


def undo_the_withdrawal(manager: Person, account: str) -> None:
    """An undoing is a new entry; the balance is what it was before."""
    withdrawal = manager.page.get_by_role("row").filter(has_text="-Rp20.000")
    withdrawal.get_by_role("link", name=re.compile(f"^{manager.say('Undo')}")).click()
    manager.form("Undo it").fill("Why is it undone?", "Salah ketik").send()
    manager.sees("This entry undoes an earlier one.", exact=False)
    manager.go(account)
    expect(manager.page.get_by_role("status", name=manager.say("Balance"))).to_have_text("Rp50.000")
