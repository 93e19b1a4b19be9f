"""Without a line the app says so, and opens the page by itself when there is one again."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.pages import HOME, MANAGER

READY = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
KEPT = """async () => {
  const names = await caches.keys();
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return requests.flat().map((request) => new URL(request.url).pathname).sort();
}"""


def test_pages_are_never_kept_and_without_a_line_there_is_one_to_read(
    open_window: OpenWindow,
) -> None:
    page = open_window(MANAGER, is_installed=True)
    page.goto(HOME)
    page.wait_for_function(READY)
    page.goto(HOME + "anggota/")

    kept = page.evaluate(KEPT)
    assert [path for path in kept if not path.startswith("/static/")] == [
        "/kasir/",
        "/luring/",
        "/tagih/",
    ]

    page.context.set_offline(True)
    page.goto("/kasus/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ada sambungan")
    assert page.url.endswith("/kasus/")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kasus")
