"""A person at a window: finds things by the words that stand there, in the language chosen."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import translation
from playwright.sync_api import Locator, Page, expect


class Person:
    """Reads and clicks; every text is given in English and looked for in their language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    def say(self, text: str, **values: object) -> str:
        """The text as it stands on the page."""
        with translation.override(self.language):
            said = translation.gettext(text)
        return said % values if values else said

    def go(self, path: str) -> None:
        """Type an address; the language switch is used where it is not yet the right one."""
        self.page.goto(path)
        if self.page.locator("html").get_attribute("lang") != self.language:
            other = {"id": "Bahasa Indonesia", "en": "English"}[self.language]
            menu = self.page.locator("header details.menu")
            if not self.page.get_by_role("button", name=other).is_visible():
                menu.locator("summary").click()  # on a phone the languages are in there
            self.page.get_by_role("button", name=other).click()
            expect(self.page.locator("html")).to_have_attribute("lang", self.language)
            if self.page.locator("header details.menu[open]").count():
                menu.locator("summary").click()

    def follow(self, name: str, **values: object) -> None:
        """Click the link with these words, beside the picture that may stand before them."""
        link = self.page.get_by_role("link", name=self.say(name, **values), exact=True)
        link.first.click()

    def unfold(self, name: str) -> None:
        """Open what is folded under these words, if it is not open already."""
        folded = self.page.locator("details", has=self.page.get_by_text(self.say(name), exact=True))
        if folded.get_attribute("open") is None:
            folded.locator("summary").click()

    def form(self, button: str) -> Form:
        """The form that has this button."""
        named = self.page.get_by_role("button", name=self.say(button), exact=True)
        return Form(self, self.page.locator("main form", has=named), button)

    def press(self, button: str) -> None:
        """Press a button of the page itself."""
        self.page.locator("main").get_by_role("button", name=self.say(button), exact=True).click()

    def sees(self, text: str, *, exact: bool = True, **values: object) -> Locator:
        """Wait until these words are on the page, alone unless others may stand beside them."""
        words = self.say(text, **values)
        found = self.page.locator("main").get_by_text(words, exact=exact).first
        expect(found).to_be_visible()
        return found

    def reads_heading(self, text: str) -> None:
        """Wait until the page is called so, and its scripts have read it."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile(re.escape(text)))
        self.page.wait_for_load_state("domcontentloaded")


class Form:
    """One form of a page, filled in by its labels and sent by its button."""

    def __init__(self, person: Person, place: Locator, button: str) -> None:
        self.person = person
        self.place = place
        self.button = button

    def fill(self, label: str, text: str) -> Form:
        """Type into the field with this label."""
        self.field(label).fill(text)
        return self

    def select(self, label: str, option: str) -> Form:
        """Choose from a list, by how an option begins."""
        field = self.field(label)
        begins = re.compile(rf"^\s*{re.escape(option)}")
        value = field.locator("option").filter(has_text=begins).get_attribute("value")
        field.select_option(value)
        return self

    def choose(self, option: str) -> Form:
        """Choose one of several shown; its words may go on."""
        choice = self.place.get_by_role("radio", name=re.compile(rf"^{re.escape(option)}"))
        choice.check()
        return self

    def attach(self, label: str, file: Path) -> Form:
        """Add a file."""
        self.field(label).set_input_files(file)
        return self

    def field(self, label: str) -> Locator:
        """By its label, which may go on with "(optional)"."""
        words = re.escape(self.person.say(label))
        return self.place.get_by_label(re.compile(rf"^\s*{words}(\s*\(.+\))?\s*$"))

    def send(self) -> None:
        """Press its button."""
        name = self.person.say(self.button)
        self.place.get_by_role("button", name=name, exact=True).click()
