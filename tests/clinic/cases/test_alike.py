"""While somebody types: how others solved the like, as far as the reader may know of it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from klinik.clinic.cases.alike import alike
from klinik.clinic.cases.models import Audience
from klinik.clinic.cases.queries import found_cases
from klinik.clinic.discussions.commands import accept_answer, open_topic, reply
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.cases.test_views import typed
from tests.clinic.scene import Scene

ALIKE = "/kasus/baru/serupa/"
CANARY = "Kenari-7731"


@pytest.fixture
def neighbour(scene: Scene) -> User:
    """The manager of another pesantren's cooperative."""
    return world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)


def solved(scene: Scene, title: str, **other: Any) -> None:
    """A case of today, closed by its result."""
    scene.closed(title=title, **other)


def figures(text: str) -> tuple[int, int, int | None, list[str]]:
    """What is said of the cases that look like this text."""
    found = alike(text)
    return found.number, found.solved, found.days, [case.title for case in found.cases]


def test_what_others_had_is_counted_and_the_solved_are_shown(scene: Scene, neighbour: User) -> None:
    open_to_all = {"audience": Audience.NETWORK}
    solved(scene, "Laporan bulanan toko selalu terlambat", **open_to_all)
    scene.opened(title="Laporan toko terlambat tiap bulan", **open_to_all)
    scene.opened(title="Kemasan kopi mudah sobek", description="Plastiknya tipis.", **open_to_all)
    read_as(neighbour)

    same = ["Laporan bulanan toko selalu terlambat"]
    assert figures("laporan toko kami terlambat") == (2, 1, 0, same)
    assert figures("pelaporan bulanannya terlambat")[1:] == (1, 0, same)  # by their stems
    assert figures("kemasan sobek") == (1, 0, None, [])
    assert figures("gudang bocor") == (0, 0, None, [])
    assert figures("kami di sini yang ' | & ! :* \\ <->") == (0, 0, None, [])
    assert figures("") == (0, 0, None, [])


def test_a_hidden_case_is_not_even_counted(client: Client, scene: Scene, neighbour: User) -> None:
    solved(scene, f"Laporan rahasia {CANARY}")
    readers = [scene.officer]
    scene.opened(title=f"Pesan {CANARY} rahasia", audience=Audience.NAMED, readers=readers)
    world.make_member_of(scene.office, Role.OFFICER)

    read_as(neighbour)
    assert figures(f"laporan rahasia {CANARY}") == (0, 0, None, [])
    read_as(None)
    assert figures(f"laporan rahasia {CANARY}") == (0, 0, None, [])
    read_as(scene.officer)
    assert figures(f"laporan rahasia {CANARY}")[:2] == (2, 1)
    read_as(world.make_member_of(scene.office, Role.OFFICER))
    assert figures(f"laporan rahasia {CANARY}")[:2] == (1, 1)
    client.force_login(neighbour)
    answer = client.post(ALIKE, {"title": f"laporan rahasia {CANARY}"})
    assert (answer.status_code, CANARY in answer.content.decode()) == (200, False)


def test_the_words_themselves_are_nobodys_to_read(scene: Scene) -> None:
    scene.opened()

    for statement in (
        "SELECT words FROM cases_likeness",
        "UPDATE cases_likeness SET is_solved = true",
        "DELETE FROM cases_likeness",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_what_is_missing_is_said_while_typing(client: Client, scene: Scene) -> None:
    client.force_login(scene.manager)
    whole = {
        "title": "Laporan selalu terlambat",
        "description": "Nota toko disalin tiga kali sebelum masuk ke laporan.",
        "roughly": "30",
        "tried": "Menambah satu orang.",
        "indicator": scene.indicator.code,
        "baseline": "21",
        "target": "5",
    }

    assert len(client.post(ALIKE, {}).context["missing"]) == 5
    assert len(client.post(ALIKE, whole | {"tried": " "}).context["missing"]) == 1
    assert client.post(ALIKE, whole).context["missing"] == []
    assert client.post(ALIKE, whole | {"title": "\0" * 2000}).status_code == 200
    assert client.get(ALIKE).status_code == 405
    client.logout()
    assert client.post(ALIKE, whole).status_code == 302


def test_a_rough_answer_becomes_a_day(client: Client, scene: Scene) -> None:
    client.force_login(scene.manager)

    assert client.post("/kasus/baru/", typed(scene, since="", roughly="91")).status_code == 302

    read_as(scene.manager)
    case = scene.pesantren.cases.get()
    assert case.since == timezone.localdate() - timedelta(days=91)
    assert client.post("/kasus/baru/", typed(scene, since="", roughly="92")).status_code == 422


def test_the_aspect_follows_from_the_figure(client: Client, scene: Scene) -> None:
    scene.indicator.aspect = scene.office.aspect
    scene.indicator.save(update_fields=["aspect"])
    client.force_login(scene.manager)

    assert client.post("/kasus/baru/", typed(scene, aspect="")).status_code == 302

    read_as(scene.manager)
    assert scene.pesantren.cases.get().aspect == scene.office.aspect


def test_accepted_answers_of_open_topics_stand_beside_the_cases(
    client: Client, scene: Scene, neighbour: User
) -> None:
    assert scene.office.aspect
    read_as(neighbour)
    topic = open_topic(
        title="Laporan toko selalu terlambat, bagaimana mempercepatnya?",
        body="Nota disalin tiga kali.",
        aspect=scene.office.aspect,
        request_id=uuid4(),
        by=neighbour,
    )
    answer, other = (
        reply(topic, body=body, request_id=uuid4(), by=neighbour)
        for body in ("Catat sekali saja.", "Kami juga.")
    )
    read_as(scene.manager)
    assert alike("laporan toko terlambat").answers == []  # nobody has accepted one yet
    read_as(neighbour)
    accept_answer(answer, by=neighbour)
    accept_answer(other, by=neighbour)

    read_as(scene.manager)
    found = alike("laporan toko kami terlambat lagi").answers
    assert [post.topic for post in found] == [topic]  # one of each topic
    assert alike("kemasan kopi sobek").answers == []
    client.force_login(scene.manager)
    page = client.post(ALIKE, {"title": "laporan toko terlambat"}).content.decode()
    assert topic.get_absolute_url() in page


def titles(text: str) -> list[str]:
    """What a search finds, in order."""
    return [case.title for case in found_cases(text, most=5)]


def test_a_case_is_found_by_its_words_its_number_and_its_pesantren(
    scene: Scene, neighbour: User
) -> None:
    case = scene.opened(title="Kemasan kopi mudah sobek", audience=Audience.NETWORK)
    scene.opened(title="Gudang bocor", description="Kopi basah.", audience=Audience.NETWORK)
    read_as(neighbour)

    assert titles("kopi") == ["Kemasan kopi mudah sobek", "Gudang bocor"]  # titles weigh more
    assert titles("kopi sobek") == ["Kemasan kopi mudah sobek"]
    assert titles("kemas") == ["Kemasan kopi mudah sobek"]  # still being typed
    assert titles(case.number.lower()) == ["Kemasan kopi mudah sobek"]
    assert titles("bocor hikmah") == ["Gudang bocor"]
    assert [titles(text) for text in ("", "' | & ! :*", "K-2", "yang di")] == [
        [],
        [],
        ["Gudang bocor", "Kemasan kopi mudah sobek"],
        [],
    ]
    read_as(None)
    assert titles("kopi") == []


def test_a_new_name_of_the_pesantren_finds_its_cases_from_then_on(scene: Scene) -> None:
    scene.opened(title="Gudang bocor")
    scene.pesantren.name = "Pesantren Raudlatul Amanah"
    scene.pesantren.save(update_fields=["name"])

    read_as(scene.officer)
    assert [titles(text) for text in ("amanah", "bocor", "hikmah")] == [
        ["Gudang bocor"],
        ["Gudang bocor"],
        [],
    ]


def test_a_search_finds_no_hidden_case(scene: Scene, neighbour: User) -> None:
    scene.opened(title=f"Laporan {CANARY}")
    readers = [scene.officer]
    scene.opened(title=f"Pesan {CANARY}", audience=Audience.NAMED, readers=readers)
    colleague = world.make_member_of(scene.office, Role.OFFICER)
    regency = world.make_office("lamongan", region=scene.pesantren.region)
    elsewhere = world.make_office("malang", region=world.make_region("3573", "Malang", "kota"))
    readers_of: dict[str, User | None] = {
        "officer": scene.officer,
        "colleague": colleague,
        "manager": scene.manager,
        "regency": world.make_member_of(regency, Role.OFFICER),
        "elsewhere": world.make_member_of(elsewhere, Role.OFFICER),
        "neighbour": neighbour,
        "public": None,
    }
    found = {}
    for name, reader in readers_of.items():
        read_as(reader)
        found[name] = (len(titles(CANARY)), alike(CANARY).number)

    assert found == {
        "officer": (2, 2),
        "colleague": (1, 1),
        "manager": (2, 2),
        "regency": (1, 1),
        "elsewhere": (0, 0),
        "neighbour": (0, 0),
        "public": (0, 0),
    }
