"""A stream begins with what was missed, is closed to whom the room is, and resumes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import psycopg
import pytest

from klinik.clinic.sessions.room import passes
from klinik.web.live.app import Live
from klinik.web.live.hub import Hub
from klinik.web.live.log import Log

ORIGIN = "http://localhost:8000"
ROOM = "/sesi/a/ruang/aliran/"
SECRET = "for tests"
OURS, THEIRS = 1, 2


class Three(Log):
    """A log of three events that one person may see; it may be out of reach."""

    def __init__(self, *, answers: bool = True) -> None:
        self.answers = answers

    async def last(self, slug: str, *, reader: int) -> int | None:
        if not self.answers:
            raise psycopg.OperationalError("gone")
        return 3 if (slug, reader) == ("a", OURS) else None


def a_pass(reader: int = OURS, slug: str = "a", secret: str = SECRET) -> str:
    return passes.issue(secret, slug=slug, reader=reader)


def hear(
    *later: int,
    path: str = ROOM,
    given: str | None = None,
    query: str = "",
    is_hearing: bool = True,
    answers: bool = True,
    **headers: str,
) -> tuple[int, list[int]]:
    """The status, and the numbers of the events heard; `later` happen while it is open."""
    sent: list[dict[str, Any]] = []

    async def go() -> None:
        hub = Hub("")
        if is_hearing:
            hub.is_hearing.set()
        live = Live(hub, Three(answers=answers), origin=ORIGIN, secret=SECRET)
        left = asyncio.Event()

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> dict[str, str]:
            await left.wait()
            return {"type": "http.disconnect"}

        said = {name.replace("_", "-"): text for name, text in headers.items()}
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": f"pas={a_pass() if given is None else given}&{query}".encode(),
            "headers": [(key.encode(), value.encode()) for key, value in said.items()],
        }
        answering = asyncio.create_task(live(scope, receive, send))
        while not sent and not answering.done():
            await asyncio.sleep(0.01)
        for number in later:
            hub.tell(json.dumps({"slug": "a", "number": number, "kind": "asked"}))
        await asyncio.sleep(0.05)
        left.set()
        await asyncio.wait_for(answering, 5)
        assert hub.listeners == {}

    asyncio.run(go())
    lines = b"".join(message.get("body", b"") for message in sent).decode().splitlines()
    return sent[0]["status"], [int(line[4:]) for line in lines if line.startswith("id: ")]


def test_what_was_missed_comes_first_and_nothing_twice() -> None:
    assert hear(3, 4, 5) == (200, [1, 2, 3, 4, 5])


def test_it_resumes_where_it_was_left() -> None:
    assert hear(4, query="sejak=1") == (200, [2, 3, 4])
    assert hear(4, query="sejak=1", last_event_id="3") == (200, [4])
    assert hear(query="sejak=x") == (200, [1, 2, 3])


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (401, {"given": ""}),
        (401, {"given": a_pass(secret="another")}),
        (401, {"given": a_pass(slug="b")}),
        (404, {"given": a_pass(reader=THEIRS)}),
        (404, {"path": "/sesi/a/ruang/"}),
        (403, {"origin": "http://elsewhere.example"}),
        (503, {"is_hearing": False}),
        (503, {"answers": False}),
    ],
)
def test_who_may_not_listen_hears_nothing(status: int, asked: dict[str, Any]) -> None:
    assert hear(4, **asked) == (status, [])


def test_a_pass_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    given = a_pass()
    assert passes.reader_of(SECRET, given, slug="a") == OURS

    monkeypatch.setattr(passes, "VALID_SECONDS", -1)
    assert passes.reader_of(SECRET, given, slug="a") is None
