"""`post` with every guarantee against bare SQL of the same rows, on one connection.

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
ROUNDS = 9
SECONDS = 3
WARM_SECONDS = 4


def measure() -> list[dict[str, Any]]:
    """The ratio of postings per second, and the postings themselves."""
    with _database() as environment:
        _manage(environment, "migrate", "--database", "owner", "--verbosity", "0")
        _shell(environment, "world.make()")
        with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute((HERE / "plain.sql").read_text(encoding="utf-8"))
        for script in ("posted", "raw"):
            _per_second(environment, script, WARM_SECONDS)
        rounds = [
            (_per_second(environment, "posted", SECONDS), _per_second(environment, "raw", SECONDS))
            for _ in range(ROUNDS)
        ]
        _shell(environment, "world.check()")
    posted, raw = (median(side) for side in zip(*rounds, strict=True))
    return [
        _row("post_ratio_raw_c1", posted / raw, "times", f"bare SQL of the same rows: {raw:.0f}/s"),
        _row("post_per_s_c1", posted, "postings/s", "one connection, one book, fsync on"),
    ]


def _row(name: str, value: float, unit: str, against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "against": f"{against}; medians of {ROUNDS} rounds of {SECONDS} s each, in turn",
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def _per_second(environment: dict[str, str], script: str, seconds: int) -> float:
    target = conninfo_to_dict(environment["DATABASE_URL"])
    of_libpq = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    login = {name: str(target[key]) for key, name in of_libpq.items() if target.get(key)}
    words = ["--no-vacuum", "--protocol=prepared", "--client=1", f"--time={seconds}"]
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
def _database() -> Iterator[dict[str, str]]:
    """A database of its own on the server that is in use, and the environment that names it."""
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        try:
            yield os.environ | {
                "DATABASE_URL": _renamed(os.environ["DATABASE_URL"]),
                "DATABASE_OWNER_URL": _renamed(owner),
                "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            }
        finally:
            connection.execute(f"DROP DATABASE {DATABASE}")


def _renamed(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{DATABASE}"))


def _manage(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "django", *words, "--settings", "klinik.web.settings"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _shell(environment: dict[str, str], expression: str) -> None:
    code = f"from benchmarks.post import world; {expression}"
    _manage(environment, "shell", "--no-imports", "-c", code)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
