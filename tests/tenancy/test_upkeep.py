"""The page on which a pesantren keeps its own page, and the offices that answer for it too."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image

from klinik.core.errors import DomainError
from klinik.directory.commands import describe_pesantren
from klinik.directory.models import ContactPerson, Cover, Pesantren
from klinik.directory.rules import OWN_WORD, BadFact, ChangedMeanwhile, NoSource
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import CASE_OPENERS, KOPPONTREN_RIGHTS, Role
from tests import world

Counter = Callable[..., AbstractContextManager[Any]]
TODAY = timezone.localdate
UBAH = "/pesantren/al-hikmah/ubah/"


@pytest.fixture
def ours(db: None, tmp_path: Path) -> Any:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield world.make_koppontren()


@pytest.fixture
def manager(ours: Koppontren, client: Client) -> User:
    person = world.make_member_of(ours, Role.MANAGER)
    client.force_login(person)
    return person


def now(place: Koppontren) -> Pesantren:
    return Pesantren.objects.select_related("region").get(pk=place.pesantren_id)


def shown_version(client: Client, section: str) -> str:
    """What the page's form of this section holds."""
    shown = client.get(UBAH).context["sections"]
    return str(next(s for s in shown if s.section == section)["version"].value())


def address(place: Koppontren, **typed: Any) -> dict[str, Any]:
    known = {"section": "alamat", "version": now(place).version}
    return known | {"address": "Jl. Contoh 1", "district": "Babat"} | typed


def photo(colour: str = "green", size: tuple[int, int] = (1600, 900)) -> SimpleUploadedFile:
    content, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "rumah kiai"
    Image.new("RGB", size, colour).save(content, "JPEG", exif=exif)
    return SimpleUploadedFile("foto.jpg", content.getvalue())


@pytest.mark.parametrize("role", sorted(KOPPONTREN_RIGHTS))
def test_only_who_speaks_for_the_pesantren_keeps_its_page(
    client: Client, ours: Koppontren, role: Role
) -> None:
    client.force_login(world.make_member_of(ours, role))

    assert client.get(UBAH).status_code == (200 if role in CASE_OPENERS else 403)
    assert client.post(UBAH, {"section": "x"}).status_code == (404 if role in CASE_OPENERS else 403)


def test_the_offices_that_answer_keep_it_and_nobody_else(client: Client, ours: Koppontren) -> None:
    here = world.make_office("dinas-lamongan", region=ours.pesantren.region)
    there = world.make_office("dinas-jember", region=world.make_region("3509", "Jember"))
    stranger = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
    people = {
        world.make_member_of(world.make_office(), Role.OFFICER): 200,
        world.make_member_of(here, Role.OFFICER): 200,
        world.make_member_of(there, Role.OFFICER): 404,
        world.make_member_of(here, Role.MENTOR): 404,
        stranger: 404,
        world.make_user(): 404,
    }
    assert client.get(UBAH).status_code == 302
    for person, status in people.items():
        client.force_login(person)
        assert client.get(UBAH).status_code == status
        if status == 404:
            assert client.post(UBAH, address(ours)).status_code == 404

    assert now(ours).district == ""


def test_its_own_people_save_one_section_by_their_own_word(
    client: Client, ours: Koppontren, manager: User
) -> None:
    typed = address(ours, postcode="62271", point="-7.1184, 112.4162", region="3509")
    answer = client.post(UBAH, typed)

    assert (answer.status_code, answer["Location"]) == (302, f"{UBAH}#alamat")
    kept = now(ours)
    told = {"source": OWN_WORD, "on": TODAY().isoformat()}
    assert (kept.address, kept.district, kept.postcode) == ("Jl. Contoh 1", "Babat", "62271")
    assert (str(kept.latitude), str(kept.longitude)) == ("-7.118400", "112.416200")
    assert kept.region == ours.pesantren.region  # only an office moves it
    assert kept.sources == dict.fromkeys(
        ["address", "district", "postcode", "latitude", "longitude"], told
    )
    page = client.get(kept.get_absolute_url()).content.decode()
    assert page.count("pengakuan sendiri") == 3


def test_an_office_says_where_it_knows_from(client: Client, ours: Koppontren) -> None:
    client.force_login(world.make_member_of(world.make_office(), Role.OFFICER))
    typed = {"section": "santri", "version": 1, "santri": "1.240", "santri_on": "2026-07-01"}

    assert client.post(UBAH, typed).status_code == 422
    letter = {"source": "surat pesantren", "cohort_year": "2021"}
    assert client.post(UBAH, typed | letter).status_code == 302

    kept = now(ours)
    assert (kept.santri, kept.santri_on) == (1240, date(2026, 7, 1))
    assert (kept.santri_source, kept.cohort_source) == ("surat pesantren", "surat pesantren")
    assert client.post(UBAH, {"section": "santri", "version": 2, "source": "x"}).status_code == 302
    kept = now(ours)
    assert (kept.santri, kept.santri_on, kept.santri_source) == (None, None, "")
    assert (kept.cohort_year, kept.cohort_source, kept.sources) == (None, "", {})


def test_two_browsers_at_once_lose_nothing(client: Client, ours: Koppontren, manager: User) -> None:
    first, second = address(ours, district="Babat"), address(ours, district="Sukodadi")
    client.post(UBAH, first)

    answer = client.post(UBAH, second)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Kecamatan: Babat" in page
    assert 'value="Sukodadi"' in page
    assert now(ours).district == "Babat"
    assert client.post(UBAH, second | {"version": 2}).status_code == 302  # as the page offers now
    assert now(ours).district == "Sukodadi"
    assert 'name="version" value="2"' in page


def test_the_same_again_is_once(ours: Koppontren) -> None:
    for _twice in range(2):
        row = describe_pesantren(ours.pesantren, version=1, source="x", district=" Babat ")

    assert (row.version, row.district) == (2, "Babat")


def test_refusals_of_the_command(ours: Koppontren) -> None:
    other = world.make_pesantren("an-nur")
    describe_pesantren(other, version=1, source="x", nspp="510035240001")
    cases: list[tuple[type[DomainError], dict[str, Any]]] = [
        (BadFact, {"nspp": "510035240001"}),
        (BadFact, {"nspp": "12"}),
        (BadFact, {"santri": 5, "santri_on": None}),
        (BadFact, {"santri": 5, "santri_on": date(2999, 1, 1)}),
        (BadFact, {"name": " "}),
        (NoSource, {"district": "Babat", "source": " "}),
        (ChangedMeanwhile, {"district": "Babat", "version": 0}),
    ]
    for refused, facts in cases:
        usual: dict[str, Any] = {"version": 1, "source": "x"}
        with pytest.raises(refused):
            describe_pesantren(ours.pesantren, **usual | facts)

    assert now(ours).version == 1


@pytest.mark.parametrize(
    ("section", "typed"),
    [
        ("alamat", {"postcode": "1"}),
        ("alamat", {"point": "di sini"}),
        ("alamat", {"point": "-100.1, 200"}),
        ("santri", {"santri": "banyak"}),
        ("kontak", {"phone": "x"}),
        ("media", {"website": "javascript:alert(1)"}),
        ("media", {"marketplaces": "http://toko.example"}),
        ("tentang", {"nspp": "1", "pillars": "x"}),
        ("narahubung", {"number": "081234567890"}),
        ("foto", {}),
        ("foto", {"alt": "Gerbang"}),
        ("alamat", {"version": "x"}),
        ("alamat", {"version": str(2**70)}),
    ],
)
def test_bad_input_is_a_sentence(
    client: Client, ours: Koppontren, manager: User, section: str, typed: dict[str, str]
) -> None:
    answer = client.post(UBAH, {"section": section, "version": "1"} | typed)

    assert answer.status_code == 422
    assert f'id="{section}" open' in answer.content.decode()
    assert "error-summary" in answer.content.decode()
    assert now(ours).version == 1


def test_the_other_sections_are_kept(client: Client, ours: Koppontren, manager: User) -> None:
    shops = "https://toko.example/a\r\nhttps://toko.example/b"
    for typed in (
        {"section": "kontak", "phone": "0812-3456-7890", "email": "a@contoh.example"},
        {"section": "media", "instagram": "@contoh", "marketplaces": shops},
        {"section": "tentang", "about": "Kami.", "pillars": ["sosiopreneur", "santripreneur"]},
        {"section": "narahubung", "person": "Ahmad", "number": "08123456789"},
    ):
        answer = client.post(
            UBAH, typed | {"version": shown_version(client, str(typed["section"]))}
        )
        assert answer.status_code == 302

    kept = now(ours)
    assert (kept.phone, kept.email) == ("6281234567890", "a@contoh.example")
    assert kept.marketplaces == ["https://toko.example/a", "https://toko.example/b"]
    assert (kept.instagram, kept.about) == ("contoh", "Kami.")
    assert kept.pillars == ["santripreneur", "sosiopreneur"]
    read_as(manager)
    assert ContactPerson.objects.values_list("name", "phone").get() == ("Ahmad", "628123456789")
    client.post(UBAH, {"section": "narahubung", "version": shown_version(client, "narahubung")})
    read_as(manager)
    assert not ContactPerson.objects.exists()


def test_of_two_who_name_a_contact_person_the_second_is_told(
    client: Client, ours: Koppontren, manager: User
) -> None:
    seen = shown_version(client, "narahubung")
    first = {"section": "narahubung", "version": seen, "person": "Ahmad", "number": "08123456789"}
    assert client.post(UBAH, first).status_code == 302
    assert client.post(UBAH, first).status_code == 302  # said as it stands: nothing is lost
    typed = {"section": "narahubung", "version": seen, "person": "Aisyah"}

    answer = client.post(UBAH, typed)

    assert answer.status_code == 422
    assert "Narahubung: Ahmad 628123456789" in answer.text
    again = answer.context["sent"]["version"].value()
    assert client.post(UBAH, typed | {"version": again}).status_code == 302
    read_as(manager)
    assert ContactPerson.objects.values_list("name", "phone").get() == ("Aisyah", "")


def test_the_contact_person_is_on_no_public_page(
    client: Client, ours: Koppontren, manager: User
) -> None:
    seen = shown_version(client, "narahubung")
    client.post(UBAH, {"section": "narahubung", "version": seen, "person": "Ustaz Rekaan"})
    assert "Ustaz Rekaan" in client.get(UBAH).content.decode()

    client.logout()
    assert "Ustaz Rekaan" not in client.get("/pesantren/al-hikmah/").content.decode()


def test_a_photo_is_drawn_anew_in_two_sizes_and_gone_when_taken_away(
    client: Client,
    ours: Koppontren,
    manager: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    form = {"section": "foto", "version": 1, "alt": "Gerbang pesantren"}
    assert client.post(UBAH, form | {"file": photo()}).status_code == 302
    cover = Cover.objects.get()
    assert (cover.width, cover.height) == (1280, 720)
    page = client.get("/pesantren/al-hikmah/").content.decode()
    assert f'src="{cover.large_url}"' in page
    for url, side in ((cover.large_url, 1280), (cover.small_url, 480)):
        shown = client.get(url)
        assert shown["Content-Type"] == "image/webp"
        assert b"rumah" not in shown.content
        with Image.open(io.BytesIO(shown.content)) as drawn:
            assert (drawn.format, drawn.width) == ("WEBP", side)
    client.post(UBAH, form | {"alt": "Masjid"})
    assert (Cover.objects.get().alt, Cover.objects.get().large) == ("Masjid", cover.large)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(UBAH, form | {"remove": "yes"})

    assert not Cover.objects.exists()
    assert client.get(cover.large_url).status_code == 404
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.4 %%EOF")
    assert client.post(UBAH, form | {"file": pdf}).status_code == 422


def test_the_database_lets_only_keepers_choose_a_photo(ours: Koppontren) -> None:
    said = {"large": "a", "small": "b", "width": 1, "height": 1, "alt": "x"}
    read_as(world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER))
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Cover.objects.create(pesantren=ours.pesantren, **said)

    read_as(world.make_member_of(ours, Role.BOARD))
    Cover.objects.create(pesantren=ours.pesantren, **said)
