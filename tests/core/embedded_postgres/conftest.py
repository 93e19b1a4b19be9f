"""A cluster of one's own for each test, and processes that use it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL

import pytest

from klinik.core.embedded_postgres import running, supervisor

HOLD = """
import sys, time
from pathlib import Path
from klinik.core.embedded_postgres import running
with running(Path(sys.argv[1])) as server:
    print(server.application, flush=True)
    sys.stdin.read()
"""


class User:
    """Another process that uses the server of a folder until told to leave."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def address(self) -> str:
        """The application's address, once the server is ready."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        """End of the `with` block, then of the process."""
        assert self.process.stdin
        self.process.stdin.close()
        assert self.process.wait(60) == 0
        self.close()

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait(10)
        self.close()

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()


@pytest.fixture
def empty() -> Iterator[Path]:
    """A folder with a path so short that the socket fits in it; nothing runs there afterwards."""
    name = Path(tempfile.mkdtemp(prefix="kl-", dir="/tmp"))
    yield name
    wait_until(lambda: not server_pid(name))
    shutil.rmtree(name)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster that had its first start and was stopped."""
    name = tmp_path_factory.mktemp("made")
    with running(name):
        pass
    return name


@pytest.fixture
def folder(made: Path, empty: Path) -> Path:
    """A copy of it, since making one takes much longer."""
    shutil.copytree(made / "postgres", empty / "postgres")
    return empty


@pytest.fixture
def user(empty: Path) -> Iterator[Callable[[], User]]:
    """Start another process that uses the server of the folder."""
    started: list[User] = []

    def start() -> User:
        started.append(User(empty))
        return started[-1]

    yield start
    for left in started:
        if left.process.poll() is None:
            left.kill()


def server_pid(folder: Path) -> int:
    """The running PostgreSQL of the folder, or 0."""
    with suppress(FileNotFoundError, ValueError):
        pid = int((folder / "postgres/data/postmaster.pid").read_text().split("\n")[0])
        if supervisor.is_server(pid, folder / "postgres" / "data"):
            return pid
    return 0


def supervisor_pid(folder: Path) -> int:
    """The supervisor as it noted itself."""
    return int((folder / "postgres/alive.lock").read_text())


def kill(pid: int) -> None:
    """kill -9, and wait until the process is gone."""
    assert pid > 0, "0 would be our own process group"
    os.kill(pid, SIGKILL)
    wait_until(lambda: not is_alive(pid))


def is_alive(pid: int) -> bool:
    """Whether there is such a process that has not ended yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(happened: Callable[[], bool], seconds: float = 30) -> None:
    """Look again and again, and fail loudly when it does not happen."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
