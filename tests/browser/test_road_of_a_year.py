"""The bookkeeper's year on a phone: from an empty book to a closed and verified one.

Guided by the pages alone: every address but the first is reached by what stands on a page.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from django.utils import timezone, translation
from django.utils.formats import date_format
from PIL import Image
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from klinik.web import demo_data
from tests.browser.checks import inaccessible, too_wide
from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import BALANCES, board_of, manager_of
from tests.workbooks import workbook

HERE = "/koppontren/setahun/"
BANK = [
    (5, "SETORAN TUNAI", 5_000_000),
    (20, "TRF RENOVASI", -12_500_000),
    (28, "TRF GAJI", -2_000_000),
    (30, "BIAYA ADM", -15_000),
]


def november(day: int) -> date:
    """A day of last year's November: of a year that is over, whenever this runs."""
    return date(timezone.localdate().year - 1, 11, day)


def test_from_an_empty_book_to_a_closed_year(
    open_window: OpenWindow, surroundings: dict[str, str], tmp_path: Path
) -> None:
    keeper = Person(open_window(manager_of("setahun")), "id")
    board = Person(open_window(board_of("setahun")), "id")

    open_from_excel(keeper, tmp_path)
    record_money(keeper, tmp_path)
    write_from_a_pattern(keeper)
    have_it_approved(keeper, board)
    undo_a_mistake(keeper)
    match_the_bank(keeper, tmp_path)
    close_the_month(keeper)
    read_statements(keeper)
    close_the_year(keeper)
    verify(keeper, surroundings, tmp_path)


def open_from_excel(keeper: Person, folder: Path) -> None:
    """The table, filled in with a spreadsheet, checked and posted."""
    with (Path(demo_data.__file__).with_name(BALANCES)).open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    filled = folder / "saldo.xlsx"
    filled.write_bytes(workbook([head, *([*row[:5], *map(int, row[5:])] for row in rows)]))
    keeper.go(HERE)
    keeper.follow("Enter the opening balances")
    form = keeper.form("Check the file").attach("File with the balances", filled)
    form.fill("Balances of which day?", november(1).isoformat()).send()
    keeper.press("Post the opening balances")
    keeper.sees("The opening balances are posted: entry %(number)s.", number=1)


def record_money(keeper: Person, folder: Path) -> None:
    """In with a photo of the receipt, out, and moved to the bank."""
    photo = folder / "nota.png"
    Image.new("RGB", (60, 80), "white").save(photo)
    keeper.go(HERE)
    keeper.follow("Money in")
    form = keeper.form("Record money in").choose("Kas ·")
    form.select("What is it from?", "Pendapatan Administrasi").fill("How much", "250.000")
    form.fill("When", november(3).isoformat()).attach("Photo of the receipt", photo)
    expect(keeper.page.locator("#effect")).to_contain_text("19.000.000")
    assert look(keeper) == []
    form.send()
    expect(keeper.page.get_by_role("status").first).to_contain_text("Rp19.000.000")

    keeper.follow("Money out")
    form = keeper.form("Record money out").choose("Kas ·")
    form.select("What is it for?", "Beban Operasional USPPS").fill("How much", "75.000")
    form.fill("When", november(4).isoformat()).send()
    expect(keeper.page.get_by_role("status").first).to_contain_text("Rp18.925.000")

    keeper.follow("Move money")
    form = keeper.form("Record the move").choose("Kas ·").select("Where does it go?", "Bank ·")
    form.fill("How much", "5.000.000").fill("When", november(5).isoformat()).send()
    expect(keeper.page.get_by_role("status").first).to_contain_text("Rp134.600.000")


def write_from_a_pattern(keeper: Person) -> None:
    """The lines of the salaries are kept once, and begun with from then on."""
    keeper.follow("Write an entry")
    for n, (account, side, amount) in enumerate(
        [("5320", "Debit", "2.000.000"), ("1112", "Credit", "2.000.000")], start=1
    ):
        keeper.page.get_by_label(keeper.say("Account, line %(n)s", n=n)).fill(account)
        keeper.page.get_by_label(keeper.say(f"{side}, line %(n)s", n=n)).fill(amount)
    keeper.unfold("Keep it as a pattern")
    keeper.form("Keep as a pattern").fill("Name of the pattern", "Gaji bulanan").send()
    kept = "The pattern %(name)s is kept. The entry itself is not recorded yet."
    keeper.sees(kept, name="Gaji bulanan")

    keeper.follow("Write an entry")
    keeper.follow("Gaji bulanan")
    form = keeper.form("Save the entry").fill("When", november(28).isoformat())
    form.send()
    expect(keeper.page.get_by_role("status").first).to_contain_text("Rp132.600.000")


def have_it_approved(keeper: Person, board: Person) -> None:
    """What is above the board's limit waits until the board has looked at it."""
    board.go(f"{HERE}persetujuan/")
    board.follow("Set a limit")
    limit = board.form("Save")
    limit.fill("Up to how much may one person record alone?", "10.000.000").send()

    keeper.follow("Money out")
    form = keeper.form("Record money out").choose("Bank ·")
    form.select("What is it for?", "Beban Operasional USPPS").fill("How much", "12.500.000")
    form.fill("When", november(20).isoformat()).send()
    keeper.sees("It is kept, and waits for a second person.")

    board.go(f"{HERE}persetujuan/")
    waiting = board.page.get_by_role("row").filter(has_text="12.500.000")
    waiting.get_by_role("link").first.click()
    board.press("Approve and record")
    board.sees("approved", exact=False)


def undo_a_mistake(keeper: Person) -> None:
    """Undone where it is seen, a moment later: the cash holds what it held before."""
    keeper.go(f"{HERE}uang/masuk/")
    form = keeper.form("Record money in").choose("Kas ·")
    form.select("What is it from?", "Pendapatan Administrasi").fill("How much", "900.000").send()
    expect(keeper.page.get_by_role("status").first).to_contain_text("Rp14.825.000")
    keeper.follow("Undo it")
    keeper.form("Undo it").fill("Why is it undone?", "Salah ketik").send()
    keeper.sees("This entry undoes an earlier one.", exact=False)


def match_the_bank(keeper: Person, folder: Path) -> None:
    """Three of the bank's four rows are in the book; the fourth is booked from here."""
    lines, balance = ["Tanggal;Keterangan;Debet;Kredit;Saldo"], 129_600_000
    for day, text, amount in BANK:
        balance += amount
        out, into = (-amount, "") if amount < 0 else ("", amount)
        lines.append(f"{november(day):%d/%m/%Y};{text};{out};{into};{balance}")
    file = folder / "mutasi.csv"
    file.write_text("\n".join(lines), encoding="utf-8")

    keeper.follow("Journal")
    keeper.follow("Match the bank")
    form = keeper.form("This one is at a bank").select("Account", "1112 Bank")
    form.fill("Which bank is it?", "Bank Syariah").send()
    keeper.form("Read the file").attach("File with the mutations", file).send()
    keeper.press(plural(keeper, "Save %(shown)s mutation", 4))
    keeper.follow("Match them now")
    assert look(keeper) == []
    keeper.press("Accept all that match")
    row = keeper.page.get_by_role("row").filter(has_text="BIAYA ADM")
    row.get_by_role("combobox").select_option(label="Beban Operasional USPPS (USPPS)")
    keeper.press("Book what is chosen")
    keeper.follow("See the result")
    keeper.page.locator("form.row").get_by_label(keeper.say("Through which day?")).fill(
        november(30).isoformat()
    )
    keeper.press("Show")
    keeper.press(keeper.say("Reconciled through %(day)s", day=spelled(november(30), "j F Y")))


def close_the_month(keeper: Person) -> None:
    """The first open month, after what is worth a look."""
    keeper.follow("Match the bank")
    keeper.follow("Close the books")
    assert look(keeper) == []
    month = spelled(november(1), "F Y")
    keeper.press(keeper.say("Close %(month)s", month=month))
    keeper.sees("The books are closed through %(month)s.", month=month)


def read_statements(keeper: Person) -> None:
    """On the screen down to the receipt, as a PDF, and as a table."""
    year = november(1).year
    keeper.follow("Statements")
    keeper.follow("Statement of results (PHU)")
    days = keeper.form("Show")
    days.fill("From", f"{year}-01-01").fill("To", f"{year}-12-31").send()
    keeper.page.wait_for_url(f"**to={year}-12-31**")
    # In November 59,350,000 of the opening, + 250,000 - 75,000 - 2,000,000 - 12,500,000 - 15,000.
    keeper.sees("45.010.000", exact=False)
    assert download(keeper, "PDF").read_bytes()[:5] == b"%PDF-"

    income = keeper.page.get_by_role("row").filter(has_text="Pendapatan Administrasi")
    income.get_by_role("link", name="4.100.000").click()
    keeper.page.get_by_role("link", name=re.compile("^2 · ")).click()
    keeper.sees("What moved")
    expect(keeper.page.locator("#papers img")).to_be_visible()

    keeper.follow("Journal")
    keeper.follow("Statements")
    keeper.follow("Trial balance")
    keeper.form("Show").fill("On", f"{year}-11-30").send()
    keeper.page.wait_for_url(f"**on={year}-11-30**")
    expect(keeper.page.get_by_role("row").filter(has_text="1112 Bank")).to_contain_text(
        "120.085.000"
    )
    rows = CalamineWorkbook.from_path(download(keeper, "Excel")).get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows if row[0] == "1112"] == [120_085_000]


def close_the_year(keeper: Person) -> None:
    """The last month of the year closes the year: its result moves to equity."""
    year = november(1).year
    keeper.follow("Close the books")
    expect(keeper.page.locator("main")).to_contain_text("Rp45.010.000")
    keeper.press(keeper.say("Close the year %(year)s", year=year))
    keeper.sees("The books are closed through %(month)s.", month=spelled(date(year, 12, 1), "F Y"))


def verify(keeper: Person, surroundings: dict[str, str], folder: Path) -> None:
    """The end of the chain is kept elsewhere, and `klinik verify` finds the book sound by it."""
    keeper.follow("Book")
    keeper.follow("Proof of the book")
    with keeper.page.expect_download() as started:
        keeper.follow("Download the ends of the chain")
    heads = folder / "ujung.txt"
    started.value.save_as(heads)
    said = subprocess.run(
        [sys.executable, "-m", "klinik.web.cli", "verify", "--head", str(heads)],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, "")
    assert "everything adds up" in said.stdout


def download(keeper: Person, kind: str) -> Path:
    """What the menu of files gives."""
    keeper.unfold("Download")
    with keeper.page.expect_download() as started:
        keeper.follow(kind)
    return Path(started.value.path())


def spelled(day: date, how: str) -> str:
    """A day as the pages spell it."""
    with translation.override("id"):
        return date_format(day, how)


def plural(keeper: Person, text: str, number: int) -> str:
    """A counted text as it stands on the page."""
    with translation.override(keeper.language):
        return translation.ngettext(text, f"{text}s", number) % {"shown": number}


def look(person: Person) -> list[str]:
    """What is wrong with the page as it stands."""
    return [*inaccessible(person.page), *too_wide(person.page)]
