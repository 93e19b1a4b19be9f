"""Sales by card through the HTTP API, with everything on, spread over the province's koppontren.

Each is a POST with a token: whose, which role, row-level security, goods, stock and its cost, the
card's limit, the ledger with all its guarantees, a commit to disk. `klinik serve` runs as at a
user's; the clients are processes on the same machine, so they take a part of its cores. The same
machine then runs pgbench's TPC-B with as many clients.
"""

import json
import multiprocessing
import os
import random
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchmarks.deposit.run import PORT, WORKERS, _ask, _served
from benchmarks.line import Line
from benchmarks.post.run import _pgbench

TPCB = "klinik_tpcb"
SCALE = float(os.environ.get("KLINIK_BENCH_SCALE", "1"))  # a try: 0.1 is a tenth of the province
SHOPS = max(8, int(1_420 * SCALE))
GOODS, CARDS, LINES = 6, 4, 3
CLIENTS = 6
WARM_SECONDS = 5.0
SECONDS = max(20.0, 600.0 * SCALE)


class Work(NamedTuple):
    """What one client got done: milliseconds of each sale after the warm-up, and all of them."""

    taken: list[float]
    sales: int
    total: int


def measure() -> list[dict[str, Any]]:
    """Sales a second over HTTP, and how many of TPC-B's transactions the machine does."""
    with _served() as environment:
        shops = _shops(environment)
        with multiprocessing.get_context("spawn").Pool(CLIENTS) as pool:
            work = pool.starmap(_work, [(shops, n) for n in range(CLIENTS)], chunksize=1)
        slugs = [shop["slug"] for shop in shops]
        _compare(work, _ask(environment, f"world.count({slugs!r})", of="sales"))
    tpcb = _tpcb()
    taken = [milliseconds for one in work for milliseconds in one.taken]
    rate = len(taken) / SECONDS
    setting = (
        f"klinik serve, {WORKERS} workers, {CLIENTS} clients on the same {os.cpu_count()} cores;"
        f" {len(shops)} koppontren, {SECONDS:.0f} s; {LINES} goods a sale, paid by card; goods,"
        " wallets and books agree after"
    )
    return [
        _row("sales_http_per_s", round(rate, 1), "sales/s", f"limit 200; {setting}"),
        _row(
            "sales_http_p95_ms",
            round(quantiles(taken, n=100)[94], 1),
            "ms",
            f"limit 300; the same {len(taken)} sales",
        ),
        _row(
            "sales_ratio_tpcb",
            round(rate / tpcb, 3),
            "sales for each transaction",
            f"pgbench's TPC-B on the same machine: {tpcb:.0f}/s, {CLIENTS} clients",
        ),
    ]


def _row(name: str, value: float, unit: str, against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "against": against,
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def _shops(environment: dict[str, str]) -> list[dict[str, Any]]:
    """Made by two processes, as there are two cores."""
    _ask(environment, "world.begin()", of="sales")
    parts = [(SHOPS * n // 2, SHOPS * (n + 1) // 2) for n in range(2)]

    def made(part: tuple[int, int]) -> list[dict[str, Any]]:
        asked = f"world.make(first={part[0]}, last={part[1]}, goods={GOODS}, cards={CARDS})"
        found: list[dict[str, Any]] = _ask(environment, asked, of="sales")
        return found

    with ThreadPoolExecutor(2) as both:
        shops = [shop for part in both.map(made, parts) for shop in part]
    _ask(environment, "world.settle()", of="sales")
    return shops


def _work(shops: list[dict[str, Any]], seed: int) -> Work:
    """One client with one connection: sale after sale, each in a shop drawn anew."""
    drawn = random.Random(seed)
    line = Line(PORT)
    taken: list[float] = []
    sales = total = 0
    begun = time.perf_counter()
    while (now := time.perf_counter()) < begun + WARM_SECONDS + SECONDS:
        total += _sell(line, drawn.choice(shops), drawn)
        sales += 1
        if now >= begun + WARM_SECONDS:
            taken.append((time.perf_counter() - now) * 1000)
    return Work(taken, sales, total)


def _sell(line: Line, shop: dict[str, Any], drawn: random.Random) -> int:
    now = datetime.now(UTC).isoformat()
    lines = [
        {"good": good, "quantity": 1000 * drawn.randint(1, 3), "price": 4_000}
        for good in drawn.sample(shop["goods"], LINES)
    ]
    total: int = sum(line["quantity"] // 1000 * line["price"] for line in lines)
    sale = {
        "request_id": str(uuid4()),
        "shop": shop["shop"],
        "device": "bench",
        "cashier": shop["cashier"],
        "said_at": now,
        "is_offline": False,
        "drawer": shop["till"],
        "card": drawn.choice(shop["cards"]),
        "lines": lines,
        "payments": [{"how": "wallet", "amount": total}],
    }
    body = json.dumps({"sent_at": now, "sales": [sale]}).encode()
    headers = {"Authorization": f"Bearer {shop['token']}", "Content-Type": "application/json"}
    status, said = line.post(f"/api/koppontren/{shop['slug']}/till/sales", body, headers)
    if status != 200 or json.loads(said)["answers"][0]["state"] != "recorded":
        raise RuntimeError(f"a sale was answered with {status}: {said[:300]!r}")
    return total


def _compare(work: list[Work], found: dict[str, int]) -> None:
    """Raise unless goods, wallets and books say exactly what was acknowledged."""
    sales, total = sum(one.sales for one in work), sum(one.total for one in work)
    expected = {
        "sales": sales,
        "total": total,
        "pieces": total // 4,
        "gone": total // 4,
        "paid": total,
        "spent": total,
    }
    if found != expected:
        raise RuntimeError(f"acknowledged {expected}, found {found}")


def _tpcb() -> float:
    """TPC-B's transactions a second by as many clients, on the server that `klinik exec` gave."""
    owner = os.environ["DATABASE_OWNER_URL"]
    target = conninfo_to_dict(owner)
    of_libpq = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    login = {name: str(target[key]) for key, name in of_libpq.items() if target.get(key)}
    with psycopg.connect(owner, autocommit=True) as inside:
        inside.execute(f"DROP DATABASE IF EXISTS {TPCB}")
        inside.execute(f"CREATE DATABASE {TPCB}")
        try:
            _pgbench_says(login, "--initialize", "--scale=10", "--quiet")
            said = _pgbench_says(login, f"--client={CLIENTS}", "--jobs=2", "--time=30")
        finally:
            inside.execute(f"DROP DATABASE {TPCB} WITH (FORCE)")
    found = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    if not found:
        raise RuntimeError(f"pgbench did not say how many:\n{said}")
    return float(found[1])


def _pgbench_says(login: dict[str, str], *words: str) -> str:
    command = [_pgbench(), *words, TPCB]
    done = subprocess.run(
        command, env=os.environ | login, check=True, capture_output=True, text=True
    )
    return done.stdout


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
