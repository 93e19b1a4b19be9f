"""The offices: what each takes from which day, how it is reached, and who may change that."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from klinik.clinic.cases.commands import take_case
from klinik.clinic.cases.rules import OtherOffice
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import AspectDuty, Office
from klinik.tenancy.offices.commands import add_office, hand_over
from klinik.tenancy.offices.queries import aspects_of, office_of
from klinik.tenancy.offices.rules import (
    AlreadyInCharge,
    DayHasPassed,
    NotOfTheProvince,
    RegionHasOffice,
)
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene

pytestmark = pytest.mark.django_db
Counter = Callable[..., AbstractContextManager[Any]]
TODAY = timezone.localdate


def tomorrow() -> date:
    return TODAY() + timedelta(days=1)


@pytest.fixture
def secretary() -> User:
    return world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)


def test_an_aspect_goes_to_another_office_from_a_day_on(secretary: User) -> None:
    finance, markets = world.make_office("pembiayaan"), world.make_office("pemasaran")
    aspect, own = finance.aspect, markets.aspect
    assert aspect
    assert own

    hand_over(aspect, office=markets, from_on=tomorrow(), by=secretary)

    assert (office_of(aspect), office_of(aspect, on=tomorrow())) == (finance, markets)
    assert aspects_of([markets]) == {own.pk}
    hand_over(aspect, office=markets, from_on=TODAY(), by=secretary)
    assert (office_of(aspect), aspects_of([finance])) == (markets, set())
    assert aspects_of([markets]) == {aspect.pk, own.pk}
    assert AspectDuty.objects.filter(aspect=aspect).count() == 3


def test_what_a_handing_over_is_refused_for(secretary: User) -> None:
    office, other = world.make_office("pembiayaan"), world.make_office("pemasaran")
    regional = world.make_office("lamongan", region=world.make_region())
    aspect = office.aspect
    assert aspect

    with pytest.raises(AlreadyInCharge):
        hand_over(aspect, office=office, from_on=TODAY(), by=secretary)
    with pytest.raises(DayHasPassed):
        hand_over(aspect, office=other, from_on=TODAY() - timedelta(days=1), by=secretary)
    with pytest.raises(NotOfTheProvince):
        hand_over(aspect, office=regional, from_on=TODAY(), by=secretary)
    assert office_of(aspect) == office


def test_what_was_before_can_be_changed_by_no_door(secretary: User) -> None:
    world.make_office("pembiayaan")

    for change in (
        lambda: AspectDuty.objects.update(from_on=tomorrow()),
        lambda: AspectDuty.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


def test_the_office_that_takes_the_aspect_takes_its_cases(secretary: User) -> None:
    scene = Scene.set()
    case = scene.opened()
    other = world.make_office("pemasaran")
    officer = world.make_member_of(other, Role.OFFICER)

    hand_over(case.aspect, office=other, from_on=TODAY(), by=secretary)

    read_as(scene.officer)
    with pytest.raises(OtherOffice):
        take_case(case, office=scene.office, by=scene.officer)
    read_as(officer)
    assert take_case(case, office=other, by=officer).taken_by == officer


def test_everybody_reads_who_takes_what(client: Client, secretary: User) -> None:
    office = world.make_office("pembiayaan")
    Office.objects.filter(pk=office.pk).update(phone="6281234567890", email="a@contoh.example")
    world.make_office("lamongan", region=world.make_region())

    page = client.get("/bidang/").content.decode()

    assert "Aspek pembiayaan" in page
    assert "https://wa.me/6281234567890" in page
    assert "Dinas Kabupaten Lamongan" in page
    assert "/bidang/tugas/" not in page
    client.force_login(secretary)
    assert "/bidang/tugas/" in client.get("/bidang/").content.decode()


def test_the_secretariat_changes_it(client: Client, secretary: User) -> None:
    office, other = world.make_office("pembiayaan"), world.make_office("pemasaran")
    aspect = office.aspect
    assert aspect
    client.force_login(secretary)

    typed = {"aspect": aspect.pk, "office": other.pk, "from_on": tomorrow().isoformat()}
    assert client.post("/bidang/tugas/", typed).status_code == 302
    assert office_of(aspect, on=tomorrow()) == other
    assert client.post("/bidang/tugas/", typed).status_code == 422
    assert client.post("/bidang/tugas/", {"office": "x", "from_on": "kapan"}).status_code == 422
    said = {"name": "Bidang Modal", "phone": "0812-3456-7890", "email": "modal@contoh.example"}
    assert client.post("/bidang/pembiayaan/ubah/", said).status_code == 302
    office.refresh_from_db()
    assert (office.name, office.phone, office.email) == (
        "Bidang Modal",
        "6281234567890",
        "modal@contoh.example",
    )
    assert client.post("/bidang/pembiayaan/ubah/", {"name": ""}).status_code == 422


def test_a_region_gets_its_office_once(client: Client, secretary: User) -> None:
    region = world.make_region()
    client.force_login(secretary)

    answer = client.post("/bidang/baru/", {"region": region.pk, "name": "Dinas Koperasi"})

    assert answer["Location"] == "/bidang/kabupaten-lamongan-3524/orang/"
    with pytest.raises(RegionHasOffice):
        add_office(region=region, name="Lagi")
    assert client.post("/bidang/baru/", {"region": region.pk, "name": "Lagi"}).status_code == 422
    assert Office.objects.filter(region=region).count() == 1


def test_only_the_secretariat_changes_offices(client: Client, secretary: User) -> None:
    office = world.make_office("pembiayaan")
    for person in (world.make_member_of(office, Role.OFFICER), world.make_user()):
        client.force_login(person)
        for url in ("/bidang/baru/", "/bidang/tugas/", "/bidang/pembiayaan/ubah/"):
            assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: Counter, more: int
) -> None:
    for number in range(1 + more):
        world.make_office(f"bidang-{number}")
        region = world.make_region(f"350{number}", f"Wilayah {number}")
        world.make_office(f"dinas-{number}", region=region)
    client.get("/bidang/")

    with django_assert_num_queries(5):
        client.get("/bidang/")
