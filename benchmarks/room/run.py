"""1,420 browsers listen to one room: from the commit to each of them, and all back after a restart.

The pages and the streams are the real servers; the listeners are sockets of this process.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import quantiles
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from tests.browser.house import free_port, open_house  # noqa: E402
from tests.browser.settle import ROOM, manager_of  # noqa: E402

from klinik.clinic.sessions.room.passes import issue  # noqa: E402

LISTENERS = 1420
EVENTS = 50
PAUSE_SECONDS = 0.2
LONGEST_SECONDS = 60.0
SAME = "INSERT INTO panels_roomevent (session_id, number, kind, by_id, payload, at, request_id)"
WRITE = SAME + " SELECT id, 0, 'chat', %s, '{\"is_on\": true}', now(), gen_random_uuid()"
WRITE += " FROM panels_session WHERE slug = %s"


class Listener:
    """One browser: hears, notes when, and comes back with the number it heard last."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.heard: dict[int, float] = {}
        self.refused: list[int] = []
        self.is_open = asyncio.Event()
        self.connections = 0

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._listen()
            self.is_open.clear()
            await asyncio.sleep(0.5 + 2.5 * ((id(self) // 64) % 100) / 100)  # as `retry` says

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            last = max(self.heard, default=0)
            head = f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n"
            writer.write(f"{head}Last-Event-ID: {last}\r\n\r\n".encode())
            status = int((await reader.readuntil(b"\r\n")).split()[1])
            if status != 200:
                self.refused.append(status)
                return
            while line := await reader.readline():
                if line.startswith(b"retry:"):
                    self.connections += 1
                    self.is_open.set()
                elif line.startswith(b"id: "):
                    self.heard.setdefault(int(line[4:]), time.perf_counter())
        finally:
            writer.close()


@contextmanager
def streams(port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The real process for the streams."""
    words = [sys.executable, "-m", "klinik.web.cli.live", "127.0.0.1", str(port)]
    process = subprocess.Popen(words, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def memory_of(process: subprocess.Popen[bytes]) -> int:
    """Bytes that this process and its worker hold."""
    pids = [process.pid]
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    pids += [int(pid) for pid in children.split()]
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


def measure() -> list[dict[str, Any]]:
    """The p99 from commit to client, bytes for each client, and seconds until all are back."""
    with open_house("bench") as (address, environment):
        secret = {"SECRET_KEY": settings.SECRET_KEY, "KLINIK_ORIGIN": address}
        return asyncio.run(_run(free_port(), environment | secret))


async def _run(port: int, environment: dict[str, str]) -> list[dict[str, Any]]:
    database = await psycopg.AsyncConnection.connect(environment["DATABASE_URL"], autocommit=True)
    async with database:
        slug, moderator, listening = await _room(database)
        given = issue(settings.SECRET_KEY, slug=slug, reader=listening)
        listeners = [
            Listener(port, f"/sesi/{slug}/ruang/aliran/?pas={given}") for _ in range(LISTENERS)
        ]
        with streams(port, environment) as process:
            await _until_open(port)
            before = memory_of(process)
            tasks = [asyncio.create_task(listener.run()) for listener in listeners]
            await _all_open(listeners)
            held = (memory_of(process) - before) / LISTENERS
            taken = await _events(database, slug, moderator, listeners)
        missed = [await _happen(database, slug, moderator) for _ in range(3)]
        with streams(port, environment):
            back = await _come_back(port, listeners, [number for number, _ in missed])
        for task in tasks:
            task.cancel()
    lost = sum(len(missed) - len({n for n, _ in missed} & set(one.heard)) for one in listeners)
    refused = sum(status >= 500 for one in listeners for status in one.refused)
    return _rows(taken, held, back, lost, refused)


async def _room(database: psycopg.AsyncConnection[Any]) -> tuple[str, int, int]:
    """The room, and who writes and who listens in it."""
    await database.execute("SELECT set_config('klinik.reader', '0', false)")
    found = await database.execute("SELECT slug FROM panels_session WHERE theme = 'Ruang uji'")
    slug = ((await found.fetchone()) or ("",))[0]
    moderator, listening = [
        await _person(database, email)
        for email in ("petugas@kelembagaan.example", manager_of(ROOM[0]))
    ]
    await database.execute("SELECT set_config('klinik.reader', %s, false)", [str(moderator)])
    return slug, moderator, listening


async def _person(database: psycopg.AsyncConnection[Any], email: str) -> int:
    found = await database.execute("SELECT id FROM people_user WHERE email = %s", [email])
    return int(((await found.fetchone()) or (0,))[0])


async def _until_open(port: int) -> None:
    for _ in range(400):
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise RuntimeError("The process for the streams does not answer.")


async def _all_open(listeners: list[Listener]) -> None:
    opened = asyncio.gather(*(listener.is_open.wait() for listener in listeners))
    await asyncio.wait_for(opened, LONGEST_SECONDS)


async def _happen(
    database: psycopg.AsyncConnection[Any], slug: str, moderator: int
) -> tuple[int, float]:
    """One event; its number, and the moment just before its commit."""
    async with database.transaction():
        row = await database.execute(WRITE + " RETURNING number", [moderator, slug])
        number = ((await row.fetchone()) or (0,))[0]
        return number, time.perf_counter()


async def _events(
    database: psycopg.AsyncConnection[Any], slug: str, moderator: int, listeners: list[Listener]
) -> list[float]:
    begun: dict[int, float] = {}
    for _ in range(EVENTS):
        number, moment = await _happen(database, slug, moderator)
        begun[number] = moment
        await asyncio.sleep(PAUSE_SECONDS)
    await asyncio.sleep(2)
    return [one.heard[n] - begun[n] for one in listeners for n in begun if n in one.heard]


async def _come_back(port: int, listeners: list[Listener], missed: list[int]) -> float:
    """Seconds from the open port until the last one heard what it missed."""
    await _until_open(port)
    begun = time.perf_counter()
    until = begun + LONGEST_SECONDS
    while time.perf_counter() < until:
        if all(set(missed) <= set(listener.heard) for listener in listeners):
            break
        await asyncio.sleep(0.05)
    return time.perf_counter() - begun


def _rows(
    taken: list[float], held: float, back: float, lost: int, refused: int
) -> list[dict[str, Any]]:
    times = quantiles(taken, n=100)
    p50, p99 = times[49] * 1000, times[98] * 1000
    heard = f"{len(taken)} of {LISTENERS * EVENTS} heard, median {p50:.0f} ms"
    rows = [
        ("room_p99_ms_1420", round(p99), "ms", f"limit 300; {heard}"),
        ("room_kb_per_listener", round(held / 1024, 1), "kB", "one process for all streams"),
        (
            "room_back_seconds_1420",
            round(back, 1),
            "s",
            f"limit 10; {lost} events lost, {refused} answers of 5xx",
        ),
    ]
    return [dict(zip(("name", "value", "unit", "against"), row, strict=True)) for row in rows]
