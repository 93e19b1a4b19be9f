"""Ask the pages, as the person who wants to listen: whether they may, and what they missed."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

TIMEOUT_SECONDS = 20


class Said(NamedTuple):
    """The status of the answer, and the events after the one that was asked for."""

    status: int
    events: list[dict[str, Any]]


class Pages:
    """The process that answers pages, over connections that are kept, one for each thread."""

    def __init__(self, host: str, port: int, *, origin: str) -> None:
        self.host, self.port = host, port
        self.origin = urlsplit(origin)
        self.kept = threading.local()
        self.opened: set[HTTPConnection] = set()

    def close(self) -> None:
        """Give every connection back."""
        for connection in self.opened:
            connection.close()

    def events_after(self, slug: str, number: int, *, headers: Mapping[str, str]) -> Said:
        """What happened in this room after event `number`, as far as they may know it."""
        path = f"/sesi/{quote(slug)}/ruang/kejadian/?sejak={number}"
        sent = {"Host": self.origin.netloc, "X-Forwarded-Proto": self.origin.scheme, **headers}
        for attempt in (1, 2):
            connection = self._connection()
            try:
                connection.request("GET", path, headers=sent)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, HTTPException):  # a connection that was kept may be closed by now
                self._forget(connection)
                if attempt == 2:
                    return Said(503, [])
            else:
                events = json.loads(body)["events"] if answer.status == 200 else []
                return Said(401 if answer.status in {301, 302} else answer.status, events)
        return Said(503, [])

    def _connection(self) -> HTTPConnection:
        kept: HTTPConnection | None = getattr(self.kept, "connection", None)
        if kept is None:
            kept = HTTPConnection(self.host, self.port, timeout=TIMEOUT_SECONDS)
            self.kept.connection = kept
            self.opened.add(kept)
        return kept

    def _forget(self, connection: HTTPConnection) -> None:
        self.kept.connection = None
        self.opened.discard(connection)
        with suppress(OSError):
            connection.close()
