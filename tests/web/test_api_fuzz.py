"""Whatever is sent to the API, in the shape of its document or out of it: never our fault, and
every answer is one that the document knows."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import Any
from warnings import catch_warnings

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from klinik.finance.savings.models import SavingsAccount
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.directory.places import make_place
from tests.finance.counter import make_cooperative, make_saver, make_savings, make_teller
from tests.web.rough import Asked, House, Operation, mark_of, rough, send, usual
from tests.web.rough import operations as rough_operations
from tests.world import make_member_of, make_partner

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PEOPLE = {
    "public": None,
    "teller": Role.TELLER,
    "supervisor": Role.SUPERVISOR,
    "bookkeeper": Role.BOOKKEEPER,
}
# Of each operation, in its shape and out of it, the same ones on every run: from one of the people
# in turn, and in the proof from each of them.
EXAMPLES, PROOF_EXAMPLES = 5, 20
with catch_warnings(action="ignore"):  # no static files were collected yet, and none are asked for
    application = get_wsgi_application()


@pytest.fixture
def cooperative() -> SavingsAccount:
    """A directory that holds something, and a cooperative with a teller and a saver."""
    make_place("Pesantren Contoh", "Kopi", source="koran")
    make_partner()
    koppontren = make_cooperative()
    teller = make_teller(koppontren)
    return make_savings(make_saver(koppontren, teller), teller)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A server closes old connections around each request; here there is only the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations() -> list[Any]:
    """Every operation of the document."""
    config = SchemathesisConfig.from_dict({})
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=config)
    return [found.ok() for found in document.get_all_operations()]  # type: ignore[union-attr]


def cookies_of(person: User | None) -> dict[str, str]:
    """The session of a person as a browser has it."""
    if person is None:
        return {}
    browser = Client()
    browser.force_login(person)
    return {name: morsel.value for name, morsel in browser.cookies.items()}


@pytest.mark.parametrize("turn", range(len(PEOPLE)))
def test_no_question_is_our_fault(cooperative: SavingsAccount, turn: int) -> None:
    ask_all(cooperative, list(PEOPLE)[turn], operations()[turn :: len(PEOPLE)], EXAMPLES)


@pytest.mark.proof
@pytest.mark.parametrize("who", PEOPLE)
def test_none_of_anybody_is_our_fault(cooperative: SavingsAccount, who: str) -> None:
    ask_all(cooperative, who, operations(), PROOF_EXAMPLES)


def ask_all(cooperative: SavingsAccount, who: str, asked: list[Any], examples: int) -> None:
    """Each of these operations, from one person."""
    koppontren = cooperative.koppontren
    role = PEOPLE[who]
    person = make_member_of(koppontren, role) if role else None
    token = "a" * 32
    cookies = cookies_of(person) | {"csrftoken": token}

    for operation, mode in product(asked, GenerationMode):

        @settings(
            max_examples=examples,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            if "koppontren" in case.path_parameters:
                case.path_parameters["koppontren"] = koppontren.slug
            if case.path_parameters.get("number") and "savings" in case.path:
                case.path_parameters["number"] = cooperative.number
            with transaction.atomic():
                response = case.call(
                    cookies=cookies, headers={"X-CSRFToken": token, "Accept-Encoding": "identity"}
                )
                case.validate_response(response, checks=CHECKS)
                transaction.set_rollback(True)

        with suppress(Unsatisfiable):  # what takes nothing cannot be asked wrongly
            ask()


TOGETHER = 12  # operations between two looks at every row
# Rough requests of each operation from each person who may ask it at all.
MANY, PROOF_MANY = 2, 20
TURNED_AWAY = {"stranger": 404, "nobody": 401, "member": 403, "guardian": 403}


def test_whoever_asks_roughly_breaks_nothing_and_learns_nothing(db: None) -> None:
    ask_roughly(MANY)


@pytest.mark.proof
def test_nor_does_whoever_does_so_for_long(db: None) -> None:
    ask_roughly(PROOF_MANY)


def ask_roughly(many: int) -> None:
    """By role: no fault of ours, no row of another's, and what is refused changes nothing."""
    house = House()
    roads = (house.road, house.neighbour)
    marks = [mark_of(road) for road in roads]
    wrong: list[object] = []
    asked_for = rough_operations()
    for first in range(0, len(asked_for), TOGETHER):
        some = asked_for[first : first + TOGETHER]
        for operation, who in product(some, house.people):
            for answer, asked in _answers(house, operation, who, many):
                if answer.status_code >= 500 or b"Rahasia" in answer.getvalue():
                    wrong.append((str(operation), who, answer.status_code, asked))
                said = TURNED_AWAY.get(who) if "/own" not in operation.path else None
                if said and answer.status_code != said:
                    wrong.append((str(operation), who, answer.status_code, "is let in"))
        before, marks = marks, [mark_of(road) for road in roads]
        for was, now in zip(before, marks, strict=True):
            if changed := [name for name in was if was[name] != now[name]]:
                wrong.append(("what was refused changed", changed, [*map(str, some)]))

    assert wrong == []


def _answers(
    house: House, operation: Operation, who: str, many: int
) -> Iterator[tuple[Any, Asked]]:
    """First the usual; who may do that, asks roughly as well. What is accepted is taken back."""
    asking = house.asks[who]
    first = usual(operation, house.rows.ours)
    more = rough(operation, house.rows, seed=f"{operation} {who}", many=many)
    for asked in (first, *more):
        with transaction.atomic():
            answer = send(asking, operation, asked)
            if answer.status_code < 400:
                transaction.set_rollback(True)
        yield answer, asked
        turned_away = who in TURNED_AWAY and "/own" not in operation.path
        if asked is first and (turned_away or answer.status_code in {401, 403}):
            return
