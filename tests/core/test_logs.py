"""The log tells what happened and to which rows; it names nobody."""

import io
import json
import logging
import logging.config
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client
from pytest_django.fixtures import Settings

from klinik.core import logs
from klinik.people.models import User
from klinik.tenancy.roles import Role
from klinik.web import views
from tests.world import make_koppontren, make_member_of

NAME, EMAIL, PHONE = "Nur Rahasia", "nur.rahasia@contoh.example", "081234567890"


@pytest.fixture
def log(settings: Settings) -> Iterator[io.StringIO]:
    """What production would write to standard error."""
    stream = io.StringIO()
    config = logs.set_up(readable=False)
    config["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(config)
    yield stream
    logging.config.dictConfig(settings.LOGGING)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_one_line_with_numbers_only(
    client: Client, log: io.StringIO, db: None
) -> None:
    koppontren = make_koppontren()
    manager = make_member_of(koppontren, Role.MANAGER)
    client.force_login(manager)
    number = str(uuid4())

    answer = client.get(
        f"/koppontren/{koppontren.slug}/anggota/?q={NAME}", headers={"X-Request-ID": number}
    )

    (line,) = lines(log)
    assert line.pop("ms") > 0
    assert line.pop("timestamp")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "klinik.request",
        "request_id": number,
        "method": "GET",
        "route": "members:list",
        "status": 200,
        "tenant": koppontren.pk,
        "user": manager.pk,
    }
    assert answer["X-Request-ID"] == number


@pytest.mark.parametrize("given", ["081234567890", "Nur Rahasia", "x" * 32, "", "a" * 500])
def test_an_id_that_could_be_something_else_is_not_taken(
    client: Client, db: None, given: str
) -> None:
    answer = client.get("/masuk/", headers={"X-Request-ID": given})

    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-ID"])


def test_what_broke_is_told_by_its_place_and_its_id_stands_on_the_page(
    client: Client, log: io.StringIO, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_user: User | None) -> None:
        raise IntegrityError(f"Key (email)=({EMAIL}) {NAME} {PHONE}")

    monkeypatch.setattr(views, "read_as", broken)
    client.raise_request_exception = False

    answer = client.get(f"/?q={EMAIL}")

    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
    error, request = lines(log)
    assert error["error"][-1] == "django.db.utils.IntegrityError"
    assert any(place.endswith(" broken") for place in error["error"])
    assert (error["route"], request["status"], request["level"]) == ("web:home", 500, "error")
    assert error["request_id"] == answer["X-Request-ID"]
    assert not any(secret in log.getvalue() for secret in (NAME, EMAIL, PHONE, "?q", "rahasia"))


def test_a_foreign_sentence_is_written_without_its_words(log: io.StringIO) -> None:
    other = logging.getLogger("procrastinate.worker")
    other.error("Job of %s failed", NAME)
    other.error(f"Cannot write to {EMAIL} or {PHONE} at /cari/?q={EMAIL}")

    assert [line["event"] for line in lines(log)] == [
        "Job of %s failed",
        "Cannot write to … or … at /cari/…",
    ]


def test_what_nobody_knows_is_no_route(client: Client, log: io.StringIO, db: None) -> None:
    client.generic("GET", f"/{EMAIL}/{NAME}/?x={PHONE}")
    client.generic("BREW", "/masuk/")

    assert [(line["method"], line["route"]) for line in lines(log)] == [
        ("GET", None),
        ("other", "account_login"),
    ]
    assert EMAIL not in log.getvalue()


def test_in_a_terminal_only_what_went_wrong_is_said(settings: Settings, client: Client) -> None:
    stream = io.StringIO()
    config = logs.set_up(readable=True, quiet=True)
    config["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(config)
    try:
        logging.getLogger("klinik.request").info("request")
        logging.getLogger("klinik.request").error("broke")
    finally:
        logging.config.dictConfig(settings.LOGGING)
    said = stream.getvalue().splitlines()

    assert len(said) == 1
    assert "broke" in said[0]
