"""Deposits through the counter's own form, over HTTP, with everything on.

Each is a POST with CSRF token and session: sign-in, role, row-level security, form, the ledger
with all its guarantees, a commit to disk, a redirect. `klinik serve` runs as at a user's; the
clients are processes on the same machine, so they take a part of its cores.
"""

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.line import Line

ROOT = Path(__file__).resolve().parents[2]
KLINIK = [sys.executable, "-m", "klinik.web.cli"]
PORT = 8767
PATIENCE_SECONDS = 600.0  # an empty database is migrated first
WORKERS = 2
BOOKS = 4
ACCOUNTS = 50  # of each book, taken in turn
AMOUNT = 1_000  # rupiah
PACE = 100  # deposits a second, of all tellers together
WARM_SECONDS = 2.0
SECONDS = 8.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Counter(NamedTuple):
    """A teller's place: which cooperative, and the session they are signed in with."""

    slug: str
    session: str


class Work(NamedTuple):
    """What one teller got done: milliseconds of each deposit, and what was acknowledged in all."""

    slug: str
    taken: list[float]
    acknowledged: int


def measure() -> list[dict[str, Any]]:
    """Deposits a second: four tellers at four books, then four at one book."""
    with _served() as environment:
        made = _ask(environment, f"world.make(books={BOOKS}, accounts={ACCOUNTS})")
        counters = [Counter(**counter) for counter in made]
        apart, apart_work = _deposits_per_second(counters)
        together, together_work = _deposits_per_second([counters[0]] * BOOKS)
        _paced, paced_work = _deposits_per_second(counters, every=BOOKS / PACE)
        _compare(apart_work + together_work + paced_work, _ask(environment, "world.count()"))
        nothing = _nothings_per_second(counters)
    cores = os.cpu_count()
    setting = f"klinik serve, {WORKERS} workers, {BOOKS} clients on the same {cores} cores"
    return [
        _row("deposit_http_per_s", apart, f"{setting}; {BOOKS} books", apart_work),
        _row("deposit_http_one_book_per_s", together, f"{setting}; one book", together_work),
        _row_of_paced(paced_work),
        {
            "name": "nothing_http_per_s",
            "value": round(nothing, 1),
            "unit": "requests/s",
            "against": "a POST of the same browsers that passes every middleware, asks no table"
            " of money and writes nothing: what this server can answer at most",
            "measured_on": datetime.now(UTC).date().isoformat(),
        },
    ]


def _row_of_paced(work: list[Work]) -> dict[str, Any]:
    taken = [milliseconds for one in work for milliseconds in one.taken]
    return {
        "name": "deposit_http_p95_ms",
        "value": round(quantiles(taken, n=100)[94], 1),
        "unit": "ms",
        "against": f"limit 50; {PACE} deposits a second from {BOOKS} tellers, counted from the"
        f" moment each was due; {len(taken) / SECONDS:.0f}/s were answered",
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def _row(name: str, value: float, setting: str, work: list[Work]) -> dict[str, Any]:
    taken = [milliseconds for one in work for milliseconds in one.taken]
    p95 = quantiles(taken, n=100)[94]
    return {
        "name": name,
        "value": round(value, 1),
        "unit": "deposits/s",
        "against": f"{setting}; p95 {p95:.1f} ms under this load; all found in the books after",
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def _deposits_per_second(
    counters: list[Counter], *, every: float = 0.0
) -> tuple[float, list[Work]]:
    with multiprocessing.get_context("spawn").Pool(len(counters)) as pool:
        work = pool.starmap(_work, [(counter, every) for counter in counters], chunksize=1)
    return sum(len(one.taken) for one in work) / SECONDS, work


def _nothings_per_second(counters: list[Counter]) -> float:
    with multiprocessing.get_context("spawn").Pool(len(counters)) as pool:
        return sum(pool.map(_nothing, counters, chunksize=1)) / SECONDS


def _nothing(counter: Counter) -> int:
    """The choice of a language, again and again: how many were answered."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers, token = _sign_in(connection, counter)
    connection.close()
    form = urlencode({"csrfmiddlewaretoken": token, "language": "id", "next": "/"}).encode()
    line = Line(PORT)
    answered = 0
    begun = time.perf_counter()
    while time.perf_counter() < begun + SECONDS:
        status, _body = line.post("/bahasa/", form, headers)
        if status != 302:
            raise RuntimeError(f"/bahasa/ answered {status}")
        answered += 1
    return answered


def _work(counter: Counter, every: float) -> Work:
    """One teller with one connection: deposit after deposit, each `every` seconds or at once."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers, token = _sign_in(connection, counter)
    connection.close()
    line = Line(PORT)
    taken: list[float] = []
    acknowledged = 0
    begun = time.perf_counter()
    while (now := time.perf_counter()) < begun + WARM_SECONDS + SECONDS:
        if every:
            due = begun + acknowledged * every
            time.sleep(max(0.0, due - now))
            now = due
        _deposit(line, counter.slug, acknowledged % ACCOUNTS + 1, headers, token)
        acknowledged += 1
        if now >= begun + WARM_SECONDS:
            taken.append((time.perf_counter() - now) * 1000)
    return Work(counter.slug, taken, acknowledged)


def _sign_in(connection: HTTPConnection, counter: Counter) -> tuple[dict[str, str], str]:
    cookie = f"sessionid={counter.session}"
    address = f"/koppontren/{counter.slug}/loket/A-0001/"
    connection.request("GET", address, headers={"Cookie": cookie})
    response = connection.getresponse()
    token = TOKEN.search(response.read().decode())
    secret = re.search(r"csrftoken=([^;]+)", response.headers.get("Set-Cookie", ""))
    if response.status != 200 or not token or not secret:
        raise RuntimeError(f"{address} answered {response.status} without a form")
    headers = {
        "Cookie": f"{cookie}; csrftoken={secret[1]}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return headers, token[1]


def _deposit(line: Line, slug: str, number: int, headers: dict[str, str], token: str) -> None:
    address = f"/koppontren/{slug}/loket/A-{number:04}/"
    form = {
        "csrfmiddlewaretoken": token,
        "account": f"S-{number:04}",
        "amount": str(AMOUNT),
        "deed": "deposit",
        "request_id": str(uuid4()),
    }
    status, _body = line.post(address, urlencode(form).encode(), headers)
    if status != 302:
        raise RuntimeError(f"a deposit was answered with {status}")


def _compare(work: list[Work], books: dict[str, dict[str, int]]) -> None:
    """Raise unless the books hold exactly what was acknowledged: no more, no less."""
    for slug, found in books.items():
        said = sum(one.acknowledged for one in work if one.slug == slug)
        if found != {"entries": said, "held": said * AMOUNT}:
            raise RuntimeError(f"{slug}: {said} deposits acknowledged, but the book has {found}")


@contextmanager
def _served() -> Iterator[dict[str, str]]:
    """`klinik serve` in a folder of its own, without demonstration data."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "KLINIK"))}
    with tempfile.TemporaryDirectory(prefix="klinik-bench-") as folder:
        environment = ours | {
            "KLINIK_DATA": str(Path(folder) / "data"),  # the log lies beside it
            "KLINIK_DEMO": "0",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        log = Path(folder) / "log"
        with log.open("wb") as lines:
            command = [*KLINIK, "serve", "--port", str(PORT), "--workers", str(WORKERS)]
            serve = subprocess.Popen(command, env=environment, stdout=lines, stderr=lines)
            try:
                _wait_for(serve, log)
                yield environment
            finally:
                serve.send_signal(signal.SIGINT)
                serve.wait(timeout=60)


def _wait_for(serve: "subprocess.Popen[bytes]", log: Path) -> None:
    begun = time.monotonic()
    while True:
        if serve.poll() is not None or time.monotonic() - begun > PATIENCE_SECONDS:
            raise RuntimeError(f"klinik serve did not come up:\n{log.read_text()[-2000:]}")
        connection = HTTPConnection("127.0.0.1", PORT, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()


def _ask(environment: dict[str, str], expression: str, *, of: str = "deposit") -> Any:
    """What an expression over a benchmark's `world` gives, evaluated beside the running server."""
    code = f"import json; from benchmarks.{of} import world; print(json.dumps({expression}))"
    words = ["manage", "shell", "--no-imports", "-c", code]
    done = subprocess.run(
        [*KLINIK, *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
