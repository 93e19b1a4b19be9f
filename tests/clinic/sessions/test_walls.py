"""Who sees what of a session, and who writes it, whatever the page says."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from klinik.clinic.cases.models import Audience
from klinik.clinic.sessions.commands import seat_panelist, write_minutes
from klinik.clinic.sessions.commands.telling import remind_of_recommendations
from klinik.clinic.sessions.models import AgendaItem, Minutes, Panelist, Session
from klinik.clinic.sessions.room.commands import happen
from klinik.clinic.sessions.room.rules import Kind
from klinik.core.database import set_local
from klinik.people.models import Notification, User
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene, told
from tests.clinic.sessions.test_writing import turned

Who = Callable[[PanelScene], User | None]
CANARY = "kenari-rahasia"
# What is not everybody's, and who does it on a session that is over: see the tests of the pages.
STEPS = {
    "new": "plans",
    "change": "plans",
    "announce": "plans",
    "call_off": "plans",
    "programme": "runs",
    "seat": "runs",
    "unseat": "runs",
    "add_item": "runs",
    "move_item": "runs",
    "name_story": "runs",
    "remove_item": "runs",
    "attendance": "runs",
    "new_code": "runs",
    "correct": "runs",
    "recording": "runs",
    "minutes": "writes",
    "summary": "writes",
    "recommend": "writes",
    "turn": "writes",
    "withdraw": "writes",
    "history": "looks",
    "participants": "everybody",
    "register": "comes",
    "give_back": "comes",
    "code": "comes",
    "room": "network",  # this and the next ones: see tests/clinic/sessions/room
    "room_events": "network",
    "room_ask": "comes",
    "room_tap": "comes",
    "room_say": "comes",
    "room_answer": "writes",
    "room_lead": "runs",
    "room_poll": "runs",
    "room_keep": "writes",
    "room_case": "writes",
}


def public(panel: PanelScene) -> None:
    """Nobody in particular."""


def stranger(panel: PanelScene) -> User:
    """Signed in, and nothing anywhere."""
    return world.make_user()


def manager(panel: PanelScene) -> User:
    """Speaks for ours."""
    return panel.manager


def neighbour(panel: PanelScene) -> User:
    """Speaks for another pesantren."""
    return world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)


def regency(panel: PanelScene) -> User:
    """An officer of the regency in which ours lies."""
    region = panel.pesantren.region
    return world.make_member_of(world.make_office("lamongan", region=region), Role.OFFICER)


def officer(panel: PanelScene) -> User:
    """An officer of the province."""
    return panel.officer


def secretary(panel: PanelScene) -> User:
    """In the secretariat."""
    return panel.secretary


EVERYBODY: list[Who] = [public, stranger, manager, neighbour, regency, officer, secretary]
OFFICES: set[Who] = {regency, officer, secretary}


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM panels_{table}")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def signed_in(client: Client, user: User | None) -> Client:
    if user:
        client.force_login(user)
    return client


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_draft_is_for_the_offices(client: Client, panel: PanelScene, who: Who) -> None:
    session = panel.draft()
    panel.moderated(session)
    user = who(panel)
    signed_in(client, user)

    shown = who in OFFICES
    assert client.get(session.get_absolute_url()).status_code == (200 if shown else 404)
    assert (session.theme in client.get(reverse("sessions:list")).text) == shown
    read_as(user)
    seen = [rows("session"), rows("panelist"), rows("session_aspects"), rows("room")]
    assert seen == ([1, 1, 1, 1] if shown else [0, 0, 0, 0])


@pytest.mark.parametrize("who", EVERYBODY)
def test_an_announced_session_is_everybodys(client: Client, panel: PanelScene, who: Who) -> None:
    session = panel.announced()

    assert signed_in(client, who(panel)).get(session.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_video_is_for_those_who_come(client: Client, panel: PanelScene, who: Who) -> None:
    session = panel.announced(capacity=1, video_url=f"https://meet.jit.si/{CANARY}")
    panel.registered(session)
    signed_in(client, who(panel))

    shown = who in OFFICES | {manager}
    assert (CANARY in client.get(session.get_absolute_url()).text) == shown
    for address in ("sessions:calendar", "sessions:participants"):
        assert CANARY not in client.get(reverse(address, args=[session.slug])).text
    assert CANARY not in client.get(reverse("sessions:feed")).text


def test_who_waits_sees_no_video_yet(client: Client, panel: PanelScene) -> None:
    session = panel.announced(capacity=1, video_url=f"https://meet.jit.si/{CANARY}")
    panel.registered(session, "an-nur")
    panel.registered(session)

    assert CANARY not in signed_in(client, panel.manager).get(session.get_absolute_url()).text


@pytest.mark.parametrize("who", EVERYBODY)
def test_minutes_are_for_the_network_and_the_summary_for_all(
    client: Client, panel: PanelScene, who: Who
) -> None:
    session = panel.over()
    for kind, text in ((Minutes.Kind.MINUTES, CANARY), (Minutes.Kind.SUMMARY, "Ringkas saja")):
        write_minutes(session, kind=kind, text=text, after=0, by=panel.secretary)
    page = signed_in(client, who(panel)).get(session.get_absolute_url()).text

    assert (CANARY in page) == (who not in {public, stranger})
    assert "Ringkas saja" in page


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_was_asked_and_chosen_in_the_room_is_for_the_network(
    client: Client, panel: PanelScene, who: Who
) -> None:
    session = panel.announced()
    panel.moderated(session)
    panel.registered(session)
    panel.moved(session, timedelta(minutes=-10))
    read_as(panel.manager)
    asked = {"text": f"{CANARY} tanya?"}
    happen(session, Kind.ASKED, by=panel.manager, pesantren=panel.pesantren, payload=asked)
    read_as(panel.officer)
    said = {"answer": f"{CANARY} jawab"}
    happen(session, Kind.ANSWERED, by=panel.officer, about=1, payload=said)
    poll = {"question": f"{CANARY} pilih?", "options": [CANARY, "Lain"], "is_live": True}
    happen(session, Kind.POLL_OPENED, by=panel.officer, payload=poll)
    panel.moved(session, timedelta(days=-2))
    signed_in(client, who(panel))
    page = client.get(session.get_absolute_url()).text

    shown = who not in {public, stranger}
    for words in ("tanya?", "jawab", "pilih?"):
        assert (f"{CANARY} {words}" in page) == shown
    everywhere = ["/sesi/", "/sesi/atom.xml", "/sesi/kalender.ics", "/api/sessions"]
    for address in (*everywhere, f"/api/sessions/{session.slug}"):
        assert CANARY not in client.get(address).text


def test_a_panelist_whose_role_ended_still_writes_the_minutes(panel: PanelScene) -> None:
    session = panel.over()
    guest = world.make_user("Ahli Contoh")
    seat_panelist(session, part=Panelist.Part.PANELIST, user=guest)
    read_as(guest)

    row = write_minutes(session, kind=Minutes.Kind.MINUTES, text="x", after=0, by=guest)

    assert row.revision == 1


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_recommendation_without_a_case_is_for_its_parties(
    client: Client, panel: PanelScene, who: Who
) -> None:
    session = panel.over()
    panel.recommended(session, text=CANARY)

    page = signed_in(client, who(panel)).get(session.get_absolute_url()).text

    assert (CANARY in page) == (who in OFFICES | {manager})


@pytest.mark.parametrize("audience", [Audience.OFFICES, Audience.NETWORK])
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_recommendation_is_as_visible_as_its_case(
    client: Client, panel: PanelScene, who: Who, audience: Audience
) -> None:
    session = panel.over()
    row = panel.recommended(session, text=CANARY)
    turned(panel, row, audience=audience)

    page = signed_in(client, who(panel)).get(session.get_absolute_url()).text

    readers = OFFICES | {manager} | ({neighbour} if audience == Audience.NETWORK else set())
    assert (CANARY in page) == (who in readers)


def test_with_a_case_for_named_people_it_is_theirs_and_nobody_else_hears_of_it(
    client: Client, db: None
) -> None:
    scene = Scene.set()
    panel = PanelScene.around(scene)
    colleague = world.make_member_of(scene.office, Role.OFFICER)
    case = scene.opened(audience=Audience.NAMED, readers=[scene.officer])
    session = panel.over()
    row = panel.recommended(session, text=CANARY, case=case)

    for user in (panel.secretary, colleague, regency(panel), neighbour(panel), None):
        client.logout()
        assert CANARY not in signed_in(client, user).get(session.get_absolute_url()).text
    for user in (scene.officer, scene.manager):
        assert CANARY in signed_in(client, user).get(session.get_absolute_url()).text
    read_as(scene.officer)
    remind_of_recommendations(today=row.due_on)
    assert "session.recommended" in told(scene.manager)
    assert told(colleague) == []


def test_notices_say_that_there_is_a_recommendation_and_not_which(panel: PanelScene) -> None:
    panel.recommended(panel.over(), text=CANARY)
    read_as(panel.manager)

    (notice,) = Notification.objects.filter(person=panel.manager)
    assert CANARY not in notice.text


# Who writes, by the database alone.


def plans(session: Session, by: User) -> None:
    assert Session.objects.filter(pk=session.pk).update(theme="Lain") == 1


def seats(session: Session, by: User) -> None:
    Panelist.objects.create(session=session, order=9, name="Ahli")


def sets_agenda(session: Session, by: User) -> None:
    AgendaItem.objects.create(session=session, order=9, kind="other", title="x", minutes=1)


def writes(session: Session, by: User) -> None:
    Minutes.objects.create(session=session, kind="summary", revision=1, text="x", by=by)


Act = Callable[[Session, User], None]
MAY: dict[Act, set[str]] = {
    plans: {"secretary", "moderator"},
    seats: {"secretary", "moderator"},
    sets_agenda: {"secretary", "moderator"},
    writes: {"secretary", "moderator", "officer"},
}


@pytest.mark.parametrize("act", list(MAY))
@pytest.mark.parametrize(
    "who", ["stranger", "manager", "neighbour", "regency", "officer", "moderator", "secretary"]
)
def test_who_writes_by_the_database_alone(panel: PanelScene, act: Act, who: str) -> None:
    session = panel.over()
    if who == "moderator":
        panel.moderated(session)
    user = panel.officer if who == "moderator" else globals()[who](panel)
    read_as(user)

    if who in MAY[act]:
        act(session, user)
    else:
        with pytest.raises((ProgrammingError, AssertionError)), transaction.atomic():
            act(session, user)


def test_nobody_plans_but_the_secretariat(panel: PanelScene) -> None:
    session = panel.draft()
    panel.moderated(session)
    read_as(panel.officer)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Session.objects.create(
            slug="x",
            theme="x",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            made_by=panel.officer,
            request_id=uuid4(),
        )


def test_nothing_of_a_session_is_deleted(panel: PanelScene) -> None:
    session = panel.over()
    write_minutes(session, kind=Minutes.Kind.SUMMARY, text="x", after=0, by=panel.secretary)
    read_as(panel.secretary)
    with connection.cursor() as cursor:
        for table in ("session", "room", "registration", "minutes", "recommendation"):
            cursor.execute(f"DELETE FROM panels_{table}")
            assert cursor.rowcount == 0


def test_no_reader_is_an_error(panel: PanelScene) -> None:
    panel.draft()
    set_local("klinik.reader", "")

    with pytest.raises((ProgrammingError, DataError)), transaction.atomic():
        rows("session")
