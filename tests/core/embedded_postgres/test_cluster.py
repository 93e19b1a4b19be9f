"""A first start, a second user, and an end that leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from klinik.core.embedded_postgres import CannotRun, cluster, running
from tests.core.embedded_postgres.conftest import User, server_pid

ROLE = "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = "


def role_behind(address: str) -> tuple[object, ...] | None:
    with psycopg.connect(address) as connection:
        return connection.execute(ROLE + "current_user").fetchone()


def ask(address: str, question: str) -> object:
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    assert row
    return row[0]


def test_from_an_empty_folder_to_two_roles_and_back_to_nothing(empty: Path) -> None:
    with running(empty) as server:
        assert role_behind(server.application) == ("klinik_app", False, False, False)
        assert role_behind(server.owner) == ("klinik_owner", False, False, True)
        assert ask(server.owner, "SHOW fsync") == "on"
        assert ask(server.owner, "SHOW listen_addresses") == ""
        assert ask(server.owner, "SELECT upper('é')") == "É"
        owner = "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'klinik'"
        assert ask(server.owner, owner) == "klinik_owner"
        assert server_pid(empty)

    assert not server_pid(empty)


def test_the_application_can_make_no_table(folder: Path) -> None:
    with running(folder) as server, pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server.application, "CREATE TABLE mine (); SELECT 1")


def test_a_wrong_password_is_refused(folder: Path) -> None:
    with running(folder) as server:
        wrong = server.application.replace("klinik_app:", "klinik_app:x")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def test_passwords_and_socket_are_closed_to_others(folder: Path) -> None:
    with running(folder) as server:
        assert stat.S_IMODE((server.home / "passwords.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((server.home / "sockets").stat().st_mode) == 0o700
        assert stat.S_IMODE(server.home.stat().st_mode) == 0o700


def test_a_second_user_joins_and_the_last_one_stops_the_server(
    folder: Path, user: Callable[[], User]
) -> None:
    with running(folder) as server:
        pid = server_pid(folder)
        other = user()
        assert other.address() == server.application
    assert server_pid(folder) == pid

    other.leave()
    assert not server_pid(folder)


def test_two_first_starts_at_once_make_one_cluster(user: Callable[[], User]) -> None:
    one, two = user(), user()

    assert one.address() == two.address() != ""


def test_what_was_written_is_there_at_the_next_start(folder: Path) -> None:
    with running(folder) as server, psycopg.connect(server.owner) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")

    with running(folder) as server:
        assert ask(server.owner, "SELECT n FROM kept") == 7


def test_a_long_path_gets_a_short_private_folder_for_its_socket(folder: Path) -> None:
    long = folder / ("x" * 100)

    with running(long) as server:
        sockets = Path(unquote(server.owner.partition("?host=")[2]))
        assert sockets.parent == Path("/tmp")
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700

    assert not server_pid(long)
    sockets.rmdir()


def test_a_socket_folder_that_others_can_enter_is_refused(folder: Path) -> None:
    os.chmod(folder / "postgres" / "sockets", 0o777)

    with pytest.raises(CannotRun, match="not a private folder"), running(folder):
        pass


@pytest.mark.parametrize(
    "content",
    ["", "not a number\n", f"{os.getpid()}\n/somewhere\n1\n5432\n\n\n"],
    ids=["empty", "nonsense", "of another living process"],
)
def test_a_stale_pid_file_does_not_stop_a_start(folder: Path, content: str) -> None:
    with running(folder):
        pass
    (folder / "postgres/data/postmaster.pid").write_text(content)

    with running(folder) as server:
        assert ask(server.application, "SELECT 1") == 1


def test_a_half_made_cluster_of_a_killed_start_is_swept_away(empty: Path) -> None:
    half = empty / "postgres" / "new-half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    (empty / "postgres").chmod(0o700)

    with running(empty):
        pass

    assert not half.exists()


def test_roles_that_a_killed_start_did_not_finish_are_finished(folder: Path) -> None:
    with running(folder) as server, cluster._connect_as_superuser(server.home) as superuser:
        superuser.execute("DROP DATABASE klinik")
        superuser.execute("DROP ROLE klinik_app")

    with running(folder) as server:
        assert role_behind(server.application) == ("klinik_app", False, False, False)


def test_lost_passwords_are_named(folder: Path) -> None:
    with running(folder) as server:
        pass
    (server.home / "passwords.json").unlink()

    with pytest.raises(CannotRun, match=r"passwords.json is gone"), running(folder):
        pass


def test_no_programs_gives_one_sentence_that_asks_for_an_address(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "installed", list)

    with pytest.raises(CannotRun, match=r"no programs.*Set DATABASE_URL"), running(empty):
        pass


def test_a_cluster_of_another_version_is_named(folder: Path) -> None:
    with running(folder) as server:
        pass
    (server.home / "data" / "PG_VERSION").write_text("14\n")

    with pytest.raises(CannotRun, match="made by PostgreSQL 14"), running(folder):
        pass


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with running(folder) as server:
        pass
    shutil.rmtree(server.home / "data" / "global")

    with pytest.raises(CannotRun, match=r"it did not start: .*global"), running(folder):
        pass
