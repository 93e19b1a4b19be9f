"""What tills sell without a line is in the books once, whatever is lost, closed or mixed up."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from shutil import which
from typing import Any

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route, expect

from tests.browser.conftest import QUIET, OpenWindow, keep
from tests.browser.market import (
    CARD,
    CASHIERS,
    GOODS,
    KEPT,
    LEAVER,
    MARKET,
    READY,
    SANTRI,
    SELL_MANY,
    STOCK,
    TILL,
)
from tests.browser.settle import session_of

CARDS = """() => new Promise((yes) => {
  indexedDB.open("klinik-kasir").onsuccess = (event) => {
    const rows = event.target.result.transaction("cards").objectStore("cards").count();
    rows.onsuccess = () => yes(rows.result);
  };
})"""
A_YEAR_BEHIND = "{ const now = Date.now; Date.now = () => now() - 365 * 86400000; }"


def told(connection: psycopg.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    """What the books of the market say."""
    connection.execute(
        "SELECT set_config('klinik.koppontren', id::text, false)"
        " FROM tenancy_koppontren WHERE slug = %s",
        [MARKET],
    )
    return connection.execute(query).fetchall()


class Till:
    """A device of its own that can be closed and opened again, with what it keeps."""

    def __init__(self, chromium: Browser, house: str, folder: Path, who: str) -> None:
        self.chromium, self.house, self.folder, self.who = chromium, house, folder, who
        self.lost = self.calls = 0
        self.clock = ""

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
        self.context.set_default_timeout(20_000)
        self.sits_down(self.who)
        keep(self.context, self.house, settings.LANGUAGE_COOKIE_NAME, "id")
        self.context.route("**/till/sales", self.loses_a_fifth)
        if self.clock:
            self.context.add_init_script(self.clock)
        return self.context.pages[0]

    def sits_down(self, who: str) -> None:
        keep(self.context, self.house, settings.SESSION_COOKIE_NAME, session_of(who))

    def loses_a_fifth(self, route: Route) -> None:
        """Every fifth answer never comes; every seventh batch came before, the other way round."""
        self.calls += 1
        if self.calls % 7 == 3:
            body: Any = route.request.post_data_json
            body["sales"].reverse()
            route.fetch(post_data=json.dumps(body))
        if self.calls % 5 != 2:
            route.continue_()
            return
        self.lost += 1
        route.fetch()
        route.abort()

    def close(self) -> None:
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()


def sent(page: Page, tries: int) -> None:
    """Wait until nothing waits on the device any more."""
    for _again in range(tries):
        rows = page.evaluate(KEPT)
        if all(row["state"] == "recorded" for row in rows):
            return
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(100)
    raise AssertionError([row for row in rows if row["state"] != "recorded"][:3])


@pytest.mark.parametrize("many", [500, pytest.param(10_000, marks=pytest.mark.proof)])
def test_every_sale_of_five_tills_is_there_once(
    many: int, chromium: Browser, house: str, surroundings: dict[str, str], tmp_path: Path
) -> None:
    each = many // len(CASHIERS)
    cards = [CARD.format(n) for n in range(len(SANTRI))]
    made: list[dict[str, Any]] = []
    tills = []
    for n, who in enumerate(CASHIERS):
        till = Till(chromium, house, tmp_path / str(n), who)
        till.clock = A_YEAR_BEHIND if n == 1 else ""
        page = till.open()
        page.goto(TILL)
        page.wait_for_function(READY)
        expect(page.get_by_role("button", name="Roti abon")).to_be_visible()
        till.context.set_offline(True)
        page.evaluate(SELL_MANY, [each // 2, n, cards])
        till.close()
        page = till.open(offline=True)
        page.goto("/kasir/")
        page.evaluate(SELL_MANY, [each - each // 2, n + each // 2, cards])
        till.sits_down(CASHIERS[(n + 1) % len(CASHIERS)])  # the next one sends it
        till.context.set_offline(False)
        sent(page, many)
        made += page.evaluate(KEPT)
        till.close()
        tills.append(till)

    assert len({sale["request_id"] for sale in made}) == len(made) == each * len(CASHIERS)
    keys = "('" + "','".join(sale["request_id"] for sale in made) + "')"
    with psycopg.connect(surroundings["DATABASE_URL"]) as connection:
        [(count, total, entries)] = told(
            connection,
            "SELECT count(*), sum(s.total), count(e.number) FROM sales_sale s"
            " LEFT JOIN ledger_entry e ON e.number = s.entry_number AND e.request_id = s.request_id"
            f" WHERE s.request_id IN {keys}",
        )
        assert (count, total, entries) == (len(made), sum(s["total"] for s in made), len(made))
        sold = Counter[str]()
        for sale in made:
            sold.update({line["name"]: line["quantity"] for line in sale["lines"]})
        there = dict(told(connection, "SELECT name, quantity FROM shop_good"))
        others = dict(
            told(
                connection,
                "SELECT g.name, sum(l.quantity * CASE WHEN s.returns_id IS NULL THEN 1 ELSE -1 END)"
                " FROM sales_saleline l JOIN shop_good g"
                " ON g.id = l.good_id JOIN sales_sale s ON s.id = l.sale_id"
                f" WHERE s.request_id NOT IN {keys} GROUP BY g.name",
            )
        )
        assert there == {
            name: STOCK * 1000 - sold[name] - int(others.get(name, 0)) for name, _price in GOODS
        }
        by_card = sum(p["amount"] for s in made for p in s["payments"] if p["how"] == "wallet")
        [(paid,)] = told(
            connection,
            "SELECT sum(p.amount) FROM sales_payment p JOIN sales_sale s ON s.id = p.sale_id"
            f" WHERE p.how IN ('wallet', 'owed') AND s.request_id IN {keys}",
        )
        assert paid == by_card
    assert sum(till.lost for till in tills) >= sum(till.calls for till in tills) // 6


def test_a_card_sale_is_three_acts_with_a_line(open_window: OpenWindow) -> None:
    page = open_window(CASHIERS[0])
    posted: list[str] = []

    def asked(request: Request) -> None:
        if request.url.endswith("/till/sales"):
            posted.append(request.post_data or "")

    page.context.on("request", asked)
    page.goto(TILL)
    page.get_by_role("button", name="Susu kotak").click()
    search = page.get_by_role("searchbox")
    search.fill(CARD.format(0))
    search.press("Enter")
    expect(page.locator('[data-show="buyer-name"]')).to_have_text("Ahmad C.")
    page.keyboard.press("F9")

    expect(page.locator("#done-title")).to_be_visible()
    expect(page.locator('[data-show="done-state"]')).to_contain_text("tercatat")
    assert len(posted) == 1
    assert json.loads(posted[0])["sales"][0]["is_offline"] is False


def test_a_number_of_membership_is_somebodys_or_stays_as_it_was_typed(
    open_window: OpenWindow,
) -> None:
    page = open_window(CASHIERS[1])
    page.goto(TILL)
    page.get_by_role("button", name="Pulpen").click()
    search, told_there = page.get_by_role("searchbox"), page.locator('[data-part="told"]')
    buyer = page.locator('[data-show="buyer-name"]')
    search.fill("a-99999")
    search.press("Enter")

    expect(told_there).to_contain_text("A-99999")
    expect(search).to_have_value("a-99999")
    expect(buyer).to_be_hidden()

    numbers = page.evaluate("[...window.Till.store.cards.values()].map((one) => one.member)")
    search.fill(numbers[0].lower())
    search.press("Enter")
    expect(buyer).to_have_text("Ahmad C.")
    expect(search).to_have_value("")
    expect(told_there).to_be_hidden()

    page.context.set_offline(True)
    search.fill("A-99998")
    search.press("Enter")
    expect(told_there).to_contain_text("Tanpa internet")
    expect(search).to_have_value("A-99998")
    search.fill(numbers[1])  # of a card that is on the device
    search.press("Enter")
    expect(buyer).to_have_text("Bilal C.")
    page.locator('[data-do="pay"]').click()
    page.locator('[data-do="pay"]').click()

    expect(page.locator("#done-title")).to_be_visible()
    kept = page.evaluate(KEPT)
    assert [sale["member"] for sale in kept if sale["member"]] == [numbers[1]]
    page.context.set_offline(False)


class Line:
    """The line between a till and the house, as good or as bad as a test wants it."""

    def __init__(self, page: Page) -> None:
        self.how, self.asked, self.held = "good", list[str](), list[Route]()
        page.context.route("**/till/sales", self.meets)

    def meets(self, route: Route) -> None:
        """Pass it on, lose its answer, keep its answer back, cut it, or spoil what was asked."""
        self.asked.append(route.request.url)
        if self.how == "cut":
            route.abort()
        elif self.how == "spoils":
            body: Any = route.request.post_data_json
            for sale in body["sales"]:
                sale["shop"] = 10**9
            route.fulfill(response=route.fetch(post_data=json.dumps(body)))
        elif self.how == "lost":
            route.fetch()
            route.abort()
        elif self.how == "slow":
            route.fetch()
            self.held.append(route)
        else:
            route.continue_()


def scan(page: Page, code: str) -> None:
    """What a scanner does: it types and presses Enter."""
    search = page.get_by_role("searchbox")
    search.fill(code)
    search.press("Enter")


def rows(page: Page) -> list[dict[str, Any]]:
    """The sales on the device."""
    return page.evaluate(KEPT)  # type: ignore[no-any-return]


def wait_for(page: Page, states: Counter[str]) -> None:
    """Until the sales on the device are so many of each state."""
    for _again in range(100):
        if Counter(row["state"] for row in rows(page)) == states:
            return
        page.wait_for_timeout(100)
    raise AssertionError([(row["state"], row.get("message")) for row in rows(page)])


def test_what_is_paid_in_part_and_what_is_too_much_off(open_window: OpenWindow) -> None:
    page = open_window(CASHIERS[1])
    page.goto(TILL)
    told_by = page.locator('[data-part="told"]')
    change, done = page.locator('[data-show="change"]'), page.locator("#done-title")
    change_given = page.locator('[data-show="done-change"]')

    page.get_by_role("button", name="Roti abon").click()
    page.keyboard.press("F9")
    page.get_by_label("QRIS").fill("4000")
    expect(change).to_have_text("Kembalian Rp0")
    page.keyboard.press("F9")
    expect(done).to_be_visible()
    expect(change_given).to_be_hidden()

    page.keyboard.type("x")  # whoever scans on is at the next sale
    expect(page.get_by_role("searchbox")).to_have_value("x")
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Susu kotak").click()
    page.keyboard.press("F9")
    page.get_by_label("QRIS").fill("3000")
    cash = page.get_by_label("Uang tunai diterima")
    expect(cash).to_have_value("2.500")
    cash.fill("5000")
    expect(change).to_have_text("Kembalian Rp2.500")
    page.keyboard.press("F9")
    expect(change_given).to_have_text("Kembalian Rp2.500")

    page.keyboard.press("F2")
    page.get_by_role("button", name="Roti abon").click()
    page.keyboard.press("F8")
    page.locator('[data-field="discount"]').fill("3000")
    page.keyboard.press("F9")
    expect(told_by).to_contain_text("sampai Rp")
    page.locator('[data-field="discount"]').fill("100")
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    expect(done).to_be_visible()

    paid = {tuple((p["how"], p["amount"]) for p in row["payments"]): row for row in rows(page)}
    assert {parts: row["given"] for parts, row in paid.items()} == {
        (("qris", 4_000),): 0,
        (("cash", 2_500), ("qris", 3_000)): 5_000,
        (("cash", 3_900),): 3_900,
    }
    wait_for(page, Counter(recorded=3))
    assert not any(row["is_offline"] for row in rows(page))


HELD = (
    "SELECT a.credits - a.debits FROM ledger_account a JOIN wallet_wallet w ON w.account_id = a.id"
    f" JOIN wallet_card c ON c.wallet_id = w.id WHERE c.code = '{CARD.format(7)}'"
)


def test_a_bad_line_charges_no_card_twice(
    open_window: OpenWindow, surroundings: dict[str, str]
) -> None:
    page = open_window(CASHIERS[2])
    line = Line(page)
    page.goto(TILL)
    told_by, done = page.locator('[data-part="told"]'), page.locator("#done-title")
    with psycopg.connect(surroundings["DATABASE_URL"], autocommit=True) as connection:
        [(before,)] = told(connection, HELD)

        line.how = "slow"  # whoever scans on while the card is asked is told
        page.get_by_role("button", name="Roti abon").click()
        scan(page, CARD.format(7))
        page.keyboard.press("F9")
        page.wait_for_function("() => document.documentElement.classList.contains('busy')")
        page.get_by_role("button", name="Susu kotak").click()
        scan(page, CARD.format(6))
        page.wait_for_timeout(300)
        line.how = "good"
        line.held.pop().continue_()
        expect(done).to_be_visible()
        expect(told_by).to_contain_text("pindai sekali lagi")
        [sale] = rows(page)
        assert (sale["state"], sale["total"], sale["card"]) == ("recorded", 4_000, CARD.format(7))
        assert told(connection, HELD) == [(before - 4_000,)]

        page.get_by_role("button", name="Penjualan berikutnya").click()
        line.how = "lost"  # more than a card pays without an answer: then in cash
        for _piece in range(6):
            page.get_by_role("button", name="Roti abon").first.click()
        scan(page, CARD.format(7))
        page.keyboard.press("F9")
        expect(told_by).to_contain_text("Tidak ada jawaban")
        assert told(connection, HELD) == [(before - 28_000,)]
        line.how = "good"
        page.get_by_role("button", name="Cara lain").click()
        page.keyboard.press("F9")
        expect(done).to_be_visible()
        wait_for(page, Counter(recorded=2))
        assert told(connection, HELD) == [(before - 4_000,)]

        page.get_by_role("button", name="Penjualan berikutnya").click()
        line.how = "slow"  # the tab dies between the house's answer and the page
        page.get_by_role("button", name="Susu kotak").click()
        scan(page, CARD.format(7))
        page.keyboard.press("F9")
        page.wait_for_timeout(500)
        assert told(connection, HELD) == [(before - 9_500,)]
        context = page.context
        page.close()
        line.how = "good"
        page = context.new_page()
        page.goto(TILL)
        wait_for(page, Counter(recorded=2))
        assert told(connection, HELD) == [(before - 4_000,)]


def test_a_sale_that_is_not_taken_is_put_right_or_given_up(open_window: OpenWindow) -> None:
    page = open_window(CASHIERS[3])
    line = Line(page)
    page.goto(TILL)
    for _two in range(2):
        page.get_by_role("button", name="Pulpen").click()
        line.how = "cut"
        page.keyboard.press("F9")
        page.keyboard.press("F9")
        expect(page.locator("#done-title")).to_be_visible()
        page.keyboard.press("F2")
    wait_for(page, Counter(waiting=2))
    line.how = "spoils"
    page.locator('[data-do="queue"]').click()
    page.get_by_role("button", name="Kirim sekarang").click()
    waits = page.locator('[data-part="waits"] li')
    expect(waits.first).to_contain_text("Toko ini tidak dibuka")
    wait_for(page, Counter(refused=2))
    line.how = "good"

    waits.first.get_by_role("button", name="Betulkan").click()
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    expect(page.locator("#done-title")).to_be_visible()
    wait_for(page, Counter(recorded=1, refused=1))
    page.locator('[data-do="queue"]').click()
    page.once("dialog", lambda dialog: dialog.accept())
    waits.first.get_by_role("button", name="Lepaskan").click()
    wait_for(page, Counter(recorded=1))


def test_what_waits_stays_with_its_koppontren_and_after_signing_out(
    open_window: OpenWindow, house: str
) -> None:
    page = open_window(LEAVER)
    line = Line(page)
    page.goto(TILL)
    line.how = "cut"
    page.get_by_role("button", name="Pulpen").click()
    page.keyboard.press("F9")
    page.get_by_label("QRIS").fill("2500")
    page.keyboard.press("F9")
    expect(page.locator("#done-title")).to_be_visible()

    page.goto("/kasir/?di=al-hikmah")
    expect(page.get_by_text("1 penjualan menunggu di perangkat ini")).to_be_visible()
    line.asked.clear()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert line.asked == []
    wait_for(page, Counter(waiting=1))

    line.how = "cut"
    page.goto(TILL)
    expect(page.get_by_role("button", name="Pulpen")).to_be_visible()
    said: list[str] = []

    def agree(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.accept()

    page.once("dialog", agree)
    page.get_by_role("link", name="Keluar").click()
    page.wait_for_url("**/keluar/")
    page.get_by_role("main").get_by_role("button", name="Keluar").click()
    page.wait_for_url(lambda address: "/keluar/" not in address)
    assert "1 penjualan belum terkirim" in said[0]
    page.goto("/kasir/")
    expect(page.get_by_text("1 penjualan menunggu di perangkat ini")).to_be_visible()
    assert page.evaluate(CARDS) == 0
    wait_for(page, Counter(waiting=1))

    line.how = "good"
    keep(page.context, house, settings.SESSION_COOKIE_NAME, session_of(CASHIERS[4]))
    page.goto("/kasir/")
    wait_for(page, Counter(recorded=1))
