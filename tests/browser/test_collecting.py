"""What a collector takes without a line is in the books once, whatever answers are lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from shutil import which
from urllib.parse import urljoin

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser.conftest import QUIET, OpenWindow, keep
from tests.browser.settle import COLLECTORS, DUTY, ON_THE_ROAD, session_of

FIRST, SECOND = COLLECTORS
HERE = f"/koppontren/{ON_THE_ROAD}/tagih/"
PHONE = f"/tagih/?di={ON_THE_ROAD}"
READY = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
ALL_SENT = "Semua sudah terkirim"
# What a thumb does, many times: the member, one month, take, next.
TAKE_MANY = """async (many) => {
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const until = async (isSo) => { while (!isSo()) await new Promise((go) => setTimeout(go, 1)); };
  for (let n = 0; n < many; n++) {
    await until(() => part("members").querySelectorAll("button").length === 6);
    part("members").querySelectorAll("button")[n % 6].click();
    part("amounts").querySelector("button").click();
    document.querySelector('[data-show="take-button"]').click();
    await until(() => !part("taken").hidden);
    document.querySelector('[data-do="next"]').click();
  }
}"""
WAITING = """() => new Promise((yes) => {
  indexedDB.open("klinik-tagih").onsuccess = (event) => {
    const rows = event.target.result.transaction("receipts").objectStore("receipts").getAll();
    rows.onsuccess = () => yes(rows.result.filter((one) => one.state !== "recorded").length);
  };
})"""
A_YEAR_BEHIND = "{ const now = Date.now; Date.now = () => now() - 365 * 86400000; }"
FULL = """IDBObjectStore.prototype.add = () => {
  throw new DOMException("full", "QuotaExceededError");
};"""

Books = Callable[[], tuple[int, int, int]]


@pytest.fixture
def books(surroundings: dict[str, str]) -> Books:
    """Receipts, what they are together, and how many entries the collectors made."""

    def asked() -> tuple[int, int, int]:
        with psycopg.connect(surroundings["DATABASE_URL"]) as connection:
            connection.execute(
                "SELECT set_config('klinik.koppontren', id::text, false)"
                " FROM tenancy_koppontren WHERE slug = %s",
                [ON_THE_ROAD],
            )
            row = connection.execute(
                "SELECT count(*), coalesce(sum(r.amount), 0)::bigint,"
                " (SELECT count(*) FROM ledger_entry WHERE kind = 'savings.deposit')"
                " FROM collecting_receipt r"
            ).fetchone()
            assert row
            return row

    return asked


class Telephone:
    """A browser of its own that can be closed and opened again, with what it keeps."""

    def __init__(self, chromium: Browser, house: str, folder: Path) -> None:
        self.chromium, self.house, self.folder = chromium, house, folder
        self.lost = self.calls = 0

    def open(self, *, offline: bool = False) -> Page:
        self.context: BrowserContext = self.chromium.browser_type.launch_persistent_context(
            self.folder,
            executable_path=which("chromium"),
            args=QUIET,
            base_url=self.house,
            viewport={"width": 360, "height": 740},
            reduced_motion="reduce",
            locale="id-ID",
            offline=offline,
        )
        self.context.set_default_timeout(10_000)
        keep(self.context, self.house, settings.SESSION_COOKIE_NAME, session_of(FIRST))
        keep(self.context, self.house, settings.LANGUAGE_COOKIE_NAME, "id")
        self.context.route("**/tagih/kirim/", self.loses_a_fifth)
        return self.context.pages[0]

    def loses_a_fifth(self, route: Route) -> None:
        """The house did it, and every fifth time the answer never comes."""
        self.calls += 1
        if self.calls % 5 != 2:
            route.continue_()
            return
        self.lost += 1
        route.fetch()
        route.abort()

    def close(self) -> None:
        self.context.unroute_all(behavior="ignoreErrors")  # an answer may be on its way
        self.context.close()


def told(page: Page) -> str:
    return page.locator('[data-show="waiting"]').inner_text()


@pytest.mark.parametrize("many", [60, pytest.param(1000, marks=pytest.mark.proof)])
def test_nothing_is_lost_and_nothing_is_there_twice(
    many: int, chromium: Browser, house: str, books: Books, tmp_path: Path
) -> None:
    receipts, total, entries = books()
    telephone = Telephone(chromium, house, tmp_path)
    page = telephone.open()
    page.goto(PHONE)
    page.wait_for_function(READY)
    page.evaluate(TAKE_MANY, many // 4)

    telephone.context.set_offline(True)
    page.evaluate(TAKE_MANY, many // 4)
    telephone.close()
    page = telephone.open(offline=True)
    page.goto("/tagih/")
    assert page.evaluate(WAITING) >= many // 4
    page.evaluate(TAKE_MANY, many // 4)
    telephone.context.set_offline(False)
    page.evaluate(TAKE_MANY, many - 3 * (many // 4))
    for _again in range(many):
        if told(page) == ALL_SENT:
            break
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(50)

    assert page.evaluate(WAITING) == 0
    telephone.close()
    now = books()
    print(f"{many} receipts, {telephone.calls} calls, {telephone.lost} answers lost")  # noqa: T201
    assert now == (receipts + many, total + many * DUTY, entries + many)
    assert telephone.lost >= telephone.calls // 5


def take_one(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Sebulan Rp25.000").click()
    page.get_by_role("button", name="Terima Rp25.000").click()
    expect(page.locator("#taken-title")).to_be_visible()


def test_two_tabs_send_each_receipt_once_by_a_clock_that_is_a_year_behind(
    open_window: OpenWindow, books: Books
) -> None:
    receipts, total, entries = books()
    page = open_window(FIRST)
    page.context.add_init_script(A_YEAR_BEHIND)
    posted: Counter[str] = Counter()

    def arrived(request: Request) -> None:
        if request.url.endswith("/tagih/kirim/"):
            rows = (request.post_data_json or {})["receipts"]
            posted.update(row["request_id"] for row in rows)

    page.context.on("requestfinished", arrived)
    page.goto(PHONE)
    other = page.context.new_page()
    other.goto(PHONE)
    expect(other.get_by_role("button", name="Aminah")).to_be_visible()
    page.bring_to_front()  # who is behind another window is clicked slowly
    page.context.set_offline(True)
    for name in ("Aminah", "Hasan", "Umar"):
        take_one(page, name)
        page.get_by_role("button", name="Anggota berikutnya").click()
    expect(other.locator('[data-show="waiting"]')).to_have_text("3 kwitansi, Rp75.000")
    page.context.set_offline(False)
    for tab in (page, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    for tab in (page, other):
        expect(tab.locator('[data-show="waiting"]')).to_have_text(ALL_SENT)

    assert books() == (receipts + 3, total + 3 * DUTY, entries + 3)
    assert sorted(posted.values()) == [1, 1, 1]
    page.goto(HERE)
    expect(page.locator("#today-title")).to_be_visible()  # so they are of today


def test_another_person_on_the_phone_finds_no_list_and_sends_nothing_of_it(
    open_window: OpenWindow, books: Books
) -> None:
    before = books()[0]
    page = open_window(FIRST)
    page.goto(PHONE)
    expect(page.get_by_role("button", name="Aminah")).to_be_visible()
    page.route("**/tagih/kirim/", lambda route: route.abort())
    take_one(page, "Aminah")
    expect(page.locator('[data-show="line"]')).to_contain_text("Tidak ada jawaban")
    warned: list[str] = []

    def accept(dialog: object) -> None:
        warned.append(dialog.message)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", accept)
    page.goto("/keluar/")
    # The session is every test's: what is pressed here warns and wipes, and does not end it.
    page.route("**/keluar/", lambda route: route.fulfill(status=204))
    page.locator("form[data-leaves] button").last.click()
    page.wait_for_function("localStorage.getItem('tagih') === 'left'")
    assert [text.split(" belum")[0] for text in warned] == ["1 kwitansi (Rp25.000)"]

    page.unroute("**/tagih/kirim/")
    keep(page.context, urljoin(page.url, "/"), settings.SESSION_COOKIE_NAME, session_of(SECOND))
    page.goto("/tagih/")
    expect(page.get_by_role("heading", name="Belum ada daftar di HP ini")).to_be_visible()
    page.goto(PHONE)
    expect(page.locator('[data-part="notices"]')).to_contain_text(
        "1 kwitansi Penagih Satu (Rp25.000) menunggu di HP ini."
    )
    expect(page.locator('[data-show="waiting"]')).to_have_text(ALL_SENT)
    assert books()[0] == before

    keep(page.context, urljoin(page.url, "/"), settings.SESSION_COOKIE_NAME, session_of(FIRST))
    page.goto(PHONE)
    expect(page.locator('[data-part="done"]')).to_contain_text("1 kwitansi, Rp25.000")
    assert books()[0] == before + 1


def test_who_is_signed_out_goes_on_taking_and_sends_after_signing_in(
    open_window: OpenWindow, books: Books
) -> None:
    before = books()[0]
    page = open_window(SECOND)
    page.goto(PHONE)
    expect(page.get_by_role("button", name="Aminah")).to_be_visible()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    take_one(page, "Zainab")
    expect(page.locator('[data-part="notices"]')).to_contain_text("Anda sudah keluar.")
    assert (page.evaluate(WAITING), books()[0]) == (1, before)

    keep(page.context, urljoin(page.url, "/"), settings.SESSION_COOKIE_NAME, session_of(SECOND))
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(page.locator('[data-show="waiting"]')).to_have_text(ALL_SENT)
    expect(page.locator('[data-show="taken-state"]')).to_contain_text("tercatat, no.")
    assert books()[0] == before + 1


def test_a_phone_that_is_full_says_so_and_takes_nothing(open_window: OpenWindow) -> None:
    page = open_window(SECOND)
    page.add_init_script(FULL)
    page.goto(PHONE)
    page.get_by_role("button", name="Hasan").click()
    page.get_by_role("button", name="Sebulan Rp25.000").click()
    page.get_by_role("button", name="Terima Rp25.000").click()

    expect(page.locator('[data-show="wrong"]')).to_contain_text("Memori HP penuh")
    expect(page.locator("#taken-title")).to_be_hidden()
    assert page.evaluate(WAITING) == 0
