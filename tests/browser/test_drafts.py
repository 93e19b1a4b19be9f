"""What is typed on a phone is not lost: not by a reload, a dead line, or a closed browser."""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import OpenWindow, keep
from tests.browser.hands import Person
from tests.browser.settle import STORYTELLER, manager_of, session_of
from tests.browser.test_rough_use import filled_case
from tests.core.test_files import picture

TITLE, MORE = "Kemasan belum memenuhi syarat", "Toko besar menolak kemasan kami."
SAYS_DRAFT = re.compile(r"^Draf dari pukul \d\d\.\d\d\.")
NEW = "/kasus/baru/"
FILES_LEFT = """() => new Promise(answer => {
  indexedDB.open("drafts", 1).onsuccess = opened => {
    const files = opened.target.result.transaction("files").objectStore("files");
    files.count().onsuccess = counted => answer(counted.target.result);
  };
})"""


def at_form(page: Page) -> Person:
    """Somebody whose phone asks nothing of the house while they type."""
    page.route("**/serupa/", lambda route: route.fulfill(status=204))
    return Person(page, "id")


def typed_on(page: Page) -> tuple[str, str, bool]:
    """What stands in the form of a new case: title, words, and whether the aspect is chosen."""
    return (
        page.locator("[name=title]").input_value(),
        page.locator("textarea[name=description]").input_value(),
        page.get_by_label("Kualitas produk").is_checked(),
    )


def in_days(number: int) -> str:
    """A day as its field takes it."""
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def request_of(page: Page) -> str:
    return page.locator("[name=request_id]").input_value()


def test_a_draft_outlives_a_reload_and_a_closed_browser_and_is_sent_once(
    open_window: OpenWindow,
) -> None:
    page = open_window(manager_of("putus"))
    filled_case(at_form(page))
    first = request_of(page)

    page.reload()
    assert (typed_on(page), request_of(page)) == ((TITLE, MORE, True), first)
    expect(page.locator("[data-draft-line] p").first).to_have_text(SAYS_DRAFT)

    context = page.context
    page.close()
    page = context.new_page()
    again = at_form(page)
    again.go(NEW)
    assert (typed_on(page), request_of(page)) == ((TITLE, MORE, True), first)

    again.form("Open the case").send()
    again.reads_heading(TITLE)
    again.go(NEW)
    assert typed_on(page) == ("", "", False)
    assert request_of(page) != first
    expect(page.locator("[data-draft-line]")).to_be_hidden()


def test_what_arrived_by_a_plain_form_does_not_come_back_in_the_next(
    open_window: OpenWindow,
) -> None:
    page = open_window("manajer@al-hikmah.example")
    manager, name, draft = Person(page, "id"), page.locator("[name=name]"), "[data-draft-line]"
    manager.go("/koppontren/al-hikmah/toko/barang/baru/")
    first = request_of(page)
    name.fill("Sikat gigi anak")
    page.locator("[name=price]").fill("6.500")
    page.locator("[name=category]").select_option(index=1)
    page.reload()
    assert (name.input_value(), request_of(page)) == ("Sikat gigi anak", first)
    expect(page.locator(draft)).to_be_visible()

    manager.press("Save and add another")
    expect(page.get_by_role("status").filter(has_text="Sikat gigi anak")).to_be_visible()
    assert name.input_value() == ""
    assert request_of(page) != first
    expect(page.locator(draft)).to_be_hidden()


def test_a_refused_form_keeps_its_draft_and_a_draft_is_thrown_away(open_window: OpenWindow) -> None:
    page = open_window(manager_of("putus"))
    person = at_form(page)
    person.go(NEW)
    person.form("Open the case").fill("What hinders you?", TITLE).choose("Kualitas produk")

    page.evaluate("document.querySelector('form[data-draft]').noValidate = true")
    person.form("Open the case").send()
    person.sees("This needs your attention")
    person.go(NEW)
    assert typed_on(page) == (TITLE, "", True)

    person.press("Throw the draft away")
    assert typed_on(page) == ("", "", False)
    expect(page.locator("[data-draft-line]")).to_be_hidden()
    page.reload()
    assert typed_on(page) == ("", "", False)


@pytest.mark.parametrize("signs_out", [True, False], ids=["signed out", "session ended"])
def test_another_account_on_this_phone_finds_nothing(
    signs_out: bool, open_window: OpenWindow, house: str
) -> None:
    page = open_window(manager_of("draf" if signs_out else "putus"))
    person = at_form(page)
    person.go(NEW)
    person.form("Open the case").fill("What hinders you?", TITLE)
    if signs_out:
        person.go("/keluar/")
        person.form("Sign out").send()
        page.wait_for_load_state()
        assert TITLE not in page.evaluate("JSON.stringify(localStorage)")

    keep(page.context, house, settings.SESSION_COOKIE_NAME, session_of(manager_of("klik-ganda")))
    person.go(NEW)

    assert typed_on(page) == ("", "", False)
    assert TITLE not in page.evaluate("JSON.stringify(localStorage)")


def test_an_obstacle_sent_without_a_line_is_sent_once_there_is_one(
    open_window: OpenWindow,
) -> None:
    page = open_window(manager_of("putus"))
    person = at_form(page)
    form = filled_case(person)
    first = request_of(page)

    page.context.set_offline(True)
    with contextlib.suppress(Error):  # the browser says that nobody is there
        form.send()
    page.context.set_offline(False)
    person.go(NEW)

    expect(page.locator("[data-draft-line] p").first).to_have_text(SAYS_DRAFT)
    assert (typed_on(page), request_of(page)) == ((TITLE, MORE, True), first)
    person.form("Open the case").send()
    person.reads_heading(TITLE)
    person.go(NEW)
    assert typed_on(page) == ("", "", False)


def test_a_visit_report_outlives_a_dead_line_and_a_closed_browser(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    manager = at_form(open_window(manager_of("putus")))
    filled_case(manager).send()
    manager.reads_heading(TITLE)
    case = manager.page.url
    page = open_window(STORYTELLER)
    officer = Person(page, "id")
    officer.go(case)
    officer.form("Take this case").send()
    officer.unfold("Set an activity")
    form = officer.form("Set this activity")
    form.fill("What exactly?", "Melihat kemasan")
    form.fill("Who does it?", "Bidang Produksi")
    form.fill("On which day?", timezone.localdate().isoformat())
    form.send()
    officer.unfold("The activity took place")
    note = officer.form("Mark as done").field("What came of it?")
    note.fill("Kemasan diganti, tiga toko setuju.")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -7.11203, "longitude": 112.41407})
    officer.press("Add the place where I am")
    officer.sees("Your place goes with the report")
    photo = tmp_path / "rak-toko.jpg"
    photo.write_bytes(picture("JPEG"))
    officer.form("Mark as done").attach("Photos or documents", photo)

    page.context.set_offline(True)
    officer.form("Mark as done").send()
    officer.sees("No answer came. Look first whether it is already there; if not, send it again.")
    page.context.set_offline(False)
    context = page.context
    page.close()
    page = context.new_page()
    officer = Person(page, "id")
    officer.go(case)
    officer.unfold("The activity took place")
    note = officer.form("Mark as done").field("What came of it?")
    expect(note).to_have_value("Kemasan diganti, tiga toko setuju.")
    officer.sees("Your place goes with the report")
    expect(page.locator("[data-draft-file]").locator("visible=true")).to_have_count(0)
    files = officer.form("Mark as done").field("Photos or documents")
    assert files.evaluate("field => field.files[0].name") == "rak-toko.jpg"

    officer.form("Mark as done").fill("When did it take place?", in_days(3))
    page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")
    officer.form("Mark as done").send()
    officer.sees("This day lies ahead. Choose today or an earlier day.", exact=False)
    assert files.evaluate("field => field.files[0].name") == "rak-toko.jpg"
    expect(page.locator("[data-files-again]").locator("visible=true")).to_have_count(0)
    officer.form("Mark as done").fill("When did it take place?", in_days(0))
    officer.form("Mark as done").send()
    officer.sees("Activity done")
    officer.sees("Kemasan diganti, tiga toko setuju.", exact=False)
    expect(page.get_by_role("link", name=re.compile("rak-toko"))).to_be_visible()
    expect(page.locator("a[href*='-7.11203']")).to_be_visible()
    page.reload()
    expect(page.locator("[data-draft-line]").locator("visible=true")).to_have_count(0)
    assert page.evaluate(FILES_LEFT) == 0
