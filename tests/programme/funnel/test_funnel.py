"""The secretariat's view: numbers, times, bottlenecks, and the lists that they lead to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from klinik.clinic.cases.clocks import working_days
from klinik.clinic.cases.models import Audience, Case
from klinik.clinic.cases.timing import holidays
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.programme.funnel.choice import Known, choice_of
from klinik.programme.funnel.queries import Chosen, by, came_to, waits, whole
from klinik.programme.funnel.rules import Step, reached
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import a_secretary

pytestmark = pytest.mark.django_db
Counter = Callable[..., AbstractContextManager[Any]]
PAGE, LIST = "/alur/", "/alur/kasus/"
TODAY = timezone.localdate


@pytest.fixture
def scene() -> Scene:
    return Scene.set()


@pytest.fixture
def secretary(scene: Scene) -> User:
    return a_secretary()


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def elsewhere() -> Any:
    return world.make_pesantren("jember", region=world.make_region("3509", "Jember"))


def one_at_every_step(scene: Scene) -> None:
    scene.opened()
    scene.taken()
    scene.planned()
    scene.done()
    scene.closed()
    scene.told()


def expected(step: Step) -> int:
    """By the rule in Python, from what was recorded of every case that is shown."""
    found = 0
    for case in Case.objects.all():
        moves = set(case.events.values_list("kind", "side"))
        found += reached(moves, is_told=hasattr(case, "story")) >= step
    return found


def test_the_database_counts_as_the_rule_does(scene: Scene, secretary: User) -> None:
    one_at_every_step(scene)
    read_as(secretary)
    numbers = whole(Chosen()).numbers

    assert numbers == [expected(step) for step in Step]
    assert numbers == [6, 5, 5, 4, 3, 2, 1]


def test_times_are_working_days(scene: Scene, secretary: User) -> None:
    scene.closed(at=ago(40))
    scene.taken(at=ago(10))
    scene.opened(at=ago(3))
    read_as(secretary)
    row = whole(Chosen())
    off = holidays(first=TODAY() - timedelta(days=60), last=TODAY())
    long, short = (working_days(TODAY() - timedelta(days=n), TODAY(), off) for n in (40, 10))

    assert (row.first_answer, row.first_answer_90) == (short, long)
    assert (row.result, row.result_90) == (long, long)


def test_a_day_off_counts_for_nothing(scene: Scene, secretary: User) -> None:
    read_as(secretary)
    before = whole(Chosen())

    assert (before.numbers, before.first_answer, before.result) == ([0] * 7, None, None)


def test_groups_add_up_to_the_whole(scene: Scene, secretary: User) -> None:
    one_at_every_step(scene)
    scene.opened(pesantren=scene.pesantren, at=ago(40))
    read_as(secretary)
    everything = whole(Chosen()).numbers

    for group in ("aspek", "wilayah", "bulan", "bidang"):
        rows = by(group, Chosen())
        assert [sum(pair) for pair in zip(*(row.numbers for row in rows), strict=True)] == (
            everything
        )
    assert [row.name for row in by("bidang", Chosen())] == ["Bidang pembiayaan"]
    assert [row.name for row in by("wilayah", Chosen())] == ["Kabupaten Lamongan"]


def test_open_cases_wait_by_stage_and_by_region(scene: Scene, secretary: User) -> None:
    scene.opened(at=ago(30))
    scene.opened(at=ago(20))
    scene.taken()
    scene.planned()  # it waits for its activity, not for an office
    read_as(secretary)
    off = holidays(first=TODAY() - timedelta(days=60), last=TODAY())
    longer, shorter = (working_days(TODAY() - timedelta(days=n), TODAY(), off) for n in (30, 20))
    stages, regions = waits(Chosen())

    assert [tuple(row) for row in stages] == [
        ("waiting", 2, shorter, longer),
        ("taken", 1, 0, 0),
    ]
    assert [tuple(row) for row in regions] == [("3524", 3, shorter, longer)]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 2),
        ("aspek=pembiayaan", 2),
        ("aspek=pemasaran", 0),
        ("bidang=pembiayaan", 2),
        ("bidang=pemasaran", 0),
        ("wilayah=3524", 2),
        ("wilayah=3509", 0),
        ("dari={today}", 1),
        ("sampai={before}", 1),
        ("dari=kapan&sampai=9999-99-99&wilayah=xx", 2),
    ],
)
def test_the_choice_narrows_numbers_and_lists_alike(
    client: Client, scene: Scene, secretary: User, query: str, number: int
) -> None:
    world.make_office("pemasaran")
    world.make_region("3509", "Jember")
    scene.opened(at=ago(40))
    scene.taken()
    query = query.format(today=TODAY(), before=TODAY() - timedelta(days=1))
    client.force_login(secretary)

    assert client.get(f"{PAGE}?{query}").context["whole"].numbers[0] == number
    assert client.get(f"{LIST}?{query}").context["page"].paginator.count == number


def test_every_number_leads_to_as_many_cases(client: Client, scene: Scene, secretary: User) -> None:
    one_at_every_step(scene)
    client.force_login(secretary)

    def rows(url: str) -> int:
        return int(client.get(url).context["page"].paginator.count)

    for group in ("aspek", "wilayah", "bulan", "bidang"):
        page = client.get(f"{PAGE}?menurut={group}").context
        linked = [(row.number, url) for row, _label, url in page["stairs"]]
        linked += [(row.number, url) for row, _label, url in page["waits"] + page["regions"]]
        linked += [
            (int(cell.words), cell.url)
            for _row, cells in page["table"].lines
            for cell in cells
            if cell.url
        ]
        assert len(linked) >= 16
        assert [rows(url) for _number, url in linked] == [number for number, _url in linked]


def test_a_named_case_is_in_no_number(scene: Scene, secretary: User) -> None:
    scene.opened(audience=Audience.NAMED, readers=[scene.officer])
    read_as(secretary)

    assert whole(Chosen()).numbers == [0] * 7
    assert by("wilayah", Chosen()) == []
    assert waits(Chosen()) == ([], [])
    assert not came_to(Step.OPENED, Chosen().cases()).exists()


@pytest.mark.parametrize("page", [PAGE, LIST])
def test_only_the_secretariat_sees_it(client: Client, scene: Scene, page: str) -> None:
    assert client.get(page).status_code == 302
    for person, status in (
        (a_secretary(), 200),
        (scene.officer, 404),
        (scene.manager, 404),
        (world.make_member_of(scene.office, Role.MENTOR), 404),
        (world.make_user(), 404),
    ):
        client.force_login(person)
        assert client.get(page).status_code == status


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("page", [PAGE, LIST])
def test_both_are_taken_away_as_files(
    client: Client, scene: Scene, secretary: User, page: str, kind: str
) -> None:
    scene.opened()
    client.force_login(secretary)
    answer = client.get(f"{page}?format={kind}")

    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]


def test_the_file_holds_what_the_page_shows(client: Client, scene: Scene, secretary: User) -> None:
    one_at_every_step(scene)
    client.force_login(secretary)
    text = client.get(f"{PAGE}?format=csv").content.decode("utf-8-sig")

    assert "Aspek pembiayaan;6;5;5;4;3;2;1" in text.replace(",", ";")


def test_an_address_says_what_was_chosen_and_back(scene: Scene) -> None:
    assert scene.office.aspect
    known = Known([scene.office.aspect], [scene.pesantren.region], [scene.office])
    query = (
        "dari=2026-01-01&sampai=2026-02-01&aspek=pembiayaan&wilayah=3524&bidang=pembiayaan"
        "&menurut=bulan&langkah=diambil&tahap=taken&menunggu=bidang"
    )

    assert choice_of(QueryDict(query), known).query() == f"?{query}"
    assert choice_of(QueryDict("menurut=x&langkah=y&tahap=z"), known).query() == ""


@pytest.mark.parametrize("more", [0, 2])
def test_the_pages_ask_a_fixed_number_of_questions(
    client: Client,
    scene: Scene,
    secretary: User,
    django_assert_num_queries: Counter,
    more: int,
) -> None:
    for _number in range(1 + more):
        scene.opened()
        scene.closed()
    client.force_login(secretary)
    for page, questions in ((PAGE, 12), (LIST, 11)):
        client.get(page)
        with django_assert_num_queries(questions):
            client.get(page)
