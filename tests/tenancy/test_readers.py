"""What is asked once for a statement says the same as what is asked for each row."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from klinik.directory.models import Pesantren
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import Role
from tests import world

pytestmark = pytest.mark.django_db
ROW_BY_ROW = "reader_belongs_to(id), reader_in_office_of(id)"
AT_ONCE = (
    "id = ANY ((SELECT reader_pesantren())::bigint[]),"
    " (SELECT reader_in_province()) OR id = ANY ((SELECT reader_office_pesantren())::bigint[])"
)
DAYS = [(-10, None), (-10, 0), (0, None), (-10, -1), (1, None)]


def answers(asked: str) -> list[Any]:
    """What is said of every pesantren."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {asked} FROM directory_pesantren ORDER BY id")
        return list(cursor.fetchall())


def places() -> dict[str, Any]:
    """One of each kind, in two regencies."""
    here, there = world.make_region("3524"), world.make_region("3509", "Jember")
    return {
        "koppontren": world.make_koppontren(pesantren=world.make_pesantren(region=here)),
        "pesantren": world.make_pesantren("an-nur", region=there),
        "regency": world.make_office("lamongan", region=here),
        "province": world.make_office("pembiayaan"),
        "partner": world.make_partner(),
    }


def readers() -> list[User | None]:
    """The public, strangers, and every role wherever there may be one, on every kind of days."""
    found: list[User | None] = [None, world.make_user()]
    kinds = {"regency": "office", "province": "office"}
    for name, place in places().items():
        for role in Role.values:
            for first, last in DAYS:
                user = world.make_user(f"{role} {first} {last}")
                row = Membership(
                    user=user,
                    role=role,
                    started_on=timezone.localdate() + timedelta(days=first),
                    ended_on=None if last is None else timezone.localdate() + timedelta(days=last),
                    **{kinds.get(name, name): place},
                )
                with suppress(IntegrityError), transaction.atomic():  # not a role of such a place
                    row.save()
                    found.append(user)
    return found


def test_both_say_the_same_of_everybody() -> None:
    seen = set()
    for reader in readers():
        read_as(reader)
        said = answers(ROW_BY_ROW)
        seen.add(tuple(row[1:] for row in said))
        assert answers(AT_ONCE) == said, reader

    assert Pesantren.objects.count() == 2
    # nobody's; a koppontren's or a pesantren's own; a regency's; the province's
    assert len(seen) == 5


def test_two_roles_add_up() -> None:
    here = places()
    person = world.make_member_of(here["koppontren"], Role.MANAGER)
    for name, place in {"pesantren": here["pesantren"], "office": here["regency"]}.items():
        role = Role.OFFICER if name == "office" else Role.ASSISTANT
        Membership.objects.create(user=person, role=role, **{name: place})
    read_as(person)

    assert answers(AT_ONCE) == answers(ROW_BY_ROW)
    assert sorted(row[1:] for row in answers(AT_ONCE)) == [(True, False), (True, True)]
