"""The streams themselves: what was missed first, then what happens, until somebody leaves."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import psycopg

from klinik.clinic.sessions.room.passes import reader_of
from klinik.core import env
from klinik.core.secret_key import kept_secret
from klinik.web.live.hub import Hub, News, Queue
from klinik.web.live.log import Log

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = re.compile(r"/sesi/([-\w]{1,200})/ruang/aliran/?", re.ASCII)
BEAT_SECONDS = 15.0
LONGEST_SECONDS = 3600.0  # then whoever listens comes back, and is looked at anew
BEAT = b": here\n\n"
STREAM = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Live:
    """The ASGI program: one hub that hears, one log that is asked."""

    def __init__(self, hub: Hub, log: Log, *, origin: str, secret: str) -> None:
        self.hub, self.log, self.origin, self.secret = hub, log, origin, secret

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.log.pool.open()
        hearing = asyncio.create_task(self.hub.run())
        with suppress(TimeoutError):  # nobody is turned away because we have only just begun
            await asyncio.wait_for(self.hub.is_hearing.wait(), BEAT_SECONDS)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        hearing.cancel()
        self.hub.dismiss()
        await self.log.pool.close()
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
        query = parse_qs(scope["query_string"].decode("latin-1"))
        since = _since(headers.get("last-event-id", query.get("sejak", ["0"])[0]))
        reader = reader_of(self.secret, query.get("pas", [""])[0], slug=found[1])
        if reader is None:
            await _refuse(send, 401, self._shared())
            return
        with self.hub.listening(found[1]) as queue:  # before we ask: nothing falls in between
            try:
                last = await self.log.last(found[1], reader=reader)
            except psycopg.OperationalError:
                await _refuse(send, 503, self._shared())
                return
            if last is None:
                await _refuse(send, 404, self._shared())
                return
            await send(
                {"type": "http.response.start", "status": 200, "headers": STREAM + self._shared()}
            )
            retry = f"retry: {random.randint(500, 3000)}\n\n".encode()  # noqa: S311  (no secret)
            # Numbers have no gaps, so what was missed is known by the last of them.
            missed = (News(n, "missed", 0).line for n in range(since + 1, last + 1))
            await _send(send, retry + b"".join(missed))
            await _stream(queue, max(since, last), receive, send)

    def _shared(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"access-control-allow-origin", self.origin.encode()),
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


def _since(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def made() -> Live:
    """The program as `klinik serve` starts it, from its environment."""
    address = env.text("DATABASE_URL", "")
    return Live(
        Hub(address),
        Log(address),
        origin=env.text("KLINIK_ORIGIN", "http://localhost:8000"),
        secret=env.text("SECRET_KEY", "") or kept_secret(env.data_folder()),
    )
