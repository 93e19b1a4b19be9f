"""What a room has come to is told behind the walls of the pages."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from klinik.clinic.sessions.models import Session
from klinik.people.models import User
from klinik.tenancy.roles import Role
from klinik.web.live.log import Log
from tests import world
from tests.clinic.sessions.room.test_commands import ask
from tests.clinic.sessions.scene import PanelScene


def last(session: Session, *, reader: int) -> int | None:
    given = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in {"dbname", "user", "password", "host", "port"}
    }

    async def go() -> int | None:
        log = Log(make_conninfo(**given))
        await log.pool.open()
        try:
            return await log.last(session.slug, reader=reader)
        finally:
            await log.pool.close()

    return asyncio.run(go())


@pytest.mark.django_db(transaction=True)
def test_it_is_the_last_number_and_nothing_of_what_is_not_shown() -> None:
    with transaction.atomic():
        panel = PanelScene.set()
        session = panel.announced()
        draft = panel.draft(theme="Belum diumumkan")
        panel.moderated(session)
        panel.registered(session)
        session = panel.moved(session, timedelta(minutes=-10))
        ask(panel, session)
        ask(panel, session, "Dan lagi?")
        stranger = world.make_user("Orang lain")
        guest = world.make_member_of(world.make_partner(), Role.PARTNER)
        off = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
        User.objects.filter(pk=off.pk).update(is_active=False)

    assert last(session, reader=panel.manager.pk) == 2
    assert last(session, reader=guest.pk) == 2  # of the network
    assert last(session, reader=stranger.pk) is None
    assert last(session, reader=off.pk) is None
    assert last(draft, reader=panel.manager.pk) is None
