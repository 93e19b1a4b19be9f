"""Seconds to the first page: `make run` in a fresh clone, and a later start of the same data.

The first start is all a newcomer waits for: environment, packages, database, demonstration data.
"""

import os
import signal
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from typing import Any

CHECKOUT = Path(__file__).parents[2]
PORT = 8765
PATIENCE_SECONDS = 600.0
RESTARTS = 3


def measure() -> list[dict[str, Any]]:
    """`make run` in a clone, a start without installing, and the median of some restarts."""
    with tempfile.TemporaryDirectory(prefix="klinik-bench-") as folder:
        clone = Path(folder, "clone")
        subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
        whole = _seconds_to_first_page(clone, Path(folder, "first"))
        serve = _seconds_to_first_page(clone, Path(folder, "second"))
        again = median(
            _seconds_to_first_page(clone, Path(folder, "first")) for _ in range(RESTARTS)
        )
    return [
        _row("first_start_s", whole, "limit 240; make run in a fresh clone, packages and all"),
        _row("first_start_serve_s", serve, "make run with an empty data folder, packages there"),
        _row("restart_s", again, f"limit 5; make run again, median of {RESTARTS}"),
    ]


def _row(name: str, value: float, against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": "s",
        "against": against,
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def _seconds_to_first_page(clone: Path, data: Path) -> float:
    """Start as a newcomer does, and stop with the Ctrl-C of a terminal, which reaches all."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "KLINIK"))}
    environment["KLINIK_DATA"] = str(data)
    command = ["make", "--no-print-directory", "run", f"PORT={PORT}"]
    begun = time.monotonic()
    run = subprocess.Popen(
        command, cwd=clone, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not _answers():
            if run.poll() is not None or time.monotonic() - begun > PATIENCE_SECONDS:
                raise RuntimeError("make run did not come up")
            time.sleep(0.02)
        return time.monotonic() - begun
    finally:
        os.killpg(run.pid, signal.SIGINT)
        run.wait(timeout=60)


def _answers() -> bool:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{PORT}"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
