"""Taking a place, waiting, moving up, giving it back; and what the database refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from klinik.clinic.sessions.commands import call_off, give_back, register
from klinik.clinic.sessions.models import Registration, Session
from klinik.clinic.sessions.queries import participants_of, places_of, seated_of, waiting_of
from klinik.clinic.sessions.rules import NotPlannedYet, SessionOver, Standing
from klinik.directory.merging.commands import merge_pesantren
from klinik.directory.models import Pesantren
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.sessions.scene import PanelScene, speaker_of, told


def standing(session: Session) -> list[tuple[str, bool]]:
    """Who holds a place, and whether it is a seat."""
    return [(row.pesantren.slug, how.is_seated) for row, how in participants_of(session)]


def test_a_pesantren_takes_a_place_once(panel: PanelScene) -> None:
    session = panel.announced()

    first, again = panel.registered(session), panel.registered(session)

    assert first == again
    assert (first.place, first.office, first.by) == (1, None, panel.manager)


def test_beyond_the_capacity_they_wait_and_move_up_in_order(panel: PanelScene) -> None:
    session = panel.announced(capacity=2)
    first = panel.registered(session, "an-nur")
    panel.registered(session, "darul-falah")
    waiting = panel.registered(session)
    panel.registered(session, "nurul-huda")

    read_as(panel.manager)
    (_, how), *_rest = places_of(session, [panel.pesantren]).values()
    assert how == Standing(is_seated=False, ahead=0)
    assert [row.pesantren.slug for row in waiting_of(session)] == ["al-hikmah", "nurul-huda"]

    read_as(speaker_of(first))
    assert give_back(first, by=speaker_of(first)) == waiting
    assert give_back(first, by=speaker_of(first)) is None

    assert [row.pesantren.slug for row in seated_of(session)] == ["darul-falah", "al-hikmah"]
    assert told(panel.manager) == ["session.moved_up"]


def test_whoever_waits_and_gives_up_moves_nobody(panel: PanelScene) -> None:
    session = panel.announced(capacity=1)
    panel.registered(session, "an-nur")
    waiting = panel.registered(session)

    assert give_back(waiting, by=panel.manager) is None
    assert standing(session) == [("an-nur", True)]


def test_who_comes_back_stands_at_the_end(panel: PanelScene) -> None:
    session = panel.announced(capacity=1)
    mine = panel.registered(session)
    panel.registered(session, "an-nur")
    read_as(panel.manager)
    give_back(mine, by=panel.manager)

    again = panel.registered(session)

    assert (again.place, again == mine) == (3, False)
    assert standing(session) == [("an-nur", True), ("al-hikmah", False)]


def test_an_office_registers_on_behalf_and_the_pesantren_hears_of_it(panel: PanelScene) -> None:
    session = panel.announced()
    read_as(panel.officer)

    row = register(session, pesantren=panel.pesantren, by=panel.officer, office=panel.office)

    assert row.office == panel.office
    assert told(panel.manager) == ["session.registered"]


def test_drafts_and_what_is_over_take_nobody(panel: PanelScene) -> None:
    draft, over, off = panel.draft(), panel.over(), panel.announced()
    call_off(off, reason="Hujan.", by=panel.secretary)
    for session, refusal in ((draft, NotPlannedYet), (over, SessionOver), (off, SessionOver)):
        read_as(panel.secretary)
        with pytest.raises(refusal):
            register(session, pesantren=panel.pesantren, by=panel.secretary, office=panel.office)


def test_a_running_session_still_takes_those_who_come_late(panel: PanelScene) -> None:
    assert panel.registered(panel.running()).place == 1


def test_a_place_of_a_session_that_is_over_is_not_given_back(panel: PanelScene) -> None:
    session = panel.announced()
    row = panel.registered(session)
    panel.moved(session, timedelta(days=-2))
    read_as(panel.manager)

    with pytest.raises(SessionOver):
        give_back(row, by=panel.manager)


@pytest.mark.parametrize("ours_first", [True, False])
def test_of_two_records_of_one_pesantren_the_earlier_place_stands(
    panel: PanelScene, ours_first: bool
) -> None:
    session = panel.announced(capacity=1)
    twin = world.make_pesantren("alhikmah")
    for place in (panel.pesantren, twin) if ours_first else (twin, panel.pesantren):
        read_as(panel.secretary)
        register(session, pesantren=place, by=panel.secretary, office=panel.office)
    rows = Pesantren.objects.in_bulk([panel.pesantren.pk, twin.pk])

    merge_pesantren(
        rows[panel.pesantren.pk],
        rows[twin.pk],
        versions=(rows[panel.pesantren.pk].version, rows[twin.pk].version),
        taken=[],
        office="Sekretariat",
        request_id=uuid4(),
    )

    assert standing(session) == [("al-hikmah", True)]
    assert session.registrations.filter(cancelled_at=None).get().place == 1
    assert session.registrations.count() == 2


# Round the Python: the database says the same.


def raw(session: Session, pesantren: Pesantren, **other: object) -> Registration:
    moment = timezone.now()
    return Registration.objects.create(
        session=session,
        pesantren=pesantren,
        by=session.made_by,
        **{"registered_at": moment, **other},
    )


def test_the_database_gives_the_places_whatever_is_asked_for(panel: PanelScene) -> None:
    session = panel.announced()
    rows = [raw(session, world.make_pesantren(f"p-{n}"), place=50) for n in range(3)]
    for row in rows:
        row.refresh_from_db()

    assert [row.place for row in rows] == [1, 2, 3]


def test_the_database_takes_nobody_into_a_draft_or_twice(panel: PanelScene) -> None:
    draft, session, over = panel.draft(), panel.announced(), panel.over()
    raw(session, panel.pesantren)
    for which in (draft, session, over):
        with pytest.raises(IntegrityError), transaction.atomic():
            raw(which, panel.pesantren)
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(session, world.make_pesantren("an-nur"), cancelled_at=timezone.now())


def test_a_registration_is_given_back_once_and_nothing_else_of_it_changes(
    panel: PanelScene,
) -> None:
    session = panel.announced()
    row = raw(session, panel.pesantren)
    rows = Registration.objects.filter(pk=row.pk)
    for change in ({"place": 9}, {"registered_at": timezone.now()}, {"pesantren": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    rows.update(cancelled_at=timezone.now(), cancelled_by=panel.secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(cancelled_at=None)
    assert rows.delete()[0] == 0  # no policy lets anybody delete one


def test_the_database_keeps_the_seats_that_were_given(panel: PanelScene) -> None:
    session = panel.announced(capacity=3)
    for number in range(2):
        raw(session, world.make_pesantren(f"p-{number}"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(capacity=1)
    Session.objects.filter(pk=session.pk).update(capacity=2)


@pytest.mark.django_db(transaction=True)
def test_eight_who_register_at_once_stand_in_one_line() -> None:
    with transaction.atomic():
        panel = PanelScene.set()
        session = panel.announced(capacity=3)
        places = [world.make_pesantren(f"p-{number}") for number in range(8)]
        people = [world.make_member_of(place, Role.ASSISTANT) for place in places]

    def attempt(number: int) -> tuple[int, int]:
        try:
            with transaction.atomic():
                read_as(people[number])
                row = register(session, pesantren=places[number], by=people[number])
                before = places_of(session, [places[number]])[places[number].pk][1]
                return row.place, -1 if before.is_seated else before.ahead
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        said = sorted(pool.map(attempt, range(8)))

    assert said == [(1, -1), (2, -1), (3, -1), (4, 0), (5, 1), (6, 2), (7, 3), (8, 4)]
