"""What is measured: kept by the secretariat, shown to everybody, and where a single one hides."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from klinik.directory.commands import (
    add_indicator,
    describe_indicator,
    record_reading,
    restore_indicator,
    retire_indicator,
)
from klinik.directory.indicators.queries import published
from klinik.directory.models import Aspect, Indicator, Pesantren, Reading
from klinik.directory.rules import BadFact, BadIndicator, Spread, UnitIsRead, spread_of
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.history.queries import history_of, told
from klinik.tenancy.roles import Role
from tests import world

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)


@pytest.fixture
def secretary() -> User:
    """Keeps the indicators, and reads in this test."""
    person = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    read_as(person)
    return person


def said(**changes: Any) -> dict[str, Any]:
    """An indicator as it is typed."""
    return {
        "name": "SHU setahun",
        "unit": "rupiah",
        "about": "Sisa hasil usaha setahun.",
        "better": "higher",
        "aspect": None,
        "may_be_negative": True,
        **changes,
    }


def read(place: Pesantren, indicator: Indicator, value: int, by: User, **changes: Any) -> Reading:
    read_as(by)
    facts: dict[str, Any] = {"period": "", "on": DAY, "origin": "self", "source": "catatan"}
    return record_reading(
        place, indicator=indicator, value=value, by=by, **({"is_public": True} | facts | changes)
    )


def test_an_indicator_is_added_and_said_anew(secretary: User) -> None:
    aspect = Aspect.objects.get()
    shu = add_indicator(**said(name="  SHU\nsetahun ", aspect=aspect))
    describe_indicator(shu, **said(name="SHU", unit="ribu rupiah", better="", method="Baca RAT."))
    shu.refresh_from_db()

    assert (shu.code, shu.name, shu.unit) == ("shu-setahun", "SHU", "ribu rupiah")
    assert (shu.better, shu.method, shu.aspect) == ("", "Baca RAT.", None)
    assert [change.label for change in told(history_of(shu, Indicator))] == ["changed", "made"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "–"}, "name"),
        ({"name": "Baru"}, "name"),  # its page would stand where one is added
        ({"name": "omzet PER bulan"}, "name"),
        ({"name": "Omzet - per bulan"}, "name"),
        ({"unit": " "}, "unit"),
        ({"about": ""}, "about"),
        ({"method": "x" * 301}, "method"),
    ],
)
def test_what_cannot_be_an_indicator(secretary: User, changes: dict[str, str], field: str) -> None:
    add_indicator(**said(name="Omzet per bulan"))

    with pytest.raises((BadIndicator, BadFact)) as refused:
        add_indicator(**said(**changes))
    assert getattr(refused.value, "field", "") == field


def test_a_unit_stays_once_a_figure_was_read_in_it(secretary: User) -> None:
    shu = add_indicator(**said())
    read(world.make_pesantren(), shu, 5, secretary, is_public=False)
    read_as(None)  # whoever does not see that figure cannot change its unit either

    with pytest.raises(UnitIsRead):
        describe_indicator(shu, **said(unit="ton"))
    with pytest.raises(IntegrityError, match="reading_in_unit"), transaction.atomic():
        Indicator.objects.filter(pk=shu.pk).update(unit="ton")
    describe_indicator(shu, **said(about="Lain."))
    shu.refresh_from_db()

    assert (shu.unit, shu.about) == ("rupiah", "Lain.")


def test_what_is_retired_is_not_chosen_and_its_figures_stay(secretary: User) -> None:
    shu = add_indicator(**said())
    read(world.make_pesantren(), shu, 5, secretary)
    retire_indicator(shu)
    retire_indicator(shu)

    assert shu not in Indicator.objects.in_use()
    assert published(shu).number == 1
    restore_indicator(shu)
    assert shu in Indicator.objects.in_use()


def test_the_database_keeps_an_indicator_with_figures(secretary: User) -> None:
    shu = add_indicator(**said())
    read(world.make_pesantren(), shu, 5, secretary)

    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=shu.pk)._raw_delete("default")


def spread(*values: int, whole: bool = False) -> list[str]:
    """What is known of these figures, as people read it."""
    known = spread_of([Decimal(value) for value in values], whole=whole)
    return [f"{part:g}" for part in known or ()]


def test_quartiles_of_figures() -> None:
    assert spread(1, 2, 3, 4) == []
    assert spread(5, 1, 4, 2, 3) == ["5", "2.0", "3.0", "4.0"]
    assert spread(0, 1, 1, 1, 1, 2) == ["6", "1.0", "1.0", "1.0"]
    assert spread(-10, 0, 10, 20, 30, 41) == ["6", "2.5", "15.0", "27.5"]
    assert spread(-10, 0, 10, 20, 30, 41, whole=True) == ["6", "2", "15", "28"]


def test_only_published_figures_count_the_latest_of_each_pesantren(
    client: Client, secretary: User
) -> None:
    shu = add_indicator(**said())
    places = [world.make_pesantren(f"tempat-{number}") for number in range(6)]
    for number, place in enumerate(places[:4]):
        read(place, shu, 1_000 * (number + 1), secretary)
    read(places[4], shu, 70_000_000, secretary, is_public=False)
    url = "/indikator/shu-setahun/"

    answer = client.get(url)
    assert "4 pesantren sudah menerbitkan angka." in answer.text
    assert answer.context["quartiles"] == []
    read(places[5], shu, 5_000, secretary)
    read(places[0], shu, 9_000, secretary, on=date(2026, 4, 1))
    read_as(secretary)
    known = published(shu)
    assert (known.number, known.has_simulated) == (5, False)
    assert known.spread == Spread(5, Decimal(3_000), Decimal(4_000), Decimal(5_000))
    page = client.get(url).text
    assert [f"Rp{value}.000" in page for value in range(2, 10)] == [
        *[False, True, True, True, False, False, False, False]
    ]


def test_everybody_reads_the_list(
    client: Client, secretary: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def asked() -> int:
        with django_assert_num_queries(5, exact=False) as captured:  # type: ignore[call-arg]
            page = client.get("/indikator/").text
        assert "/indikator/baru/" not in page
        return len(captured)

    read(world.make_pesantren(), add_indicator(**said()), 5, secretary)
    first = asked()
    for name in ("Omzet", "Anggota"):
        read(world.make_pesantren(name.lower()), add_indicator(**said(name=name)), 5, secretary)

    assert asked() == first
    taken = client.get("/indikator/?format=csv&kolom=pesantren&urut=nama").content.decode(
        "utf-8-sig"
    )
    assert [line.strip() for line in taken.splitlines()][1:] == [
        "Anggota;1",
        "Omzet;1",
        "SHU setahun;1",
    ]


def test_indicators_are_the_secretariats(client: Client, secretary: User) -> None:
    typed = said(may_be_negative="on", aspect="")
    ours = world.make_koppontren("al-hikmah")
    world.make_indicator("omzet")
    for person in (
        world.make_member_of(ours, Role.MANAGER),
        world.make_member_of(world.make_office(), Role.OFFICER),
        world.make_member_of(world.make_office("kota", region=ours.pesantren.region), Role.OFFICER),
    ):
        client.force_login(person)
        for path in ("baru/", "omzet/ubah/", "omzet/henti/"):
            assert client.post(f"/indikator/{path}", typed).status_code == 404
    client.force_login(secretary)
    assert client.post("/indikator/baru/", typed | {"name": ""}).status_code == 422
    assert client.post("/indikator/baru/", typed).status_code == 302
    assert client.post("/indikator/baru/", typed).status_code == 422
    url = "/indikator/shu-setahun/"
    client.post(f"{url}ubah/", typed | {"unit": "ribu"})
    shu = Indicator.objects.get(code="shu-setahun")
    assert (shu.unit, shu.may_be_negative) == ("ribu", True)
    read_as(secretary)
    read(ours.pesantren, shu, 5, secretary)
    assert client.post(f"{url}ubah/", typed | {"unit": "ton", "name": "SHU"}).status_code == 302
    client.post(f"{url}henti/", {"retire": "yes"})
    shu.refresh_from_db()

    assert (shu.name, shu.unit, shu.retired_on is None) == ("SHU", "ribu", False)
    assert client.get(f"{url}riwayat/").status_code == 200
    assert client.get(f"{url}ubah/").status_code == 200
    assert client.get("/indikator/tidak-ada/").status_code == 404
