"""The Nu HTML checker reads every page as the server sends it; Java starts once."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from playwright.sync_api import APIRequestContext, APIResponse, Browser

from tests.browser.pages import PAGES, Seen, first_address
from tests.browser.settle import session_of

CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# htmx promises its attributes without the data- prefix that the standard asks for.
HTMX = r"Attribute “hx-[a-z-]+” not allowed on element .*"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_valid_html(
    house: str, chromium: Browser, language: str, tmp_path: Path
) -> None:
    for number, seen in enumerate(PAGES):
        name = re.sub(r"\W+", "-", f"{number:03} {seen}")
        html = as_sent(seen, house, chromium, language)
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")

    complaints = checked(tmp_path)

    errors = [text for kind, text in complaints if kind == "error"]
    print("\n".join(text for kind, text in complaints if kind != "error"))  # noqa: T201
    assert errors == []


def as_sent(seen: Seen, house: str, chromium: Browser, language: str) -> str:
    """The page before any script touched it."""
    context = chromium.new_context(base_url=house)
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if seen.who:
        cookies[settings.SESSION_COOKIE_NAME] = session_of(seen.who)
    context.add_cookies([{"name": n, "value": v, "url": house} for n, v in cookies.items()])
    try:
        return fetched(seen, context.request)
    finally:
        context.close()


def fetched(seen: Seen, request: APIRequestContext) -> str:
    """Get the page, and where the list says so send its form with nothing in it."""
    response = request.get(seen.at)
    for pattern in seen.follow:
        response = request.get(first_address(response.text(), pattern))
    assert response.status == seen.status, f"{seen} answers {response.status}"
    if seen.refused:
        response = sent_empty(request, response)
    return response.text()


def sent_empty(request: APIRequestContext, page: APIResponse) -> APIResponse:
    """The answer to a form with nothing in it."""
    token = TOKEN.search(page.text())
    assert token
    response = request.post(
        page.url,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": re.sub(r"(^https?://[^/]+).*", r"\1", page.url),
        },
        data=urlencode({"csrfmiddlewaretoken": token[1]}),
    )
    assert response.status in {200, 422}, f"{page.url} answers {response.status} to an empty form"
    return response


def checked(folder: Path) -> list[tuple[str, str]]:
    """What the checker says of all pages in the folder: kind and text."""
    said = subprocess.run(
        ["java", "-jar", CHECKER, "--format", "json", "--filterpattern", HTMX, "--html", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(said.stderr)["messages"]
    return [(m["type"], described(m)) for m in messages]


def described(message: dict[str, object]) -> str:
    """Where it is, what it is, and the piece of HTML."""
    page = Path(str(message.get("url", ""))).stem
    extract = " ".join(str(message.get("extract", "")).split())
    return f"{page}:{message.get('lastLine')}: {message['message']} [{extract}]"
