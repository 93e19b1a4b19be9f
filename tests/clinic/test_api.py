"""What programs are told of the clinic: public sessions, and the cases that a person may see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from klinik.clinic.cases.models import Audience
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene

pytestmark = pytest.mark.django_db
Counter = Callable[..., AbstractContextManager[Any]]


def ask(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(f"/api{address}")
    assert answer.status_code == status
    return answer.json()


def test_announced_sessions_are_told_to_everybody(client: Client, scene: Scene) -> None:
    panel = PanelScene.around(scene)
    draft, session = panel.draft(theme="Rancangan"), panel.announced(capacity=3)
    (found,) = ask(client, "/sessions")["results"]

    assert found == ask(client, f"/sessions/{session.slug}")
    assert {key: found[key] for key in ("theme", "aspects", "phase", "capacity")} == {
        "theme": "Keuangan digital",
        "aspects": ["pembiayaan"],
        "phase": "coming",
        "capacity": 3,
    }
    assert "meet.jit.si" not in str(found)
    assert ask(client, f"/sessions/{draft.slug}", 404)["code"] == "not_found"


def test_cases_are_those_that_the_person_sees(client: Client, scene: Scene) -> None:
    ask(client, "/cases", 401)
    case, other = scene.opened(), scene.opened(title="Lain")
    named = scene.opened(audience=Audience.NAMED, readers=[scene.officer])
    stranger, neighbour = world.make_user(), world.make_office("pemasaran")
    for person, numbers in (
        (scene.manager, [case.number, other.number, named.number]),
        (scene.officer, [case.number, other.number, named.number]),
        (PanelScene.around(scene).secretary, [case.number, other.number]),
        (stranger, []),
        (world.make_member_of(neighbour, Role.MENTOR), []),
    ):
        client.force_login(person)
        assert [row["number"] for row in ask(client, "/cases")["results"]] == numbers
        for row in (case, other, named):
            ask(client, f"/cases/{row.number}", 200 if row.number in numbers else 404)


def test_a_case_says_how_far_it_has_come(client: Client, scene: Scene) -> None:
    case = scene.taken()
    client.force_login(scene.manager)
    found = ask(client, f"/cases/{case.number}")

    assert {key: found[key] for key in ("stage", "waits_for", "office", "aspect", "target")} == {
        "stage": "taken",
        "waits_for": "office",
        "office": "pembiayaan",
        "aspect": "pembiayaan",
        "target": "5",
    }
    assert (found["pesantren"], found["region"], found["is_simulated"]) == (
        "al-hikmah",
        "3524",
        case.is_simulated,
    )


def test_cases_are_narrowed_and_go_on_with_a_cursor(client: Client, scene: Scene) -> None:
    first, second, taken = scene.opened(), scene.opened(), scene.taken()
    client.force_login(scene.manager)
    page = ask(client, "/cases?limit=2")
    rest = ask(client, f"/cases?limit=2&cursor={page['next']}")

    assert [row["number"] for row in page["results"]] == [first.number, second.number]
    assert ([row["number"] for row in rest["results"]], rest["next"]) == ([taken.number], None)
    for query, number in (
        ("stage=taken", 1),
        ("aspect=pembiayaan", 3),
        ("region=3509", 0),
        ("pesantren=al-hikmah&stage=waiting", 2),
    ):
        assert len(ask(client, f"/cases?{query}")["results"]) == number
    ask(client, "/cases?stage=lain", 422)


@pytest.mark.parametrize("more", [0, 2])
def test_both_lists_ask_a_fixed_number_of_questions(
    client: Client, scene: Scene, django_assert_num_queries: Counter, more: int
) -> None:
    panel = PanelScene.around(scene)
    for _number in range(1 + more):
        scene.taken()
        panel.announced()
    client.force_login(scene.manager)
    for address, questions in (("/api/cases", 6), ("/api/sessions", 6)):
        client.get(address)
        with django_assert_num_queries(questions):
            client.get(address)
