"""Who may what, by role, address and verb: complete, as it was agreed, and with what must hold."""

import logging
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Role
from tests import rights
from tests.rights import ELSEWHERE, NEIGHBOUR, PUBLIC, REGENCY, STRANGER
from tests.test_walls import TENANT

REFUSED = {"403", "404", "405", "login"}
# What somebody does for themselves, whatever their role; nobody else is touched by it.
OWN = (
    "account_",
    "mfa_",
    "people:",
    "jobs:",
    "set_language",
    "web:",
    "setup:",
    "tenancy:invitation",
    "cases:alike",  # asks what others had, and changes nothing
    "discussions:",  # what somebody says in the network, in their own name
    "/api/own",  # as of a case: an empty body is refused before it is asked whose wallet it names
    "/api/cases",  # an empty body is refused before it is asked whose pesantren it names
)
# Given to those alone who go on from there: tables to be filled in and sent back, what the printer
# of the counter gets, and what a collector has on the phone.
TO_GO_ON = {
    "ledger:opening_template",
    "savings:intake_template",
    "savings:printed",
    "shop:intake_template",
    "/api/koppontren/{koppontren}/member-imports/columns",
    "/api/koppontren/{koppontren}/savings/{number}/passbook",
    "collecting:list",
    "collecting:mine",
    "/api/koppontren/{koppontren}/collecting/list",
    "/api/koppontren/{koppontren}/groups",
    "/api/koppontren/{koppontren}/groups/{group}/members",
    "/api/koppontren/{koppontren}/goods-imports/columns",
    "/api/koppontren/{koppontren}/till/buyers/{buyer}",
    "/api/koppontren/{koppontren}/till/buyers/{buyer}/photo",
    "/api/koppontren/{koppontren}/till/cards",
    "/api/koppontren/{koppontren}/till/catalogue",
}
# What a collector opens: the own round, the bag of their own, where its cash goes and comes
# from, and a token for a program that does the same.
# What is sold, the goods that are sold, and the till's own cash.
OWN_TILL = {
    *(f"GET sales:{name}" for name in ("concerns", "list", "sale", "shifts", "start")),
    *(f"GET shop:{name}" for name in ("expiry", "good", "goods", "history", "low", "photo")),
    "GET shop:shop_history",
    "POST sales:sale",
    "GET tills:mine",
    "GET tills:send",
    "POST tills:send",
    "GET tenancy:tokens",
    "POST tenancy:tokens",
    *(
        f"GET /api/koppontren/{{koppontren}}/{name}"
        for name in ("cash-deliveries", "drawers", "till/cards", "till/catalogue")
    ),
    "GET /api/koppontren/{koppontren}/till/buyers/{buyer}",
    "GET /api/koppontren/{koppontren}/till/buyers/{buyer}/photo",
    "GET /api/koppontren/{koppontren}/till/sales/{sale}",
    "POST /api/koppontren/{koppontren}/till/sales",
    "POST /api/koppontren/{koppontren}/till/sales/{sale}/returns",
    "POST /api/koppontren/{koppontren}/cash-deliveries",
    "POST /api/koppontren/{koppontren}/cash-deliveries/{delivery}/refusal",
    "POST /api/koppontren/{koppontren}/drawers/{code}/closing",
}
OWN_ROUND = {
    "GET collecting:list",
    "GET collecting:mine",
    "POST collecting:send",
    "GET tills:mine",
    "GET tills:send",
    "POST tills:send",
    "GET tenancy:tokens",
    "POST tenancy:tokens",
    "GET /api/koppontren/{koppontren}/collecting/list",
    "POST /api/koppontren/{koppontren}/collecting/receipts",
    "GET /api/koppontren/{koppontren}/drawers",
    "POST /api/koppontren/{koppontren}/drawers/{code}/closing",
    "GET /api/koppontren/{koppontren}/cash-deliveries",
    "POST /api/koppontren/{koppontren}/cash-deliveries",
    "POST /api/koppontren/{koppontren}/cash-deliveries/{delivery}/refusal",
}

Walked = tuple[rights.Matrix, rights.House]


@pytest.fixture(scope="module")
def walked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Walked]:
    with (
        django_db_blocker.unblock(),
        override_settings(TEMPLATES=rights.silent(settings.TEMPLATES), ACCOUNT_RATE_LIMITS=False),
        transaction.atomic(),
    ):
        logging.disable(logging.WARNING)  # a line for each of thousands of requests
        house = rights.build()
        matrix = rights.walk(house)
        logging.disable(logging.NOTSET)
        if os.environ.get("KLINIK_WRITE_RIGHTS"):
            rights.MATRIX.write_text(rights.written(matrix), encoding="utf-8")
            rights.DOCUMENT.write_text(rights.for_people(matrix, house), encoding="utf-8")
        yield matrix, house
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def matrix(walked: Walked) -> rights.Matrix:
    return walked[0]


def of_koppontren(matrix: rights.Matrix, verb: str) -> dict[str, rights.Cell]:
    """The cells of the koppontren's own addresses, and of its API, for one verb."""
    names = {f"{verb} {route}" for route in TENANT}
    api = f"{verb} /api/koppontren/"
    return {name: matrix[name] for name in matrix if name in names or name.startswith(api)}


def test_the_matrix_is_the_one_that_was_agreed(matrix: rights.Matrix) -> None:
    agreed = rights.MATRIX.read_text(encoding="utf-8")

    assert rights.written(matrix).split("\n") == agreed.split("\n"), (
        "an address is new, or somebody gets something else: look at it, then `make rights`"
    )


def test_the_document_for_people_is_true(walked: Walked) -> None:
    agreed = rights.DOCUMENT.read_text(encoding="utf-8")

    assert rights.for_people(*walked).split("\n") == agreed.split("\n"), "`make rights`"


def test_every_address_has_an_answer_for_everybody(walked: Walked) -> None:
    matrix, house = walked
    asked = {f"{verb} {route}" for verb in rights.VERBS for route in rights.walked()}
    asked |= {f"{verb} {path}" for verb, path in rights.operations()}

    assert set(matrix) == asked
    assert {frozenset(cell) for cell in matrix.values()} == {frozenset(house.people)}
    assert {Role(column) for column in house.people if column in Role.values} == set(Role)
    assert not [name for name, cell in matrix.items() if "500" in cell.values()]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SHARIA_BOARD])
def test_a_supervisor_changes_nothing(matrix: rights.Matrix, role: Role) -> None:
    done = {
        name: cell[role]
        for name, cell in matrix.items()
        if name.startswith("POST ") and not name.removeprefix("POST ").startswith(OWN)
    }

    assert {name: said for name, said in done.items() if said not in REFUSED} == {}
    assert len(done) > 50


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SHARIA_BOARD])
def test_a_supervisor_reads_all_that_anybody_reads(matrix: rights.Matrix, role: Role) -> None:
    """A page that somebody reads without being able to change it there, a supervisor reads."""
    kept = {}
    for name, cell in of_koppontren(matrix, "GET").items():
        route = name.removeprefix("GET ")
        written = matrix.get(f"POST {route}", {})
        readers = {r for r in KOPPONTREN_RIGHTS if cell[r] == "200"}
        writers = {r for r in KOPPONTREN_RIGHTS if written.get(r, "405") not in REFUSED}
        if readers - writers and cell[role] != "200" and route not in TO_GO_ON:
            kept[route] = readers

    assert kept == {}


@pytest.mark.parametrize("role", [Role.CASHIER, Role.COLLECTOR])
def test_a_cashier_has_nothing_of_the_books(matrix: rights.Matrix, role: Role) -> None:
    for verb in rights.VERBS:
        given = of_koppontren(matrix, verb)
        opened = {name for name, cell in given.items() if cell[role] not in REFUSED}
        own = OWN_ROUND if role == Role.COLLECTOR else OWN_TILL
        assert opened - {"GET programme:koppontren"} == {n for n in own if n.startswith(verb)}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.GUARDIAN])
def test_a_member_comes_by_another_door(matrix: rights.Matrix, role: Role) -> None:
    for verb in rights.VERBS:
        said = {cell[role] for cell in of_koppontren(matrix, verb).values()}
        assert said <= {"403", "405"}


@pytest.mark.parametrize(
    "who", [STRANGER, NEIGHBOUR, ELSEWHERE, Role.OFFICER, Role.OFFICER + REGENCY]
)
def test_nobody_else_learns_what_is_there(matrix: rights.Matrix, who: str) -> None:
    for verb in rights.VERBS:
        assert {cell[who] for cell in of_koppontren(matrix, verb).values()} <= {"404", "405"}


def test_the_public_is_asked_to_sign_in(matrix: rights.Matrix) -> None:
    for verb in rights.VERBS:
        said = {cell[PUBLIC] for cell in of_koppontren(matrix, verb).values()}
        assert said <= {"login", "401", "405"}
