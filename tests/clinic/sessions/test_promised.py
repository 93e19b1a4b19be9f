"""Recommendations as a list: late, due soon, done, by office and session."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from klinik.clinic.sessions.models import Recommendation, Session
from klinik.tenancy.access import read_as
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
    ]
    answer: Any = client.get(f"{URL}?tampil=selesai&format=csv")
    file = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "selesai" in file.decode()
    desk = client.get("/meja/").content.decode()
    assert f'href="{URL}?bidang=saya"' in desk


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
