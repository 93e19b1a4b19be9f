"""The notes to the statements: words of one's own, numbers from the books, each version kept."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from klinik.core.prose import Block, blocks
from klinik.finance.ledger.queries import units_of
from klinik.finance.statements.notes.commands import keep_notes
from klinik.finance.statements.notes.queries import notes_of, told, versions_of, words_for
from klinik.finance.statements.notes.refusals import KeptMeanwhile
from klinik.finance.statements.notes.rules import PLACE, bases_on, default_text, filled
from klinik.finance.statements.queries import Scope
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.world import make_member_of

pytestmark = pytest.mark.django_db
YEAR_END = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    package = "klinik.finance.statements.views.package.today_in"
    monkeypatch.setattr(package, lambda _: date(2026, 11, 29))


def address(name: str = "notes") -> str:
    return reverse(f"statements:{name}", args=["al-hikmah"])


def words(koppontren: Koppontren) -> dict[str, str]:
    units = units_of(koppontren)
    return words_for(Scope(koppontren=koppontren, units=units, unit=None, on=YEAR_END))


def test_numbers_are_filled_in_from_the_books(year: Koppontren) -> None:
    told = words(year)

    assert told["shu"] == "Rp59.351.100"
    assert told["aset"] == "Rp544.918.450"
    assert filled("SHU {shu}, {entah}", told) == "SHU Rp59.351.100, {entah}"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_place_of_the_first_text_is_known(year: Koppontren, language: str) -> None:
    places = set(PLACE.findall(default_text(language)))

    assert places == set(PLACE.findall(default_text())) <= set(words(year))


def test_the_first_text_is_in_the_readers_language_and_goes_on_in_its_own(
    year: Koppontren, bookkeeper: User
) -> None:
    scope = Scope(koppontren=year, units=units_of(year), unit=None, on=YEAR_END)
    english = notes_of(year, 2026)
    with translation.override("id"):
        ours = notes_of(year, 2026)
        kept = keep_notes(year, year=2026, text="{tanggal}\n\n{dasar}", seen=0, by=bookkeeper)
    filled_in = told(kept.text, scope, language=notes_of(year, 2026).language)

    assert (english.text, ours.text) == (default_text("en"), default_text("id"))
    assert filled_in.startswith("31 Desember 2026")
    assert "Standar Akuntansi Keuangan Entitas Privat" in filled_in


def test_standards_hold_for_book_years_by_the_day_on_which_they_end() -> None:
    named = {
        day.year: [basis.name for basis in bases_on(day)]
        for day in (date(2023, 12, 31), date(2024, 12, 31), date(2025, 12, 31))
    }

    assert named == {
        2023: ["PSAK 101", "SAK ETAP"],
        2024: ["PSAK 401", "SAK ETAP"],
        2025: ["SAK EP", "Permenkop UKM 2/2024", "PSAK 401"],
    }


def standing(koppontren: Koppontren, year: int) -> tuple[str, int]:
    now = notes_of(koppontren, year)
    return now.text, now.version


def test_each_version_is_kept_and_the_next_year_begins_with_the_last(
    year: Koppontren, bookkeeper: User
) -> None:
    other = make_member_of(year, Role.MANAGER)
    assert standing(year, 2026) == (default_text("en"), 0)
    keep_notes(year, year=2026, text="Satu", seen=0, by=bookkeeper)
    keep_notes(year, year=2026, text="Dua", seen=1, by=other)
    keep_notes(year, year=2026, text="Dua", seen=1, by=other)

    kept = [(one.version, one.text, one.kept_by) for one in versions_of(year, 2026)]
    assert kept == [(2, "Dua", other), (1, "Satu", bookkeeper)]
    assert standing(year, 2026) == ("Dua", 2)
    assert standing(year, 2027) == ("Dua", 0)
    assert standing(year, 2025) == (default_text("en"), 0)
    with pytest.raises(KeptMeanwhile):
        keep_notes(year, year=2026, text="Lain", seen=1, by=bookkeeper)
    with pytest.raises(KeptMeanwhile):
        keep_notes(year, year=2026, text="Tak pernah dilihat", seen=10**6, by=bookkeeper)


@pytest.mark.parametrize(
    "statement", ["UPDATE statements_notes SET text = ''", "DELETE FROM statements_notes"]
)
def test_a_version_is_never_changed(year: Koppontren, bookkeeper: User, statement: str) -> None:
    keep_notes(year, year=2026, text="Satu", seen=0, by=bookkeeper)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_bookkeeper_writes_and_everybody_who_reads_books_sees(
    page: Client, year: Koppontren, client: Client
) -> None:
    first = page.get(address()).text
    sent = {"text": "# Kami\n\nSHU {shu}. <script>x</script>", "seen": "0"}
    kept = page.post(address("notes_change"), sent)
    again = page.post(address("notes_change"), sent | {"text": "Lain"})
    shown = page.get(address()).text

    assert "A first text to begin with" in first
    assert (kept.status_code, again.status_code) == (302, 422)
    assert "<h2>Kami</h2>" in shown
    assert "SHU Rp" in shown
    assert "<script>x" not in shown
    assert page.post(address("notes_change"), {"text": "", "seen": "1"}).status_code == 422
    assert page.get(address(), {"year": "1999"}).status_code == 404
    client.force_login(make_member_of(year, Role.SUPERVISOR))
    assert client.get(address()).status_code == 200
    assert client.get(address("notes_change")).status_code == 403


def test_the_page_says_who_kept_each_version_and_shows_the_old_ones(
    page: Client, year: Koppontren, bookkeeper: User
) -> None:
    keep_notes(year, year=2026, text="Kata satu", seen=0, by=bookkeeper)
    keep_notes(year, year=2026, text="Kata dua", seen=1, by=bookkeeper)
    User.objects.filter(pk=bookkeeper.pk).update(name="Orang yang dihapus 7")
    now, old = page.get(address()).text, page.get(address(), {"version": "1"}).text

    assert "Kata dua" in now
    assert "Kata satu" not in now
    assert now.count("Kept by Orang yang dihapus 7 on ") == 3
    assert "Kata satu" in old
    assert "This is version 1, which holds no more." in old
    assert page.get(address(), {"version": "3"}).status_code == 404


def test_markdown_as_blocks_for_paper() -> None:
    assert blocks("## Judul\n\nSatu **dua**\ntiga.\n\n- butir\n- lain ![x](y)") == [
        Block("heading", "Judul"),
        Block("text", "Satu dua tiga."),
        Block("item", "butir"),
        Block("item", "lain "),
    ]
