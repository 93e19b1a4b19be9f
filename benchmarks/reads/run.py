"""Reading books: one of two million lines, one of 1,420 among ten million, and what others take.

A database of its own, loaded past the door and verified; every question is asked as the application
asks it, as its role, behind the walls.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from klinik.core.money import grouped

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATABASE = "klinik_bench_reads"
SCALE = float(os.environ.get("KLINIK_BENCH_SCALE", "1"))  # 0.01 to try it out
LARGE_ENTRIES = int(1_000_000 * SCALE)
BOOK_ENTRIES = 3_522  # two lines each: 1,420 books have ten million
BOOKS = max(20, int(1_420 * SCALE))
FIRST_BOOKS = max(2, BOOKS // 10)
SMALL_CHART = 60
PATIENCE_SECONDS = 400
JOURNAL = """
COPY (SELECT e.on_date || ' * "masuk ' || e.number || '"' || chr(10)
          || string_agg('    ' || {account} || '  ' || (l.debit - l.credit) || ' IDR', chr(10)
                        ORDER BY l.n) || chr(10)
        FROM ledger_entry e JOIN ledger_line l
          ON l.koppontren_id = e.koppontren_id AND l.entry_number = e.number
        JOIN ledger_account a ON a.id = l.account_id
       WHERE e.koppontren_id = 1 AND l.koppontren_id = 1
       GROUP BY e.number, e.on_date ORDER BY e.number) TO STDOUT
"""
BEANCOUNT = """
from collections import Counter; import sys
from beancount import loader; from beancount.core import data
entries, errors, options = loader.load_file(sys.argv[1]); sums = Counter()
for entry in data.filter_txns(entries):
    for posting in entry.postings: sums[posting.account] += posting.units.number
assert not errors; print(len(sums))
"""


def measure() -> list[dict[str, Any]]:
    """The trial balances, the account's page, the growth, and the programs that parse text."""
    with _database() as environment:
        _manage(environment, "migrate", "--database", "owner", "--verbosity", "0")
        with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute((HERE / "load.sql").read_text(encoding="utf-8"))
        last = 1 + BOOKS
        _say(environment, f"load(2, {1 + FIRST_BOOKS}, {BOOK_ENTRIES}, {SMALL_CHART})")
        few = _ask(environment, "measure_trial_balance(2)")
        _say(environment, f"load({2 + FIRST_BOOKS}, {last}, {BOOK_ENTRIES}, {SMALL_CHART})")
        many = _ask(environment, "measure_trial_balance(2)")
        _say(environment, f"load(1, 1, {LARGE_ENTRIES})")
        large = _ask(environment, "measure_trial_balance(1)")
        page = _ask(environment, "measure_account_page(1)")
        report = _ask(environment, "measure_report(1)")
        _say(environment, f"verify(1, 2, {last})")
        others = _others(environment)
    lines = grouped(2 * BOOK_ENTRIES * BOOKS)
    return [
        _row("tb_2m_book_ms", large["slowest"], "ms", f"limit 20; one book of "
             f"{grouped(2 * LARGE_ENTRIES)} lines, slowest of 20 days; median "
             f"{large['median']:.2f}; in the database, with the way there and back"),
        _row("tb_10m_ms", many["slowest"], "ms", f"limit 5; one of {grouped(BOOKS)} books with "
             f"{lines} lines in all, slowest of 20 days; median {many['median']:.2f}"),
        _row("tb_growth_1m_10m", many["median"] / few["median"], "times", f"limit 1.5; the same "
             f"book among {grouped(FIRST_BOOKS)} books: {few['median']:.2f} ms"),
        _row("account_page_ms", page["slowest"], "ms", f"limit 5; 50 lines with running balance, "
             f"notes and entries of an account with {grouped(LARGE_ENTRIES // 2)} lines, anywhere "
             f"in it; median {page['median']:.2f}; in the database; with all of "
             f"Python {page['whole']:.2f}"),
        _row("tb_1m_entries_ours_ms", report["slowest"], "ms", f"{grouped(LARGE_ENTRIES)} entries "
             "to a trial balance of today; Python and all; nothing is parsed"),
        *others,
    ]  # fmt: skip


def _others(environment: dict[str, str]) -> list[dict[str, Any]]:
    """The same entries as text; each program reads all of it to say what accounts hold."""
    with TemporaryDirectory(prefix="klinik-bench-") as folder:
        journal, beancount = Path(folder) / "book.journal", Path(folder) / "book.beancount"
        with psycopg.connect(environment["DATABASE_OWNER_URL"]) as owner:
            owner.execute("SELECT set_config('klinik.koppontren', '1', true)")
            _write(owner, journal, "'assets:' || a.code", "")
            opened = owner.execute("SELECT code FROM ledger_account WHERE koppontren_id = 1")
            heads = "".join(f"2024-01-01 open Assets:A{code} IDR\n" for (code,) in opened)
            _write(owner, beancount, "'Assets:A' || a.code", heads)
        programs = {
            "hledger": ["hledger", "-f", str(journal), "balance", "--flat"],
            "ledger": ["ledger", "-f", str(journal), "balance", "--flat"],
            "beancount": [sys.executable, "-c", BEANCOUNT, str(beancount)],
        }
        size = journal.stat().st_size // 1_000_000
        return [_other(name, words, size) for name, words in programs.items()]


def _write(
    owner: psycopg.Connection[tuple[Any, ...]], file: Path, account: str, heads: str
) -> None:
    with file.open("wb") as text, owner.cursor() as cursor:
        text.write(heads.encode())
        with cursor.copy(JOURNAL.format(account=account)) as rows:
            for (entry,) in rows.rows():
                text.write(entry.encode() + b"\n")


def _other(name: str, words: list[str], size: int) -> dict[str, Any]:
    against = f"{grouped(LARGE_ENTRIES)} entries; parses {size} MB of text first, which we do not"
    row = f"tb_1m_entries_{name}_s"
    if shutil.which(words[0]) is None:
        return _row(row, -1, "s", f"not measured: {name} is not installed")
    begun = time.perf_counter()
    try:
        done = subprocess.run(
            words, capture_output=True, timeout=PATIENCE_SECONDS,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _row(row, PATIENCE_SECONDS, "s", f"{against}; stopped, it was not done by then")
    if done.returncode:
        said = done.stderr.decode().strip().splitlines()[-1:]
        return _row(row, -1, "s", f"not measured: {name} gave up ({said})")
    return _row(row, time.perf_counter() - begun, "s", against)


def _row(name: str, value: float, unit: str, against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "against": against,
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A database of its own on the server that is in use, and the environment that names it."""
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        try:
            yield os.environ | {
                "DATABASE_URL": _renamed(os.environ["DATABASE_URL"]),
                "DATABASE_OWNER_URL": _renamed(owner),
                "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            }
        finally:
            connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _renamed(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{DATABASE}"))


def _manage(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "django", *words, "--settings", "klinik.web.settings"]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def _say(environment: dict[str, str], expression: str) -> str:
    code = f"from benchmarks.reads import world; world.{expression}"
    begun = time.perf_counter()
    said = _manage(environment, "shell", "--no-imports", "-c", code)
    print(f"    {expression}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return said


def _ask(environment: dict[str, str], expression: str) -> dict[str, float]:
    answer: dict[str, float] = json.loads(_say(environment, expression))
    return answer


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
