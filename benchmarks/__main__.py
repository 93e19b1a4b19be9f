"""`make bench`: run every `benchmarks/*/run.py` and write what they measured to results.json."""

import json
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(only: list[str]) -> None:
    """Measure one benchmark after the other, never two at once: they share the cores."""
    results = HERE / "results.json"
    known = json.loads(results.read_text(encoding="utf-8")) if only and results.exists() else []
    rows = {row["name"]: row for row in known}
    for run in sorted(HERE.glob("*/run.py")):
        if only and run.parent.name not in only:
            continue
        print(f"{run.parent.name} ...", flush=True)
        for row in import_module(f"benchmarks.{run.parent.name}.run").measure():
            rows[row["name"]] = row
            print(f"  {row['name']} = {row['value']} {row['unit']}  (against {row['against']})")
    text = json.dumps(list(rows.values()), indent=2, ensure_ascii=False)
    results.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
