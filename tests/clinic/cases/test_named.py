"""A case for named people alone: nobody else learns that it exists."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.cases.commands import (
    answer_case,
    name_reader,
    open_to_network,
    record_result,
    take_case,
)
from klinik.clinic.cases.models import Audience, Case, CaseEvent, Enclosure
from klinik.clinic.cases.rules import (
    NobodyAnswers,
    NobodyNamed,
    NotForNamed,
    OnlyNamedRead,
    RequestReused,
)
from klinik.directory.models import Reading
from klinik.people.models import Notification, User
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.cases.test_walls import opened
from tests.clinic.scene import Scene, first_figure, journal, shown

CANARY = "Kenari-7731"


def named(scene: Scene, **other: Any) -> Case:
    """A case for the officer of its office alone."""
    content: dict[str, Any] = {"title": f"{CANARY} besar", "audience": Audience.NAMED}
    return scene.opened(**content | {"readers": [scene.officer]} | other)


def told(person: User) -> list[str]:
    """The kinds of what a person was told."""
    read_as(person)
    rows = Notification.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_the_named_read_and_nobody_else(client: Client, scene: Scene) -> None:
    others = {
        "colleague": world.make_member_of(scene.office, Role.OFFICER),
        "secretary": world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT),
        "neighbour": world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER),
    }
    case = named(scene)

    for reader in (scene.manager, scene.officer):
        client.force_login(reader)
        assert client.get(case.get_absolute_url()).status_code == 200
    for other in others.values():
        client.force_login(other)
        assert client.get(case.get_absolute_url()).status_code == 404
        assert (
            f"{CANARY} besar"
            not in client.get(reverse("cases:list"), {"lihat": "semua"}).content.decode()
        )
        assert f"{CANARY} besar" not in client.get("/cari/", {"q": CANARY}).content.decode()
        read_as(other)
        assert (Case.objects.count(), CaseEvent.objects.count()) == (0, 0)
    assert {name: told(person) for name, person in others.items()} == {name: [] for name in others}
    assert told(scene.officer) == ["case.opened"]


def test_its_file_lies_on_the_case_and_not_with_the_figure(client: Client, scene: Scene) -> None:
    case = named(scene, enclosures=[shown(), shown()])

    assert (first_figure(case).evidence.name, first_figure(case).source) == (
        "",
        scene.pesantren.name,
    )
    assert case.number not in Reading.objects.get().source
    urls = [reverse("cases:file", args=[case.number, row.pk]) for row in Enclosure.objects.all()]
    client.force_login(scene.officer)
    assert [opened(client, url) for url in urls] == [200, 200]
    colleague = world.make_member_of(scene.office, Role.OFFICER)
    client.force_login(colleague)
    assert [opened(client, url) for url in urls] == [404, 404]
    read_as(colleague)
    assert Enclosure.objects.count() == 0


def test_what_its_result_stands_on_is_told_on_the_case_alone(client: Client, scene: Scene) -> None:
    case = named(scene)
    read_as(scene.officer)
    take_case(case, office=scene.office, by=scene.officer)
    file, key = shown(), uuid4()
    for _ in range(2):
        case = record_result(
            case,
            value=Decimal(4),
            on=timezone.localdate(),
            source=f"Buku {CANARY}",
            period=f"Bulan {CANARY}",
            enclosures=[file],
            request_id=key,
            by=scene.officer,
        )

    assert case.result
    figure = case.result
    assert (figure.source, figure.period, figure.evidence.name, figure.evidence_hash) == (
        scene.pesantren.name,
        "",
        "",
        "",
    )
    event = case.events.get(kind="measured")
    assert event.text == f"Buku {CANARY}\nBulan {CANARY}"
    url = reverse("cases:file", args=[case.number, event.enclosures.get().pk])
    for reader, status in ((scene.officer, 200), (scene.manager, 200)):
        client.force_login(reader)
        assert opened(client, url) == status
        assert f"Bulan {CANARY}" in client.get(case.get_absolute_url()).content.decode()
    client.force_login(world.make_member_of(scene.office, Role.OFFICER))
    assert opened(client, url) == 404
    assert CANARY not in client.get(scene.pesantren.get_absolute_url()).content.decode()


def test_somebody_who_can_take_it_has_to_be_named(scene: Scene) -> None:
    stranger = world.make_member_of(world.make_office("pelatihan"), Role.OFFICER)

    with pytest.raises(NobodyNamed):
        named(scene, readers=[])
    with pytest.raises(NobodyAnswers):
        named(scene, readers=[stranger])
    assert Case.objects.count() == 0


def test_one_more_reader_reads_from_then_on(client: Client, scene: Scene) -> None:
    mentor = world.make_member_of(world.make_office("pelatihan"), Role.MENTOR, name="Mentor")
    case = named(scene)
    client.force_login(scene.manager)
    url = reverse("cases:name", args=[case.number])

    for _ in range(2):
        sent = {"person": str(mentor.pk), "request_id": str(uuid4())}
        client.post(url, sent)

    assert told(mentor) == ["case.named"]
    read_as(mentor)
    assert Case.objects.get().readers == [scene.manager.pk, scene.officer.pk, mentor.pk]
    assert journal(case) == ["opened by Manajer", "named by Manajer"]
    client.force_login(mentor)
    assert client.get(case.get_absolute_url()).status_code == 200
    message = {"text": "Saya baca.", "request_id": str(uuid4())}
    assert client.post(reverse("cases:answer", args=[case.number]), message).status_code == 302
    assert client.post(reverse("cases:take", args=[case.number])).status_code == 403
    assert client.post(url, {"person": str(scene.officer.pk)}).status_code == 403


def test_the_road_goes_on_between_them(scene: Scene) -> None:
    case = named(scene)
    read_as(scene.officer)
    take_case(case, office=scene.office, by=scene.officer)
    answer_case(case, text="Kami bantu.", request_id=uuid4(), by=scene.officer)

    sides = list(case.events.values_list("kind", "side"))
    assert sides == [("opened", "pesantren"), ("taken", "office"), ("answered", "office")]
    assert told(scene.manager) == ["case.taken", "case.answered"]


def test_postgresql_names_nobody_for_others(scene: Scene) -> None:
    case = named(scene)
    other = world.make_member_of(scene.office, Role.OFFICER)
    read_as(scene.officer)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        name_reader(case, person=other, request_id=uuid4(), by=scene.officer)
    read_as(other)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        CaseEvent.objects.create(case=case, kind="answered", by=other, side="office", text="x")
    read_as(scene.officer)
    with (
        pytest.raises(IntegrityError, match="changes only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE cases_case SET readers = readers || %s", [other.pk])


def test_only_a_case_for_named_people_has_named_people(scene: Scene) -> None:
    case = scene.opened()

    assert case.readers == []
    with pytest.raises(NotForNamed):
        name_reader(case, person=scene.officer, request_id=uuid4(), by=scene.manager)


def test_an_officer_brings_it_for_the_pesantren_and_its_people_hear(
    client: Client, scene: Scene
) -> None:
    place = world.make_pesantren("darul-falah")  # without a cooperative
    assistant = world.make_member_of(place, Role.ASSISTANT)
    client.force_login(scene.officer)
    search = client.get("/kasus/baru/", {"cari": "darul"})
    assert "?untuk=darul-falah" in search.content.decode()
    sent: dict[str, Any] = {
        "title": "Belum ada koperasi",
        "description": "Uang usaha masih bercampur.",
        "roughly": "365",
        "aspect": scene.office.aspect.code if scene.office.aspect else "",
        "indicator": scene.indicator.code,
        "baseline": "0",
        "target": "50",
        "audience": "offices",
        "request_id": str(uuid4()),
    }

    assert client.get("/kasus/baru/?untuk=darul-falah").status_code == 200
    assert client.post("/kasus/baru/?untuk=darul-falah", sent).status_code == 302

    read_as(assistant)
    case = Case.objects.get()
    assert (case.pesantren, case.events.get().side) == (place, "office")
    assert told(assistant) == ["case.on_behalf"]
    client.force_login(assistant)
    assert "atas nama" in client.get(case.get_absolute_url()).content.decode()
    walk_to_its_end(client, case, scene.officer, assistant)


def walk_to_its_end(client: Client, case: Case, officer: User, assistant: User) -> None:
    """By the pages: taken, planned, done, measured, closed by the office, agreed to by its own."""
    today = str(timezone.localdate())
    steps: list[tuple[User, str, dict[str, Any]]] = [
        (officer, "take", {}),
        (assistant, "answer", {"text": "Kami siap."}),
        (officer, "plan", {"kind": "visit", "what": "Kunjungan", "who": "Bidang", "on": today}),
        (officer, "done", {"note": "Akta disusun.", "on": today}),
        (assistant, "measure", {"value": "50", "on": today, "source": "Daftar anggota"}),
        (officer, "close", {}),
        (assistant, "agree", {}),
    ]
    for who, step, said in steps:
        client.force_login(who)
        ids = [case.activities.get().pk] if step == "done" else []
        url = reverse(f"cases:{step}", args=[case.number, *ids])
        assert client.post(url, said | {"request_id": str(uuid4())}).status_code == 302, step
    read_as(assistant)
    case.refresh_from_db()
    assert case.result
    assert (str(case.stage), int(case.result.value)) == ("closed", 50)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SECRETARIAT])
def test_an_office_elsewhere_brings_nothing_for_us(
    client: Client, scene: Scene, role: Role
) -> None:
    region = world.make_region("3573", "Malang", "kota")
    client.force_login(world.make_member_of(world.make_office("malang", region=region), role))

    assert client.get("/kasus/baru/").status_code == 200
    assert client.get("/kasus/baru/?untuk=al-hikmah").status_code == 403
    assert client.get("/kasus/baru/?untuk=tidak-ada").status_code == 404
    found = client.get("/kasus/baru/", {"cari": "al-hikmah"})
    assert "?untuk=" not in found.content.decode()


def test_readers_of_a_case_for_the_offices_are_left_out(scene: Scene) -> None:
    assert scene.opened(readers=[scene.officer]).readers == []


def test_a_pesantren_opens_its_case_to_the_network(client: Client, scene: Scene) -> None:
    case = scene.opened(title=f"{CANARY} besar", audience=Audience.OFFICES)
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
    url = reverse("cases:widen", args=[case.number])
    client.force_login(scene.officer)
    assert client.post(url).status_code == 403
    client.force_login(neighbour)
    assert client.post(url).status_code == 404
    assert case.number not in client.get("/cari/", {"q": CANARY}).text

    client.force_login(scene.manager)
    for _twice in range(2):
        client.post(url)

    assert journal(case) == ["opened by Manajer", "widened by Manajer"]
    assert told(scene.officer) == ["case.opened", "case.widened"]
    client.force_login(neighbour)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert case.number in client.get("/cari/", {"q": CANARY}).text


def test_a_request_that_names_others_is_another_one(scene: Scene) -> None:
    mentor = world.make_member_of(scene.office, Role.OFFICER)
    key = uuid4()
    first = named(scene, request_id=key, readers=[scene.officer, mentor])

    assert named(scene, request_id=key, readers=[mentor, scene.officer]) == first
    with pytest.raises(RequestReused):
        named(scene, request_id=key, readers=[scene.officer])


def test_what_was_promised_to_the_named_stays(client: Client, scene: Scene) -> None:
    case = named(scene)
    client.force_login(scene.manager)

    assert client.post(reverse("cases:widen", args=[case.number])).status_code == 422
    read_as(scene.manager)
    with pytest.raises(OnlyNamedRead):
        open_to_network(case, by=scene.manager)
    with pytest.raises(IntegrityError, match="only a case for the offices"), transaction.atomic():
        CaseEvent.objects.create(case=case, kind="widened", by=scene.manager, side="pesantren")
    assert Case.objects.get().audience == Audience.NAMED


def test_postgresql_opens_no_case_for_others(scene: Scene) -> None:
    case = scene.opened(audience=Audience.OFFICES)
    read_as(scene.officer)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        open_to_network(case, by=scene.officer)
    assert Case.objects.get().audience == Audience.OFFICES
