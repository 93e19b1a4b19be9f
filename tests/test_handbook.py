"""The handbook says what stands on the screen, and shows pictures that a script makes."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
HANDBOOK = (ROOT / "docs" / "panduan.md").read_text(encoding="utf-8")
PAGES = [HANDBOOK, (ROOT / "README.md").read_text(), (ROOT / "README.id.md").read_text()]
SHOWN = {name for page in PAGES for name in re.findall(r"images/([\w-]+)\.png", page)}
BOLD = sorted(set(re.findall(r"\*\*(.+?)\*\*", HANDBOOK)))
EXPLAINED = {"tebal"}  # the word that explains what bold means


def words_of_the_screen() -> set[str]:
    """Every Indonesian text of the catalogues, without what closes a sentence."""
    found = set()
    for file in ROOT.glob("src/klinik/*/locale/id/LC_MESSAGES/django.po"):
        with file.open("rb") as catalogue:
            for message in read_po(catalogue, locale="id"):
                text = message.string
                found |= {plain(one) for one in ([text] if isinstance(text, str) else text or ())}
    return found


def plain(text: str) -> str:
    return text.strip(" .:?!")


SCREEN = words_of_the_screen()


@pytest.mark.parametrize("words", BOLD)
def test_what_is_bold_stands_on_the_screen(words: str) -> None:
    """Change the handbook with the page: write the words as the catalogue has them."""
    assert plain(words) in SCREEN | EXPLAINED


def test_every_picture_that_is_shown_is_taken_by_the_script() -> None:
    """Add it to PICTURES of tools/screenshots.py and run that, or show it somewhere."""
    script = (ROOT / "tools" / "screenshots.py").read_text(encoding="utf-8")
    taken = set(re.findall(r'Picture\(\s*"([\w-]+)"', script))
    kept = {file.stem for file in (ROOT / "docs" / "images").glob("*.png")}

    assert taken == SHOWN
    assert kept == SHOWN


def test_every_picture_says_what_it_shows() -> None:
    assert [page for page in PAGES if re.search(r"!\[\s*\]\(", page)] == []
