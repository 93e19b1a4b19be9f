"""`post` from Django, with every guarantee, against django-hordak on the same server, in turn."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.post.run import _database, _manage, _row, _shell

HERE = Path(__file__).resolve().parent
THEIRS = HERE / ".venv"
DATABASE = "klinik_bench_hordak"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SECONDS = 3


def measure() -> list[dict[str, Any]]:
    """How many times as many postings as django-hordak makes transactions."""
    _install()
    with _database() as ours, _database(DATABASE) as theirs:
        _manage(ours, "migrate", "--database", "owner", "--verbosity", "0")
        _shell(ours, "world.make()")
        _hordak(theirs, "make")
        for seconds in (SECONDS, 1):  # warm both
            _shell(ours, f"world.posts_per_second({seconds})")
            _hordak(theirs, str(seconds))
        for environment in (ours, theirs):
            _know_sizes(environment)
        rounds = [
            (
                float(_shell(ours, f"print(world.posts_per_second({SECONDS}))")),
                float(_hordak(theirs, str(SECONDS))),
            )
            for _ in range(ROUNDS)
        ]
        _shell(ours, "world.check()")
    posted, transferred = (median(side) for side in zip(*rounds, strict=True))
    against = f"django-hordak 2.0.0, transfer_to, which guarantees less: {transferred:.0f}/s"
    in_turn = f"medians of {ROUNDS} rounds of {SECONDS} s each, in turn"
    return [
        _row("post_ratio_hordak", posted / transferred, "times", f"{against}; {in_turn}"),
        _row("post_django_per_s", posted, "postings/s", f"one connection, from Django; {in_turn}"),
    ]


def _know_sizes(environment: dict[str, str]) -> None:
    """What autovacuum does within a minute: plans made over empty tables are made anew."""
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def _install() -> None:
    """An environment of its own, with what is measured and nothing of ours."""
    python = THEIRS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(THEIRS)], check=True)
    words = ["install", "--quiet", "--disable-pip-version-check"]
    requirements = str(HERE / "requirements.txt")
    subprocess.run([str(python), "-m", "pip", *words, "-r", requirements], check=True)


def _hordak(environment: dict[str, str], *words: str) -> str:
    """As the owner of its database: it makes its own tables."""
    owner = urlsplit(environment["DATABASE_OWNER_URL"])
    done = subprocess.run(
        [str(THEIRS / "bin" / "python"), str(HERE / "theirs.py"), *words],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": urlunsplit(owner)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
