"""Who sees what of a case and which steps they are offered: role by audience by stage, complete.

The matrix stands in matrix.txt; `make rights` writes it. Read the difference.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from klinik.clinic.cases.commands import accept_help, offer_help
from klinik.clinic.cases.models import Audience, Case, Stage
from klinik.clinic.cases.views.case import FORMS
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Office
from klinik.tenancy.roles import HELPERS, KOPPONTREN_RIGHTS, OFFICE_ROLES, PARTNER_RIGHTS, Role
from tests import world
from tests.clinic.cases.test_light import light
from tests.clinic.scene import Scene

MATRIX = Path(__file__).with_name("matrix.txt")
HEAD = """\
# Who sees a case and what they are offered to do, by audience and stage. Made by `make rights`.
# hidden: 404. reads: nothing to do. @regency: in the office of the pesantren's own regency;
# elsewhere: of another one; of other office: of the province, for another aspect.
"""
ROADS: dict[str, Callable[..., Case]] = {
    Stage.WAITING: Scene.opened,
    Stage.TAKEN: Scene.taken,
    Stage.PLANNED: Scene.planned,
    Stage.DONE: Scene.done,
    Stage.MEASURED: Scene.measured,
    Stage.CLOSED: Scene.closed,
}
# Steps whose address names a row beside the case, and those that others than its parties take.
OF_ONE = {
    "done",
    "move",
    "drop",
    "choose",
    "welcome",
    "refuse",
    "fulfil",
    "recall",
    "accept",
    "decline",
}
FOR_OTHERS = {"follow", "leave", "offer"}
Cell = tuple[str, ...]


def people_around(scene: Scene) -> dict[str, User]:
    """One person of every role at every place that it may have."""
    region = scene.pesantren.region
    regency = world.make_office("lamongan", region=region)
    elsewhere = world.make_office("malang", region=world.make_region("3573", "Malang", "kota"))
    partner, lender = (
        world.make_partner(),
        world.make_partner("bank-contoh", kind="business", is_lender=True),
    )
    other = world.make_office("pelatihan")
    secretariat = Office.objects.get(code="sekretariat")
    people: dict[str, User] = {"stranger": world.make_user()}
    neighbour = world.make_koppontren("an-nur")
    people["manager elsewhere"] = world.make_member_of(neighbour, Role.MANAGER)
    for role in KOPPONTREN_RIGHTS:
        people[role] = world.make_member_of(scene.koppontren, role)
    people[Role.ASSISTANT] = world.make_member_of(scene.pesantren, Role.ASSISTANT)
    people["officer in charge"] = scene.officer
    people["colleague"] = world.make_member_of(scene.office, Role.OFFICER)
    for role in sorted(OFFICE_ROLES | HELPERS):
        people[f"{role} of other office"] = world.make_member_of(other, role)
        people[f"{role} @regency"] = world.make_member_of(regency, role)
        people[f"{role} elsewhere"] = world.make_member_of(elsewhere, role)
    for role in (Role.SECRETARIAT, Role.ADMINISTRATOR):
        people[f"{role} of the province"] = world.make_member_of(secretariat, role)
    for role in PARTNER_RIGHTS:
        place = lender if role == Role.LENDER else partner
        people[f"{role} @partner"] = world.make_member_of(place, role)
    return people


def brought(scene: Scene, audience: str, stage: str, people: dict[str, User]) -> Case:
    """A case of this audience at this stage; of an open one a partner helps."""
    hidden = audience == Audience.NAMED
    named = [scene.officer, people["mentor of other office"]]
    case = ROADS[stage](scene, audience=audience, readers=named if hidden else [])
    assert case.stage == stage
    if audience == Audience.NETWORK and not case.is_closed:
        helper = people["mentor @partner"]
        partner = helper.memberships.get().partner
        assert partner
        read_as(helper)
        key = case.request_id
        offer_help(case, partner=partner, text="Kami bantu.", request_id=key, by=helper)
        read_as(scene.officer)
        accept_help(case, help=case.helps.get(), by=scene.officer)
    return case


def cell(client: Client, case: Case) -> Cell:
    """What the page of a case shows and offers to who is signed in."""
    answer = client.get(case.get_absolute_url())
    if answer.status_code != 200:
        return ({302: "sign in", 404: "hidden"}[answer.status_code],)
    return tuple(sorted(answer.context["steps"])) or ("reads",)


@pytest.fixture
def matrix(client: Client, scene: Scene) -> dict[str, dict[str, Cell]]:
    """Every cell."""
    people = people_around(scene)
    found: dict[str, dict[str, Cell]] = {}
    for audience in Audience.values:
        for stage in Stage.values:
            case = brought(scene, audience, stage, people)
            row = found.setdefault(f"{audience} {stage}", {})
            client.logout()
            row["public"] = cell(client, case)
            for name, person in people.items():
                client.force_login(person)
                row[name] = cell(client, case)
    row, case = found.setdefault("offices opened with one tap", {}), light(scene)
    client.logout()
    row["public"] = cell(client, case)
    for name, person in people.items():
        client.force_login(person)
        row[name] = cell(client, case)
    return found


def written(matrix: dict[str, dict[str, Cell]]) -> str:
    """The matrix as text: of each audience and stage, who gets the same."""
    lines = [HEAD]
    for where, row in matrix.items():
        lines.append(where)
        for cell in sorted(set(row.values())):
            names = ", ".join(name for name, one in row.items() if one == cell)
            lines.append(f"    {' '.join(cell)}: {names}")
        lines.append("")
    return "\n".join(lines)


def test_the_matrix_is_complete_and_as_it_was_agreed(
    client: Client, scene: Scene, matrix: dict[str, dict[str, Cell]]
) -> None:
    if os.environ.get("KLINIK_WRITE_RIGHTS"):
        MATRIX.write_text(written(matrix), encoding="utf-8")

    assert written(matrix).split("\n") == MATRIX.read_text(encoding="utf-8").split("\n"), (
        "somebody gets something else: look at it, then `make rights`"
    )
    assert len(matrix) == len(Audience) * len(Stage) + 1
    for row in matrix.values():
        roles = {role for role in Role if any(name.split()[0] == role for name in row)}
        assert roles == set(Role)
        assert (row["public"], row["stranger"]) == (("sign in",), ("hidden",))
    # Named people, and those of the pesantren who know its affairs, and nobody else.
    for stage in Stage.values:
        shown = {name for name, one in matrix[f"named {stage}"].items() if one != ("hidden",)}
        ours = {"board", "manager", "bookkeeper", "supervisor", "sharia_board", "assistant"}
        assert shown == ours | {"public", "officer in charge", "mentor of other office"}
    # A supervisor changes nothing, at whatever stage.
    for row in matrix.values():
        assert (row["supervisor"], row["sharia_board"]) == (("reads",), ("reads",))


def test_what_is_not_offered_is_not_done_either(client: Client, scene: Scene) -> None:
    """A hidden or closed step answers with a refusal, whoever sends its form."""
    people = people_around(scene)
    case = brought(scene, Audience.NETWORK, Stage.WAITING, people)
    steps = [step for step in FORMS if step not in OF_ONE | FOR_OTHERS]
    for name in ("manager elsewhere", "officer elsewhere", "panelist @partner", "supervisor"):
        client.force_login(people[name])
        given = {
            client.post(reverse(f"cases:{step}", args=[case.number])).status_code for step in steps
        }
        assert given == {403}, name
