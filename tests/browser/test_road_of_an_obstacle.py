"""From an obstacle to a measured result and a story, on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.hands import Person
from tests.browser.settle import LANGUAGES, manager_of

DAYS = {"id": "hari", "en": "days"}
ASPECT = {"id": "Kelembagaan & usaha", "en": "Institution & business"}
FIGURE = {
    "id": "Waktu menyusun laporan bulanan (hari)",
    "en": "Time to draw up the monthly report (days)",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_an_obstacle_to_a_story(
    language: str, open_window: OpenWindow, tmp_path: Path
) -> None:
    manager = Person(open_window(manager_of(f"kendala-{language}")), language)
    title = f"Stok toko tidak pernah cocok ({language})"
    address = open_a_case(manager, title, photo(tmp_path / "buku-stok.jpg"))

    officer = Person(open_window(), language)
    sign_in_by_button(officer, "Petugas Kelembagaan")
    officer.go("/kasus/")
    officer.follow(title)
    officer.reads_heading(title)
    help_with(officer, manager, address)
    measure_and_close(officer, photo(tmp_path / "buku-baru.jpg"))

    manager.go(address)
    manager.form("Yes, our story may be told").send()
    manager.sees("The pesantren agreed that its story is told")
    tell(officer, manager, address, title)

    reader = Person(open_window(), language)
    reader.go("/kisah/")
    reader.follow(title)
    reader.reads_heading(title)
    change = reader.page.locator("figure.change")
    expect(change).to_contain_text(reader.say("Before"))
    expect(change).to_contain_text(f"21 {DAYS[language]}")
    expect(change).to_contain_text(reader.say("After"))
    expect(change).to_contain_text(f"6 {DAYS[language]}")
    reader.sees("Buku stok toko, dibaca saat kunjungan", exact=False)


def photo(path: Path) -> Path:
    """A picture as a phone takes it."""
    Image.new("RGB", (640, 480), "#7a9e87").save(path)
    return path


def open_a_case(manager: Person, title: str, file: Path) -> str:
    """The manager says what hinders, since when, what was tried, and which figure should change."""
    manager.go("/kasus/")
    manager.follow("Open a case")
    form = manager.form("Open the case")
    form.fill("What hinders you?", title)
    form.fill("Tell a little more", "Setiap akhir bulan kami menghitung dari awal.")
    manager.unfold("I know the day")
    form.fill("Since when?", "2026-01-05")
    form.fill("What have you tried already?", "Buku tulis, lalu tabel di komputer.")
    form.choose(ASPECT[manager.language])
    form.select("Which figure should change?", FIGURE[manager.language])
    form.fill("How much is it now?", "21")
    form.fill("How much should it become?", "7")
    form.attach("Photos or documents", file)
    form.send()
    manager.reads_heading(title)
    manager.sees("An office takes it")
    return manager.page.url


def sign_in_by_button(person: Person, name: str) -> None:
    """As a visitor of the demonstration does."""
    person.go("/masuk/")
    person.page.get_by_role("button").filter(has_text=name).click()
    person.reads_heading(person.say("My work"))


def help_with(officer: Person, manager: Person, address: str) -> None:
    """The office takes the case, both sides write, and something is done on a date."""
    officer.form("Take this case").send()
    # Whoever does not see the page hears where they are and how far the case has come.
    expect(officer.page.get_by_role("heading", level=1)).to_be_focused()
    officer.sees("What you can do now")
    officer.unfold("Write a message")
    officer.form("Send").fill("Your message", "Kami datang minggu depan.").send()
    officer.sees("Kami datang minggu depan.")

    manager.go(address)
    manager.sees("Kami datang minggu depan.")
    manager.unfold("Write a message")
    manager.form("Send").fill("Your message", "Baik, kami tunggu.").send()
    manager.sees("Baik, kami tunggu.")

    officer.page.reload()
    officer.sees("Baik, kami tunggu.")
    officer.unfold("Set an activity")
    form = officer.form("Set this activity")
    form.fill("What exactly?", "Menata kartu stok bersama")
    form.fill("Who does it?", "Bidang Kelembagaan")
    form.fill("On which day?", timezone.localdate().isoformat())
    form.send()
    officer.sees("Menata kartu stok bersama")
    officer.unfold("The activity took place")
    officer.form("Mark as done").fill("What came of it?", "Kartu stok dipakai.").send()
    officer.sees("Activity done")


def measure_and_close(officer: Person, file: Path) -> None:
    """The figure is measured again, and the case is closed by it."""
    officer.unfold("Record the result")
    form = officer.form("Record this figure")
    form.fill("How much is it now?", "6")
    form.fill("Where does this figure come from?", "Buku stok toko, dibaca saat kunjungan")
    form.attach("Evidence", file)
    form.send()
    officer.sees("Result measured")
    officer.form("Close by this result").send()
    officer.sees("Closed by its result")


def tell(officer: Person, manager: Person, address: str, title: str) -> None:
    """The office writes the story of the case, the pesantren agrees, and it is published."""
    officer.go(address)
    officer.follow("Tell the story")
    form = officer.form("Keep as a draft")
    form.fill("Title", title)
    form.fill("In one or two sentences", "Kartu stok membuat laporan bulanan cepat.")
    form.fill("What was done?", "Toko memakai **kartu stok**.")
    form.fill("What has changed?", "Laporan kini selesai dalam enam hari.")
    form.send()
    officer.press("Send")
    manager.go(address)
    manager.follow(title)
    manager.press("Yes, everybody may read it")
    officer.page.reload()
    officer.press("Publish")
    officer.follow("As everybody reads it")
    officer.reads_heading(title)
