"""PostgreSQL's own programs that take a database out and put it back."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from klinik.core.embedded_postgres.binaries import installed
from klinik.web.cli.refusal import Refused


@contextmanager
def dumped(address: str, *, snapshot: str, major: int) -> Iterator[IO[bytes]]:
    """What pg_dump writes: the whole database as this snapshot sees it."""
    words = [_program("pg_dump", major), "--format=custom", f"--snapshot={snapshot}"]
    where, environment = _target(address)
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [*words, "--no-password", where],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        ) as process,
    ):
        try:
            yield process.stdout or said
        except BaseException:
            process.kill()
            raise
        if process.wait() != 0:
            said.seek(0)
            raise _failed("pg_dump", said.read())


def load(dump: Path, address: str, *, major: int) -> None:
    """Put a dump into an empty database, all of it or nothing; what it makes is the role's own."""
    words = [_program("pg_restore", major), "--single-transaction", "--exit-on-error", "--no-owner"]
    where, environment = _target(address)
    answer = subprocess.run(
        [*words, "--no-password", where, str(dump)],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if answer.returncode != 0:
        raise _failed("pg_restore", answer.stderr)


def _program(name: str, major: int) -> str:
    """The oldest that is new enough: a newer one may say what this server does not know yet."""
    fitting = [found for found in installed() if found.major >= major]
    fitting = [found for found in fitting if (found.folder / name).exists()]
    if not fitting:
        raise Refused(f"There is no {name} of PostgreSQL {major} or newer on this machine.")
    return str(min(fitting, key=lambda found: found.major).folder / name)


def _target(address: str) -> tuple[str, dict[str, str]]:
    # The password goes by the environment: everybody may read the words of a command.
    parts: dict[str, Any] = dict(conninfo_to_dict(address))
    password = parts.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    return f"--dbname={make_conninfo(**parts)}", os.environ | secret


def _failed(name: str, said: bytes) -> Refused:
    lines = said.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    errors = [line for line in lines if "error:" in line] or lines
    return Refused(f"{name} failed: {errors[0].rstrip('.')}.")
