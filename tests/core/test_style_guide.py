"""The style guide shows every class and every component: what is not on it does not exist."""

import re
from pathlib import Path

import pytest
from django.test import Client

from klinik.tenancy.roles import Role
from tests.world import make_koppontren, make_member_of

CORE = Path(__file__).parents[2] / "src/klinik/core"
CSS = re.sub(r"/\*.*?\*/", "", (CORE / "static/klinik/app.css").read_text(), flags=re.DOTALL)
SELECTORS = [found.strip() for found in re.findall(r"([^{}]+)\{", CSS)]
CLASSES = sorted(
    {
        name
        for selector in SELECTORS
        if not selector.startswith("@")
        for name in re.findall(r"\.([a-z][a-z0-9-]*)", selector)
    }
)
# Components: the parts that pages include.
PARTS = sorted(
    str(path.relative_to(CORE / "templates"))
    for path in (CORE / "templates/core").rglob("*.html")
    if path.name.startswith("_") or path.parent.name == "charts"
)
# Classes that the guide does not show, and why.
ELSEWHERE = {
    "meeting": "the window of a meeting, on the page of a session with an address for it",
    "busy": "while a page is on its way (app.js)",
    "bell": "only with something unread, see the inbox",
    "codes": "recovery codes, shown once",
    "qr": "the code of an authenticator app",
    "qris": "the code a guardian pays a top-up by",
    "photo": "a picture somebody uploaded",
    "a6": "a receipt on A6, on its own page",
    "passbook": "a page of a passbook, drawn in millimetres for the printer",
    "passbook-frame": "what holds it",
    "idcards": "cards of members, for the printer",
    "idcard": "one of these cards",
    "idcode": "its QR code",
    "picks": "the filters of the directory",
    "sheet": "the filters of the directory on a phone",
    "sheet-only": "the filters of the directory on a phone",
    "gallery": "pictures somebody uploaded",
    "narrowed": "the directory with its filters",
    "places": "the menu of somebody who works in several places",
    "tiles-alone": "the tiles of the 38 regions without the map beside them",
    "digits": "the PIN as it is typed, on a shared phone",
    "keypad": "the keys of a PIN, on a shared phone",
    "start-code": "the code for a first PIN, shown once",
    "fork": "a choice that asks for nothing more, in the wizard of a new province",
    "other": "what the other choice asks for, in the same wizard",
    "wide-cell": "figures that a phone shows when they are chosen, in the table of the regions",
    "journal-lines": "the form on which bookkeepers write an entry line by line",
    "journal-line": "one line of that form",
    "journal-sums": "what its sides add up to",
    "error": "what is wrong with that line",
    "days": "the form that asks for the days of a statement",
    "long": "a badge that holds a sentence, on a pesantren's page",
}


@pytest.fixture
def guide(db: None, client: Client) -> str:
    """The page as somebody signed in sees it, with the menu of the person."""
    client.force_login(make_member_of(make_koppontren(), Role.MANAGER))
    return client.get("/gaya/").text


def test_every_class_is_shown(guide: str) -> None:
    shown = {name for names in re.findall(r'class="([^"]*)"', guide) for name in names.split()}

    assert set(CLASSES) - shown - set(ELSEWHERE) == set(), "show it on the style guide"
    assert set(ELSEWHERE) - set(CLASSES) == set(), "this class is gone: take it off the list"


def test_every_component_is_rendered(db: None, client: Client) -> None:
    rendered = {part.name for part in client.get("/gaya/").templates}

    assert set(PARTS) - rendered == set(), "show it on the style guide"


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_guide_is_shown_in_both_languages(db: None, client: Client, language: str) -> None:
    client.cookies["django_language"] = language

    page = client.get("/gaya/", {"urut": "-simpanan", "kolom": "simpanan"})

    assert page.status_code == 200
    assert f'lang="{language}"' in page.text
