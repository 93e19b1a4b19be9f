"""Indonesian is complete: every text of every layer has its translation, and it can be shown."""

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

SOURCE = Path(__file__).resolve().parent.parent / "src" / "klinik"
LAYERS: tuple[str, ...] = settings.LAYERS
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
EDGE = re.compile(r"^\n|\n$|^\s|\s$")


def catalogue(root: Path) -> Catalog:
    """The Indonesian catalogue of a layer that stands at `root`."""
    with (root / "locale/id/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="id")


def texts(root: Path) -> list[Message]:
    """Its messages, without the header."""
    return [message for message in catalogue(root) if message.id]


def forms_of(text: object) -> list[str]:
    """A text in all its numbers: one, or singular and plural."""
    return [text] if isinstance(text, str) else [str(form) for form in text]  # type: ignore[attr-defined]


def shown(message: Message) -> tuple[str | None, str]:
    """What identifies a message: its context and its (singular) text."""
    return message.context, forms_of(message.id)[0]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_text_is_translated(layer: str) -> None:
    untranslated = [
        shown(message)
        for message in texts(SOURCE / layer)
        if not all(form.strip() for form in forms_of(message.string or ""))
    ]

    assert untranslated == [], "fill in msgstr in the layer's locale/id/LC_MESSAGES/django.po"


@pytest.mark.parametrize("layer", LAYERS)
def test_nothing_is_fuzzy(layer: str) -> None:
    fuzzy = [shown(message) for message in texts(SOURCE / layer) if message.fuzzy]

    assert fuzzy == [], "gettext leaves these out: check the sentence, then delete '#, fuzzy'"


@pytest.mark.parametrize("layer", LAYERS)
def test_placeholders_survive_translation(layer: str) -> None:
    broken = []
    for message in texts(SOURCE / layer):
        wanted = {tuple(sorted(PLACEHOLDER.findall(form))) for form in forms_of(message.id)}
        for form in forms_of(message.string):
            if tuple(sorted(PLACEHOLDER.findall(form))) not in wanted:
                broken.append((shown(message), form))

    assert broken == [], "a placeholder that is lost or misspelt breaks the page"


@pytest.mark.parametrize("layer", LAYERS)
def test_edges_survive_translation(layer: str) -> None:
    broken = [
        (shown(message), form)
        for message in texts(SOURCE / layer)
        for form in forms_of(message.string)
        if EDGE.findall(form) != EDGE.findall(forms_of(message.id)[0])
    ]

    assert broken == [], "begin and end with the same blanks and line breaks as the text"


@pytest.mark.parametrize("layer", LAYERS)
def test_the_catalogue_is_up_to_date(layer: str, tmp_path: Path) -> None:
    copy = tmp_path / layer
    shutil.copytree(SOURCE / layer, copy, ignore=shutil.ignore_patterns("*.po", "*.mo", "static"))
    (copy / "locale").mkdir(exist_ok=True)
    extracted = subprocess.run(
        [Path(sys.executable).with_name("django-admin"), "makemessages", "-l", "id", "--no-wrap"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert extracted.returncode == 0, extracted.stderr

    in_source = {shown(message) for message in texts(copy)}
    in_catalogue = {shown(message) for message in texts(SOURCE / layer)}

    assert in_source - in_catalogue == set(), "run tools/messages.sh and translate what is new"
    assert in_catalogue - in_source == set(), "run tools/messages.sh: nobody says this any more"


def test_one_text_has_one_translation() -> None:
    said: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for layer in LAYERS:
        for message in texts(SOURCE / layer):
            said[shown(message)].add(forms_of(message.string)[0])
    several = {text: words for text, words in said.items() if len(words) > 1}

    assert several == {}, "layers share one language at run time: the upper one's word wins"
