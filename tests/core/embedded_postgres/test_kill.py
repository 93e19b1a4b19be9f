"""kill -9 of each process: nothing written is lost, and the next start recovers by itself."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from klinik.core.embedded_postgres import Server, running, supervisor
from tests.core.embedded_postgres.conftest import (
    HOLD,
    User,
    is_alive,
    kill,
    server_pid,
    supervisor_pid,
    wait_until,
)

pytestmark = pytest.mark.proof


def write(address: str, number: int) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def written(address: str) -> list[int]:
    with psycopg.connect(address) as connection:
        return [row[0] for row in connection.execute("SELECT n FROM kept ORDER BY n")]


def answers(server: Server) -> bool:
    try:
        psycopg.connect(server.application, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def test_killed_user_the_server_goes_too_and_the_data_stays(
    folder: Path, user: Callable[[], User]
) -> None:
    doomed = user()
    assert doomed.address()
    pid = server_pid(folder)
    doomed.kill()
    wait_until(lambda: not is_alive(pid))

    with running(folder) as server:
        write(server.owner, 1)
        assert written(server.owner) == [1]


def test_killed_user_and_the_next_one_a_moment_later(
    folder: Path, user: Callable[[], User]
) -> None:
    for _ in range(5):
        doomed = user()
        assert doomed.address()
        doomed.kill()
        with running(folder) as server:
            assert answers(server)


def test_killed_supervisor_the_next_start_recovers(folder: Path) -> None:
    with running(folder) as server:
        write(server.owner, 1)
        pid = server_pid(folder)
        kill(supervisor_pid(folder))
        wait_until(lambda: not is_alive(pid))

    with running(folder) as server:
        assert written(server.owner) == [1]


def test_killed_supervisor_a_user_may_have_the_server_started_again(folder: Path) -> None:
    with running(folder) as server:
        write(server.owner, 1)
        kill(supervisor_pid(folder))
        server.ensure_alive()
        assert written(server.owner) == [1]

    assert not server_pid(folder)


def test_killed_server_is_started_again_while_it_is_used(folder: Path) -> None:
    with running(folder) as server:
        write(server.owner, 1)
        for _ in range(supervisor.TRIES + 2):
            kill(server_pid(folder))
            wait_until(lambda: answers(server))
        assert written(server.owner) == [1]

    assert not server_pid(folder)


def test_a_server_that_never_comes_up_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    gone = subprocess.Popen(["true"])
    gone.wait()
    (tmp_path / "postmaster.pid").write_text(f"{gone.pid}\nready   \n")
    counter = ["sh", "-c", f"echo up >> {tmp_path / 'tried'}; exit 1"]
    users = tmp_path / "users.lock"
    with users.open("wb") as user:
        fcntl.flock(user, fcntl.LOCK_SH)
        held = supervisor.Supervisor(counter, tmp_path, tmp_path, users)

        assert held.run() == 1

    assert len((tmp_path / "tried").read_text().split()) == supervisor.TRIES


def test_everybody_killed_at_once(folder: Path, user: Callable[[], User]) -> None:
    doomed = user()
    address = doomed.address().replace("klinik_app", "klinik_owner")
    assert address
    with running(folder) as server:
        write(server.owner, 1)
        kill(supervisor_pid(folder))
        pid = server_pid(folder)
        if pid:
            kill(pid)
    doomed.kill()

    with running(folder) as server:
        assert written(server.owner) == [1]


@pytest.mark.parametrize("after", [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 1.6])
def test_killed_during_the_very_first_start(empty: Path, after: float) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(empty)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    time.sleep(after)
    first.kill()
    first.communicate()

    with running(empty) as server:
        assert answers(server)


def test_commits_before_a_kill_are_all_there_after_it(folder: Path) -> None:
    acknowledged = []
    with running(folder) as server:
        write(server.owner, 0)
        with psycopg.connect(server.owner, autocommit=True) as connection:
            until = time.monotonic() + 1
            try:
                for number in range(1, 1_000_000):
                    connection.execute("INSERT INTO kept VALUES (%s)", [number])
                    acknowledged.append(number)
                    if time.monotonic() > until:
                        kill(server_pid(folder))
            except psycopg.OperationalError:
                connection.close()
        wait_until(lambda: answers(server))
        assert set(acknowledged) <= set(written(server.owner))
    assert len(acknowledged) > 10
