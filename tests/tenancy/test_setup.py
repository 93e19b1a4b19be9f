"""A new province from an empty database: the code, one page, everything or nothing, once."""

import io
import json
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image
from python_calamine import CalamineWorkbook

from klinik.directory.models import Aspect, Indicator, Region
from klinik.people.models import User
from klinik.tenancy.models import Membership, Office, Programme
from klinik.tenancy.roles import Role
from klinik.tenancy.setup.code import is_setup_code, setup_code
from klinik.tenancy.setup.commands import set_up
from klinik.tenancy.setup.queries import Memory
from klinik.tenancy.setup.rules import (
    AlreadySetUp,
    BadRegions,
    OfficeRow,
    RegionRow,
    read_regions,
)
from tests import world

WIZARD = "/mulai/"
PASSWORD = "pisang lampu sepeda"
REGIONS = "Wilayah;;\nKode BPS;Kabupaten/Kota;Jenis\n33.01;Cilacap;kabupaten\n3374;Kota Semarang;\n"


@pytest.fixture(autouse=True)
def nobody_knows(named_house: None) -> None:
    Memory.shown, Memory.until = None, 0.0


def typed(**other: Any) -> dict[str, Any]:
    rows = [("Akses pasar", "Bidang Pasar"), ("Kualitas SDM", "UPT Pelatihan"), ("", "")]
    table = {
        f"offices-{n}-{name}": value
        for n, row in enumerate(rows)
        for name, value in zip(("aspect", "office"), row, strict=True)
    }
    return {
        "province": "Jawa Tengah",
        "name": "OPOP Jateng",
        "short_name": "Klinik Jateng",
        "regions": "file",
        "regions_file": SimpleUploadedFile("wilayah.csv", REGIONS.encode()),
        "person": "Aisyah Contoh",
        "email": "aisyah@jateng.example",
        "phone": "",
        "password": PASSWORD,
        "offices-TOTAL_FORMS": "3",
        "offices-INITIAL_FORMS": "0",
        **table,
        **other,
    }


@pytest.fixture
def knowing(db: None, client: Client) -> Client:
    client.post(WIZARD, {"code": setup_code().replace("-", " ").lower()})
    return client


@pytest.mark.django_db
def test_every_way_leads_to_the_wizard_and_the_wizard_to_the_code(client: Client) -> None:
    for path in ("/", "/pesantren/", "/masuk/", "/api/openapi.json", "/kasus/"):
        assert client.get(path).headers["Location"] == WIZARD
    for path in ("/livez", "/sw.js", "/app.webmanifest", "/luring/"):
        assert client.get(path).status_code == 200
    assert client.get(WIZARD).status_code == 200
    assert "province" not in client.get(WIZARD).text
    assert client.post(WIZARD, typed()).status_code == 422
    assert client.post(WIZARD, {"code": "AAAA-BBBB-CCCC"}).status_code == 422
    assert client.post(WIZARD, {"code": "ق" * 12}).status_code == 422
    assert not is_setup_code("")
    assert Programme.objects.count() == 0


@pytest.mark.django_db
def test_it_makes_the_house_and_signs_its_first_person_in(knowing: Client) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (300, 100), "green").save(drawn, "PNG")
    logo = SimpleUploadedFile("logo.png", drawn.getvalue())

    answer = knowing.post(WIZARD, typed(logo=logo))

    assert answer.headers["Location"] == "/"
    assert {str(region) for region in Region.objects.all()} == {
        "Kabupaten Cilacap",
        "Kota Semarang",
    }
    assert [(str(o.aspect), o.name) for o in Office.objects.all() if o.aspect] == [
        ("Akses pasar", "Bidang Pasar"),
        ("Kualitas SDM", "UPT Pelatihan"),
    ]
    assert Aspect.objects.get(name="Kualitas SDM").code == "sdm"
    assert Indicator.objects.get(code="member-savings-total").is_from_books
    role = Membership.objects.get()
    assert (role.role, role.user.email) == (Role.ADMINISTRATOR, "aisyah@jateng.example")
    home = knowing.get("/")
    assert "Klinik Jateng" in home.text
    assert tuple(home.context["left"]) == (False, False, False)
    assert knowing.get(home.context["programme"].logo).headers["Content-Type"] == "image/jpeg"
    public = Client().get("/")
    assert "Jawa Tengah" in public.text
    assert "Jawa Timur" not in public.text
    assert "Jawa Timur" not in Client().get("/wilayah/").text
    assert knowing.get(WIZARD).headers["Location"] == "/masuk/"
    assert Client().post(WIZARD, {"code": setup_code()}).headers["Location"] == "/masuk/"


@pytest.mark.django_db
def test_east_java_brings_its_38(knowing: Client) -> None:
    knowing.post(WIZARD, typed(regions="jatim", regions_file=""))

    assert Region.objects.count() == 38


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"province": ""},
        {"name": "x" * 101},
        {"short_name": " "},
        {"regions_file": ""},
        {"regions_file": SimpleUploadedFile("a.csv", b"kode;nama;jenis\nx;y;z\n")},
        {"regions_file": SimpleUploadedFile("a.csv", b"nama\nMalang\n")},
        {"regions_file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04nonsense")},
        {"regions": "mars"},
        {"logo": SimpleUploadedFile("a.png", b"no picture")},
        {"logo": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")},
        {"email": ""},
        {"email": "no"},
        {"password": "kuncikunci"[:9]},
        {"password": "password12"[:8] + "1234"},
        {"offices-0-office": ""},
        {"offices-1-office": "bidang pasar"},
        {"offices-0-aspect": "", "offices-0-office": "", "offices-1-aspect": "",
         "offices-1-office": ""},
        {"offices-TOTAL_FORMS": "x"},
    ],
    ids=lambda wrong: json.dumps(wrong, default=lambda file: f"{file.name} {file.size}"),
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_kept(knowing: Client, wrong: dict[str, Any]) -> None:
    assert knowing.post(WIZARD, typed(**wrong)).status_code == 422
    kept = (Programme, Region, Office, Aspect, User)
    assert [model.objects.count() for model in kept] == [0, 0, 0, 0, 0]


def made() -> dict[str, Any]:
    return {
        "province": "Bali",
        "name": "OPOP Bali",
        "short_name": "Klinik Bali",
        "regions": [RegionRow("5171", "Denpasar", "kota")],
        "offices": [OfficeRow("Akses pasar", "Bidang Pasar")],
        "person": "Putri Contoh",
        "password": PASSWORD,
    }


@pytest.mark.django_db
def test_broken_in_the_middle_nothing_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    world.make_user(email="ada@contoh.example")

    with pytest.raises(Exception, match="user_email_once"):
        set_up(**made(), email="ada@contoh.example")

    assert (Programme.objects.count(), Region.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_sets_it_up() -> None:
    together, said = Barrier(2), list[str]()

    def in_a_browser(email: str) -> Callable[[], None]:
        def run() -> None:
            try:
                together.wait(10)
                set_up(**made(), email=email)
                said.append("made")
            except AlreadySetUp as refusal:
                said.append(refusal.code)
            finally:
                connection.close()

        return run

    threads = [Thread(target=in_a_browser(f"{name}@contoh.example")) for name in ("satu", "dua")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(said) == ["already_set_up", "made"]
    assert User.objects.count() == Office.objects.count() - 1 == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"kode": "35.24", "nama": "Lamongan", "jenis": "Kabupaten"}, ""),
        ({"kode": "3573", "nama": "Kota Malang", "jenis": ""}, ""),
        ({"kode": "3507", "nama": "Kab. Malang", "jenis": "kabupaten"}, ""),
        ({"kode": "abc", "nama": "Malang", "jenis": "kota"}, "Row 2"),
        ({"kode": "35730", "nama": "Malang", "jenis": "kota"}, "Row 2"),
        ({"kode": "3573", "nama": "", "jenis": "kota"}, "Row 2"),
        ({"kode": "3573", "nama": "x" * 101, "jenis": "kota"}, "Row 2"),
        ({"kode": "3573", "nama": "Malang", "jenis": "desa"}, "Row 2"),
    ],
)
def test_regions_are_read_as_people_write_them(row: dict[str, str], says: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        if not says:
            assert len(read_regions([row | {"#": "2"}])) == 1
            return
        with pytest.raises(BadRegions, match=says):
            read_regions([row | {"#": "2"}])


@pytest.mark.django_db
def test_the_table_of_regions_is_understood_and_its_examples_stay_out(knowing: Client) -> None:
    table = knowing.get("/mulai/wilayah/csv/").content

    answer = knowing.post(WIZARD, typed(regions_file=SimpleUploadedFile("a.csv", table)))

    assert answer.status_code == 422
    assert len(answer.context["form"].errors["regions_file"]) == 2
    book = CalamineWorkbook.from_filelike(io.BytesIO(knowing.get("/mulai/wilayah/xlsx/").content))
    assert book.get_sheet_by_index(0).to_python() == [["Kode", "Nama", "Jenis"]]
    assert knowing.get("/mulai/wilayah/pdf/").status_code == 404
    knowing.post(WIZARD, typed())
    assert knowing.get("/mulai/wilayah/csv/").status_code == 404


def test_a_code_that_excel_took_for_a_number_keeps_its_last_digit() -> None:
    row = {"#": "2", "kode": "33.1", "nama": "Klaten", "jenis": "kabupaten"}

    assert read_regions([row]) == [RegionRow("3310", "Klaten", "kabupaten")]


def test_a_region_twice_is_refused() -> None:
    row = {"kode": "3573", "nama": "Malang", "jenis": "kota"}

    for other in (row | {"nama": "Batu"}, row | {"kode": "3579"}):
        with pytest.raises(BadRegions):
            read_regions([row | {"#": "2"}, other | {"#": "3"}])
    with pytest.raises(BadRegions):
        read_regions([])
