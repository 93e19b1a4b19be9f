"""A workbook of pesantren brought in as a secretariat does, against COPY of the same rows."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from benchmarks.post.run import ROOT, _database, _manage

LIMITS = {1_420: 5, 10_000: 20}  # seconds


def measure() -> list[dict[str, Any]]:
    """Seconds from the file to the last row saved, for a province and for many."""
    return [row for number, limit in LIMITS.items() for row in _measured(number, limit)]


def _measured(number: int, limit: int) -> list[dict[str, Any]]:
    with _database() as environment:
        _manage(environment, "migrate", "--database", "owner", "--verbosity", "0")
        code = f"from benchmarks.imports import world; world.measure({number})"
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
    first, again, bare = took["first"], took["again"], took["bare"]
    whole = first["shown"] + first["saved"]
    against = (
        f"limit {limit}; read and shown {first['shown']:.1f}, saved {first['saved']:.1f}; the same"
        f" file again {again['shown'] + again['saved']:.1f}; COPY of the same pesantren and"
        f" products with search index {bare:.1f}, ratio of saving {first['saved'] / bare:.2f}"
    )
    return [
        {
            "name": f"import_{number}_s",
            "value": round(whole, 1),
            "unit": "s",
            "against": against,
            "measured_on": datetime.now(UTC).date().isoformat(),
        }
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
