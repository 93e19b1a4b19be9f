"""The streams themselves: what was missed first, then what happens, until somebody leaves."""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from klinik.core import env
from klinik.web.live.asking import Pages
from klinik.web.live.hub import Hub, News, Queue

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = re.compile(r"/sesi/([-\w]{1,200})/ruang/aliran/?", re.ASCII)
ASKING_AT_ONCE = 16
BEAT_SECONDS = 15.0
LONGEST_SECONDS = 3600.0  # then whoever listens comes back, and is looked at anew
BEAT = b": here\n\n"
STREAM = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Live:
    """The ASGI program: one hub, one way to the pages."""

    def __init__(self, hub: Hub, pages: Pages, *, origin: str) -> None:
        self.hub, self.pages, self.origin = hub, pages, origin
        self.pool = ThreadPoolExecutor(ASKING_AT_ONCE, thread_name_prefix="asking")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        hearing = asyncio.create_task(self.hub.run())
        with suppress(TimeoutError):  # nobody is turned away because we have only just begun
            await asyncio.wait_for(self.hub.is_hearing.wait(), BEAT_SECONDS)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        hearing.cancel()
        self.hub.dismiss()
        self.pages.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        found = PATH.fullmatch(scope["path"])
        if found is None or scope["method"] != "GET":
            await _refuse(send, 404)
            return
        if headers.get("origin", self.origin) != self.origin:
            await _refuse(send, 403)
            return
        if not self.hub.is_hearing.is_set():
            await _refuse(send, 503)
            return
        since = _since(headers, scope["query_string"])
        with self.hub.listening(found[1]) as queue:  # before we ask: nothing falls in between
            asked = {"Cookie": headers.get("cookie", "")}
            loop = asyncio.get_running_loop()
            said = await loop.run_in_executor(
                self.pool, lambda: self.pages.events_after(found[1], since, headers=asked)
            )
            if said.status != 200:
                await _refuse(send, said.status, self._shared())
                return
            missed = [News(row["number"], row["kind"], 0) for row in said.events]
            await send(
                {"type": "http.response.start", "status": 200, "headers": STREAM + self._shared()}
            )
            retry = f"retry: {random.randint(500, 3000)}\n\n".encode()  # noqa: S311  (no secret)
            await _send(send, retry + b"".join(news.line for news in missed))
            last = missed[-1].number if missed else since
            await _stream(queue, last, receive, send)

    def _shared(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"access-control-allow-origin", self.origin.encode()),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"origin"),
        ]


async def _stream(queue: Queue, last: int, receive: Receive, send: Send) -> None:
    """Send what comes, and a beat now and then, until one of both leaves."""
    leaving = asyncio.create_task(_left(receive, queue))
    loop = asyncio.get_running_loop()
    until = loop.time() + LONGEST_SECONDS
    try:
        while loop.time() < until:
            try:
                news = await asyncio.wait_for(queue.get(), BEAT_SECONDS)
            except TimeoutError:
                await _send(send, BEAT)
                continue
            if news is None:
                break
            if news.number > last:
                last = news.number
                await _send(send, news.line)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except OSError:
        pass  # gone while we spoke
    finally:
        leaving.cancel()


async def _left(receive: Receive, queue: Queue) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    queue.put_nowait(None)


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(
    send: Send, status: int, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers or []})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _since(headers: MutableMapping[str, str], query: bytes) -> int:
    asked = parse_qs(query.decode("latin-1")).get("sejak", ["0"])[0]
    typed = headers.get("last-event-id", asked)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def made() -> Live:
    """The program as `klinik serve` starts it, from its environment."""
    host, _, port = os.environ["KLINIK_PAGES"].rpartition(":")
    origin = env.text("KLINIK_ORIGIN", "http://localhost:8000")
    pages = Pages(host, int(port), origin=origin)
    return Live(Hub(env.text("DATABASE_URL", "")), pages, origin=origin)
