"""A meeting stands inside the page where its server was named, and nowhere else."""

import pytest
from django.test import Client, override_settings

from tests.clinic.sessions.scene import PanelScene

pytestmark = pytest.mark.django_db
HOSTS = ["meet.jit.si"]


def test_it_is_shown_to_those_who_come_where_its_server_is_named(
    client: Client, panel: PanelScene
) -> None:
    session = panel.running()
    panel.registered(session)
    client.force_login(panel.manager)
    page = session.get_absolute_url()

    assert "<iframe" not in client.get(page).content.decode()
    with override_settings(VIDEO_HOSTS=HOSTS):
        text = client.get(page).content.decode()
        assert 'src="https://meet.jit.si/klinik-opop"' in text
        assert text.count("<iframe") == 1
    with override_settings(VIDEO_HOSTS=["bbb.example.org"]):
        assert "<iframe" not in client.get(page).content.decode()


def test_nobody_else_sees_it(client: Client, panel: PanelScene) -> None:
    session = panel.running()
    with override_settings(VIDEO_HOSTS=HOSTS):
        assert "<iframe" not in client.get(session.get_absolute_url()).content.decode()
        client.force_login(panel.manager)
        assert "<iframe" not in client.get(session.get_absolute_url()).content.decode()


def test_without_a_named_server_no_frame_may_stand_in_any_page(
    client: Client, panel: PanelScene
) -> None:
    answer = client.get(panel.announced().get_absolute_url())

    assert "frame-src 'none'" in answer["Content-Security-Policy"]
