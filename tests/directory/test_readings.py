"""Readings: kept once, seen by those who may, never edited; also past the Python."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import timezone, translation

from klinik.core.files import UnfitFile
from klinik.directory.commands import publish_readings, record_reading, withdraw_readings
from klinik.directory.evidence import Evidence, clean_evidence
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.directory.queries import readings_of
from klinik.directory.rules import BadReading
from klinik.directory.templatetags.readings import in_words
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.world import make_indicator, make_member_of, make_office, make_pesantren, make_region

DAY = date(2026, 3, 4)


@pytest.fixture
def place(db: None, tmp_path: Path) -> Iterator[Pesantren]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield make_pesantren()


@pytest.fixture
def assistant(place: Pesantren) -> User:
    """Speaks for the pesantren, and reads and writes in this test."""
    person = make_member_of(place, Role.ASSISTANT)
    read_as(person)
    return person


@pytest.fixture
def coffee(db: None) -> Indicator:
    return make_indicator("coffee-production-day", unit="kg")


def keep(place: Pesantren, indicator: Indicator, by: User, **changes: object) -> Reading:
    facts: dict[str, object] = {
        "indicator": indicator,
        "value": Decimal("5.5"),
        "period": "per hari",
        "on": DAY,
        "origin": Reading.Origin.SELF_REPORTED,
        "source": "catatan dapur kopi",
        "by": by,
    }
    return record_reading(place, **(facts | changes))  # type: ignore[arg-type]


def test_a_reading_has_the_unit_of_its_indicator(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    reading = keep(place, coffee, assistant)
    reading.refresh_from_db()

    assert (reading.value, reading.unit, reading.period, reading.on) == (
        Decimal("5.500"),
        "kg",
        "per hari",
        DAY,
    )
    assert (reading.recorded_by, reading.is_public, reading.is_self_reported) == (
        assistant,
        False,
        True,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"value": -1},
        {"value": Decimal("NaN")},
        {"on": date(2999, 1, 1)},
        {"source": "  "},
    ],
)
def test_refusals_keep_nothing(
    place: Pesantren, coffee: Indicator, assistant: User, changes: dict[str, object]
) -> None:
    with pytest.raises(BadReading):
        keep(place, coffee, assistant, **changes)

    assert Reading.objects.count() == 0


def test_evidence_is_cleaned_stored_and_hashed(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    upload = SimpleUploadedFile("../../nota kopi.pdf", b"%PDF-1.7 nota %%EOF")
    reading = keep(place, coffee, assistant, evidence=clean_evidence(upload))

    assert reading.evidence_hash == hashlib.sha256(b"%PDF-1.7 nota %%EOF").hexdigest()
    assert Path(reading.evidence.path).read_bytes() == b"%PDF-1.7 nota %%EOF"
    assert "nota" not in str(reading.evidence.name)
    assert not reading.is_self_reported


def test_unfit_evidence_is_refused() -> None:
    with pytest.raises(UnfitFile):
        clean_evidence(SimpleUploadedFile("a.pdf", b"MZ program"))


def test_withdrawn_readings_leave_every_view(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    consent = uuid4()
    for day in (DAY, DAY + timedelta(days=1)):
        keep(place, coffee, assistant, on=day, consent_number=consent, is_public=True)
    other = keep(place, coffee, assistant, consent_number=uuid4())

    assert withdraw_readings(consent) == 2
    assert withdraw_readings(consent) == 0
    assert list(readings_of(place)) == [other]
    assert Reading.objects.filter(consent_number=consent, withdrawn_at=None).count() == 0


def test_who_sees_a_reading(place: Pesantren, coffee: Indicator, assistant: User) -> None:
    elsewhere = make_pesantren("an-nur", region=make_region("3573", "Malang", "kota"))
    officer = make_member_of(make_office(), Role.OFFICER)
    regency = make_member_of(make_office("lamongan", region=place.region), Role.OFFICER)
    other_regency = make_member_of(make_office("malang", region=elsewhere.region), Role.OFFICER)
    neighbour = make_member_of(elsewhere, Role.ASSISTANT)
    reading = keep(place, coffee, assistant)

    def sees(person: User | None) -> bool:
        read_as(person)
        return readings_of(place).exists()

    people = [assistant, officer, regency, other_regency, neighbour, None]
    assert [sees(person) for person in people] == [True, True, True, False, False, False]
    read_as(officer)
    publish_readings(reading)
    assert [sees(person) for person in people] == [True] * 6


def test_a_neighbour_cannot_write_for_this_pesantren(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    neighbour = make_member_of(make_pesantren("an-nur"), Role.ASSISTANT)
    reading = keep(place, coffee, assistant, consent_number=(consent := uuid4()))
    read_as(neighbour)

    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        keep(place, coffee, neighbour)
    assert withdraw_readings(consent) == 0
    read_as(assistant)
    assert readings_of(place).get() == reading


@pytest.mark.parametrize(
    "change",
    [
        "value = value + 1",
        "unit = 'ton'",
        "source = 'lain'",
        'period = \'per minggu\', "on" = "on" - 1',
        "evidence_hash = repeat('0', 64)",
        "pesantren_id = pesantren_id, note = 'x'",
        "is_simulated = NOT is_simulated",
    ],
)
def test_the_database_refuses_to_edit_a_reading(
    place: Pesantren, coffee: Indicator, assistant: User, change: str
) -> None:
    reading = keep(place, coffee, assistant)

    with (
        pytest.raises(IntegrityError, match="never edited"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE directory_reading SET {change} WHERE id = %s", [reading.pk])


def test_the_database_refuses_to_delete_or_bring_back_a_reading(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    reading = keep(place, coffee, assistant, consent_number=(consent := uuid4()))
    withdraw_readings(consent)

    with (
        pytest.raises(IntegrityError, match="never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM directory_reading WHERE id = %s", [reading.pk])
    with pytest.raises(IntegrityError, match="stays withdrawn"), transaction.atomic():
        Reading.objects.filter(pk=reading.pk).update(withdrawn_at=None)


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"on": date(2999, 1, 1)}, "a day that has come"),
        ({"unit": "ton"}, "the unit of its indicator"),
        ({"value": -1}, "no figures below zero"),
        ({"value": 10**15 + 1}, "reading_value_in_range"),
        ({"source": ""}, "reading_names_its_source"),
        ({"origin": "books"}, "reading_from_books_has_hash"),
    ],
)
def test_the_database_refuses_unsound_readings(
    place: Pesantren,
    coffee: Indicator,
    assistant: User,
    changes: dict[str, object],
    because: str,
) -> None:
    facts: dict[str, object] = {
        "pesantren": place,
        "indicator": coffee,
        "value": 5,
        "unit": "kg",
        "on": DAY,
        "origin": "self",
        "source": "catatan",
    }
    with pytest.raises(IntegrityError, match=because), transaction.atomic():
        Reading.objects.create(**(facts | changes))


def test_the_database_keeps_whole_rupiah_only(place: Pesantren, assistant: User) -> None:
    turnover = make_indicator("turnover", unit="rupiah")
    facts: dict[str, Any] = {"pesantren": place, "indicator": turnover, "unit": "rupiah"}
    facts |= {"on": DAY, "origin": "self", "source": "buku kas"}

    Reading.objects.create(**facts, value=1500)
    with pytest.raises(IntegrityError, match="rupiah are whole"), transaction.atomic():
        Reading.objects.create(**facts, value="1500.5")


@pytest.mark.django_db
def test_the_owner_of_the_tables_is_held_as_well() -> None:
    triggers = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'directory_reading'::regclass"
    with connection.cursor() as cursor:
        cursor.execute(f"{triggers} AND NOT tgisinternal AND tgenabled = 'O' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'directory_reading'"
        )
        (is_forced,) = cursor.fetchone()

    assert {"reading_is_final", "reading_is_sound"} <= set(names)
    assert is_forced


def pdf(content: bytes) -> Evidence:
    """A document as it is kept."""
    return clean_evidence(ContentFile(content, name="n.pdf"))


def evidence_of(reading: Reading, person: User | None) -> tuple[int, bytes]:
    client = Client()
    if person:
        client.force_login(person)
    response = client.get(f"/bukti/{reading.pk}/")
    content = b"".join(response) if response.status_code == 200 else b""
    return response.status_code, content


def test_evidence_is_served_to_whom_the_reading_is_shown(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    neighbour = make_member_of(make_pesantren("an-nur"), Role.ASSISTANT)
    officer = make_member_of(make_office(), Role.OFFICER)
    reading = keep(place, coffee, assistant, evidence=pdf(b"%PDF-1.7 nota %%EOF"))

    assert evidence_of(reading, assistant) == (200, b"%PDF-1.7 nota %%EOF")
    assert evidence_of(reading, officer) == (200, b"%PDF-1.7 nota %%EOF")
    assert evidence_of(reading, neighbour) == (404, b"")
    assert evidence_of(reading, None) == (404, b"")
    read_as(assistant)
    publish_readings(reading)
    # The figure is everybody's now; the file behind it was shown to the parties only.
    assert evidence_of(reading, assistant) == (200, b"%PDF-1.7 nota %%EOF")
    assert evidence_of(reading, officer) == (200, b"%PDF-1.7 nota %%EOF")
    assert evidence_of(reading, neighbour) == (404, b"")
    assert evidence_of(reading, None) == (404, b"")
    read_as(assistant)
    Reading.objects.update(withdrawn_at=timezone.now())
    assert evidence_of(reading, assistant) == (404, b"")


def test_evidence_is_a_download_and_nothing_a_browser_would_run(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    reading = keep(place, coffee, assistant, evidence=pdf(b"%PDF-1.7 %%EOF"))
    client = Client()
    client.force_login(assistant)
    response = client.get(f"/bukti/{reading.pk}/")
    b"".join(response)

    assert response["Content-Disposition"] == f'attachment; filename="bukti-{reading.pk}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert client.post(f"/bukti/{reading.pk}/").status_code == 405


@pytest.mark.parametrize(("language", "said"), [("id", "21 hari"), ("en", "21 days")])
def test_a_figure_is_told_in_the_readers_language(language: str, said: str) -> None:
    days = Indicator(
        code="lama", name="Lama laporan", name_en="Time to report", unit="hari", unit_en="days"
    )
    reading = Reading(indicator=days, value=21, unit="hari", on=DAY)

    with translation.override(language):
        drawn = render_to_string("directory/_reading.html", {"reading": reading})
        names = (str(days), in_words(reading).unit, reading.unit)

    assert said in re.sub("<[^>]+>", "", drawn)
    assert (
        names
        == {
            "id": ("Lama laporan", "hari", "hari"),
            "en": ("Time to report", "days", "hari"),
        }[language]
    )


def test_what_has_no_english_name_keeps_its_own() -> None:
    with translation.override("en"):
        assert str(Indicator(name="Lama laporan")) == "Lama laporan"


ORIGINS = {
    Reading.Origin.SELF_REPORTED: "warn",
    Reading.Origin.DOCUMENT: "info",
    Reading.Origin.BOOKS: "ok",
    Reading.Origin.PUBLICATION: "",
}


@pytest.mark.parametrize(("origin", "tone"), ORIGINS.items())
def test_only_what_was_computed_from_the_books_carries_the_shield(
    origin: Reading.Origin, tone: str
) -> None:
    reading = Reading(origin=origin)

    drawn = render_to_string("directory/_origin.html", {"reading": reading})

    assert f'<span class="{f"badge {tone}".strip()}">' in drawn
    assert ("shield-check" in drawn) == (origin == Reading.Origin.BOOKS)


def test_a_page_links_evidence_only_for_whom_it_opens(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    reading = keep(place, coffee, assistant, evidence=pdf(b"%PDF-1.7 %%EOF"), is_public=True)
    client, link = Client(), f"/bukti/{reading.pk}/"

    assert link not in client.get(place.get_absolute_url()).content.decode()
    client.force_login(assistant)
    assert link in client.get(place.get_absolute_url()).content.decode()


@pytest.mark.parametrize("number", ["0", "1", "9" * 18, "9" * 400])
def test_evidence_that_is_not_there(db: None, number: str) -> None:
    assert Client().get(f"/bukti/{number}/").status_code == 404


def test_a_reading_without_file_or_whose_file_is_lost(
    place: Pesantren, coffee: Indicator, assistant: User
) -> None:
    bare = keep(place, coffee, assistant)
    lost = keep(place, coffee, assistant, evidence=pdf(b"%PDF-1.7 %%EOF"))
    Path(lost.evidence.path).unlink()

    assert [evidence_of(reading, assistant)[0] for reading in (bare, lost)] == [404, 404]
