"""A workbook of members with balances brought in as a bookkeeper does."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from benchmarks.post.run import ROOT, _database, _manage

MEMBERS, LIMIT = 10_000, 20  # seconds


def measure() -> list[dict[str, Any]]:
    """Seconds from the file to the last member saved."""
    with _database() as environment:
        _manage(environment, "migrate", "--database", "owner", "--verbosity", "0")
        code = f"from benchmarks.members_import import world; world.measure({MEMBERS})"
        words = ["-m", "django", "shell", "--no-imports", "-c", code]
        said = subprocess.run(
            [sys.executable, *words, "--settings", "klinik.web.settings"],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    took = json.loads(said.splitlines()[-1])
    first, again = took["first"], took["again"]
    against = (
        f"limit {LIMIT}; {MEMBERS:,} members with three balances; read and shown"
        f" {first['shown']:.1f}, saved {first['saved']:.1f}; the same file again"
        f" {again['shown'] + again['saved']:.1f}, nothing changed"
    )
    return [
        {
            "name": f"members_import_{MEMBERS}_s",
            "value": round(first["shown"] + first["saved"], 1),
            "unit": "s",
            "against": against,
            "measured_on": datetime.now(UTC).date().isoformat(),
        }
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
