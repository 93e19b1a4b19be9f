"""Who may do what, and that roles end."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from klinik.tenancy.access import (
    koppontren_for,
    office_for,
    offices_of,
    pesantren_of,
    rights_in,
)
from klinik.tenancy.models import Koppontren, Membership
from klinik.tenancy.roles import KOPPONTREN_RIGHTS, Right, Role
from tests import world

WRITES = {Right.KEEP_BOOKS, Right.COUNTER, Right.MANAGE_MEMBERS, Right.CONSENT}


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return world.make_koppontren()


def test_a_stranger_does_not_learn_that_it_exists(koppontren: Koppontren) -> None:
    with pytest.raises(Http404):
        koppontren_for(world.make_user(), koppontren.slug, needs=Right.SEE)
    with pytest.raises(Http404):
        koppontren_for(world.make_user(), "no-such-place", needs=Right.SEE)


def test_too_low_a_role_is_told_so(koppontren: Koppontren) -> None:
    teller = world.make_member_of(koppontren, Role.TELLER)

    assert koppontren_for(teller, koppontren.slug, needs=Right.COUNTER) == koppontren
    with pytest.raises(PermissionDenied):
        koppontren_for(teller, koppontren.slug, needs=Right.READ_BOOKS)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SHARIA_BOARD, Role.CASHIER, Role.MEMBER])
def test_readers_carry_no_right_to_write(role: Role) -> None:
    assert KOPPONTREN_RIGHTS[role] & WRITES == set()


def test_two_roles_add_up(koppontren: Koppontren) -> None:
    person = world.make_member_of(koppontren, Role.SUPERVISOR)
    Membership.objects.create(user=person, role=Role.TELLER, koppontren=koppontren)

    assert rights_in(person, koppontren) == (
        KOPPONTREN_RIGHTS[Role.SUPERVISOR] | KOPPONTREN_RIGHTS[Role.TELLER]
    )


@pytest.mark.parametrize(
    ("started", "ended", "runs"),
    [(-10, None, True), (0, 0, True), (-10, -1, False), (1, None, False), (-10, 0, True)],
)
def test_a_role_runs_from_its_first_to_its_last_day(
    koppontren: Koppontren, started: int, ended: int | None, runs: bool
) -> None:
    today = timezone.localdate()
    person = world.make_user()
    Membership.objects.create(
        user=person,
        role=Role.MANAGER,
        koppontren=koppontren,
        started_on=today + timedelta(days=started),
        ended_on=None if ended is None else today + timedelta(days=ended),
    )

    assert bool(rights_in(person, koppontren)) is runs
    assert (pesantren_of(person) == [koppontren.pesantren]) is runs


def test_an_office_opens_to_its_own_staff(koppontren: Koppontren) -> None:
    office = world.make_office("pembiayaan")
    officer = world.make_member_of(office, Role.OFFICER)

    assert offices_of(officer) == [office]
    assert office_for(officer, "pembiayaan") == office
    with pytest.raises(Http404):
        office_for(world.make_member_of(koppontren, Role.BOARD), "pembiayaan")


def test_the_database_refuses_a_role_in_the_wrong_place(koppontren: Koppontren) -> None:
    office = world.make_office("pembiayaan")
    wrong: list[dict[str, Any]] = [
        {"role": Role.OFFICER, "koppontren": koppontren},
        {"role": Role.MANAGER, "office": office},
        {"role": Role.ASSISTANT, "koppontren": koppontren},
        {"role": Role.MANAGER},
        {"role": Role.MANAGER, "koppontren": koppontren, "office": office},
    ]
    person = world.make_user()
    for membership in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=person, **membership)
