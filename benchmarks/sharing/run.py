"""The profit share of a month, divided and recorded, for very many savers."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from benchmarks.post.run import ROOT, _database, _manage

LIMITS = {"100k": (100_000, 10), "1m": (1_000_000, 60)}  # accounts, seconds


def measure() -> list[dict[str, Any]]:
    """Seconds from preparing a month to its last share recorded."""
    return [_measured(name, *limit) for name, limit in LIMITS.items()]


def _measured(name: str, accounts: int, limit: int) -> dict[str, Any]:
    with _database() as environment:
        _manage(environment, "migrate", "--database", "owner", "--verbosity", "0")
        code = f"from benchmarks.sharing import world; world.measure({accounts})"
        words = ["-m", "django", "shell", "--no-imports", "-c", code]
        said = subprocess.run(
            [sys.executable, *words, "--settings", "klinik.web.settings"],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
    took = json.loads(said.splitlines()[-1])
    against = (
        f"limit {limit}; {accounts:,} accounts with two deposits each, one in the month; divided"
        f" {took['divided']:.1f}, recorded {took['all'] - took['confirmed']:.1f}; recorded again"
        f" {took['again']:.1f}, nothing posted; books verified"
    )
    return {
        "name": f"profit_share_{name}_s",
        "value": round(took["all"], 1),
        "unit": "s",
        "against": against,
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
