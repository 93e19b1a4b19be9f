"""The facts of a pesantren: tidied, refused with a sentence, and refused by the database too."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.directory.models import ContactPerson, Pesantren
from klinik.directory.rules import (
    BadFact,
    checked_cohort,
    checked_email,
    checked_instagram,
    checked_line,
    checked_marketplaces,
    checked_nspp,
    checked_phone,
    checked_pillars,
    checked_point,
    checked_postcode,
    checked_santri,
    checked_website,
)
from klinik.people.access import read_as
from klinik.tenancy.models import Place
from klinik.tenancy.roles import Role
from tests import world
from tests.directory.places import make_place

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("510035240001", "510035240001"), (" 5100.3524-0001 ", "510035240001")],
)
def test_an_nspp_is_twelve_digits(typed: str, kept: str) -> None:
    assert checked_nspp(typed) == kept


@pytest.mark.parametrize("typed", ["51003524000", "5100352400011", "51003524000a", "٥١٠٠٣٥٢٤٠٠٠١"])
def test_no_other_number_is_an_nspp(typed: str) -> None:
    with pytest.raises(BadFact) as refused:
        checked_nspp(typed)

    assert refused.value.field == "nspp"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("contoh.sch.id", "https://contoh.sch.id"),
        ("http://contoh.sch.id/profil?x=1", "http://contoh.sch.id/profil?x=1"),
    ],
)
def test_websites_that_are_kept(typed: str, kept: str) -> None:
    assert checked_website(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)", "javascript://contoh.id/%0aalert(1)", "ftp://contoh.id", "contoh",
        "https://contoh", "https://a b.id", "https://orang:sandi@contoh.id", "https://[::1",
        "https://contoh.id:99999", 'https://contoh.id/">', "https://" + "a" * 300 + ".id",
        "https://cont\u202eoh.id",
    ],
)  # fmt: skip
def test_websites_that_are_refused(typed: str) -> None:
    with pytest.raises(BadFact):
        checked_website(typed)


@pytest.mark.parametrize(
    "typed", ["@Contoh.id_1", "contoh.id_1", "https://www.instagram.com/contoh.id_1/?igsh=x"]
)
def test_an_instagram_account_is_kept_by_its_name(typed: str) -> None:
    assert checked_instagram(typed) == "contoh.id_1"


@pytest.mark.parametrize("typed", ["dua kata", "a" * 31, "https://contoh.id/akun", "@"])
def test_other_texts_are_no_instagram_account(typed: str) -> None:
    with pytest.raises(BadFact):
        checked_instagram(typed)


def test_shops_are_https_and_at_most_five() -> None:
    shop = "https://toko.contoh.id/al-hikmah"

    assert checked_marketplaces([shop, "", f" {shop} "]) == [shop]
    for refused in (["http://toko.contoh.id"], [f"{shop}/{n}" for n in range(6)]):
        with pytest.raises(BadFact):
            checked_marketplaces(refused)


def test_pillars_are_kept_once_in_their_order() -> None:
    kept = checked_pillars(["Sosiopreneur", "santripreneur ", "sosiopreneur", ""])

    assert kept == ["santripreneur", "sosiopreneur"]
    with pytest.raises(BadFact):
        checked_pillars(["preneur"])


def test_a_place_has_both_numbers_or_none() -> None:
    assert checked_point(None, None) == (None, None)
    assert checked_point(Decimal("-7.1234567"), Decimal("112.5")) == (
        Decimal("-7.123457"),
        Decimal("112.500000"),
    )
    for point in (("1", None), (None, "1"), ("91", "0"), ("0", "181"), ("NaN", "0")):
        with pytest.raises(BadFact):
            checked_point(*(None if number is None else Decimal(number) for number in point))


def test_the_small_facts() -> None:
    assert checked_postcode(" 62251 ") == "62251"
    assert checked_santri(0) == 0
    assert checked_cohort(2027, today=TODAY) == 2027
    assert checked_phone("0812-3456-7890") == "6281234567890"
    assert checked_email(" tanya@contoh.id ") == "tanya@contoh.id"
    assert checked_line("Jl.\nPahlawan\t1", field="address", longest=200) == "Jl. Pahlawan 1"


@pytest.mark.parametrize(
    "check",
    [
        lambda: checked_postcode("06225"),
        lambda: checked_santri(-1),
        lambda: checked_santri(200_001),
        lambda: checked_cohort(2028, today=TODAY),
        lambda: checked_cohort(19, today=TODAY),
        lambda: checked_phone("12"),
        lambda: checked_email("tanya@contoh"),
        lambda: checked_email("a" * 250 + "@contoh.id"),
        lambda: checked_line("x" * 201, field="address", longest=200),
    ],
)
def test_the_small_facts_that_are_refused(check: Any) -> None:
    with pytest.raises(BadFact):
        check()


@pytest.mark.parametrize(
    "facts",
    [
        {"nspp": "123"},
        {"nspp": "12345678901a"},
        {"postcode": "0"},
        {"latitude": 1},
        {"latitude": 91, "longitude": 1},
        {"santri": 200_001, "santri_on": TODAY},
        {"santri_on": TODAY},
        {"santri_source": "EMIS"},
        {"cohort_year": 20},
        {"cohort_year": None, "cohort_source": "EMIS"},
        {"pillars": ["preneur"]},
        {"phone": "0812"},
        {"email": "x"},
        {"website": "javascript:alert(1)"},
        {"instagram": "dua kata"},
        {"marketplaces": ["http://toko.contoh.id"]},
        {"marketplaces": ["https://toko.contoh.id", "x"]},
        {"marketplaces": ["https://toko.contoh.id"] * 6},
        {"verified_on": TODAY},
        {"is_changed_since": True},
    ],
    ids=str,
)
def test_the_database_refuses_too(db: None, facts: dict[str, Any]) -> None:
    place = make_place("Darul Ulum Embun")

    with pytest.raises(IntegrityError), transaction.atomic():
        Pesantren.objects.filter(pk=place.pk).update(**facts)


def test_a_real_number_of_santri_has_a_day(db: None) -> None:
    place = make_place("Darul Ulum", source="https://contoh.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        Pesantren.objects.filter(pk=place.pk).update(santri=10)
    assert Pesantren.objects.filter(pk=place.pk).update(santri=10, santri_on=TODAY) == 1


def test_an_nspp_belongs_to_one_pesantren_and_none_to_many(db: None) -> None:
    one, other = make_place("Satu"), make_place("Dua")
    Pesantren.objects.filter(pk=one.pk).update(nspp="510035240001")

    with pytest.raises(IntegrityError), transaction.atomic():
        Pesantren.objects.filter(pk=other.pk).update(nspp="510035240001")


def test_every_fact_has_a_source(db: None) -> None:
    place = make_place("Darul Ulum", source="https://contoh.example")
    place.cohort_source = "SK Gubernur"
    place.sources = {"address": {"source": "Laporan pesantren sendiri", "on": "2026-11-24"}}

    assert place.source_of("cohort_year") == "SK Gubernur"
    assert place.source_of("address") == "Laporan pesantren sendiri"
    assert place.source_of("santri") == "https://contoh.example"


def test_the_database_counts_changes_and_marks_what_an_officer_looked_at(db: None) -> None:
    place = make_place("Darul Ulum Embun")
    rows = Pesantren.objects.filter(pk=place.pk)
    rows.update(verified_on=TODAY, verified_by=world.make_user(), verified_as="Dinas Lamongan")
    seen = rows.get()
    rows.update(about="Cerita baru.")
    told = rows.get()
    rows.update(address="Jl. Pahlawan 1", updated_at=timezone.now())
    moved = rows.get()

    assert (seen.version, seen.is_verified) == (1, True)
    assert (told.version, told.is_verified) == (2, True)
    assert (moved.version, moved.is_verified) == (3, False)
    assert moved.updated_at >= told.updated_at


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.ASSISTANT, 1), (Role.OFFICER, 1), (Role.CASHIER, 0), (None, 0)],
)
def test_whom_to_call_is_behind_a_wall(db: None, role: Role | None, sees: int) -> None:
    koppontren = world.make_koppontren()
    places: dict[Role | None, Place] = {
        Role.ASSISTANT: koppontren.pesantren,
        Role.OFFICER: world.make_office(),
    }
    manager = world.make_member_of(koppontren, Role.MANAGER)
    reader = world.make_member_of(places.get(role, koppontren), role) if role else world.make_user()
    read_as(manager)
    ContactPerson.objects.create(pesantren=koppontren.pesantren, name="Bu Siti Contoh")

    read_as(reader)

    assert ContactPerson.objects.count() == sees
