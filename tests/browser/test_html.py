"""The Nu HTML checker reads every page as the server sends it; Java starts once."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext

from tests.browser.conftest import keep, sit_down
from tests.browser.pages import PAGES, Seen, first_address

CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
JAVA = ("java", "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar")  # quick to start
# htmx promises its attributes without the data- prefix that the standard asks for.
HTMX = r"Attribute “hx-[a-z-]+” not allowed on element .*"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def test_every_page_is_valid_html(house: str, chromium: Browser, tmp_path: Path) -> None:
    for who in {seen.who for seen in PAGES}:
        with sit_down(chromium, house, who) as context:
            save_pages(who, context, house, tmp_path)

    complaints = checked(tmp_path)

    errors = [text for kind, text in complaints if kind == "error"]
    print("\n".join(text for kind, text in complaints if kind != "error"))  # noqa: T201
    assert not errors, "\n".join(errors)


def save_pages(who: str | None, context: BrowserContext, house: str, folder: Path) -> None:
    """Every page this person sees, in both languages."""
    for number, seen in enumerate(PAGES):
        if seen.who != who:
            continue
        address = seen.at
        for pattern in seen.follow:
            address = first_address(context.request.get(address).text(), pattern)
        for language in dict(settings.LANGUAGES):
            keep(context, house, settings.LANGUAGE_COOKIE_NAME, language)
            html = as_sent(seen, address, context.request)
            assert f'<html lang="{language}"' in html
            name = re.sub(r"\W+", "-", f"{number:03} {language} {seen}")
            (folder / f"{name}.html").write_text(html, encoding="utf-8")


def as_sent(seen: Seen, address: str, request: APIRequestContext) -> str:
    """The page before any script touched it; where the list says so, its form sent empty."""
    response = request.get(address)
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
        [*JAVA, CHECKER, "--format", "json", "--filterpattern", HTMX, "--html", folder],
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
