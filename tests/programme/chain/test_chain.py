"""One address shows the whole chain, and to each reader what is open to them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.test import Client

from klinik.clinic.cases.models import Audience, Case
from klinik.clinic.sessions.models import AgendaItem, Session
from klinik.clinic.sessions.room.commands import (
    happen,
    take_back_case_of_question,
    turn_question_into_case,
)
from klinik.clinic.sessions.room.rules import Kind
from klinik.directory.models import Pesantren
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.programme.chain.queries import Way, way_of
from klinik.programme.chain.rules import Link, goes_on, in_order
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene

pytestmark = pytest.mark.django_db
Counter = Callable[..., AbstractContextManager[Any]]
PAGE = "/pesantren/al-hikmah/jalan/"
DAY = date(2026, 3, 4)


@pytest.fixture
def scene() -> Scene:
    return Scene.set()


def heard(scene: Scene, case: Case | None, title: str = "Sidang kasus") -> None:
    panel = PanelScene.around(scene)
    session = panel.running()
    if case:
        panel.recommended(session, case=case)
    read_as(panel.secretary)
    AgendaItem.objects.create(
        session=session,
        order=1,
        kind="hearing" if case else "story",
        title=title,
        minutes=20,
        pesantren=scene.pesantren,
        case=case,
    )


def the_whole_way(scene: Scene) -> Case:
    case = scene.agreed(audience=Audience.NETWORK)
    scene.told(case)
    return case


def seen_by(user: User | None, scene: Scene) -> Way:
    read_as(user)
    return way_of(scene.pesantren)._replace(page=None)


def test_the_chain_goes_from_the_obstacle_to_the_story(scene: Scene) -> None:
    case = scene.taken()
    heard(scene, case)
    (chain,) = seen_by(scene.manager, scene).chains

    assert [link.kind for link in chain.links] == ["opened", "heard", "recommended", "baseline"]
    assert chain.goes_on

    told = the_whole_way(scene)
    chain = seen_by(scene.manager, scene).chains[0]

    assert chain.case.pk == told.pk
    assert [link.kind for link in chain.links] == [
        "opened",
        "baseline",
        "activity",
        "reading",
        "closed",
        "story",
    ]
    assert not chain.goes_on


def test_each_reader_sees_what_is_open_to_them(scene: Scene) -> None:
    scene.opened(audience=Audience.OFFICES)
    scene.opened(audience=Audience.NAMED, readers=[scene.officer])
    scene.opened(audience=Audience.NETWORK)
    mentor = world.make_member_of(scene.office, Role.MENTOR)
    secretary = PanelScene.around(scene).secretary

    for person, number in ((scene.manager, 3), (scene.officer, 3), (secretary, 2), (mentor, 1)):
        assert len(seen_by(person, scene).chains) == number
    assert seen_by(None, scene) == Way([], [], [])


def test_the_public_sees_the_story_and_not_its_case(client: Client, scene: Scene) -> None:
    the_whole_way(scene)
    page = client.get(PAGE).content.decode()

    assert "Empat hari saja" in page
    assert "Laporan terlambat" not in page
    assert [row.title for row in seen_by(None, scene).stories] == ["Empat hari saja"]


def test_a_point_of_a_session_stands_without_the_case_that_is_hidden(scene: Scene) -> None:
    case = scene.taken()
    heard(scene, case, "Laporan keuangan")
    way = seen_by(None, scene)

    assert [item.title for item in way.heard] == ["Laporan keuangan"]
    assert way.chains == []


def test_a_case_from_the_live_room_begins_with_its_question(scene: Scene) -> None:
    panel = PanelScene.around(scene)
    session = panel.running()
    panel.registered(session)
    panel.moderated(session)
    read_as(scene.manager)
    said = {"text": "Aplikasi apa yang cocok?"}
    asked = happen(session, Kind.ASKED, by=scene.manager, pesantren=scene.pesantren, payload=said)
    assert asked is not None
    read_as(scene.officer)
    case = turn_question_into_case(session, asked.number, by=scene.officer)
    (chain,) = seen_by(scene.manager, scene).chains

    assert chain.case == case
    first = chain.links[0]
    assert (first.kind, first.title, first.note, first.url) == (
        "asked",
        "Aplikasi apa yang cocok?",
        session.theme,
        session.get_absolute_url(),
    )
    assert seen_by(None, scene) == Way([], [], [])

    read_as(scene.officer)
    take_back_case_of_question(session, asked.number, by=scene.officer)
    again = turn_question_into_case(session, asked.number, by=scene.officer)
    kinds = {
        row.case: [link.kind for link in row.links] for row in seen_by(scene.manager, scene).chains
    }
    assert kinds[again][0] == "asked"
    assert "asked" not in kinds[case]


def test_nothing_invented_hangs_on_a_real_pesantren(scene: Scene) -> None:
    heard(scene, None, "Kisah keripik")
    Session.objects.update(is_simulated=True)
    assert [link.title for link in seen_by(None, scene).open] == ["Kisah keripik"]

    Pesantren.objects.update(is_simulated=False, source="berita")
    scene.pesantren.refresh_from_db()
    assert seen_by(None, scene).open == []


def test_an_empty_way_teaches(client: Client, scene: Scene) -> None:
    assert "Belum ada yang terbuka" in client.get(PAGE).content.decode()
    assert client.get("/pesantren/tidak-ada/jalan/").status_code == 404


def test_the_page_of_the_pesantren_leads_there(client: Client, scene: Scene) -> None:
    assert f'href="{PAGE}"' in client.get("/pesantren/al-hikmah/").content.decode()


def test_links_of_one_day_are_read_along_the_road() -> None:
    story, opened = Link("story", DAY, "b"), Link("opened", DAY, "a")
    before = Link("reading", date(2026, 3, 3), "c")

    assert in_order([story, opened, before]) == [before, opened, story]
    assert (goes_on([opened]), goes_on([opened, story])) == (True, False)
    assert goes_on([story, Link("activity", DAY, "lihat", is_done=False)])


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_asks_a_fixed_number_of_questions(
    client: Client, scene: Scene, django_assert_num_queries: Counter, more: int
) -> None:
    for _number in range(1 + more):
        heard(scene, scene.taken())
        the_whole_way(scene)
    client.force_login(scene.manager)
    client.get(PAGE)

    with django_assert_num_queries(16):
        client.get(PAGE)


def test_many_obstacles_stand_on_pages_and_none_is_lost(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klinik.programme.chain.queries.PER_PAGE", 2)
    told = scene.told()
    numbers = {told.case.number if told.case else "", *(scene.opened().number for _ in range(2))}
    client.force_login(scene.manager)

    first, second = (client.get(f"{PAGE}?page={number}").context["way"] for number in (1, 2))

    shown = [chain.case.number for way in (first, second) for chain in way.chains]
    assert (len(shown), set(shown)) == (3, numbers)
    assert (first.stories, second.stories) == ([], [])
    assert [link.kind for link in second.chains[0].links][-1] == "story"
