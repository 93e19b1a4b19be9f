"""What lies on an officer's desk, and how the work is shared."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from klinik.clinic.cases.commands import (
    accept_help,
    offer_help,
    refer_case,
    set_activity,
    set_day,
    set_target,
    take_case,
    triage_case,
)
from klinik.clinic.cases.models import Activity, Audience
from klinik.clinic.sessions.commands import add_item, seat_panelist
from klinik.clinic.sessions.models import Panelist
from klinik.clinic.stories.commands import agree_to_text, publish_story
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.programme.desk.queries import Desk, Part, desk_of, loads_of
from klinik.tenancy.models import AspectDuty, Membership
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene, a_secretary

pytestmark = pytest.mark.django_db
Counter = Callable[..., AbstractContextManager[Any]]
DESK, TASKS, LOAD = "/meja/", "/meja/tugas/", "/meja/beban/"
TODAY = timezone.localdate


@pytest.fixture
def scene() -> Scene:
    return Scene.set()


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def desk(user: User) -> Desk:
    read_as(user)
    return desk_of(user, today=TODAY())


def said(part: Part) -> list[tuple[str, str]]:
    return [(row.kind, row.title) for row in part.tasks]


def test_a_new_case_waits_for_the_office_to_take_it(scene: Scene) -> None:
    case = scene.opened()
    found = desk(scene.officer)

    assert said(found.to_take) == [("take", "Laporan terlambat")]
    assert found.late.number == found.mine.number == 0
    assert found.first is not None
    assert found.first.url == case.get_absolute_url()
    assert (found.first.left or 0) > 0


def test_what_was_taken_waits_for_whoever_took_it(scene: Scene) -> None:
    scene.taken()
    colleague = world.make_member_of(scene.office, Role.OFFICER)

    assert said(desk(scene.officer).mine) == [("case", "Laporan terlambat")]
    assert desk(colleague).mine.number == 0


def test_what_is_past_its_target_is_late_and_nothing_else(scene: Scene) -> None:
    scene.opened(title="Lama sekali", at=ago(60))
    scene.opened(title="Baru")
    found = desk(scene.officer)

    assert said(found.late) == [("take", "Lama sekali")]
    assert said(found.to_take) == [("take", "Baru")]
    assert found.late.tasks[0].late_by > 20
    assert found.first == found.late.tasks[0]


def test_the_secretariat_sees_what_is_late_twice_over(scene: Scene) -> None:
    secretary = a_secretary()
    scene.opened(title="Lama sekali", at=ago(60))
    scene.opened(title="Baru")

    assert said(desk(secretary).late) == [("escalated", "Lama sekali")]
    assert desk(secretary).to_take.number == 0


def test_another_office_sees_what_it_is_asked(scene: Scene) -> None:
    other = world.make_office("pemasaran")
    officer = world.make_member_of(other, Role.OFFICER)
    case = scene.taken()
    refer_case(case, office=other, partner=None, text="Bantu", request_id=uuid4(), by=scene.officer)

    assert said(desk(officer).mine) == [("referral", "Laporan terlambat")]
    assert desk(scene.officer).mine.number == 1


def test_what_is_set_comes_near(scene: Scene) -> None:
    case = scene.taken()
    for days, what in ((3, "Pelatihan"), (100, "Kunjungan")):
        set_activity(
            case,
            kind=Activity.Kind.TRAINING,
            what=what,
            who="Bidang",
            on=TODAY() + timedelta(days=days),
            request_id=uuid4(),
            by=scene.officer,
        )

    assert said(desk(scene.officer).planned) == [("activity", "Pelatihan")]


def test_what_the_panel_promised_in_writing_lies_on_its_desks(scene: Scene) -> None:
    panel = PanelScene.around(scene)
    session = panel.over()
    panel.moderated(session)
    add_item(session, kind="hearing", title="Kendala", minutes=10)
    other = world.make_member_of(world.make_office("lain"), Role.OFFICER)
    owed = [("owed", session.theme)]

    for person in (scene.officer, a_secretary()):
        found = desk(person)
        assert [*said(found.promised), *said(found.late)] == owed
    assert said(desk(other).promised) == []
    panel.recommended(session)
    assert "owed" not in dict(said(desk(scene.officer).promised))


def test_recommendations_stand_until_their_day_and_late_after_it(scene: Scene) -> None:
    panel = PanelScene.around(scene)
    session = panel.running()
    panel.recommended(session, text="Segera.")
    panel.recommended(session, text="Terlewat.", due_on=TODAY() - timedelta(days=5))
    found = desk(scene.officer)

    assert said(found.promised) == [("recommendation", "Segera.")]
    assert said(found.late) == [("recommendation", "Terlewat.")]
    others = [panel.running() for _ in range(4)]
    assert {row.pk for row in desk(scene.officer).today} == {
        session.pk,
        *(row.pk for row in others),
    }
    assert len(desk(scene.officer).sessions) == 3
    assert desk(world.make_member_of(world.make_office("lain"), Role.OFFICER)).promised.number == 0


def test_named_cases_lie_on_nobody_elses_desk(scene: Scene) -> None:
    colleague = world.make_member_of(scene.office, Role.OFFICER)
    scene.opened(audience=Audience.NAMED, readers=[scene.officer], at=ago(60))

    assert desk(scene.officer).late.number == 1
    for other in (colleague, a_secretary()):
        assert [part.number for part in desk(other) if isinstance(part, Part)] == [0] * 6


@pytest.mark.parametrize("page", [DESK, TASKS, LOAD])
def test_only_offices_have_a_desk(client: Client, scene: Scene, page: str) -> None:
    region = world.make_office("lamongan", region=scene.pesantren.region)
    assert client.get(page).status_code == 302
    for person, status in (
        (scene.officer, 200),
        (a_secretary(), 200),
        (world.make_member_of(region, Role.OFFICER), 403 if page == LOAD else 200),
        (world.make_member_of(world.make_partner(), Role.MENTOR), 200 if page == LOAD else 404),
        (scene.manager, 404),
        (world.make_user(), 404),
    ):
        client.force_login(person)
        assert client.get(page).status_code == status


def test_the_page_says_what_is_left_in_words(client: Client, scene: Scene) -> None:
    scene.opened(title="Lama sekali", at=ago(60))
    scene.taken()
    client.force_login(scene.officer)

    page = client.get(DESK).content.decode()

    assert "hari kerja terlambat" in page
    assert "hari kerja lagi" in page
    assert page.count('class="btn primary"') == 1


def test_the_load_counts_what_each_has_in_hand(scene: Scene) -> None:
    colleague = world.make_member_of(scene.office, Role.OFFICER, name="Adik")
    scene.opened()
    scene.opened(at=ago(60))
    scene.taken()
    scene.planned()
    scene.closed()
    read_as(scene.officer)
    (ours,) = loads_of(scene.officer, today=TODAY())

    assert ours.office == scene.office
    assert [(row.aspect.code, *row[1:]) for row in ours.untaken] == [("pembiayaan", 2, 1, 0)]
    assert [tuple(row) for row in ours.officers] == [
        ("Adik", 0, 0, 0, colleague.pk),
        ("Petugas", 2, 1, 0, scene.officer.pk),
    ]
    assert ours.next is not None
    assert ours.next.officer == colleague.name


def test_a_story_lies_on_the_desk_from_the_agreement_until_it_is_public(
    client: Client, scene: Scene
) -> None:
    story = scene.drafted()
    other = world.make_member_of(world.make_office("pelatihan"), Role.OFFICER)
    assert said(desk(scene.officer).to_read) == []  # it waits for its pesantren
    read_as(scene.manager)
    agree_to_text(story, by=scene.manager)

    for person in (scene.officer, a_secretary()):
        assert said(desk(person).to_read) == [("story", story.title)]
    assert said(desk(other).to_read) == []
    client.force_login(scene.officer)
    assert story.title in client.get(f"{TASKS}?tampil=cerita").content.decode()
    assert "/kisah/naskah/" in client.get("/kisah/").content.decode()
    read_as(scene.officer)
    publish_story(story, by=scene.officer)
    assert said(desk(scene.officer).to_read) == []


def test_what_somebody_who_left_had_taken_lies_on_the_desk_of_the_office(
    client: Client, scene: Scene
) -> None:
    colleague = world.make_member_of(scene.office, Role.OFFICER, name="Adik")
    case = scene.taken()
    scene.closed()
    assert said(desk(colleague).to_take) == []
    scene.officer.memberships.update(ended_on=TODAY() - timedelta(days=1))

    assert said(desk(colleague).to_take) == [("left", "Laporan terlambat")]
    (ours,) = loads_of(colleague, today=TODAY())
    assert [tuple(row)[1:] for row in ours.untaken] == [(0, 0, 1)]
    assert [row.open for row in ours.officers] == [0]
    client.force_login(colleague)
    page = client.get(LOAD).content.decode()
    assert "petugas=tidak-ada" in page
    listed = client.get("/kasus/?lihat=semua&petugas=tidak-ada").context["table"]
    assert list(listed.page.object_list) == [case]


def test_what_was_taken_before_the_aspect_went_to_another_office_lies_there(
    scene: Scene,
) -> None:
    scene.taken()
    aspect = scene.office.aspect
    other = world.make_office("pelatihan")
    newcomer = world.make_member_of(other, Role.OFFICER)
    assert aspect
    AspectDuty.objects.create(aspect=aspect, office=other)

    assert said(desk(scene.officer).mine) == []
    assert said(desk(newcomer).to_take) == [("left", "Laporan terlambat")]


@pytest.mark.parametrize("who", ["officer", "secretary"])
def test_every_number_of_the_load_leads_to_the_cases_it_counts(
    client: Client, scene: Scene, who: str
) -> None:
    scene.opened()
    scene.opened(at=ago(60))
    scene.taken()
    scene.planned()
    old = scene.opened(at=ago(90))
    read_as(scene.officer)
    take_case(old, office=scene.office, by=scene.officer, at=ago(80))
    client.force_login(scene.officer if who == "officer" else a_secretary())

    page = client.get(LOAD).content.decode()
    found = re.findall(r'href="(/kasus/[^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    counted = {}
    for address, words in found:
        number = int(re.findall(r"\d+", re.sub(r"<[^>]+>", " ", words))[-1])
        rows = client.get(unescape(address)).context["table"].page.paginator.count
        counted[unescape(address).partition("?")[2]] = (number, rows)

    assert [number for number, _rows in counted.values() if number] == [2, 1, 3, 2, 1]
    assert {number == rows for number, rows in counted.values()} == {True}


def test_a_mentor_sees_what_their_partner_has_in_hand_and_the_offices_too(
    client: Client, scene: Scene
) -> None:
    partner, other = world.make_partner(), world.make_partner("bank-contoh")
    mentor = world.make_member_of(partner, Role.MENTOR)
    case = scene.taken(audience=Audience.NETWORK)
    read_as(mentor)
    offer_help(case, partner=partner, text="Kami bantu.", request_id=uuid4(), by=mentor)
    read_as(scene.manager)
    accept_help(case, help=case.helps.get(), by=scene.manager)
    read_as(scene.officer)
    told: dict[str, Any] = {"kind": Activity.Kind.MENTORING, "who": "Dosen", "by": scene.officer}
    for days, what in ((3, "Pelatihan"), (0, "Kunjungan")):
        on = TODAY() + timedelta(days=days)
        set_activity(case, what=what, on=on, partner=partner, request_id=uuid4(), **told)
    refer_case(
        case, office=None, partner=partner, text="Bantu", request_id=uuid4(), by=scene.officer
    )

    for person in (mentor, scene.officer, a_secretary()):
        client.force_login(person)
        (row,) = client.get(LOAD).context["partners"]
        assert (row.partner, row.number, row.late) == (partner, 3, 0)
        assert [task.title for task in row.tasks] == ["Kunjungan", "Pelatihan", case.title]
    client.force_login(mentor)
    assert LOAD in client.get("/").content.decode()
    client.force_login(world.make_member_of(other, Role.MENTOR))
    (row,) = client.get(LOAD).context["partners"]
    assert (row.partner, row.number) == (other, 0)


def test_a_mentor_of_two_partners_has_one_load_and_nobody_reads_another_partners(
    client: Client, scene: Scene, django_assert_max_num_queries: Any
) -> None:
    first, second = world.make_partner(), world.make_partner("bank-contoh")
    both = world.make_member_of(first, Role.MENTOR, name="Mentor Berdua")
    Membership.objects.create(user=both, role=Role.MENTOR, partner=second)
    one = world.make_member_of(second, Role.MENTOR, name="Mentor Bank")
    case = scene.taken(audience=Audience.NETWORK)
    told: dict[str, Any] = {"kind": Activity.Kind.MENTORING, "who": "Dosen", "by": scene.officer}
    for partner, mentor in ((first, both), (second, one)):
        read_as(mentor)
        offer_help(case, partner=partner, text="Kami bantu.", request_id=uuid4(), by=mentor)
        read_as(scene.manager)
        accept_help(case, help=case.helps.get(partner=partner), by=scene.manager)
    read_as(scene.officer)
    for partner in (first, first, second):
        set_activity(
            case, what="Kunjungan", on=TODAY(), partner=partner, request_id=uuid4(), **told
        )
    panel = PanelScene.around(scene)
    session = panel.announced()
    read_as(panel.secretary)
    seat_panelist(session, part=Panelist.Part.PANELIST, user=both, partner=first)
    of_both, of_one = ("Mentor Berdua", 3, 0, 1), ("Mentor Bank", 1, 0, 0)

    for person, expected in (
        (scene.officer, [of_one, of_both]),
        (panel.secretary, [of_one, of_both]),
        (both, [of_both]),
        (one, [of_one]),
    ):
        client.force_login(person)
        client.get(LOAD)
        page = client.get(LOAD)
        rows = page.context["mentors"]
        assert [(row.mentor.name, row.tasks, row.late, row.sessions) for row in rows] == expected
    assert "Mentor Berdua" not in page.text

    client.force_login(scene.officer)
    with django_assert_max_num_queries(40) as two:
        client.get(LOAD)
    world.make_member_of(second, Role.MENTOR)
    with django_assert_max_num_queries(40) as three:
        assert len(client.get(LOAD).context["mentors"]) == 3
    assert len(two) == len(three)


def test_lateness_on_the_desk_knows_the_urgency(scene: Scene) -> None:
    secretary = a_secretary()
    for urgency, days in (("urgent", 1), ("calm", 100)):
        read_as(secretary)
        set_target(
            step="take",
            urgency=urgency,
            working_days=days,
            since=TODAY(),
            source="SK (contoh)",
            by=secretary,
            today=TODAY(),
        )
        case = scene.opened(title=urgency, at=ago(60))
        read_as(scene.officer)
        triage_case(case, urgency=urgency, request_id=uuid4(), by=scene.officer)
    found = desk(scene.officer)

    assert said(found.late) == [("take", "urgent")]
    assert said(found.to_take) == [("take", "calm")]
    assert [row.late for row in loads_of(scene.officer, today=TODAY())[0].untaken] == [1]


def test_the_secretariat_sees_the_load_of_every_office(client: Client, scene: Scene) -> None:
    world.make_office("pemasaran")
    client.force_login(a_secretary())
    codes = [row.office.code for row in client.get(LOAD).context["loads"]]
    client.force_login(scene.officer)

    assert codes == ["pemasaran", "pembiayaan", "sekretariat"]
    assert [row.office.code for row in client.get(LOAD).context["loads"]] == ["pembiayaan"]


def test_every_number_of_the_desk_leads_to_the_list_of_what_it_counts(
    client: Client, scene: Scene
) -> None:
    panel = PanelScene.around(scene)
    scene.opened(at=ago(60))
    for _number in range(7):
        scene.opened()
    case = scene.taken()
    set_activity(
        case,
        kind=Activity.Kind.TRAINING,
        what="Pelatihan",
        who="Bidang",
        on=TODAY() + timedelta(days=3),
        request_id=uuid4(),
        by=scene.officer,
    )
    panel.recommended(panel.running())
    client.force_login(scene.officer)

    page = client.get(DESK).content.decode()
    kpis = re.findall(r'class="kpi" href="([^"]+)".*?class="figure">(\d+)<', page, re.DOTALL)
    lists = [client.get(address).context["table"].page.paginator.count for address, _n in kpis]

    assert [int(number) for _address, number in kpis] == lists == [1, 0, 7, 1, 1]
    assert "Pelatihan" in client.get(f"{TASKS}?tampil=dua-minggu").content.decode()
    assert "Pelatihan" in client.get(f"{TASKS}?tampil=dua-minggu&format=csv").content.decode()
    assert client.get(f"{TASKS}?tampil=entah&urut=sisa&page=9").status_code == 200


def test_a_day_in_a_year_without_decided_days_off_is_an_estimate(
    client: Client, scene: Scene
) -> None:
    panel = PanelScene.around(scene)
    session = panel.running()
    far = TODAY() + timedelta(days=800)
    panel.recommended(session, text="Jauh.", due_on=far, review_on=far)
    panel.recommended(session, text="Terlewat.", due_on=date(2026, 6, 1))
    client.force_login(scene.officer)
    words = "hari libur tahun itu belum ditetapkan"

    for page in (DESK, f"{TASKS}?tampil=rekomendasi", "/sesi/rekomendasi/"):
        assert client.get(page).content.decode().count(words) == 1
    set_day(on=far, name="Libur", is_off=True, source="SKB (contoh)", by=a_secretary())
    for page in (DESK, f"{TASKS}?tampil=rekomendasi", "/sesi/rekomendasi/"):
        assert words not in client.get(page).content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_pages_ask_a_fixed_number_of_questions(
    client: Client, scene: Scene, django_assert_num_queries: Counter, more: int
) -> None:
    panel = PanelScene.around(scene)
    session = panel.running()
    for _number in range(1 + more):
        panel.recommended(session)
        scene.opened(baseline=Decimal(21))
        scene.planned()
        world.make_member_of(scene.office, Role.OFFICER)
    client.force_login(scene.officer)
    for page, questions in ((DESK, 32), (TASKS, 30), (LOAD, 25)):
        client.get(page)
        with django_assert_num_queries(questions):
            client.get(page)
