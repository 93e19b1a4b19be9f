"""Recommendations as a list: late, due soon, done, by office and session."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from klinik.clinic.sessions.commands import add_item
from klinik.clinic.sessions.models import Recommendation, Session
from klinik.clinic.sessions.rules import WRITTEN_WITHIN
from klinik.core.templatetags.klinik import tanggal
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene
from tests.clinic.sessions.scene import PanelScene

pytestmark = pytest.mark.django_db
URL = "/sesi/rekomendasi/"


def recommended(
    panel: PanelScene, text: str, session: Session, *, days: int, **other: Any
) -> Recommendation:
    """Written down directly: the command takes no day that has passed."""
    read_as(panel.officer)
    due = timezone.localdate() + timedelta(days=days)
    content: dict[str, Any] = {
        "session": session,
        "pesantren": panel.pesantren,
        "office": panel.office,
        "text": text,
        "due_on": due,
        "review_on": due,
        "by": panel.officer,
    }
    return Recommendation.objects.create(**content | other)


def texts(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{URL}{query}").context["table"].page
    return [row.text for row in page.object_list]


def test_the_list_by_state_office_and_session(client: Client) -> None:
    scene = Scene.set()
    closed = scene.closed()
    panel = PanelScene.around(scene)
    one, other = panel.over(theme="Satu"), panel.over(theme="Dua")
    training = world.make_office("pelatihan")
    recommended(panel, "jauh", one, days=40)
    recommended(panel, "segera", one, days=14, office=training)
    recommended(panel, "terlambat", other, days=-1)
    recommended(panel, "selesai", other, days=-9, case=closed)
    client.force_login(scene.officer)

    assert texts(client) == ["terlambat", "segera", "jauh"]
    assert texts(client, "?tampil=terlambat") == ["terlambat"]
    assert texts(client, "?tampil=dua-minggu") == ["segera"]
    assert texts(client, "?tampil=selesai") == ["selesai"]
    assert texts(client, "?bidang=saya") == ["terlambat", "jauh"]
    assert texts(client, "?bidang=pelatihan&tampil=entah") == ["segera"]
    assert texts(client, f"?sesi={one.slug}&urut=-tenggat") == ["jauh", "segera"]
    chips = client.get(f"{URL}?bidang=saya").context["chips"]
    assert [(chip.label, chip.number) for chip in chips] == [
        ("belum selesai", 2),
        ("terlambat", 1),
        ("dalam dua minggu", 0),
        ("selesai", 1),
        ("dijanjikan, belum ditulis", 0),
    ]
    answer: Any = client.get(f"{URL}?tampil=selesai&format=csv")
    file = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "selesai" in file.decode()
    assert f'href="{URL}"' in client.get("/meja/tugas/?tampil=rekomendasi").text


def heard(panel: PanelScene, theme: str) -> Session:
    """A case was heard, and nothing is written."""
    session = panel.over(theme=theme)
    panel.moderated(session)
    add_item(session, kind="hearing", title="Kendala", minutes=10)
    return session


def test_what_is_promised_and_not_written_is_listed_with_the_day_of_the_promise(
    client: Client,
) -> None:
    panel = PanelScene.set()
    session = heard(panel, "Belum ditulis")
    panel.recommended(heard(panel, "Ditulis"))
    other = world.make_member_of(world.make_office("lain"), Role.OFFICER)
    promised = "?tampil=dijanjikan"

    def themes(reader: User, query: str) -> list[str]:
        client.force_login(reader)
        answer = client.get(f"{URL}{query}")
        found = [row.theme for row in answer.context["table"].page]
        chip = next(row for row in answer.context["chips"] if row.is_current)
        assert (chip.label, chip.number) == ("dijanjikan, belum ditulis", len(found))
        return found

    mine = f"{promised}&bidang=saya"
    for person in (panel.officer, panel.secretary):
        assert themes(person, promised) == themes(person, mine) == ["Belum ditulis"]
    assert [themes(other, query) for query in (promised, mine)] == [["Belum ditulis"], []]
    assert themes(other, f"{promised}&sesi=entah") == ["Belum ditulis"]
    page = client.get(f"{URL}{promised}").text
    assert f'href="{session.get_absolute_url()}"' in page
    assert tanggal(timezone.localtime(session.ends_at + WRITTEN_WITHIN).date()) in page


def test_the_desk_counts_as_many_as_its_list_shows(client: Client) -> None:
    panel = PanelScene.set()
    panel.moved(heard(panel, "Belum ditulis"), timedelta(hours=-6))
    recommended(panel, "segera", panel.over(), days=14)
    client.force_login(panel.officer)
    desk = client.get("/meja/")
    part = desk.context["desk"].promised
    url = "/meja/tugas/?tampil=rekomendasi"

    assert desk.text.count(f'href="{url}"') == 2  # the number and the list below it
    page = client.get(url)
    assert [(row.kind, row.title) for row in page.context["table"].page] == [
        ("owed", "Belum ditulis"),
        ("recommendation", "segera"),
    ]
    assert part.number == 2
    assert "Perlu ditulis panel" in page.text


def test_it_is_for_the_offices_and_asks_as_often_for_three_as_for_one(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    panel = PanelScene.set()
    client.force_login(panel.manager)
    assert client.get(URL).status_code == 404
    client.force_login(panel.officer)
    session = panel.over()
    recommended(panel, "satu", session, days=1)
    client.get(URL)
    with django_assert_max_num_queries(20) as one:
        client.get(URL)
    for number in (2, 3):
        recommended(panel, "lagi", session, days=number)
    with django_assert_max_num_queries(20) as three:
        assert len(texts(client)) == 3

    assert len(one) == len(three)

    heard(panel, "Satu")
    with django_assert_max_num_queries(20) as one:
        client.get(f"{URL}?tampil=dijanjikan")
    heard(panel, "Dua")
    with django_assert_max_num_queries(20) as three:
        assert len(client.get(f"{URL}?tampil=dijanjikan").context["table"].page) == 2

    assert len(one) == len(three)
