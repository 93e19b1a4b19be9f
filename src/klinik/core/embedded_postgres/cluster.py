"""One cluster in one folder: made once, started by the first user, stopped after the last."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from klinik.core.disk import WORDS, why
from klinik.core.embedded_postgres import supervisor
from klinik.core.embedded_postgres.binaries import Binaries, installed
from klinik.core.embedded_postgres.errors import CannotRun
from klinik.core.embedded_postgres.foreign import refuse_foreign
from klinik.core.embedded_postgres.privileges import Way, choose

DATABASE = "klinik"
SUPERUSER, OWNER, APPLICATION = "postgres", "klinik_owner", "klinik_app"
LONGEST_SOCKET_PATH = 107  # bytes, a limit of the system
SOCKET = ".s.PGSQL.5432"
READY_SECONDS = 300.0  # a long recovery after a power cut is still progress
STOPPED_SECONDS = 60.0
LOG_BYTES = 5_000_000
MB = 2**20
MAKING_ROLES = 725_003  # any number: starts wait for each other under it


@dataclass(frozen=True)
class Server:
    """The running server: the addresses of one database, and a way to keep it alive."""

    application: str
    owner: str
    superuser: str  # for backups alone: no wall holds it, so it stays out of the environment
    home: Path

    def ensure_alive(self) -> None:
        """Start the server again if its supervisor was killed; we still count as a user."""
        with _locked(self.home / "start.lock"):
            if not _is_supervised(self.home):
                _start(self.home)


@contextmanager
def running(data_folder: Path) -> Iterator[Server]:
    """Use the PostgreSQL of this folder, made and started where needed, for the `with` block."""
    home = _prepared(data_folder)
    with _locked(home / "start.lock"):
        users = (home / "users.lock").open("a+b")
        hand_over_file(home, home / "users.lock")
        # Waits here while a supervisor that found itself alone is stopping its server.
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            server = _started(home)
        except BaseException as error:
            users.close()
            if isinstance(error, OSError):
                raise CannotRun(f"the folder {home} cannot be used: {why(error)}.") from error
            raise
    try:
        yield server
    finally:
        _leave(home, users)


def _prepared(data_folder: Path) -> Path:
    home = data_folder.absolute() / "postgres"
    try:
        refuse_foreign(data_folder.absolute())
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(home / "start.lock"):
            pass
    except OSError as error:
        raise CannotRun(f"the folder {home} cannot be used: {why(error)}.") from error
    return home


def _started(home: Path) -> Server:
    # A supervisor may be about to end; then the server is started anew.
    if not (_is_supervised(home) and _becomes_ready(home)):
        _start(home)
    _make_roles(home)
    passwords = _passwords(home)
    return Server(
        application=_url(home, APPLICATION, passwords),
        owner=_url(home, OWNER, passwords),
        superuser=_url(home, SUPERUSER, passwords),
        home=home,
    )


def _start(home: Path) -> None:
    binaries, way = choose(home, _candidates(home))
    _passwords(home)
    if not (home / "data").exists():
        _make_cluster(home, binaries, way)
    _spawn_supervisor(home, binaries, way)
    if not _becomes_ready(home):
        raise CannotRun(f"it did not start: {_last_line((home / 'server.log').read_text())}.")


def _candidates(home: Path) -> list[Binaries]:
    try:
        major = int((home / "data" / "PG_VERSION").read_text())
    except FileNotFoundError:
        return installed()
    fitting = [binaries for binaries in installed() if binaries.major == major]
    if not fitting:
        raise CannotRun(f"{home} was made by PostgreSQL {major}, which is no longer installed.")
    return fitting


def _passwords(home: Path) -> dict[str, str]:
    """Random passwords of the three roles, made once, readable to the owner only."""
    file = home / "passwords.json"
    with suppress(FileNotFoundError):
        passwords: dict[str, str] = json.loads(file.read_text())
        return passwords
    if (home / "data").exists():
        raise CannotRun(f"{file} is gone, and without it nobody can sign in to the database.")
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APPLICATION)}
    fresh = _private_file(home, json.dumps(passwords))
    fresh.rename(file)
    return passwords


def _private_file(home: Path, content: str) -> Path:
    descriptor, name = tempfile.mkstemp(dir=home, prefix="new-")  # mode 0600
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    hand_over_file(home, Path(name))
    return Path(name)


def hand_over_file(home: Path, file: Path) -> None:
    """Root may work in another user's folder; what it writes there belongs to that user."""
    owner = home.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(file, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _make_cluster(home: Path, binaries: Binaries, way: Way) -> None:
    """Made under another name and then renamed, so that a half-made one is never started."""
    for left in home.glob("new-*"):
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()
    password = _private_file(home, _passwords(home)[SUPERUSER])
    fresh = Path(tempfile.mkdtemp(dir=home, prefix="new-"))
    hand_over_file(home, fresh)
    words = [binaries.initdb, "-D", str(fresh), "-U", SUPERUSER, f"--pwfile={password}"]
    answer = subprocess.run(
        way.command(*words, *_locale(binaries), *INITDB, dies_by="KILL"),
        cwd="/",
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    password.unlink()
    if answer.returncode != 0:
        is_full = os.strerror(errno.ENOSPC) in answer.stderr  # its last line tells of sweeping up
        said = WORDS[errno.ENOSPC] if is_full else _last_line(answer.stderr)
        raise CannotRun(f"initdb failed: {said}.")
    fresh.rename(home / "data")
    _sync(home)


INITDB = (
    "--encoding=UTF8",
    "--auth-local=scram-sha-256",
    "--auth-host=reject",
    "--data-checksums",
    "--no-instructions",
)


def _locale(binaries: Binaries) -> list[str]:
    # Plain `C` alone breaks upper('é') and ILIKE; the built-in provider came with 17.
    if binaries.major < 17:
        return ["--locale=C.UTF-8"]
    return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _environment() -> dict[str, str]:
    # Nothing of the caller's: PGOPTIONS, PGDATA or a foreign locale would change the server.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _spawn_supervisor(home: Path, binaries: Binaries, way: Way) -> None:
    """Give the supervisor its lock already locked, so that there is no moment without one."""
    sockets = _sockets(home, make=True)
    words = [binaries.postgres, "-D", str(home / "data"), "-c", "listen_addresses="]
    settings = {
        "unix_socket_directories": sockets,
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{_page_memory() // MB}MB",
        "max_wal_size": f"{_log_room(home) // MB}MB",
    }
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    with (home / "alive.lock").open("a+b") as alive, _log(home).open("ab") as log:
        fcntl.flock(alive, fcntl.LOCK_EX)
        order = {
            "command": way.command(*words, dies_by="INT"),
            "data": str(home / "data"),
            "sockets": str(sockets),
            "users": str(home / "users.lock"),
            "alive": alive.fileno(),
        }
        subprocess.run(
            [sys.executable, "-I", "-S", supervisor.__file__, json.dumps(order)],
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[alive.fileno()],
            start_new_session=True,
            check=True,
        )


def _page_memory() -> int:
    """How many bytes of tables the server keeps at hand: a sixteenth of the machine, in bounds."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(1024 * MB, max(128 * MB, memory // 16))


def _log_room(home: Path) -> int:
    """How many bytes are logged at most before a checkpoint: a 32nd of the disk, in bounds.

    After each, every page is logged whole when it is first touched: with many koppontren at work,
    little room would mean a checkpoint every half minute, and mostly whole pages.
    """
    disk = shutil.disk_usage(home)
    return min(4096 * MB, max(1024 * MB, min(disk.total // 32, disk.free // 8)))


def _log(home: Path) -> Path:
    log = home / "server.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.rename(home / "server.log.1")
    log.touch(mode=0o600)
    hand_over_file(home, log)
    return log


def _sockets(home: Path, *, make: bool = False) -> Path:
    """The folder of the socket, closed to others; a short one in /tmp where the path is long."""
    folder = home / "sockets"
    if len(os.fsencode(folder / SOCKET)) > LONGEST_SOCKET_PATH:
        name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
        folder = Path("/tmp") / f"klinik-{name}"  # noqa: S108 (made private below)
    if make:
        _make_private(folder, home)
    return folder


def _make_private(folder: Path, home: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        hand_over_file(home, folder)
    found = folder.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == home.stat().st_uid
    if not is_ours or found.st_mode & 0o077:
        raise CannotRun(f"{folder} is not a private folder of the owner of {home}.")


def _url(home: Path, role: str, passwords: dict[str, str]) -> str:
    host = quote(str(_sockets(home)), safe="")
    return f"postgresql://{role}:{passwords[role]}@/{DATABASE}?host={host}"


def _connect_as_superuser(home: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(_sockets(home)),
        user=SUPERUSER,
        password=_passwords(home)[SUPERUSER],
        dbname="postgres",
        connect_timeout=10,
        autocommit=True,
    )


def _becomes_ready(home: Path) -> bool:
    """Ready means that somebody can sign in, not that a file or a process is there."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            _connect_as_superuser(home).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise CannotRun(
                    f"{home}/passwords.json does not fit the database beside it; they come from "
                    "two installations. Put both back from the same one."
                ) from None
            time.sleep(0.02)
        else:
            return True
        if not _is_supervised(home):
            return False
    raise CannotRun(f"it is not ready after {READY_SECONDS:.0f} seconds; see {home}/server.log.")


def _make_roles(home: Path) -> None:
    """Each step only where it is missing, since any start may have been cut short."""
    passwords = _passwords(home)
    with _connect_as_superuser(home) as connection:
        # The server may still be finishing what a killed start asked of it.
        connection.execute("SELECT pg_advisory_lock(%s)", [MAKING_ROLES])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
            return
        for role, right in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB")):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).rowcount:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS {} PASSWORD {}").format(
                        sql.Identifier(role), sql.SQL(right), sql.Literal(passwords[role])
                    )
                )
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(DATABASE), sql.Identifier(OWNER)
            )
        )


def _is_supervised(home: Path) -> bool:
    with (home / "alive.lock").open("a+b") as alive:
        hand_over_file(home, home / "alive.lock")
        try:
            fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _leave(home: Path, users: IO[bytes]) -> None:
    """The last user has the server stopped and waits for it, so that nothing is left behind."""
    with users:
        if not supervisor.may_lock(users.fileno()):
            return
        until = time.monotonic() + STOPPED_SECONDS
        with suppress(ValueError, OSError):
            if _is_supervised(home):
                os.kill(int((home / "alive.lock").read_text()), SIGTERM)
        while _is_supervised(home) and time.monotonic() < until:
            time.sleep(0.02)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("a+b") as lock:
        hand_over_file(file.parent, file)
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last_line(output: str) -> str:
    lines = output.strip().splitlines() or ["it said nothing"]
    return lines[-1].rstrip(".")
