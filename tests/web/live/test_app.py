"""A stream begins with what was missed, is closed to whom the pages are, and resumes."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from klinik.web.live.app import Live
from klinik.web.live.asking import Pages
from klinik.web.live.hub import Hub

ORIGIN = "http://localhost:8000"
ROOM = "/sesi/a/ruang/aliran/"


class Door(BaseHTTPRequestHandler):
    """Answers as the pages do: three events for whoever has a cookie."""

    protocol_version = "HTTP/1.1"
    timeout = 1

    def do_GET(self) -> None:
        since = int(parse_qs(urlsplit(self.path).query)["sejak"][0])
        events = [{"number": n, "kind": "asked"} for n in (1, 2, 3) if n > since]
        status = {"sessionid=ours": 200, "": 302}.get(self.headers["Cookie"], 404)
        body = json.dumps({"events": events}).encode() if status == 200 else b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def pages() -> Iterator[Pages]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    door = Pages("127.0.0.1", server.server_port, origin=ORIGIN)
    try:
        yield door
    finally:
        door.close()
        server.shutdown()
        server.server_close()


def hear(
    *later: int,
    path: str = ROOM,
    cookie: str = "sessionid=ours",
    query: str = "",
    is_hearing: bool = True,
    **headers: str,
) -> tuple[int, list[int]]:
    """The status, and the numbers of the events heard; `later` happen while it is open."""
    sent: list[dict[str, Any]] = []

    async def go(door: Pages) -> None:
        hub = Hub("")
        if is_hearing:
            hub.is_hearing.set()
        live, left = Live(hub, door, origin=ORIGIN), asyncio.Event()

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> dict[str, str]:
            await left.wait()
            return {"type": "http.disconnect"}

        said = {"cookie": cookie} | {name.replace("_", "-"): text for name, text in headers.items()}
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
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
        live.pool.shutdown()
        assert hub.listeners == {}

    with pages() as door:
        asyncio.run(go(door))
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
        (401, {"cookie": ""}),
        (404, {"cookie": "sessionid=theirs"}),
        (404, {"path": "/sesi/a/ruang/"}),
        (403, {"origin": "http://elsewhere.example"}),
        (503, {"is_hearing": False}),
    ],
)
def test_who_may_not_listen_hears_nothing(status: int, asked: dict[str, Any]) -> None:
    assert hear(4, **asked) == (status, [])


def test_without_the_pages_nobody_is_let_in() -> None:
    gone = Pages("127.0.0.1", 1, origin=ORIGIN)

    assert gone.events_after("a", 0, headers={}) == (503, [])
