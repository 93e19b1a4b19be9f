"""Figures of a pesantren: written down, put right, shown to all or not, checked, taken away."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from klinik.directory.commands import check_reading, record_reading, report_reading, show_reading
from klinik.directory.indicators.figures import series_of
from klinik.directory.models import Indicator, Pesantren, Reading
from klinik.directory.queries import readings_of
from klinik.directory.rules import (
    AlreadyReplaced,
    BadReading,
    Implausible,
    ReadingReused,
    is_a_jump,
)
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Role
from tests import world

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)
PAGE = "/pesantren/al-hikmah/capaian/"


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Koppontren]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield world.make_koppontren("al-hikmah")


@pytest.fixture
def place(ours: Koppontren) -> Pesantren:
    return ours.pesantren


@pytest.fixture
def manager(ours: Koppontren) -> User:
    """Speaks for the pesantren, and reads in this test."""
    person = world.make_member_of(ours, Role.MANAGER)
    read_as(person)
    return person


@pytest.fixture
def officer(ours: Koppontren) -> User:
    return world.make_member_of(world.make_office(), Role.OFFICER)


@pytest.fixture
def sales() -> Indicator:
    return world.make_indicator("omzet", unit="rupiah")


def report(place: Pesantren, indicator: Indicator, value: int, by: User, **said: Any) -> Reading:
    read_as(by)
    usual: dict[str, Any] = {"on": DAY, "source": "buku penjualan", "request_id": uuid4()}
    return report_reading(place, indicator=indicator, value=Decimal(value), by=by, **(usual | said))


def typed(**said: Any) -> dict[str, Any]:
    usual = {"indicator": "omzet", "value": "1.500.000", "on": "2026-03-04", "source": "buku"}
    return usual | {"request_id": str(uuid4())} | said


def values(place: Pesantren, person: User | None) -> list[int]:
    """What this person sees of the pesantren, the latest first."""
    read_as(person)
    return [int(reading.value) for reading in readings_of(place)]


def test_a_figure_is_put_right_by_another(
    place: Pesantren, manager: User, officer: User, sales: Indicator
) -> None:
    wrong = report(place, sales, 150, manager, is_public=True)
    right = report(place, sales, 1_500, manager, replaces=wrong, is_sure=True)
    wrong.refresh_from_db()

    assert (right.replaces, right.is_public, int(wrong.value)) == (wrong, True, 150)
    assert [values(place, person) for person in (None, manager, officer)] == [[1_500]] * 3
    for old in (wrong, wrong):
        with pytest.raises(AlreadyReplaced):
            report(place, sales, 2, manager, replaces=old, is_sure=True)


def test_the_same_form_is_the_same_figure(
    place: Pesantren, manager: User, sales: Indicator
) -> None:
    key = uuid4()
    first = report(place, sales, 150, manager, request_id=key)

    assert report(place, sales, 150, manager, request_id=key) == first
    with pytest.raises(ReadingReused):
        report(place, sales, 151, manager, request_id=key)
    with pytest.raises(ReadingReused):
        report(place, sales, 150, manager, request_id=key, source="ingatan")


def test_a_jump_is_asked_about(place: Pesantren, manager: User, sales: Indicator) -> None:
    report(place, sales, 100, manager)
    later = DAY + timedelta(days=30)

    with pytest.raises(Implausible, match="4 Maret 2026"):
        report(place, sales, 1_000, manager, on=later)
    assert values(place, manager) == [100]
    report(place, sales, 1_000, manager, on=later, is_sure=True)
    report(place, sales, 90, manager, on=DAY + timedelta(days=2))  # after the 100, before the 1,000
    assert values(place, manager) == [1_000, 90, 100]


@pytest.mark.parametrize(
    ("before", "after", "is_jump"),
    [
        (0, 900, False),
        (100, 499, False),
        (100, 500, True),
        (100, 21, False),
        (100, 20, True),
        (100, -1, True),
        (-100, 100, True),
        (-100, -120, False),
        (100, 0, True),
    ],
)
def test_what_is_a_jump(before: int, after: int, is_jump: bool) -> None:
    assert is_a_jump(Decimal(before), Decimal(after)) == is_jump


def test_below_zero_only_where_the_indicator_allows_it(
    place: Pesantren, manager: User, sales: Indicator
) -> None:
    with pytest.raises(BadReading, match="di bawah nol"):
        report(place, sales, -5, manager)
    facts = {"pesantren": place, "indicator": sales, "unit": "rupiah", "on": DAY}
    with pytest.raises(IntegrityError, match="below zero"), transaction.atomic():
        Reading.objects.create(**facts, value=-5, origin="self", source="x")
    Indicator.objects.update(may_be_negative=True)
    sales.refresh_from_db()

    assert report(place, sales, -5, manager).value == -5


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ("replaced_at = NULL", "stays replaced"),
        ("checked_at = now(), checked_as = 'x', checked_by_id = recorded_by_id", "by an office"),
    ],
)
def test_the_database_keeps_what_became_of_a_figure(
    place: Pesantren, manager: User, sales: Indicator, change: str, because: str
) -> None:
    wrong = report(place, sales, 150, manager)
    report(place, sales, 151, manager, replaces=wrong)

    with (
        pytest.raises(IntegrityError, match=because),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE directory_reading SET {change} WHERE id = %s", [wrong.pk])


def test_the_database_lets_a_figure_replace_only_its_like(
    place: Pesantren, manager: User, sales: Indicator
) -> None:
    other = report(place, world.make_indicator("orang", unit="orang"), 5, manager)
    facts = {"pesantren": place, "indicator": sales, "unit": "rupiah", "on": DAY}

    with pytest.raises(IntegrityError, match="one of the same figure"), transaction.atomic():
        Reading.objects.create(**facts, value=5, origin="self", source="x", replaces=other)


def test_who_sees_a_figure_is_said_by_the_pesantren(
    place: Pesantren, manager: User, officer: User, sales: Indicator
) -> None:
    reading = report(place, sales, 150, manager)
    everybody = (manager, officer, None)

    assert [values(place, person) for person in everybody] == [[150], [150], []]
    read_as(manager)
    show_reading(reading, to_all=True)
    assert [values(place, person) for person in everybody] == [[150]] * 3
    read_as(manager)
    show_reading(reading, to_all=False)
    assert values(place, None) == []


def test_an_office_checks_a_figure_once(
    place: Pesantren, manager: User, officer: User, sales: Indicator
) -> None:
    reading = report(place, sales, 150, manager)
    read_as(officer)
    for office in ("Bidang Pembiayaan", "Bidang Produksi"):
        check_reading(reading, office=office, by=officer)
    reading.refresh_from_db()

    assert (reading.checked_as, reading.checked_by) == ("Bidang Pembiayaan", officer)


def test_nobody_checks_a_figure_of_their_own(
    client: Client, place: Pesantren, officer: User, sales: Indicator
) -> None:
    reading = report(place, sales, 150, officer)
    client.force_login(officer)
    answer = client.post(f"{PAGE}{reading.pk}/periksa/", follow=True)
    reading.refresh_from_db()

    assert "Mintalah rekan sekantor" in answer.text
    assert reading.checked_at is None


def test_a_pesantren_writes_a_figure_down_on_a_phone(
    client: Client, place: Pesantren, manager: User, sales: Indicator
) -> None:
    client.force_login(manager)
    url = f"{PAGE}baru/"
    assert client.get(url).status_code == 200
    for wrong in ({"value": "x"}, {"value": "-1"}, {"on": "2999-01-01"}, {"source": ""}):
        assert client.post(url, typed(**wrong)).status_code == 422
    assert client.post(url, typed(file=SimpleUploadedFile("a.pdf", b"MZ"))).status_code == 422
    proof = SimpleUploadedFile("nota.pdf", b"%PDF-1.7 nota %%EOF")
    done = client.post(url, typed(file=proof, is_public="on", period="Maret 2026"))
    assert (done.status_code, done["Location"]) == (302, f"{PAGE}#omzet")
    asked = client.post(url, typed(value="15.000.000"))
    assert asked.status_code == 422
    assert 'name="is_sure"' in asked.text
    assert client.post(url, typed(value="15.000.000", is_sure="on")).status_code == 302
    read_as(manager)
    last, first = readings_of(place)

    assert (int(first.value), first.origin, first.is_public, first.period) == (
        1_500_000,
        "document",
        True,
        "Maret 2026",
    )
    assert (int(last.value), last.origin, last.is_public, last.is_simulated) == (
        15_000_000,
        "self",
        False,
        True,
    )


def test_a_mistake_is_put_right_on_its_page(
    client: Client, place: Pesantren, manager: User, sales: Indicator
) -> None:
    wrong = report(place, sales, 150_000, manager, is_public=True)
    client.force_login(manager)
    url = f"{PAGE}{wrong.pk}/betulkan/"
    assert 'name="indicator"' not in client.get(url).text
    assert client.post(url, typed(value="170.000")).status_code == 302
    assert client.get(url).status_code == 404
    client.logout()
    page = client.get(PAGE).text

    assert "Rp170.000" in page
    assert "<del>Rp150.000</del>" in page


def test_what_comes_from_the_books_is_put_right_there(
    client: Client, place: Pesantren, manager: User, sales: Indicator
) -> None:
    facts: dict[str, Any] = {"period": "", "on": DAY, "source": "buku", "evidence_hash": "0" * 64}
    books = record_reading(
        place, indicator=sales, value=5, origin=Reading.Origin.BOOKS, by=manager, **facts
    )
    client.force_login(manager)

    for path in ("betulkan", "terbitkan"):
        assert client.post(f"{PAGE}{books.pk}/{path}/", typed()).status_code == 404
    with pytest.raises(AlreadyReplaced):
        report(place, sales, 6, manager, replaces=books)
    show_reading(books, to_all=True)
    assert values(place, None) == []


def test_officers_do_it_with_a_source_and_publish_nothing(
    client: Client, place: Pesantren, officer: User, manager: User, sales: Indicator
) -> None:
    client.force_login(officer)
    assert client.post(f"{PAGE}baru/", typed(is_public="on")).status_code == 302
    read_as(officer)
    (reading,) = readings_of(place)

    assert (reading.is_public, reading.recorded_by) == (False, officer)
    assert client.post(f"{PAGE}{reading.pk}/terbitkan/").status_code == 404
    assert client.post(f"{PAGE}{reading.pk}/periksa/").status_code == 302
    client.force_login(manager)
    assert client.post(f"{PAGE}{reading.pk}/periksa/").status_code == 404
    assert client.post(f"{PAGE}{reading.pk}/terbitkan/", {"show": "yes"}).status_code == 302
    assert values(place, None) == [1_500_000]


def test_who_may_write_figures_down(
    client: Client, ours: Koppontren, manager: User, sales: Indicator
) -> None:
    row = report(ours.pesantren, sales, 5, manager)
    elsewhere = world.make_office("kota", region=world.make_region("3573", "Malang", "kota"))
    strangers = [
        world.make_user(),
        world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER),
        world.make_member_of(elsewhere, Role.OFFICER),
    ]
    others = [
        world.make_member_of(ours, role)
        for role in KOPPONTREN_RIGHTS
        if role not in {Role.BOARD, Role.MANAGER}
    ]
    for person, status in [(one, 404) for one in strangers] + [(one, 403) for one in others]:
        client.force_login(person)
        for path in ("baru/", f"{row.pk}/betulkan/", f"{row.pk}/terbitkan/"):
            assert client.post(f"{PAGE}{path}", typed()).status_code == status


def test_the_page_asks_as_often_for_three_as_for_one(
    client: Client, place: Pesantren, manager: User, sales: Indicator
) -> None:
    client.force_login(manager)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    assert "capaian/baru/" in client.get(PAGE).text
    wrong = report(place, sales, 100, manager)
    report(place, sales, 101, manager, replaces=wrong)
    first = asked()
    wrong = report(place, sales, 110, manager)
    report(place, sales, 111, manager, replaces=wrong)
    report(place, world.make_indicator("orang", unit="orang"), 5, manager)

    assert asked() == first


def test_a_line_goes_below_zero_and_files_hold_the_same(
    client: Client, place: Pesantren, manager: User, sales: Indicator
) -> None:
    Indicator.objects.update(may_be_negative=True, better="higher")
    sales.refresh_from_db()
    for days, value in enumerate((-400, 200, 250)):
        on = DAY + timedelta(days=days)
        report(place, sales, value, manager, on=on, is_sure=True, is_public=True)
    (series,) = series_of(readings_of(place))
    client.force_login(manager)
    taken = client.get(f"{PAGE}?format=csv").content.decode("utf-8-sig").splitlines()

    assert [row["shown"] for row in series.rows] == ["-Rp400", "Rp200", "Rp250"]
    assert (series.change, series.is_better) == ("+25%", True)
    assert len(taken) == 4
    assert taken[1].split(";")[1:4] == ["250", "rupiah", "2026-03-06"]
    assert "-Rp400" in client.get(PAGE).text


def test_a_pesantren_without_figures_teaches(client: Client, place: Pesantren) -> None:
    assert 'class="btn primary" href="/indikator/"' in client.get(PAGE).text
    assert client.get("/pesantren/tidak-ada/capaian/").status_code == 404
