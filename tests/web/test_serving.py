"""`klinik serve` from an empty folder to a page, through kill -9 and back to nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.core.embedded_postgres.conftest import (
    is_alive,
    kill,
    server_pid,
    supervisor_pid,
    wait_until,
)

OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "KLINIK_EMBEDDED", "KLINIK_ORIGIN")


class Serving:
    """A running `klinik serve` in a folder of its own, without demonstration data."""

    def __init__(self, folder: Path, port: int, *, wait: bool) -> None:
        self.folder, self.port = folder, port
        environment = {key: value for key, value in os.environ.items() if key not in OURS}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "klinik.web.cli", "serve", "--port", str(port)],
            env=environment | {"KLINIK_DATA": str(folder), "KLINIK_DEMO": "0"},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        if wait:
            self.listen()

    def listen(self) -> None:
        """Until it says that it is ready."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Stop with"):
                break

    def status(self) -> int:
        """What the first page answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/mulai/", headers={"Host": "localhost"})
        try:
            return connection.getresponse().status
        finally:
            connection.close()

    def answers(self) -> bool:
        try:
            return self.status() == 200
        except OSError:
            return False

    def child(self, words: str, *, other_than: int = 0) -> int:
        """The process id of the child whose command has these words, once it is there."""
        found: list[int] = []

        def look() -> bool:
            found[:] = [pid for pid in self._children(words) if pid != other_than]
            return bool(found)

        wait_until(look)
        return found[0]

    def _children(self, words: str) -> Iterator[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in children.read_text().split():
            with suppress(FileNotFoundError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
                if words in command.decode():
                    yield int(pid)

    def end(self, number: int) -> int:
        """Send a signal and wait for the exit status."""
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def serve(port: int) -> Iterator[Callable[..., Serving]]:
    """Start it, again and again in one folder if need be; nothing is left running."""
    started: list[Serving] = []
    with tempfile.TemporaryDirectory(prefix="kl-", dir="/tmp") as name:

        def start(*, wait: bool = True) -> Serving:
            started.append(Serving(Path(name), port, wait=wait))
            return started[-1]

        yield start
        for left in started:
            if left.process.poll() is None:
                left.end(signal.SIGTERM)
            if left.process.stdout:
                left.process.stdout.close()
        wait_until(lambda: not server_pid(Path(name)))


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, id="SIGTERM", marks=pytest.mark.proof),
    ],
)
def test_from_an_empty_folder_to_a_page_and_back_to_nothing(
    serve: Callable[..., Serving], number: int
) -> None:
    serving = serve()
    pages, worker = serving.child("cli.pages"), serving.child("cli worker")
    assert "Preparing the tables" in serving.said
    assert f"http://localhost:{serving.port}" in serving.said
    assert "sign-ins" not in serving.said
    assert "Nobody has set up this place yet." in serving.said
    assert serving.status() == 200

    assert serving.end(number) == 0

    assert not server_pid(serving.folder)
    assert not is_alive(pages)
    assert not is_alive(worker)


@pytest.mark.proof
def test_a_later_start_prepares_nothing_again(serve: Callable[..., Serving]) -> None:
    serve().end(signal.SIGINT)

    serving = serve()

    assert "Preparing" not in serving.said
    assert serving.status() == 200


@pytest.mark.proof
def test_killed_as_a_whole_the_next_start_recovers(serve: Callable[..., Serving]) -> None:
    for _ in range(3):
        serve().end(signal.SIGKILL)

    assert serve().status() == 200


@pytest.mark.proof
@pytest.mark.parametrize("after", [0.3, 0.8, 1.5, 2.5])
def test_killed_during_the_first_start_the_next_one_recovers(
    serve: Callable[..., Serving], after: float
) -> None:
    first = serve(wait=False)
    time.sleep(after)
    first.end(signal.SIGKILL)

    assert serve().status() == 200


@pytest.mark.proof
@pytest.mark.parametrize("words", ["cli worker", "server", "supervisor"])
def test_killed_parts_come_back_by_themselves(serve: Callable[..., Serving], words: str) -> None:
    serving = serve()
    before = serving.child("cli worker")
    kill(
        {
            "cli worker": lambda: before,
            "server": lambda: server_pid(serving.folder),
            "supervisor": lambda: supervisor_pid(serving.folder),
        }[words]()
    )

    if words == "cli worker":
        assert serving.child("cli worker", other_than=before)
    wait_until(serving.answers)


@pytest.mark.proof
def test_killed_pages_end_everything_and_the_next_start_recovers(
    serve: Callable[..., Serving],
) -> None:
    serving = serve()
    kill(serving.child("cli.pages"))

    assert serving.process.wait(30) == 1
    assert not server_pid(serving.folder)
    assert serve().status() == 200
