"""The room as a page: works without JavaScript, and says no with a sentence."""

import re
from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from klinik.clinic.cases.commands import take_case
from klinik.clinic.cases.models import Case
from klinik.clinic.discussions.models import Topic
from klinik.clinic.sessions.commands import add_item, register
from klinik.clinic.sessions.models import AgendaItem, RoomEvent, Session
from klinik.clinic.sessions.room.commands import happen, keep_answer, turn_question_into_case
from klinik.clinic.sessions.room.passes import reader_of
from klinik.clinic.sessions.room.queries import room_of
from klinik.clinic.sessions.room.rules import Kind, Stage
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Membership
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.room.test_commands import ask, other, write_line
from tests.clinic.sessions.scene import PanelScene


@pytest.fixture
def running(panel: PanelScene) -> Session:
    """It runs, moderated, with one point, and ours has a place."""
    session = panel.announced()
    panel.moderated(session)
    panel.registered(session)
    read_as(panel.secretary)
    AgendaItem.objects.create(
        session=session, order=1, kind="hearing", title="Simpanan", minutes=20
    )
    return panel.moved(session, timedelta(minutes=-10))


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(session: Session, name: str = "room") -> str:
    return reverse(f"sessions:{name}", args=[session.slug])


def send(user: User, session: Session, name: str, **said: object) -> int:
    """The status of the answer."""
    answer = as_(user).post(at(session, name), said)
    if answer.status_code == 302:
        assert answer["Location"] == at(session)
    return answer.status_code


def log_of(session: Session, reader: User) -> list[str]:
    read_as(reader)
    return [row.kind for row in RoomEvent.objects.filter(session=session)]


def test_one_session_by_forms_alone(panel: PanelScene, running: Session) -> None:
    _theirs, neighbour = other(panel, running)
    moderator, item = panel.officer, running.agenda.get()
    asked = {"text": "Siapa memegang buku?", "request_id": uuid4()}

    assert send(panel.manager, running, "room_ask", **asked) == 302
    assert send(panel.manager, running, "room_ask", **asked) == 302
    steps: list[tuple[User, str, dict[str, object]]] = [
        (neighbour, "room_tap", {"kind": "upvoted", "about": 1}),
        (neighbour, "room_tap", {"kind": "raised"}),
        (moderator, "room_lead", {"kind": "item_started", "item": item.pk}),
        (moderator, "room_lead", {"kind": "prolonged", "minutes": 5, "request_id": uuid4()}),
        (moderator, "room_lead", {"kind": "step", "step": "questions"}),
        (moderator, "room_lead", {"kind": "taken_up", "about": 1}),
        (moderator, "room_answer", {"about": 1, "answer": "Bendahara."}),
        (moderator, "room_lead", {"kind": "called", "about": 3}),
        (
            moderator,
            "room_poll",
            {"question": "Siap?", "options": "Ya\nBelum", "request_id": uuid4()},
        ),
        (neighbour, "room_tap", {"kind": "chose", "about": 10, "option": 1}),
        (moderator, "room_lead", {"kind": "poll_closed", "about": 10}),
        (moderator, "room_lead", {"kind": "chat", "is_on": "on"}),
        (panel.manager, "room_say", {"text": "Terima kasih", "request_id": uuid4()}),
    ]
    for person, name, said in steps:
        assert send(person, running, name, **said) == 302, said

    read_as(moderator)
    room = room_of(running)
    assert room.number == 14
    assert (room.questions[1].stage, room.questions[1].answer) == (Stage.ANSWERED, "Bendahara.")
    assert (room.polls[10].counts, room.hands, room.chat_is_on) == ([0, 1], {}, True)
    page = as_(panel.manager).get(at(running)).content.decode()
    for words in ("Simpanan", "Siapa memegang buku?", "Bendahara.", "Siap?", "Terima kasih"):
        assert words in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("room_ask", {"text": "", "request_id": uuid4()}),
        ("room_ask", {"text": "x"}),
        ("room_tap", {"kind": "upvoted", "about": 1}),
        ("room_tap", {"kind": "taken_up", "about": 1}),
        ("room_tap", {"kind": "chose", "about": 1, "option": "x"}),
        ("room_tap", {"kind": "chose"}),
        ("room_say", {"text": "x", "request_id": uuid4()}),
    ],
)
def test_what_does_not_fit_is_said(
    panel: PanelScene, running: Session, name: str, said: dict[str, object]
) -> None:
    ask(panel, running)

    assert send(panel.manager, running, name, **said) == 422
    assert log_of(running, panel.manager) == ["asked"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"kind": "hidden", "about": 1}, 422),
        ({"kind": "hidden", "about": 1, "reason": "Menyebut nama."}, 302),
        ({"kind": "prolonged"}, 422),
        ({"kind": "step", "step": "nothing"}, 422),
        ({"kind": "item_started"}, 404),
        ({"kind": "asked"}, 422),
    ],
)
def test_what_the_moderator_taps(
    panel: PanelScene, running: Session, said: dict[str, object], status: int
) -> None:
    ask(panel, running)

    assert send(panel.officer, running, "room_lead", **said) == status


def test_a_tap_that_speaks_of_what_it_has_not_is_a_tap(panel: PanelScene, running: Session) -> None:
    ask(panel, running)
    item = running.agenda.get().pk
    taps: list[dict[str, object]] = [
        {"kind": "item_started", "item": item},
        {"kind": "chat", "is_on": "on"},
        {"kind": "step", "step": "questions"},
        {"kind": "prolonged", "minutes": 5, "request_id": uuid4()},
    ]

    assert send(panel.manager, running, "room_tap", kind="raised", about=1) == 302
    for said in taps:
        assert send(panel.officer, running, "room_lead", about=1, **said) == 302, said
    kinds = [str(said["kind"]) for said in taps]
    assert log_of(running, panel.officer) == ["asked", "raised", *kinds]


def test_the_moderator_starts_any_point_also_once_more(panel: PanelScene, running: Session) -> None:
    first = running.agenda.get()
    read_as(panel.secretary)
    later = add_item(running, kind="talk", title="Paparan", minutes=5)
    for item in (later, first, later):
        page = as_(panel.officer).get(at(running)).text
        chooser = page[page.index('name="item"') :]
        assert f'value="{item.pk}"' in chooser
        assert send(panel.officer, running, "room_lead", kind="item_started", item=item.pk) == 302

    read_as(panel.officer)
    on = room_of(running).item
    assert on
    assert on.pk == later.pk
    assert "Mulai acara lain" not in as_(panel.manager).get(at(running)).text


def test_who_may(panel: PanelScene, running: Session) -> None:
    ask(panel, running)
    guest = world.make_member_of(world.make_pesantren("darul-falah"), Role.ASSISTANT)
    nobody = world.make_user()
    asked = {"text": "x", "request_id": uuid4()}

    assert as_(guest).get(at(running)).status_code == 200
    assert send(guest, running, "room_ask", **asked) == 403
    assert send(guest, running, "room_say", **asked) == 403
    assert send(guest, running, "room_lead", kind="taken_up", about=1) == 403
    assert send(panel.manager, running, "room_answer", about=1) == 403
    assert send(panel.manager, running, "room_poll", question="x") == 403
    for name in ("room", "room_events"):
        assert as_(nobody).get(at(running, name)).status_code == 404
        assert Client().get(at(running, name)).status_code == 302
    assert as_(panel.secretary).get(at(panel.draft())).status_code == 404


def test_one_tap_makes_a_case_of_a_question_and_another_takes_it_back(
    panel: PanelScene, running: Session
) -> None:
    ask(panel, running)
    url = reverse("sessions:room_case", args=[running.slug, 1])
    officer = as_(panel.officer)
    for said in ({"kind": "taken_up", "about": 1}, {"kind": "step"}):
        send(panel.officer, running, "room_lead", **said)
    assert f'action="{url}"' in officer.get(at(running)).content.decode()
    assert f'action="{url}"' not in as_(panel.manager).get(at(running)).content.decode()
    assert as_(panel.manager).post(url).status_code == 403
    send(panel.officer, running, "room_answer", about=1, answer="Lewat BPRS.")

    assert [officer.post(url).status_code for _ in range(2)] == [302, 302]
    read_as(panel.officer)
    case = Case.objects.get()
    page = officer.get(at(running)).content.decode()
    assert (f'href="{case.get_absolute_url()}"' in page, 'name="batal"' in page) == (True, True)

    assert officer.post(url, {"batal": "1"}).status_code == 302
    case.refresh_from_db()
    assert case.is_closed
    page = officer.get(at(running)).content.decode()
    assert (case.get_absolute_url() in page, 'name="batal"' in page) == (False, False)


def test_a_case_that_somebody_went_on_with_is_not_taken_back(
    panel: PanelScene, running: Session
) -> None:
    ask(panel, running)
    url = reverse("sessions:room_case", args=[running.slug, 1])
    officer = as_(panel.officer)
    officer.post(url)
    read_as(panel.officer)
    take_case(Case.objects.get(), office=panel.office, by=panel.officer)

    assert officer.post(url, {"batal": "1"}).status_code == 422
    assert officer.post(reverse("sessions:room_case", args=[running.slug, 9])).status_code == 422


def test_what_is_hidden_is_shown_to_whoever_asked_and_to_the_moderator(
    panel: PanelScene, running: Session
) -> None:
    ask(panel, running, "Mengapa Pak Fulan?")
    _, neighbour = other(panel, running)
    said = {"kind": "hidden", "about": 1, "reason": "Menyebut nama orang."}
    assert send(panel.officer, running, "room_lead", **said) == 302

    seen = [
        "Mengapa Pak Fulan?" in as_(person).get(at(running)).content.decode()
        for person in (panel.manager, panel.officer, neighbour)
    ]
    assert seen == [True, True, False]


def test_a_hidden_line_of_the_chat_is_shown_to_its_writer_and_to_the_moderator(
    panel: PanelScene, running: Session
) -> None:
    line = write_line(panel, running, "Pak Fulan berutang.")
    colleague = world.make_member_of(panel.koppontren, Role.BOARD)
    _, neighbour = other(panel, running)
    people = (panel.manager, panel.officer, neighbour, colleague)
    hide = {"kind": "hidden", "about": line.number, "reason": "Menyebut nama orang."}

    def seen(words: str) -> list[bool]:
        return [words in as_(person).get(at(running)).content.decode() for person in people]

    assert seen("Pak Fulan berutang.") == [True] * 4
    assert seen("Sembunyikan pesan ini") == [False, True, False, False]
    assert send(panel.manager, running, "room_lead", **hide) == 403
    assert send(panel.officer, running, "room_lead", **hide | {"reason": ""}) == 422
    assert send(panel.officer, running, "room_lead", **hide) == 302

    news = as_(neighbour).get(at(running, "room_events"), {"sejak": line.number}).json()
    assert [row["kind"] for row in news["events"]] == ["hidden"]
    assert seen("Pak Fulan berutang.") == [True, True, False, False]
    assert seen("Moderator menyembunyikan ini: Menyebut nama orang.") == [True, True, False, False]
    assert "Sembunyikan pesan ini" not in as_(panel.officer).get(at(running)).content.decode()

    show = {"kind": "shown", "about": line.number}
    assert seen("Tampilkan lagi") == [False, True, False, False]
    assert send(panel.manager, running, "room_lead", **show) == 403
    assert send(panel.officer, running, "room_lead", **show) == 302
    news = as_(neighbour).get(at(running, "room_events"), {"sejak": line.number + 1}).json()
    assert [row["kind"] for row in news["events"]] == ["shown"]
    assert seen("Pak Fulan berutang.") == [True] * 4
    assert seen("Moderator menyembunyikan ini") == [False] * 4


def test_a_story_that_is_told_now_leads_to_its_figures(db: None) -> None:
    scene = Scene.set()
    panel = PanelScene.around(scene)
    story, session = scene.told(), panel.announced()
    panel.moderated(session)
    item = add_item(session, kind="story", title="Kisah hari ini", minutes=20, story=story)
    panel.registered(session)
    panel.moved(session, timedelta(minutes=-10))
    link = f'href="{story.get_absolute_url()}"'
    assert link not in as_(panel.manager).get(at(session)).text

    assert send(panel.officer, session, "room_lead", kind="item_started", item=item.pk) == 302

    page = as_(panel.manager).get(at(session)).text
    assert link in page
    assert "21 hari" in page


def test_who_speaks_for_two_chooses_in_whose_name(panel: PanelScene, running: Session) -> None:
    second = world.make_koppontren("darul-falah")
    Membership.objects.create(user=panel.manager, role=Role.MANAGER, koppontren=second)
    read_as(panel.manager)
    register(running, pesantren=second.pesantren, by=panel.manager)
    _theirs, neighbour = other(panel, running)
    asked = {"text": "Berapa?", "request_id": uuid4()}
    assert send(neighbour, running, "room_ask", **asked) == 302
    client = as_(panel.manager)

    vote = {"kind": "upvoted", "about": 1, "pesantren": "darul-falah"}
    answer = client.post(at(running, "room_tap"), vote)
    assert answer["Location"] == f"{at(running)}?untuk=darul-falah"
    client.post(at(running, "room_tap"), {"kind": "raised", "pesantren": "al-hikmah"})

    read_as(panel.manager)
    room = room_of(running)
    assert (room.questions[1].votes, set(room.hands)) == (
        {second.pesantren.pk},
        {panel.pesantren.pk},
    )
    ours, theirs = (
        client.get(at(running), {"untuk": slug}).content.decode()
        for slug in ("al-hikmah", "darul-falah")
    )
    assert ('name="kind" value="lowered"' in ours, 'aria-pressed="true"' in ours) == (True, False)
    assert ('name="kind" value="lowered"' in theirs, 'aria-pressed="true"' in theirs) == (
        False,
        True,
    )
    assert 'name="pesantren" value="darul-falah"' in theirs
    assert 'name="pesantren" value="darul-falah"' not in ours
    assert client.get(at(running), {"untuk": "orang-lain"}).context["speaker"] == panel.pesantren


def test_afterwards_the_session_says_when_each_point_was_heard(
    panel: PanelScene, running: Session
) -> None:
    ask(panel, running)
    item = running.agenda.get()
    for said in ({"kind": "item_started", "item": item.pk}, {"kind": "item_ended"}):
        assert send(panel.officer, running, "room_lead", **said) == 302
    times = room_of(running).times[item.pk]
    panel.moved(running, timedelta(days=-2))

    page = as_(panel.manager).get(running.get_absolute_url()).content.decode()
    begun, done = (timezone.localtime(moment) for moment in times if moment)
    assert f"dibahas {begun:%H.%M}–{done:%H.%M}" in page
    assert f'href="{at(running)}"' in page
    public = Client().get(running.get_absolute_url()).content.decode()
    assert "dibahas" not in public
    assert at(running) not in public


def polled(panel: PanelScene, session: Session, question: str, *, is_closed: bool = True) -> int:
    """Ours chose the second of two in a poll."""
    read_as(panel.officer)
    asked = {"question": question, "options": ["Ya", "Belum"], "is_live": False}
    poll = happen(session, Kind.POLL_OPENED, by=panel.officer, payload=asked)
    assert poll is not None
    read_as(panel.manager)
    happen(
        session,
        Kind.CHOSE,
        by=panel.manager,
        pesantren=panel.pesantren,
        about=poll.number,
        payload={"option": 1},
    )
    read_as(panel.officer)
    if is_closed:
        happen(session, Kind.POLL_CLOSED, by=panel.officer, about=poll.number)
    return poll.number


def answered(panel: PanelScene, session: Session, text: str) -> int:
    """Ours asked; it was answered, kept as knowledge, and became a case."""
    number = ask(panel, session, text).number
    read_as(panel.officer)
    said = {"answer": f"Jawaban atas {text}"}
    happen(session, Kind.ANSWERED, by=panel.officer, about=number, payload=said)
    keep_answer(session, number, by=panel.officer)
    turn_question_into_case(session, number, by=panel.officer)
    return number


def test_an_answered_question_is_hidden_from_the_room_and_from_the_session(
    panel: PanelScene, running: Session
) -> None:
    number = answered(panel, running, "Mengapa Pak Fulan berutang?")
    _, neighbour = other(panel, running)
    people = (panel.manager, panel.officer, neighbour)
    words = "Mengapa Pak Fulan berutang?"

    def sees(url: str) -> list[bool]:
        return [words in as_(person).get(url).text for person in people]

    assert sees(at(running)) == [True] * 3
    assert "Sembunyikan pertanyaan ini" in as_(panel.officer).get(at(running)).text
    assert "Sembunyikan pertanyaan ini" not in as_(panel.manager).get(at(running)).text
    hide = {"kind": "hidden", "about": number, "reason": "Menyebut nama orang."}
    assert send(panel.officer, running, "room_lead", **hide) == 302

    assert sees(at(running)) == [True, True, False]
    assert sees(running.get_absolute_url()) == [False, False, False]

    panel.moved(running, timedelta(days=-2))  # seen only afterwards that it was a mistake
    assert "Tampilkan lagi" in as_(panel.officer).get(at(running)).text
    assert send(panel.officer, running, "room_lead", kind="shown", about=number) == 302
    assert sees(at(running)) == sees(running.get_absolute_url()) == [True] * 3


def test_afterwards_the_session_shows_what_was_asked_answered_and_chosen(
    panel: PanelScene, running: Session
) -> None:
    polled(panel, running, "Sudah punya buku kas?")
    polled(panel, running, "Siap mulai bulan ini?", is_closed=False)
    answered(panel, running, "Siapa memegang buku?")
    case, topic = Case.objects.get(), Topic.objects.get()
    ask(panel, running, "Yang ini tidak sempat?")
    _, neighbour = other(panel, running)
    now = Client()
    now.force_login(neighbour)
    page = now.get(running.get_absolute_url())
    told = ["Siapa memegang buku?", "Jawaban atas Siapa memegang buku?", "Sudah punya buku kas?"]
    assert [words in page.text for words in (*told, "Siap mulai bulan ini?")] == [True] * 3 + [
        False
    ]
    assert [[row["value"] for row in poll.rows] for poll in page.context["polls"]] == [[0, 1]]

    panel.moved(running, timedelta(days=-2))
    pages = {
        who: as_(person).get(running.get_absolute_url()).text
        for who, person in (("ours", panel.manager), ("neighbour", neighbour))
    }
    public = Client().get(running.get_absolute_url()).text
    for words in (*told, "Siap mulai bulan ini?", "1 pesantren memilih"):
        assert words in pages["ours"]
        assert words in pages["neighbour"]
        assert words not in public
    assert topic.get_absolute_url() in pages["neighbour"]
    for links, is_shown in ((pages["ours"], True), (pages["neighbour"], False), (public, False)):
        assert (case.get_absolute_url() in links) == is_shown
    assert topic.get_absolute_url() not in public
    assert "Yang ini tidak sempat?" not in pages["ours"]


def test_a_poll_that_nobody_closed_is_closed_with_the_room(
    panel: PanelScene, running: Session
) -> None:
    polled(panel, running, "Sudah punya buku kas?")
    polled(panel, running, "Siap mulai bulan ini?", is_closed=False)
    client = as_(panel.officer)
    page = client.get(at(running)).context
    assert (page["tells"], [row.poll.question for row in page["earlier"]]) == (
        False,
        ["Sudah punya buku kas?"],
    )

    panel.moved(running, timedelta(days=-2))
    answer = client.get(at(running))

    assert (answer.context["tells"], answer.context["poll"].voices) == (True, 1)
    assert 'value="poll_closed"' not in answer.text


def test_a_closed_room_has_no_clock_and_what_was_on_was_heard(
    panel: PanelScene, running: Session
) -> None:
    ask(panel, running, "Siapa memegang buku?")
    for said in ({"kind": "item_started", "item": running.agenda.get().pk}, {"kind": "taken_up"}):
        send(panel.officer, running, "room_lead", **said | {"about": 1})
    client = as_(panel.manager)
    page = client.get(at(running))
    assert ('role="timer"' in page.text, page.context["heard"]) == (True, [])

    panel.moved(running, timedelta(days=-2))

    page = client.get(at(running))
    assert ('role="timer"' in page.text, len(page.context["heard"])) == (False, 1)
    assert "Siapa memegang buku?" in client.get(running.get_absolute_url()).text


def test_the_page_asks_as_much_for_three_answers_and_polls_as_for_one(
    panel: PanelScene, running: Session
) -> None:
    client, url = as_(panel.officer), running.get_absolute_url()
    counts = []
    for more in (1, 2):
        for number in range(more):
            polled(panel, running, f"Siap {more} {number}?")
            answered(panel, running, f"Tanya {more} {number}?")
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            page = client.get(url)
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert (len(page.context["heard"]), len(page.context["polls"])) == (3, 3)


def test_no_event_is_missed_by_asking(panel: PanelScene, running: Session) -> None:
    client = as_(panel.manager)
    assert client.get(at(running, "room_events")).json() == {
        "session": running.slug,
        "until": 0,
        "events": [],
    }
    for n in range(3):
        ask(panel, running, f"Tanya {n}")

    said = client.get(at(running, "room_events"), {"sejak": "1"}).json()
    assert (said["until"], [row["number"] for row in said["events"]]) == (3, [2, 3])
    assert client.get(at(running, "room_events"), {"sejak": "x"}).json()["until"] == 3


def test_looking_in_is_presence(panel: PanelScene, running: Session) -> None:
    as_(panel.manager).get(at(running, "room_events"))

    running.refresh_from_db()
    assert running.present == 1


def test_a_tap_swaps_the_panel_in_place(panel: PanelScene, running: Session) -> None:
    page = as_(panel.manager).get(at(running), headers={"HX-Request": "true"}).content.decode()

    assert page.lstrip().startswith('<div class="cols" id="room-page"')


def test_who_may_ask_finds_the_form_from_the_top_of_a_phone(
    panel: PanelScene, running: Session
) -> None:
    asking, listening = (
        as_(user).get(at(running)).content.decode() for user in (panel.manager, panel.officer)
    )

    assert asking.index('href="#tanya"') < asking.index("queue-title") < asking.index('id="tanya"')
    assert "#tanya" not in listening


def test_as_many_queries_for_three_questions_as_for_one(
    panel: PanelScene, running: Session
) -> None:
    client = as_(panel.officer)
    counted = []
    for more in (1, 2):
        for _ in range(more):
            ask(panel, running)
        client.get(at(running))
        with CaptureQueriesContext(connection) as seen:
            client.get(at(running))
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_the_page_gives_a_pass_to_its_stream(
    panel: PanelScene, running: Session, settings: Settings
) -> None:
    settings.LIVE_ORIGIN = "http://localhost:9000"

    page = as_(panel.manager).get(at(running)).content.decode()

    found = re.search(r'data-stream="http://localhost:9000([^?"]+)\?pas=([^"&]+)"', page)
    assert found
    assert found[1] == f"{at(running)}aliran/"
    given = unquote(found[2])
    assert reader_of(settings.SECRET_KEY, given, slug=running.slug) == panel.manager.pk
