"""Whatever is typed or sent to the pages of cases gets a sentence, never an error of ours."""

import re
from collections.abc import Callable
from itertools import product

import pytest
from django.test import Client

from klinik.clinic.cases.models import Audience
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene

pytestmark = pytest.mark.django_db
ANSWERS = {200, 302, 400, 403, 404, 405, 422}
ROUGH = [
    "",
    "\0",
    "x" * 6000,
    "9" * 40,
    "NaN",
    "1e400",
    "99999-01-01",
    "صيانة الآلات ﷽",
    "\u202e<b>",
]
FIELDS = """title description roughly since tried aspect indicator baseline target audience readers
request_id text goals review_on kind what who partner on note value source period reason urgency
officer office person place latitude longitude pesantren offer awaits_answer"""
STEPS = """ambil jawab lengkapi tujuan kegiatan kegiatan/{id}/selesai hasil hasil/{id} tutup batal
urgensi tugaskan rujuk rujukan/{id}/terima rujukan/{id}/tolak rujukan/{id}/selesai
rujukan/{id}/tarik pindah pembaca setuju kami-juga kami-juga/berhenti bantuan bantuan/{id}/terima
bantuan/{id}/tolak"""
ASKED = [
    "/kasus/?lihat=%00&petugas=%D9%A3&bidang=%00&page=99999999999999999999&urut=x&kolom=x",
    "/kasus/baru/?untuk=%00",
    f"/kasus/baru/?untuk={'x' * 3000}",
    "/kasus/baru/?cari=%00",
    "/kasus/K-2026-99999999999/",
    "/meja/tugas/?tampil=%00&urut=-sisa&page=-1",
    "/alur/?menurut=%00&dari=99999-01-01",
    "/sesi/rekomendasi/?tampil=%00&sesi=%00&bidang=%00",
    "/api/cases?aspect=%00",
    "/api/cases?cursor=%00",
    "/api/cases?limit=99999999999999999999",
    "/api/cases/%00",
]


def manager(scene: Scene) -> User:
    return scene.manager


def officer(scene: Scene) -> User:
    return scene.officer


def neighbour(scene: Scene) -> User:
    return world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)


def mentor(scene: Scene) -> User:
    return world.make_member_of(world.make_partner(), Role.MENTOR)


@pytest.mark.parametrize(
    ("who", "value"),
    [
        *product([manager, officer], ROUGH),
        *product([neighbour, mentor], ROUGH[1:4]),  # refused before most of it is read
    ],
)
def test_nothing_typed_into_a_step_is_an_error(
    client: Client, scene: Scene, who: Callable[[Scene], User], value: str
) -> None:
    case = scene.planned(audience=Audience.NETWORK)
    client.force_login(who(scene))
    typed = dict.fromkeys(FIELDS.split(), value)

    keys = (case.activities.get().pk, 99999999999999999999)
    for step in dict.fromkeys(step.format(id=key) for step in STEPS.split() for key in keys):
        path = f"{case.get_absolute_url()}{step}/"
        assert client.post(path, typed).status_code in ANSWERS, path
    for path in ("/kasus/baru/", "/kasus/baru/serupa/", "/kasus/waktu/hari/"):
        assert client.post(path, typed).status_code in ANSWERS, path


@pytest.mark.parametrize("who", [manager, officer, neighbour, mentor])
def test_no_address_is_an_error(client: Client, scene: Scene, who: Callable[[Scene], User]) -> None:
    scene.taken()
    client.force_login(who(scene))

    for path in ASKED:
        assert client.get(path).status_code in ANSWERS, path


def test_an_id_of_another_case_moves_nothing(client: Client, scene: Scene) -> None:
    ours, other = scene.planned(), scene.planned(title="Lain")
    theirs = other.activities.get().pk
    client.force_login(scene.officer)

    for step in ("kegiatan/{id}/selesai", "rujukan/{id}/terima", "bantuan/{id}/terima"):
        path = f"{ours.get_absolute_url()}{step.format(id=theirs)}/"
        assert client.post(path, {"note": "x", "on": "2026-01-01"}).status_code == 404
    assert client.get(f"{ours.get_absolute_url()}?kegiatan={theirs}").status_code == 200
    other.refresh_from_db()
    assert other.stage == "planned"


def test_a_double_click_opens_one_case(client: Client, scene: Scene) -> None:
    client.force_login(scene.manager)
    page = client.get("/kasus/baru/").content.decode()
    key = re.findall(r'name="request_id" value="([^"]+)"', page)[0]
    typed = {
        "title": "Laporan صيانة terlambat",
        "description": "x" * 5000,
        "roughly": "30",
        "indicator": scene.indicator.code,
        "aspect": "pembiayaan",
        "baseline": "21",
        "target": "5",
        "audience": "offices",
        "request_id": key,
    }

    first, second = client.post("/kasus/baru/", typed), client.post("/kasus/baru/", typed)

    assert (first.status_code, first.headers["Location"]) == (302, second.headers["Location"])
    assert client.post("/kasus/baru/", typed | {"title": "Lain"}).status_code == 422
