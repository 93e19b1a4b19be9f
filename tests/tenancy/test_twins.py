"""Which two records are shown as one pesantren written twice."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from klinik.directory.merging.commands import say_not_twins
from klinik.directory.merging.queries import Pairs
from klinik.directory.merging.rules import Why
from klinik.directory.models import (
    ContactPerson,
    NotTwins,
    Pesantren,
)
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests import world


@pytest.fixture
def coordinator(db: None) -> User:
    person = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    read_as(person)
    return person


def named(*pairs: Any) -> list[tuple[str, str, list[Why]]]:
    return [(pair.one.slug, pair.other.slug, pair.whys) for pair in pairs]


@pytest.mark.parametrize(
    ("one", "other", "is_pair"),
    [
        ("PP. Al-Qur'an", "Pondok Pesantren Alquran", True),
        ("Nurul Huda", "Nurulhuda Lamongan", True),
        ("Ponpes Syafi'iyah", "Pesantren Shafiiyah", True),
        ("Nurul Huda", "Nurul Hidayah", False),
        ("Pondok Pesantren", "Ponpes", False),
    ],
)
def test_names_are_compared_by_their_sound(
    coordinator: User, one: str, other: str, is_pair: bool
) -> None:
    for slug, name in (("a", one), ("b", other)):
        Pesantren.objects.filter(pk=world.make_pesantren(slug).pk).update(name=name)

    assert named(*Pairs(None)[0:9]) == ([("a", "b", [Why.NAME])] if is_pair else [])
    assert len(Pairs(None)) == int(is_pair)


def test_two_districts_or_regions_are_two_pesantren(coordinator: User) -> None:
    for slug, where in (("a", "Babat"), ("b", "Brondong"), ("c", "")):
        row = world.make_pesantren(slug)
        Pesantren.objects.filter(pk=row.pk).update(name="Nurul Huda", district=where)
    far = world.make_pesantren("d", region=world.make_region("3509", "Jember"))
    Pesantren.objects.filter(pk=far.pk).update(name="Nurul Huda")

    assert named(*Pairs(None)[0:9]) == [("a", "c", [Why.NAME]), ("b", "c", [Why.NAME])]


def test_numbers_and_addresses_tell_and_what_many_share_does_not(coordinator: User) -> None:
    lamongan, jember = world.make_region(), world.make_region("3509", "Jember")
    for n, region in enumerate([lamongan, jember]):
        row = world.make_pesantren(f"satu{n}", region=region)
        Pesantren.objects.filter(pk=row.pk).update(
            name=f"Nama {n}", phone="6281111111111", email="a@contoh.example", instagram="contoh"
        )
        ContactPerson.objects.create(pesantren=row, name="Siti", phone="6281333333333")
    for n in range(6):
        row = world.make_pesantren(f"kantor{n}")
        Pesantren.objects.filter(pk=row.pk).update(name=f"Lain {n}", phone="6281222222222")
    whys = [Why.PHONE, Why.CONTACT, Why.EMAIL, Why.INSTAGRAM]

    assert named(*Pairs(None)[0:9]) == [("satu0", "satu1", whys)]
    assert named(*Pairs([lamongan])[0:9]) == []
    assert named(*Pairs([lamongan, jember])[0:9]) == [("satu0", "satu1", whys)]


def test_real_and_simulated_are_no_pair_and_two_that_were_said_to_be_two(
    coordinator: User,
) -> None:
    rows = [world.make_pesantren(slug) for slug in ("a", "b", "c")]
    Pesantren.objects.update(name="Nurul Huda")
    Pesantren.objects.filter(slug="c").update(is_simulated=False, source="x")
    assert named(*Pairs(None)[0:9]) == [("a", "b", [Why.NAME])]

    for _twice in range(2):
        say_not_twins(rows[1], rows[0], office="x", by=coordinator)

    assert named(*Pairs(None)[0:9]) == []
    assert NotTwins.objects.count() == 1
    read_as(world.make_user())
    assert NotTwins.objects.count() == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        say_not_twins(rows[0], rows[2], office="x", by=coordinator)
