"""What programs are told of the clinic: public sessions, and the cases that a person may see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from klinik.clinic.cases.models import Audience, Case
from klinik.clinic.sessions.commands import add_item
from klinik.directory.models import Indicator
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import ApiToken, Koppontren, Membership
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Role
from klinik.tenancy.tokens.commands import make_token
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


def test_what_a_case_of_the_network_wishes_is_told_with_its_figures_alone(
    client: Client, scene: Scene
) -> None:
    case = scene.opened(audience=Audience.NETWORK)
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
    for person, target in ((scene.manager, "5"), (scene.officer, "5"), (neighbour, None)):
        client.force_login(person)
        assert ask(client, f"/cases/{case.number}")["target"] == target
        assert [row["target"] for row in ask(client, "/cases")["results"]] == [target]


def test_an_officer_opens_a_case_for_a_pesantren_without_a_cooperative(
    client: Client, scene: Scene
) -> None:
    place = world.make_pesantren("darul-falah")
    assistant = world.make_member_of(place, Role.ASSISTANT)
    assert scene.office.aspect
    body = {
        "pesantren": place.slug,
        "title": "Belum ada koperasi",
        "description": "Uang usaha masih bercampur.",
        "since": "2025-01-31",
        "aspect": scene.office.aspect.code,
        "indicator": scene.indicator.code,
        "baseline": "21.5",
        "target": "5",
    }
    key = {"Idempotency-Key": str(uuid4())}

    def send(person: User | None, **other: str) -> Any:
        client.logout()
        if person:
            client.force_login(person)
        return client.post("/api/cases", body | other, "application/json", headers=key)

    assert [send(who).status_code for who in (None, scene.manager)] == [401, 403]
    first, again = send(scene.officer), send(scene.officer)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert send(scene.officer, title="Lain").json()["code"] == "request_reused"
    unfit = {"title": " ", "target": "21.5", "since": "2999-01-01", "audience": "named"}
    for wrong in ({name: said} for name, said in unfit.items()):
        key["Idempotency-Key"] = str(uuid4())
        assert send(scene.officer, **wrong).status_code == 422
    assert send(scene.officer, pesantren="tidak-ada").status_code == 404
    client.force_login(assistant)
    (case,) = ask(client, "/cases")["results"]
    assert case == first.json()
    assert (case["pesantren"], case["stage"], case["target"]) == ("darul-falah", "waiting", "5")
    client.force_login(scene.officer)
    taken = client.post(reverse("cases:take", args=[case["number"]]))
    assert taken.status_code == 302
    assert ask(client, f"/cases/{case['number']}")["stage"] == "taken"


def opening(scene: Scene, **other: Any) -> dict[str, Any]:
    """What a program sends to open a case."""
    body = {
        "pesantren": scene.pesantren.slug,
        "title": "Laporan terlambat",
        "description": "Nota disalin tiga kali.",
        "since": "2025-01-31",
        "aspect": "pembiayaan",
        "indicator": scene.indicator.code,
        "baseline": "21",
        "target": "5",
    }
    return body | other


def post_case(client: Client, body: dict[str, Any]) -> Any:
    key = {"Idempotency-Key": str(uuid4())}
    return client.post("/api/cases", body, "application/json", headers=key)


@pytest.mark.parametrize(
    "figure",
    [
        "1E+9999999",
        "-1E+9999999",
        "1E-9999999",
        "1E+999999999999999999999",
        "NaN",
        "Infinity",
        "9" * 40,
        "1.0001",
        "1000000000000001",
        1e300,
        "",
        None,
        [],
    ],
)
def test_no_figure_that_a_program_sends_is_an_error_of_ours(
    client: Client, scene: Scene, figure: object
) -> None:
    client.force_login(scene.manager)

    for name in ("baseline", "target"):
        assert post_case(client, opening(scene, **{name: figure})).status_code == 422, name


def test_a_title_comes_through_the_api_as_from_the_page(client: Client, scene: Scene) -> None:
    client.force_login(scene.manager)
    sent = opening(scene, title=" \u202eLaporan\r\nterlambat\x00 \x07 ")

    assert post_case(client, sent).json()["title"] == "Laporan terlambat"
    for nothing in ("", " \n", "\u202e", "\x00", None, 7, "x" * 151):
        assert post_case(client, opening(scene, title=nothing)).status_code == 422, nothing


def test_an_aspect_that_nobody_chose_is_the_figures(client: Client, scene: Scene) -> None:
    client.force_login(scene.manager)
    Indicator.objects.filter(pk=scene.indicator.pk).update(aspect=None)
    refused = post_case(client, opening(scene, aspect=""))
    Indicator.objects.filter(pk=scene.indicator.pk).update(aspect=scene.office.aspect)
    opened = post_case(client, opening(scene, aspect=""))

    assert (refused.status_code, refused.json()["code"]) == (422, "no_aspect")
    assert (opened.status_code, opened.json()["aspect"]) == (201, "pembiayaan")


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


def token_of(person: User, koppontren: Koppontren) -> str:
    """A program of this person in this koppontren, that only reads."""
    with acting_for(koppontren):
        read_as(person)
        return make_token(
            koppontren,
            name="Laporan",
            scope=ApiToken.Scope.READ,
            days=30,
            request_id=uuid4(),
            by=person,
        )[1]


def by_token(secret: str, address: str, status: int = 200) -> Any:
    """What a program gets that has nothing but its token."""
    answer = Client().get(f"/api{address}", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_token_opens_the_cases_of_its_koppontren_and_no_other(scene: Scene) -> None:
    case, taken = scene.opened(audience=Audience.NETWORK), scene.taken()
    neighbour = world.make_koppontren("an-nur")
    # The same person works in an office and at the neighbour's: the token is of one koppontren.
    for role, place in (
        (Role.OFFICER, {"office": scene.office}),
        (Role.MANAGER, {"koppontren": neighbour}),
    ):
        Membership.objects.create(user=scene.manager, role=role, **place)
    ours, theirs = (token_of(scene.manager, row) for row in (scene.koppontren, neighbour))
    here, there = "/koppontren/al-hikmah/cases", "/koppontren/an-nur/cases"

    numbers = [row["number"] for row in by_token(ours, here)["results"]]
    assert numbers == [case.number, taken.number]
    assert [row["number"] for row in by_token(ours, f"{here}?stage=taken")["results"]] == [
        taken.number
    ]
    assert by_token(ours, f"{here}/{case.number}")["title"] == case.title
    assert by_token(theirs, there)["results"] == []
    by_token(theirs, f"{there}/{case.number}", 404)
    by_token(ours, there, 404)
    by_token(theirs, here, 404)
    for session_only in ("/cases", f"/cases/{case.number}"):
        by_token(ours, session_only, 401)


@pytest.mark.parametrize("role", sorted(KOPPONTREN_RIGHTS))
def test_who_asks_for_the_cases_of_a_koppontren_is_whom_postgresql_counts_there(
    client: Client, scene: Scene, role: Role
) -> None:
    case = scene.opened()
    person = world.make_member_of(scene.koppontren, role)
    client.force_login(person)
    read_as(person)
    is_seen = Case.objects.filter(pk=case.pk).exists()

    answer = client.get("/api/koppontren/al-hikmah/cases")

    assert (answer.status_code == 200) == is_seen
    if is_seen:
        assert [row["number"] for row in answer.json()["results"]] == [case.number]


@pytest.mark.parametrize("more", [0, 2])
def test_lists_ask_a_fixed_number_of_questions(
    client: Client, scene: Scene, django_assert_num_queries: Counter, more: int
) -> None:
    panel = PanelScene.around(scene)
    for _number in range(1 + more):
        scene.taken()
        session = panel.announced()
        story = scene.told()
        read_as(panel.secretary)
        add_item(session, kind="story", title="Kisah", minutes=5, story=story)
    client.force_login(scene.manager)
    ours = "/api/koppontren/al-hikmah/cases"
    for address, questions in (("/api/cases", 6), (ours, 8), ("/api/sessions", 8)):
        client.get(address)
        with django_assert_num_queries(questions):
            client.get(address)
