"""kill -9 of those who post and of PostgreSQL in mid-load: what was acknowledged is there, once."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from klinik.core.embedded_postgres import Server, running
from tests.core.embedded_postgres.conftest import kill, server_pid, wait_until

ROOT = Path(__file__).resolve().parents[3]
ENOUGH = 12  # so many acknowledged calls before each kill


class Worker:
    """Another process that posts, and what it said so far."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.tried: list[str] = []
        self.done: list[str] = []
        self.calls = 0
        self.process = subprocess.Popen(
            [*PYTHON, "tests.finance.ledger.killing", "work"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            word, *keys = line.split()
            if word == "try":
                self.tried += keys
            else:
                self.done += keys
                self.calls += 1

    def end(self) -> None:
        """It was killed, or falls with the server."""
        self.process.wait(60)
        self.listener.join(30)
        assert self.process.stdout
        self.process.stdout.close()


PYTHON = [sys.executable, "-m"]


@contextmanager
def book() -> Iterator[tuple[Path, dict[str, str]]]:
    """A server of its own with one book, and the environment of those who use it."""
    with tempfile.TemporaryDirectory(prefix="kl-", dir="/tmp") as name:
        folder = Path(name)
        with running(folder) as server:
            environment = environment_of(server)
            run(environment, "tests.finance.ledger.killing", "make")
            yield folder, environment
        wait_until(lambda: not server_pid(folder))


def environment_of(server: Server) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": server.application,
        "DATABASE_OWNER_URL": server.owner,
        "DJANGO_SETTINGS_MODULE": "klinik.web.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


def answers(environment: dict[str, str]) -> bool:
    """Whether the server is through with its recovery."""
    try:
        psycopg.connect(environment["DATABASE_URL"], connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def kept_in(environment: dict[str, str]) -> list[str]:
    """The keys of all entries that are there now."""
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        tenant = "SELECT set_config('klinik.koppontren', id::text, true) FROM tenancy_koppontren"
        connection.execute(tenant)
        return [str(key) for (key,) in connection.execute("SELECT request_id FROM ledger_entry")]


def run(environment: dict[str, str], *words: str, keys: str = "") -> str:
    done = subprocess.run(
        [*PYTHON, *words], cwd=ROOT, env=environment, input=keys, stdout=subprocess.PIPE,
        text=True, check=True,
    )  # fmt: skip
    return done.stdout


def post_and_kill(times: int) -> None:
    """Now the server is killed, now those who post, now both; nobody loses or doubles anything."""
    tried: list[str] = []
    done: list[str] = []
    with book() as (folder, environment):
        for turn in range(times):
            worker = Worker(environment)
            wait_until(lambda w=worker: w.calls >= ENOUGH, seconds=180)  # type: ignore[misc]
            if turn % 3 != 1:
                kill(server_pid(folder))
            if turn % 3 != 0:
                worker.process.kill()
            worker.end()
            tried += worker.tried
            done += worker.done
            wait_until(lambda: answers(environment), seconds=60)
            kept = kept_in(environment)
            assert set(done) <= set(kept) <= set(tried), "what was acknowledged is there"
            assert len(kept) == len(set(kept)), "nothing is there twice"
        differences = run(
            environment, "tests.finance.ledger.killing", "again", keys=" ".join(tried)
        ).strip()
        assert sorted(kept_in(environment)) == sorted(tried), "sent again, each is there once"

    assert len(done) >= times * ENOUGH
    assert differences == "0"


def test_killed_three_times_nothing_is_lost_and_nothing_doubled() -> None:
    post_and_kill(3)


@pytest.mark.proof
def test_killed_two_hundred_times_nothing_is_lost_and_nothing_doubled() -> None:
    post_and_kill(200)
