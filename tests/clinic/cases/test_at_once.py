"""Two people press at the same moment, each on a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections, transaction

from klinik.clinic.cases.commands import take_case
from klinik.clinic.cases.models import Case
from klinik.clinic.cases.rules import TakenByAnother
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene, journal

TIMES = 8


def at_once(act: Callable[[int], str]) -> list[str]:
    """What each of eight simultaneous attempts says."""

    def attempt(number: int) -> str:
        try:
            with transaction.atomic():
                return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(attempt, range(TIMES)))


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_eight_times_at_once_is_one_case() -> None:
    scene, key = Scene.set(), uuid4()

    numbers = at_once(lambda _: scene.opened(request_id=key).number)

    assert len(set(numbers)) == 1
    with transaction.atomic():
        read_as(scene.manager)
        assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_cases_opened_at_once_have_eight_numbers() -> None:
    scene = Scene.set()

    numbers = at_once(lambda _: scene.opened().number)

    assert sorted(number[-4:] for number in numbers) == [f"000{n}" for n in range(1, 9)]


@pytest.mark.django_db(transaction=True)
def test_eight_officers_reach_for_a_case_and_one_has_it() -> None:
    scene = Scene.set()
    with transaction.atomic():
        case = scene.opened()
    officers = [world.make_member_of(scene.office, Role.OFFICER) for _ in range(TIMES)]

    def reach(officer: User) -> str:
        read_as(officer)
        try:
            take_case(case, office=scene.office, by=officer)
        except TakenByAnother:
            return "late"
        return "taken"

    said = at_once(lambda number: reach(officers[number]))

    assert sorted(said) == ["late"] * (TIMES - 1) + ["taken"]
    with transaction.atomic():
        read_as(scene.manager)
        assert len(journal(case)) == 2
