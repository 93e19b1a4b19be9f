"""Another province on a phone: from an empty house, by the wizard and two files, to its pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from klinik.tenancy.setup.code import setup_code
from tests.browser.checks import inaccessible, misshapen, too_small, too_wide
from tests.browser.conftest import listen, sit_down
from tests.browser.hands import Person
from tests.browser.house import SECRET, open_empty_house

FILES = Path(__file__).parent / "files"
WORK = "import django; django.setup(); from klinik.core.jobs import work; work(is_patient=False)"
AFTERWARDS = (
    "/",
    "/pesantren/",
    "/pesantren/verifikasi/",
    "/produk/",
    "/wilayah/",
    "/wilayah/9901/",
    "/mitra/",
    "/kasus/",
    "/kisah/",
    "/data/",
    "/koperasi/",
    "/surat/",
    "/sektor/",
)
Empty = tuple[str, dict[str, str]]


@pytest.fixture
def empty_house(
    request: pytest.FixtureRequest,
    house: str,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Empty]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with django_db_blocker.unblock(), open_empty_house(worker, tmp_path) as found:
        yield found


def test_a_province_is_set_up_on_a_phone(empty_house: Empty, chromium: Browser) -> None:
    address, environment = empty_house
    complaints: list[str] = []
    person = Person(sit_down(chromium, address, None).new_page(), "id")
    listen(person.page, complaints)

    person.go("/")
    person.reads_heading(person.say("A new house"))
    looks_good(person.page)
    with override_settings(SECRET_KEY=SECRET):
        code = setup_code()
    person.form("Continue").fill("Setup code", code).send()
    set_up(person)
    person.sees("The house is set up.")
    looks_good(person.page)

    bring_in(person, environment)
    for path in AFTERWARDS:
        person.go(path)
        looks_good(person.page)
        expect(person.page.locator("footer")).to_contain_text("Provinsi Contoh")
        expect(person.page.locator("body")).not_to_contain_text("Jawa Timur")

    assert complaints == []
    person.page.context.close()


def set_up(person: Person) -> None:
    """The four parts of the wizard; the file is asked for only where it is needed."""
    form = person.form("Set up")
    form.choose("38")  # of East Java
    expect(form.field("File of the regions")).to_be_hidden()
    form.choose(person.say("From a file of my own"))
    looks_good(person.page)
    form.fill("Name of the province", "Provinsi Contoh")
    form.attach("File of the regions", FILES / "pesantren-provinsi-contoh.csv")
    form.fill("Full name", "Sekretaris Rekaan").fill("E-mail", "sekretaris@contoh.example")
    form.fill("Choose a password", "pisang lampu sepeda").send()
    expect(person.page.locator("[data-error-summary]")).to_be_visible()
    looks_good(person.page)
    form = person.form("Set up").attach(
        "File of the regions", FILES / "wilayah-provinsi-contoh.csv"
    )
    form.fill("Choose a password", "pisang lampu sepeda").send()


def bring_in(person: Person, environment: dict[str, str]) -> None:
    """The second file: its columns, what would change, and the work until it is done."""
    person.go("/")
    person.follow("Bring in the pesantren")
    looks_good(person.page)
    form = person.form("Read the file")
    form.attach("Excel or CSV file", FILES / "pesantren-provinsi-contoh.csv")
    form.fill("Where do these data come from?", "Daftar provinsi contoh")
    form.field("Invented data, for trying out").check()
    form.send()
    looks_good(person.page)
    person.press("See what would change")
    person.reads_heading(person.say("What would change"))
    looks_good(person.page)
    person.page.locator("main form .btn.primary").click()
    looks_good(person.page)
    subprocess.run([sys.executable, "-c", WORK], env=environment, check=True, timeout=60)
    expect(person.page.get_by_role("heading", level=1)).to_have_text(person.say("The file is in"))
    looks_good(person.page)


def looks_good(page: Page) -> None:
    """At 360 px: nothing too wide or too small, one heading, nothing that axe finds."""
    faults = too_wide(page) + too_small(page) + misshapen(page, "id") + inaccessible(page)
    assert faults == [], page.url
