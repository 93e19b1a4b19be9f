"""Seconds to the first page: on a first start with demonstration data, and on a later one.

Both start `klinik serve` as a user's `make run` does, in a data folder of their own; installing
packages is not in them.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from typing import Any

PORT = 8765
PATIENCE_SECONDS = 240.0
RESTARTS = 3


def measure() -> list[dict[str, Any]]:
    """One first start and the median of some restarts, each stopped by Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="klinik-bench-") as folder:
        first = _seconds_to_first_page(Path(folder))
        again = median(_seconds_to_first_page(Path(folder)) for _ in range(RESTARTS))
    return [
        _row("first_start_serve_s", first, "klinik serve in an empty data folder, packages there"),
        _row("restart_s", again, f"klinik serve again, median of {RESTARTS}; limit 5"),
    ]


def _row(name: str, value: float, against: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": "s",
        "against": against,
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def _seconds_to_first_page(folder: Path) -> float:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "KLINIK"))}
    environment["KLINIK_DATA"] = str(folder)
    command = [sys.executable, "-m", "klinik.web.cli", "serve", "--port", str(PORT)]
    begun = time.monotonic()
    serve = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not _answers():
            if serve.poll() is not None or time.monotonic() - begun > PATIENCE_SECONDS:
                raise RuntimeError("klinik serve did not come up")
            time.sleep(0.02)
        return time.monotonic() - begun
    finally:
        serve.send_signal(signal.SIGINT)
        serve.wait(timeout=30)


def _answers() -> bool:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{PORT}"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
