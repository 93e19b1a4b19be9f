"""What stands around every view: ended sessions and addresses that are no pages."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_an_ended_session_sends_a_browser_to_the_sign_in(client: Client) -> None:
    answer = client.get("/koppontren/al-hikmah/")

    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/koppontren/al-hikmah/")


def test_an_ended_session_is_told_to_htmx_and_never_drawn_inside_a_panel(client: Client) -> None:
    answer = client.get("/koppontren/al-hikmah/", headers=HTMX)

    assert (answer.status_code, answer["X-Sign-In"], answer.content) == (401, "/masuk/", b"")


def test_an_address_that_only_takes_forms_says_so_on_a_page(client: Client) -> None:
    answer = client.get(reverse("web:sign_in_as"))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Alamat ini hanya menerima formulir" in answer.content.decode()
