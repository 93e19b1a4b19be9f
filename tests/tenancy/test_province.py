"""Another province from the wizard and two files: everything in them is invented."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from klinik.core.jobs import work
from klinik.directory.models import Pesantren, Region
from klinik.directory.templatetags import maps
from klinik.tenancy.setup.code import setup_code
from klinik.tenancy.setup.queries import Memory
from tests import world
from tests.tenancy.test_imports import IMPORT, chosen
from tests.tenancy.test_setup import WIZARD, typed

FILES = Path(__file__).parents[1] / "browser" / "files"


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (FILES / name).read_bytes())


@pytest.mark.django_db(transaction=True)
def test_a_province_from_two_files(client: Client, named_house: None) -> None:
    Memory.shown, Memory.until = None, 0.0
    world.make_sectors()
    client.post(WIZARD, {"code": setup_code()})
    regions = upload("wilayah-provinsi-contoh.csv")
    client.post(WIZARD, typed(province="Provinsi Contoh", regions_file=regions))
    assert Region.objects.count() == 12

    table = {"file": upload("pesantren-provinsi-contoh.csv"), "is_simulated": "on"}
    at = client.post(IMPORT, table | {"source": "Daftar contoh", "on": "2026-11-01"}).headers
    page = at["Location"]
    client.post(page, chosen(client.get(page)))
    assert client.get(page).context["counts"]["new"] == 60
    client.post(f"{page}simpan/")
    work(is_patient=False)

    assert Pesantren.objects.filter(is_simulated=True).count() == 60
    drawn = maps.region_map(dict.fromkeys(Region.objects.values_list("code", flat=True), 5), "x")
    assert drawn["is_laid_out"]
    assert len({(area.x, area.y) for area in drawn["areas"]}) == 12
    public = Client()
    for path in ("/", "/pesantren/", "/wilayah/", "/wilayah/9901/", "/kisah/", "/mitra/"):
        answer = public.get(path)
        assert answer.status_code == 200
        assert "Provinsi Contoh" in answer.text
        assert "Jawa Timur" not in answer.text
