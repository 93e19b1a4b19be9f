"""`post` with every guarantee against bare SQL of the same rows; and `post_many` from Python.

Both by pgbench with prepared statements, in one database, as the application's role, taking turns
so that what disturbs the machine disturbs both.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from klinik.core.embedded_postgres.binaries import installed

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATABASE = "klinik_bench_post"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "9"))
SECONDS = 3
WARM_SECONDS = 4
IN_TURN = f"medians of {ROUNDS} rounds of {SECONDS} s each, in turn"


def measure() -> list[dict[str, Any]]:
    """Postings per second over those of bare SQL, by clients and books; and those of batches."""
    with _database() as environment:
        _manage(environment, "migrate", "--database", "owner", "--verbosity", "0")
        _shell(environment, "world.make()")
        with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute((HERE / "plain.sql").read_text(encoding="utf-8"))
        pairs = {at: _in_turn(environment, *at) for at in ((1, 1), (16, 16), (16, 1))}
        batches = float(_shell(environment, "print(world.batches_per_second())"))
        _shell(environment, "world.check()")
    (posted, raw), (posted_16, raw_16), (posted_book, raw_book) = pairs.values()
    return [
        _row(
            "post_ratio_raw_c1",
            posted / raw,
            "times",
            f"bare SQL of the same rows: {raw:.0f}/s; {IN_TURN}",
        ),
        _row(
            "post_per_s_c1", posted, "postings/s", f"one connection, one book, fsync on; {IN_TURN}"
        ),
        _row(
            "post_ratio_raw_c16",
            posted_16 / raw_16,
            "times",
            f"the same, 16 clients in 16 books: {raw_16:.0f}/s; {IN_TURN}",
        ),
        _row(
            "post_per_s_c16", posted_16, "postings/s", f"16 clients, 16 books, fsync on; {IN_TURN}"
        ),
        _row(
            "post_ratio_raw_c16_one_book",
            posted_book / raw_book,
            "times",
            f"the same, 16 clients in one book: {raw_book:.0f}/s; {IN_TURN}",
        ),
        _row("post_many_per_s", batches, "entries/s", "batches of 1,000 from Python, fsync on"),
    ]


def _in_turn(environment: dict[str, str], clients: int, books: int) -> tuple[float, float]:
    """Medians of `post` and of bare SQL, per second."""
    for script in ("posted", "raw"):
        _per_second(environment, script, clients, books, WARM_SECONDS)
    rounds = [
        [_per_second(environment, script, clients, books, SECONDS) for script in ("posted", "raw")]
        for _ in range(ROUNDS)
    ]
    posted, raw = (median(side) for side in zip(*rounds, strict=True))
    return posted, raw


def _row(name: str, value: float, unit: str, against: str) -> dict[str, Any]:
    """One row of results.json."""
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "against": against,
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def _per_second(
    environment: dict[str, str], script: str, clients: int, books: int, seconds: int
) -> float:
    target = conninfo_to_dict(environment["DATABASE_URL"])
    of_libpq = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    login = {name: str(target[key]) for key, name in of_libpq.items() if target.get(key)}
    words = ["--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--time={seconds}"]
    words += [f"--jobs={min(clients, 2)}", f"--define=books={books}"]
    done = subprocess.run(
        [_pgbench(), *words, f"--file={HERE / f'{script}.sql'}", DATABASE],
        env=environment | login,
        check=True,
        capture_output=True,
        text=True,
    )
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    if found is None or "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError(f"pgbench did not finish:\n{done.stdout}\n{done.stderr}")
    return float(found[1])


def _pgbench() -> str:
    beside_server = [str(binaries.folder / "pgbench") for binaries in installed()]
    found = next(filter(os.path.exists, beside_server), None) or shutil.which("pgbench")
    if found is None:
        raise RuntimeError("pgbench is missing; Debian has it in postgresql-contrib")
    return found


@contextmanager
def _database(name: str = DATABASE) -> Iterator[dict[str, str]]:
    """A database of its own on the server that is in use, and the environment that names it."""
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield os.environ | {
                "DATABASE_URL": _renamed(os.environ["DATABASE_URL"], name),
                "DATABASE_OWNER_URL": _renamed(owner, name),
                "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            }
        finally:
            connection.execute(f"DROP DATABASE {name}")


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _manage(environment: dict[str, str], *words: str) -> str:
    """What a command of Django says."""
    command = [sys.executable, "-m", "django", *words, "--settings", "klinik.web.settings"]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _shell(environment: dict[str, str], expression: str) -> str:
    """What an expression about `benchmarks.post.world` prints."""
    code = f"from benchmarks.post import world; {expression}"
    return _manage(environment, "shell", "--no-imports", "-c", code)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
