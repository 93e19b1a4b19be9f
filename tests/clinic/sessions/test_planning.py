"""Planning, changing, announcing and calling off; panel and agenda."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from klinik.clinic.cases.models import Audience
from klinik.clinic.sessions.commands import (
    add_item,
    announce,
    call_off,
    change_session,
    leave_panel,
    move_item,
    name_story,
    remove_item,
    report_session,
    seat_panelist,
)
from klinik.clinic.sessions.models import AgendaItem, Panelist, Session
from klinik.clinic.sessions.queries import agenda_of, panel_of
from klinik.clinic.sessions.rules import (
    AgendaTooLong,
    InThePast,
    NoReason,
    OnThePanelAlready,
    RequestReused,
    SessionOver,
    StoryNotPublic,
    TooFewSeats,
    UnsafeLink,
)
from klinik.clinic.stories.commands import withdraw_story
from klinik.tenancy.access import read_as
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene, in_days, told

Part, Kind = Panelist.Part, AgendaItem.Kind


def changed(panel: PanelScene, session: Session, **other: object) -> Session:
    content = {
        "theme": session.theme,
        "about": session.about,
        "aspects": list(session.aspects.all()),
        "starts_at": session.starts_at,
        "minutes": session.minutes,
        "capacity": session.capacity,
        "video_url": session.room.video_url,
        "by": panel.secretary,
    }
    read_as(panel.secretary)
    return change_session(session, **content | other)  # type: ignore[arg-type]


def test_a_plan_is_a_draft_with_its_own_address(panel: PanelScene) -> None:
    session = panel.draft(theme="Menjual ke luar kota")

    day = timezone.localtime(session.starts_at).date()
    assert session.slug == f"menjual-ke-luar-kota-{day.isoformat()}"
    assert session.phase == "draft"
    assert session.room.video_url == "https://meet.jit.si/klinik-opop"
    assert [aspect.code for aspect in session.aspects.all()] == ["pembiayaan"]


def test_two_of_one_day_and_theme_have_addresses_of_their_own(panel: PanelScene) -> None:
    first, second = panel.draft(), panel.draft()

    assert second.slug == f"{first.slug}-2"


def test_sent_twice_it_is_planned_once(panel: PanelScene) -> None:
    key = uuid4()

    assert panel.draft(request_id=key, times=3) == panel.draft(request_id=key, times=3)
    assert Session.objects.count() == 3


def test_other_words_under_the_same_key_are_refused(panel: PanelScene) -> None:
    key = uuid4()
    session = panel.draft(request_id=key, times=3)
    other = world.make_office("kelembagaan").aspect
    plan: dict[str, Any] = {
        "theme": "Lain",
        "about": "Lain",
        "aspects": [panel.office.aspect, other],
        "starts_at": in_days(8),
        "minutes": 90,
        "capacity": 9,
        "video_url": "https://zoom.us/j/1",
        "times": 1,
        "is_simulated": True,
    }
    for name, value in plan.items():
        with pytest.raises(RequestReused):
            panel.draft(request_id=key, **{"times": 3, name: value})
    assert Session.objects.count() == 3

    Session.objects.filter(pk=session.pk).update(theme="Diubah sejak itu")
    assert panel.draft(request_id=key, times=3) == session


def test_a_series_is_one_draft_each_month_at_the_same_time(panel: PanelScene) -> None:
    first = panel.draft(times=6)

    series = Session.objects.filter(series=first.series).order_by("starts_at")
    starts = [timezone.localtime(session.starts_at) for session in series]
    assert len(starts) == 6
    assert {start.weekday() for start in starts} == {starts[0].weekday()}
    assert {start.time() for start in starts} == {starts[0].time()}
    assert len({(start.year, start.month) for start in starts}) == 6
    assert {session.phase for session in series} == {"draft"}


def test_what_has_passed_is_not_planned(panel: PanelScene) -> None:
    with pytest.raises(InThePast):
        panel.draft(starts_at=timezone.now() - timedelta(minutes=1))


def test_only_a_safe_link_is_kept(panel: PanelScene) -> None:
    with pytest.raises(UnsafeLink):
        panel.draft(video_url="http://zoom.us/j/1")


def test_announced_twice_it_is_announced_once(panel: PanelScene) -> None:
    session = panel.announced()

    assert announce(session, by=panel.secretary).announced_at == session.announced_at
    assert session.phase == "coming"


def test_what_was_planned_changes_and_those_who_come_hear_of_another_day(
    panel: PanelScene,
) -> None:
    session = panel.announced()
    panel.registered(session)

    same = changed(panel, session)
    assert (same.sequence, told(panel.manager)) == (0, [])
    other = changed(panel, session, about="Lebih lengkap", video_url="")
    assert (other.sequence, told(panel.manager)) == (0, [])
    moved = changed(panel, session, starts_at=in_days(9))
    assert (moved.sequence, told(panel.manager)) == (1, ["session.moved"])


def test_nobody_who_has_a_seat_loses_it(panel: PanelScene) -> None:
    session = panel.announced(capacity=3)
    panel.registered(session)
    panel.registered(session, "an-nur")

    with pytest.raises(TooFewSeats):
        changed(panel, session, capacity=1)
    assert changed(panel, session, capacity=2).capacity == 2


def test_a_larger_room_lets_those_who_wait_in(panel: PanelScene) -> None:
    session = panel.announced(capacity=1)
    panel.registered(session, "an-nur")
    panel.registered(session)

    changed(panel, session, capacity=2)

    assert told(panel.manager) == ["session.moved_up"]


def test_called_off_with_a_reason_it_stays_and_all_hear_of_it(panel: PanelScene) -> None:
    session = panel.announced()
    panel.registered(session)
    read_as(panel.secretary)

    with pytest.raises(NoReason):
        call_off(session, reason=" ", by=panel.secretary)
    off = call_off(session, reason="Gedung dipakai.", by=panel.secretary)
    call_off(session, reason="Lain.", by=panel.secretary)

    assert (off.phase, off.cancel_reason, off.sequence) == ("cancelled", "Gedung dipakai.", 1)
    assert told(panel.manager) == ["session.called_off"]
    with pytest.raises(SessionOver):
        changed(panel, session)


def test_what_was_held_is_not_called_off(panel: PanelScene) -> None:
    with pytest.raises(SessionOver):
        call_off(panel.over(), reason="Terlambat", by=panel.secretary)


def test_a_session_reported_elsewhere_carries_its_source(panel: PanelScene) -> None:
    read_as(panel.secretary)
    key = uuid4()
    day = timezone.localdate() - timedelta(days=400)
    report: dict[str, Any] = {
        "theme": "Sesi pertama",
        "about": "",
        "aspects": [],
        "on": day,
        "reported_pesantren": 140,
        "source": "https://contoh.example/berita",
        "request_id": key,
        "by": panel.secretary,
    }
    for _ in range(2):
        session = report_session(**report)
    for name, value in (
        ("theme", "Lain"),
        ("about", "Lain"),
        ("aspects", [panel.office.aspect]),
        ("on", day - timedelta(days=1)),
        ("reported_pesantren", 141),
        ("source", "https://contoh.example/lain"),
    ):
        with pytest.raises(RequestReused):
            report_session(**report | {name: value})
    with pytest.raises(RequestReused):
        panel.draft(request_id=key)

    assert Session.objects.count() == 1
    assert (session.phase, session.knows_time, session.reported_pesantren) == ("over", False, 140)


def test_a_panel_of_people_offices_and_names(panel: PanelScene) -> None:
    session = panel.draft()
    seat_panelist(session, part=Part.PANELIST, office=panel.office)
    seat_panelist(session, part=Part.PANELIST, name="Ahli Contoh", speaks_on="Kopi")
    moderator = panel.moderated(session)

    assert [(row.part, row.shown_name, row.shown_place) for row in panel_of(session)] == [
        ("moderator", "Petugas", "Bidang pembiayaan"),
        ("panelist", "Bidang pembiayaan", ""),
        ("panelist", "Ahli Contoh", ""),
    ]
    with pytest.raises(OnThePanelAlready):
        seat_panelist(session, part=Part.MODERATOR, name="Kedua")
    with pytest.raises(OnThePanelAlready):
        seat_panelist(session, part=Part.PANELIST, user=panel.officer)
    leave_panel(moderator)
    assert panel_of(session).count() == 2


def test_an_agenda_in_order_with_its_times(panel: PanelScene) -> None:
    session = panel.draft(minutes=60)
    story = add_item(session, kind=Kind.STORY, title="Kisah", minutes=20, pesantren=panel.pesantren)
    add_item(session, kind=Kind.OTHER, title="Doa", minutes=10)
    last = add_item(session, kind=Kind.TALK, title="Paparan", minutes=30)

    move_item(story, up=False)
    move_item(last, up=False)

    assert [
        (point.item.title, point.begins_at - session.starts_at) for point in agenda_of(session)
    ] == [
        ("Doa", timedelta(0)),
        ("Kisah", timedelta(minutes=10)),
        ("Paparan", timedelta(minutes=30)),
    ]
    with pytest.raises(AgendaTooLong):
        add_item(session, kind=Kind.OTHER, title="Lagi", minutes=1)
    remove_item(last)
    assert [point.item.title for point in agenda_of(session)] == ["Doa", "Kisah"]


def test_a_case_that_is_heard_is_linked_for_those_who_may_read_it(db: None) -> None:
    scene = Scene.set()
    panel = PanelScene.around(scene)
    case = scene.opened(audience=Audience.OFFICES)
    session = panel.announced()
    add_item(
        session,
        kind=Kind.HEARING,
        title="Sidang kasus",
        minutes=30,
        case=case,
        pesantren=scene.pesantren,
    )

    read_as(scene.officer)
    assert [point.case for point in agenda_of(session)] == [case]
    read_as(None)
    (point,) = agenda_of(session)
    assert (point.item.title, point.case, point.item.pesantren) == ("Sidang kasus", None, None)


def test_a_story_is_named_by_a_point_while_it_is_public(db: None) -> None:
    scene = Scene.set()
    panel = PanelScene.around(scene)
    story = scene.told()
    session = panel.announced()
    named = add_item(session, kind=Kind.STORY, title="Kisah", minutes=20, story=story)
    later = add_item(session, kind=Kind.STORY, title="Kisah lain", minutes=20)
    assert (named.pesantren, later.pesantren) == (scene.pesantren, None)

    later = name_story(later, story=story)
    assert (later.story, later.pesantren) == (story, scene.pesantren)
    assert name_story(named, story=None).pesantren is None
    read_as(None)
    first, second = agenda_of(session)
    assert (first.story, second.story) == (None, story)
    assert second.story
    assert second.story.figures

    read_as(scene.manager)
    withdraw_story(story, reason="Angkanya diperiksa lagi.", by=scene.manager)
    story.refresh_from_db()
    with pytest.raises(StoryNotPublic):
        name_story(named, story=story)
    with pytest.raises(StoryNotPublic):
        add_item(session, kind=Kind.STORY, title="Kisah", minutes=5, story=story)
    for reader in (None, scene.manager, panel.secretary):
        read_as(reader)
        assert [point.story for point in agenda_of(session)] == [None, None]


def test_nothing_but_a_success_story_names_a_story(db: None) -> None:
    scene = Scene.set()
    panel = PanelScene.around(scene)
    story, session = scene.told(), panel.announced()
    with pytest.raises(IntegrityError), transaction.atomic():
        add_item(session, kind=Kind.TALK, title="Paparan", minutes=20, story=story)
