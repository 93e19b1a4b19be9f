"""One LISTEN for the process, and a queue for each of those who listen."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psycopg

CHANNEL = "klinik_room"
MOST_UNREAD = 512  # a listener that is slower is let go; it comes back and is told what it missed
AGAIN_SECONDS = 0.5
SPREAD_MS = 3  # for each listener: so long they take together to fetch the page


class News(NamedTuple):
    """One event of a room, as it goes over the line."""

    number: int
    kind: str
    spread: int  # milliseconds

    @property
    def line(self) -> bytes:
        """As an event of a stream."""
        said = json.dumps({"number": self.number, "kind": self.kind, "spread": self.spread})
        return f"id: {self.number}\ndata: {said}\n\n".encode()


Queue = asyncio.Queue[News | None]  # None: come back later


class Hub:
    """Hears of every room and tells those who listen there."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.listeners: dict[str, set[Queue]] = defaultdict(set)
        self.is_hearing = asyncio.Event()

    async def run(self) -> None:
        """Hear until cancelled; when the line to the database broke, everybody comes back."""
        while True:
            try:
                await self._hear()
            except psycopg.OperationalError:
                self.is_hearing.clear()
                self.dismiss()
                await asyncio.sleep(AGAIN_SECONDS)

    async def _hear(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self.address, autocommit=True, connect_timeout=10, keepalives_idle=30
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.is_hearing.set()
            async for notice in connection.notifies():
                self.tell(notice.payload)

    def tell(self, payload: str) -> None:
        """Put one event into the queue of everybody in its room."""
        said = json.loads(payload)
        queues = self.listeners.get(said["slug"], set())
        news = News(said["number"], said["kind"], SPREAD_MS * len(queues))
        for queue in queues:
            if queue.qsize() < MOST_UNREAD:
                queue.put_nowait(news)
            else:
                queue.put_nowait(None)

    def dismiss(self) -> None:
        """Let everybody come back: something may have been missed."""
        for queues in self.listeners.values():
            for queue in queues:
                queue.put_nowait(None)

    @contextmanager
    def listening(self, slug: str) -> Iterator[Queue]:
        """A queue with everything that happens in this room from now on."""
        queue: Queue = asyncio.Queue()
        self.listeners[slug].add(queue)
        try:
            yield queue
        finally:
            self.listeners[slug].discard(queue)
            if not self.listeners[slug]:
                del self.listeners[slug]
