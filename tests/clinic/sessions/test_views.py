"""The pages of the sessions: what is typed and refused, and how many questions they ask."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from klinik.clinic.cases.models import Case
from klinik.clinic.sessions.commands import add_item, announce, give_code, register
from klinik.clinic.sessions.models import (
    AgendaItem,
    AttendanceMark,
    Minutes,
    Recommendation,
    Registration,
    Session,
)
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene


def at(name: str, session: Session, *more: object) -> str:
    return reverse(f"sessions:{name}", args=[session.slug, *more])


def typed(panel: PanelScene, **other: Any) -> dict[str, Any]:
    """The plan as the secretariat fills it in."""
    assert panel.office.aspect
    day = timezone.localdate() + timedelta(days=10)
    return {
        "theme": "Menjual keripik",
        "about": "",
        "aspects": [panel.office.aspect.code],
        "on": day.isoformat(),
        "time": "09:30",
        "minutes": "120",
        "capacity": "",
        "video_url": "",
        "times": "1",
        "request_id": str(uuid4()),
        **other,
    }


@pytest.fixture
def secretary(client: Client, panel: PanelScene) -> Client:
    """The secretariat's browser."""
    client.force_login(panel.secretary)
    return client


@pytest.fixture
def manager(client: Client, panel: PanelScene) -> Client:
    """The phone of ours."""
    client.force_login(panel.manager)
    return client


def test_the_secretariat_plans_a_session_in_the_time_of_the_province(
    secretary: Client, panel: PanelScene
) -> None:
    answer = secretary.post("/sesi/baru/", typed(panel))

    session = Session.objects.get()
    assert answer.headers["Location"] == at("programme", session)
    starts_at = timezone.localtime(session.starts_at)
    assert (starts_at.hour, starts_at.minute, session.minutes) == (9, 30, 120)


BAD: dict[str, list[Any]] = {
    "theme": ["", "x" * 151],
    "aspects": [[], ["tidak-ada"], ["\0"]],
    "on": ["", "besok", "2020-01-01", "9999-12-31", "0001-01-01"],
    "time": ["", "25:00", "pagi"],
    "minutes": ["", "7", "x"],
    "capacity": ["0", "-1", "banyak", "9" * 20],
    "video_url": ["http://zoom.us/j/1", "javascript:alert(1)", "x" * 501],
    "times": ["2", "1000"],
    "request_id": ["", "x"],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in BAD.items() for value in values]
)
def test_what_cannot_be_meant_is_refused(
    secretary: Client, panel: PanelScene, field: str, value: Any
) -> None:
    answer = secretary.post("/sesi/baru/", typed(panel, **{field: value}))

    assert answer.status_code == 422
    assert Session.objects.count() == 0


@pytest.mark.parametrize("who", ["officer", "manager"])
def test_nobody_else_plans(client: Client, panel: PanelScene, who: str) -> None:
    client.force_login(getattr(panel, who))

    assert client.get("/sesi/baru/").status_code == 403


def test_from_the_draft_to_the_announcement(secretary: Client, panel: PanelScene) -> None:
    session = panel.draft()

    assert secretary.get(at("programme", session)).status_code == 200
    seat = {
        "part": "moderator",
        "user": panel.officer.pk,
        "name": "",
        "office": "",
        "speaks_on": "",
        "request_id": uuid4(),
    }
    assert secretary.post(at("seat", session), seat).status_code == 302
    point = {"kind": "story", "title": "Kisah", "minutes": "20", "case": "", "request_id": uuid4()}
    assert secretary.post(at("add_item", session), point).status_code == 302
    second = point | {"title": "Kedua", "request_id": uuid4()}
    assert secretary.post(at("add_item", session), second).status_code == 302
    last = session.agenda.get(title="Kedua")
    assert secretary.post(at("move_item", session, last.pk), {"ke": "atas"}).status_code == 302
    assert [item.title for item in session.agenda.all()] == ["Kedua", "Kisah"]
    assert secretary.post(at("remove_item", session, last.pk)).status_code == 302
    (row,) = session.panel.all()
    assert secretary.post(at("unseat", session, row.pk)).status_code == 302
    answer = secretary.post(at("announce", session))
    assert answer.headers["Location"] == session.get_absolute_url()
    session.refresh_from_db()
    assert session.announced_at is not None


def test_a_form_that_is_sent_twice_adds_one(secretary: Client, panel: PanelScene) -> None:
    session, partner = panel.draft(), world.make_partner()
    seat = {"part": "panelist", "partner": partner.slug, "request_id": uuid4()}
    point = {"kind": "talk", "title": "Paparan", "minutes": "20", "request_id": uuid4()}

    for name, form, other in (("seat", seat, "speaks_on"), ("add_item", point, "title")):
        assert [secretary.post(at(name, session), form).status_code for _ in range(2)] == [302] * 2
        assert secretary.post(at(name, session), form | {other: "Lain"}).status_code == 422

    assert [row.shown_name for row in session.panel.all()] == [partner.name]
    assert [row.title for row in session.agenda.all()] == ["Paparan"]
    both = seat | {"office": panel.office.code, "request_id": uuid4()}
    assert secretary.post(at("seat", session), both).status_code == 422


def test_every_participant_may_give_its_place_back(secretary: Client, panel: PanelScene) -> None:
    """Also those who stand on another page of the table."""
    session = panel.announced()
    read_as(panel.secretary)
    places = [world.make_pesantren(f"p-{number}") for number in range(51)]
    for place in places:
        register(session, pesantren=place, by=panel.secretary, office=panel.office)

    page = secretary.get(at("participants", session)).text
    form = page[page.index('id="back"') :]
    assert [place.slug for place in places if f'value="{place.slug}"' not in form] == []


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("seat", {"part": "panelist"}),
        ("seat", {"part": "ketua", "name": "x"}),
        ("add_item", {"kind": "story", "title": "x", "minutes": "0"}),
        ("add_item", {"kind": "story", "title": "x", "minutes": "500"}),
        ("add_item", {"kind": "story", "title": "x", "minutes": "5", "case": "K-2026-0001"}),
        ("call_off", {"reason": ""}),
        ("change", {"theme": ""}),
    ],
)
def test_a_step_that_cannot_be_taken_says_why(
    secretary: Client, panel: PanelScene, address: str, form: dict[str, str]
) -> None:
    answer = secretary.post(at(address, panel.announced()), form)

    assert answer.status_code == 422
    assert "data-error-summary" in answer.text


def test_a_change_is_saved_and_a_session_called_off(secretary: Client, panel: PanelScene) -> None:
    session = panel.announced()
    form = typed(panel, theme="Tema lain")
    assert secretary.get(at("change", session)).status_code == 200

    assert secretary.post(at("change", session), form).status_code == 302
    session.refresh_from_db()
    assert session.theme == "Tema lain"
    assert secretary.post(at("call_off", session), {"reason": "Hujan."}).status_code == 302
    assert "Hujan." in secretary.get(session.get_absolute_url()).text


def test_a_pesantren_registers_in_two_taps_and_gives_its_place_back(
    manager: Client, panel: PanelScene
) -> None:
    session = panel.announced()
    page = manager.get(session.get_absolute_url()).text  # the first tap: the link that was sent
    assert at("register", session) in page

    own = {"pesantren": panel.pesantren.slug}
    assert manager.post(at("register", session), own).status_code == 302  # the second
    assert manager.post(at("register", session), own).status_code == 302  # pressed twice
    assert Registration.objects.count() == 1
    assert at("give_back", session) in manager.get(session.get_absolute_url()).text
    assert manager.post(at("give_back", session), own).status_code == 302
    assert manager.post(at("give_back", session), own).status_code == 404
    assert Registration.objects.filter(cancelled_at=None).count() == 0


def test_nobody_registers_another_pesantren(manager: Client, panel: PanelScene) -> None:
    session = panel.announced()
    world.make_pesantren("an-nur")

    answer = manager.post(at("register", session), {"pesantren": "an-nur"})

    assert answer.status_code == 403
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("slug", ["", "tidak-ada", "\0"])
def test_a_pesantren_that_is_not_there(secretary: Client, panel: PanelScene, slug: str) -> None:
    assert secretary.post(at("register", panel.announced()), {"pesantren": slug}).status_code == 404


def test_an_office_finds_a_pesantren_and_registers_it(secretary: Client, panel: PanelScene) -> None:
    session = panel.announced()
    assert secretary.get(at("participants", session), {"q": "hikmah"}).status_code == 200

    answer = secretary.post(at("register", session), {"pesantren": panel.pesantren.slug})

    assert answer.headers["Location"] == at("participants", session)
    page = secretary.get(at("participants", session)).text
    assert panel.pesantren.name in page
    table = secretary.get(at("participants", session), {"format": "csv"})
    assert panel.pesantren.name in b"".join(table).decode("utf-8-sig")


def test_an_office_of_another_region_registers_nobody_here(
    client: Client, panel: PanelScene
) -> None:
    malang = world.make_office("malang", region=world.make_region("3573", "Malang", "kota"))
    client.force_login(world.make_member_of(malang, Role.OFFICER))

    answer = client.post(at("register", panel.announced()), {"pesantren": panel.pesantren.slug})

    assert answer.status_code == 403


def test_the_roll_is_called_and_corrected(secretary: Client, panel: PanelScene) -> None:
    session = panel.running()
    panel.registered(session)
    slug = panel.pesantren.slug

    assert secretary.get(at("attendance", session)).status_code == 200
    roll = {"hadir": [slug, "tidak-ada", "\0"]}
    assert secretary.post(at("attendance", session), roll).status_code == 302
    assert AttendanceMark.objects.count() == 1
    wrong = {"pesantren": slug, "is_present": "ya", "reason": "x"}
    assert secretary.post(at("correct", session), wrong).status_code == 422
    right = {"pesantren": slug, "is_present": "tidak", "reason": "Salah centang"}
    assert secretary.post(at("correct", session), right).status_code == 302
    assert "Salah centang" in secretary.get(at("attendance", session)).text


def test_who_came_unregistered_is_written_down_afterwards(
    secretary: Client, panel: PanelScene
) -> None:
    session, guest = panel.over(), world.make_pesantren("darul-falah")
    said = {"pesantren": guest.slug, "is_present": "ya", "reason": "Datang tanpa mendaftar"}
    assert secretary.post(at("correct", session), said).status_code == 422

    searched = {"q": guest.name[-6:]}
    assert f'value="{guest.slug}"' in secretary.get(at("attendance", session), searched).text
    address = f"{at('correct', session)}?{urlencode(searched)}"
    assert secretary.post(address, said).status_code == 302
    read_as(panel.secretary)
    (mark,) = AttendanceMark.objects.all()
    assert (mark.pesantren, mark.is_present) == (guest, True)


def test_a_code_is_shown_and_typed(client: Client, panel: PanelScene) -> None:
    session = panel.running()
    panel.registered(session)
    client.force_login(panel.secretary)
    assert client.post(at("new_code", session)).status_code == 302
    read_as(panel.secretary)
    code = give_code(session, by=panel.secretary)
    assert f"{code[:3]} {code[3:]}" in client.get(at("attendance", session)).text

    client.force_login(panel.manager)
    assert client.get(at("code", session)).status_code == 200
    for _ in range(2):
        assert client.post(at("code", session), {"code": "000000"}).status_code == 422
    assert client.post(at("code", session), {"code": code}).status_code == 302
    assert AttendanceMark.objects.get().source == "code"


def test_a_code_is_not_guessed(client: Client, panel: PanelScene) -> None:
    session = panel.running()
    panel.registered(session)
    read_as(panel.secretary)
    code = give_code(session, by=panel.secretary)
    client.force_login(panel.manager)
    for _ in range(5):
        client.post(at("code", session), {"code": "000001"})

    assert client.post(at("code", session), {"code": code}).status_code == 422
    assert AttendanceMark.objects.count() == 0


@pytest.mark.parametrize("kind", ["minutes", "summary"])
def test_minutes_are_written_and_no_version_is_lost(
    secretary: Client, panel: PanelScene, kind: str
) -> None:
    session = panel.over()
    assert secretary.get(at(kind, session)).status_code == 200

    assert secretary.post(at(kind, session), {"text": "Satu", "after": "0"}).status_code == 302
    refused = secretary.post(at(kind, session), {"text": "Dua", "after": "0"})
    assert (refused.status_code, Minutes.objects.count()) == (422, 1)
    assert ">Dua</textarea>" in refused.text.replace("\n", "")
    assert 'name="after" value="1"' in refused.text
    assert secretary.post(at(kind, session), {"text": "Dua", "after": "1"}).status_code == 302
    assert "Satu" in secretary.get(at(kind, session), {"revisi": "1"}).text
    for number in ("9", "x", "\0", "9" * 30):
        assert secretary.get(at(kind, session), {"revisi": number}).status_code == 404


def test_a_script_in_the_minutes_is_text(client: Client, panel: PanelScene) -> None:
    session = panel.over()
    client.force_login(panel.secretary)
    text = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://contoh.example/y.png)"
    client.post(at("summary", session), {"text": text, "after": "0"})

    page = client.get(session.get_absolute_url()).text

    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "y.png" not in page


def test_a_recording_is_linked(secretary: Client, panel: PanelScene) -> None:
    session = panel.over()

    assert secretary.post(at("recording", session), {"url": "ftp://x"}).status_code == 422
    url = "https://contoh.example/rekaman"
    assert secretary.post(at("recording", session), {"url": url}).status_code == 302
    assert url in secretary.get(session.get_absolute_url()).text


def test_a_recommendation_is_written_and_opens_a_case_once(
    client: Client, panel: PanelScene
) -> None:
    session = panel.announced()
    panel.registered(session)
    panel.moved(session, timedelta(days=-2))
    client.force_login(panel.officer)
    today = timezone.localdate()
    form = {
        "pesantren": panel.pesantren.slug,
        "case": "",
        "text": "Pindahkan simpanan.",
        "office": panel.office.code,
        "due_on": (today + timedelta(days=30)).isoformat(),
        "review_on": (today + timedelta(days=60)).isoformat(),
        "request_id": str(uuid4()),
    }
    assert client.get(at("recommend", session)).status_code == 200
    assert client.post(at("recommend", session), form | {"pesantren": ""}).status_code == 422
    assert client.post(at("recommend", session), form | {"case": "K-2026-9999"}).status_code == 422
    assert client.post(at("recommend", session), form).status_code == 302
    row = Recommendation.objects.get()

    turn = at("turn", session, row.number)
    page = client.get(session.get_absolute_url()).text
    assert f'action="{turn}"' in page
    first, again = client.post(turn), client.post(turn)
    assert first.headers["Location"] == again.headers["Location"]
    assert 'name="batal"' in client.get(session.get_absolute_url()).text
    read_as(panel.officer)
    number = Case.objects.get().number
    lies = form | {"pesantren": "", "case": f" {number.lower()} ", "request_id": str(uuid4())}
    assert client.post(at("recommend", session), lies).status_code == 302
    read_as(panel.officer)
    assert [row.case and row.case.number for row in Recommendation.objects.all()] == [number] * 2
    back = at("withdraw", session, row.number)
    assert client.get(back).status_code == 200
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "Selesai"}).status_code == 302
    assert "Selesai" in client.get(session.get_absolute_url()).text


def test_a_point_of_the_agenda_hears_a_case(panel: PanelScene, secretary: Client) -> None:
    case = Scene(
        panel.pesantren,
        panel.koppontren,
        panel.office,
        world.make_indicator("days", unit="hari"),
        panel.manager,
        panel.officer,
    ).opened()
    session = panel.draft()
    point = {"kind": "hearing", "title": "Laporan", "minutes": "20", "case": case.number}
    point |= {"request_id": str(uuid4())}

    assert secretary.post(at("add_item", session), point).status_code == 302
    read_as(panel.secretary)
    assert session.agenda.get().case == case


def test_what_others_are_told_not_to_do(manager: Client, panel: PanelScene) -> None:
    session = panel.over()
    for name in ("change", "programme", "attendance", "minutes", "summary", "recording"):
        assert manager.get(at(name, session)).status_code == 403, name
    assert manager.get(at("history", session)).status_code == 404


def test_a_shared_address_says_what_it_is(client: Client, panel: PanelScene) -> None:
    session = panel.announced(theme='Kopi & "santri" </script>')

    page = client.get(session.get_absolute_url()).text
    picture = client.get(at("picture", session))

    assert (
        '<meta property="og:title" content="Kopi &amp; &quot;santri&quot; &lt;/script&gt;">' in page
    )
    assert f"{session.get_absolute_url()}gambar.png" in page
    assert '"@type": "Event"' in page
    assert page.count("</script>") == page.count("<script")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_the_history_is_told_to_the_offices(secretary: Client, panel: PanelScene) -> None:
    session = panel.draft()
    panel.moderated(session)
    secretary.post(at("announce", session))

    page = secretary.get(at("history", session)).text

    assert "Diumumkan" in page
    assert "Petugas" in page


def questions(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("who", ["manager", "secretary"])
def test_a_list_asks_as_much_for_three_as_for_one(
    client: Client, panel: PanelScene, who: str
) -> None:
    _ = panel.draft(), panel.announced(), panel.over()
    client.force_login(getattr(panel, who))
    client.get("/sesi/")
    few = questions(client, "/sesi/")
    for _ in range(2):
        _ = panel.draft(), panel.announced(), panel.over()

    assert questions(client, "/sesi/") == few


@pytest.mark.parametrize("name", ["session", "participants", "attendance"])
def test_a_session_asks_as_much_for_three_as_for_one(
    client: Client, panel: PanelScene, name: str
) -> None:
    session = panel.announced()
    panel.registered(session, "an-nur")
    panel.moved(session, timedelta(hours=-1))
    panel.recommended(session)
    client.force_login(panel.secretary)
    url = at(name, session)
    client.get(url)
    few = questions(client, url)
    for slug in ("darul-falah", "nurul-huda"):
        panel.registered(session, slug)
        panel.recommended(session)

    assert questions(client, url) == few


@pytest.mark.parametrize(("hours", "words"), [(3, "dijanjikan tertulis"), (30, "belum ditulis")])
def test_what_was_heard_is_promised_in_writing_within_a_day(
    client: Client, panel: PanelScene, hours: int, words: str
) -> None:
    session = panel.announced()
    read_as(panel.secretary)
    AgendaItem.objects.create(
        session=session, order=1, kind="hearing", title="Simpanan", minutes=20
    )
    panel.moved(session, timedelta(hours=-hours))
    until = timezone.localtime(session.ends_at + timedelta(hours=24))
    client.force_login(panel.officer)

    page = client.get(session.get_absolute_url()).text
    assert words in page
    assert f"{until:%H.%M}" in page
    client.force_login(panel.manager)
    assert words not in client.get(session.get_absolute_url()).text

    panel.recommended(session)
    client.force_login(panel.officer)
    assert words not in client.get(session.get_absolute_url()).text


@pytest.fixture
def scene(db: None) -> Scene:
    """A case, and what became of it."""
    return Scene.set()


def test_a_point_of_the_agenda_leads_to_its_story_and_its_figures(
    client: Client, scene: Scene
) -> None:
    panel = PanelScene.around(scene)
    story, draft = scene.told(), scene.drafted()
    session = panel.announced()
    client.force_login(panel.secretary)
    point = {"kind": "story", "title": "Kisah hari ini", "minutes": "20", "story": story.slug}
    point |= {"request_id": str(uuid4())}
    for wrong in ({"kind": "talk"}, {"story": draft.slug}, {"story": "entah"}):
        assert client.post(at("add_item", session), point | wrong).status_code == 422
    assert client.post(at("add_item", session), point).status_code == 302
    form = client.get(at("programme", session)).context["forms"]["item"]
    assert [row.slug for row in form.fields["story"].queryset] == [story.slug]

    client.logout()
    page = client.get(session.get_absolute_url()).text
    assert f'href="{story.get_absolute_url()}"' in page
    for words in (story.title, "21 hari", "4 hari"):
        assert words in page
    found = client.get(f"/api/sessions/{session.slug}").json()["agenda"]
    assert found == [
        {
            "kind": "story",
            "title": "Kisah hari ini",
            "minutes": 20,
            "pesantren": "al-hikmah",
            "story": story.slug,
        }
    ]


def test_a_story_is_named_long_after_the_session_too(client: Client, scene: Scene) -> None:
    panel = PanelScene.around(scene)
    story, session = scene.told(), panel.over()
    read_as(panel.secretary)
    row, talk = (
        AgendaItem.objects.create(session=session, order=1, kind=kind, title="x", minutes=5)
        for kind in ("story", "talk")
    )
    url = at("name_story", session, row.pk)
    client.force_login(panel.manager)
    assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)
    client.force_login(panel.secretary)
    assert client.get(at("name_story", session, talk.pk)).status_code == 404
    assert url in client.get(at("programme", session)).text
    assert client.post(url, {"story": "entah"}).status_code == 422
    for slug, named in ((story.slug, story), ("", None)):
        assert client.post(url, {"story": slug}).headers["Location"] == at("programme", session)
        row.refresh_from_db()
        assert row.story == named


@pytest.mark.parametrize("name", ["session", "room", "programme"])
def test_an_agenda_asks_as_much_for_three_stories_as_for_one(
    client: Client, scene: Scene, name: str
) -> None:
    panel = PanelScene.around(scene)
    session = panel.announced()
    panel.moved(session, timedelta(minutes=-10))
    client.force_login(panel.secretary)
    url, counts = at(name, session), []
    for number in (1, 2, 3):
        story = scene.told(title=f"Kisah {number}")
        read_as(panel.secretary)
        add_item(session, kind="story", title=story.title, minutes=5, story=story)
        client.get(url)
        counts.append(questions(client, url))

    assert counts[0] == counts[2]


def test_a_session_leads_to_the_others_of_its_series_as_far_as_one_may_see_them(
    client: Client, panel: PanelScene
) -> None:
    first = panel.draft(times=3)
    second, third = Session.objects.filter(series=first.series).exclude(pk=first.pk)
    for session in (first, second):
        announce(session, by=panel.secretary)

    seen = {}
    for person in (None, panel.manager, panel.officer):
        client.logout()
        if person:
            client.force_login(person)
        page = client.get(first.get_absolute_url())
        seen[person and person.name] = {row.pk for row in page.context["series"]}
    assert seen == {
        None: {second.pk},
        "Manajer": {second.pk},
        "Petugas": {second.pk, third.pk},
    }
