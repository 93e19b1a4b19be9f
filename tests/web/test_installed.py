"""The house as an app on a telephone: its own name, and nothing kept that is about a person."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from klinik.tenancy.roles import Role
from klinik.web.installed import FILES, OF_APPS
from tests.world import make_koppontren, make_member_of

pytestmark = pytest.mark.django_db


def source_of(address: str) -> str:
    """The file behind a static address, with or without the hash of its content in the name."""
    path = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", address.removeprefix("/static/")))
    assert isinstance(path, str)
    return path


def test_the_manifest_names_the_programme_and_every_picture_has_its_size(client: Client) -> None:
    response = client.get("/app.webmanifest")
    found = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert (found["short_name"], found["start_url"], found["scope"]) == ("Klinik OPOP", "/", "/")
    assert [icon["purpose"] for icon in found["icons"]] == ["any", "any", "maskable"]
    for icon in found["icons"]:
        with Image.open(source_of(icon["src"])) as picture:
            width, height = picture.size
        assert f"{width}x{height}" == icon["sizes"]


def test_the_worker_keeps_static_files_and_pages_about_nobody(client: Client) -> None:
    client.force_login(make_member_of(make_koppontren(), Role.MANAGER, name="Manajer Rahasia"))
    script = client.get("/sw.js")
    kept = json.loads(re.findall(r"const FILES = (.*);", script.text)[0])

    assert script["Content-Type"].startswith("text/javascript")
    assert script["Cache-Control"] == "no-cache"
    files = [*(f"klinik/{name}" for name in FILES), *OF_APPS]
    assert list(map(source_of, kept)) == [source_of(f"/static/{name}") for name in files]
    assert "Manajer Rahasia" not in client.get("/luring/").text + client.get("/tagih/").text
    assert "Manajer Rahasia" not in client.get("/kasir/").text
    assert "cache.put" not in script.text


def test_a_worker_is_the_same_for_everybody_until_something_changes(client: Client) -> None:
    before = client.get("/sw.js").text
    client.force_login(make_member_of(make_koppontren(), Role.MANAGER))

    assert client.get("/sw.js").text == before


def test_the_policy_lets_the_worker_run(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]

    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy
