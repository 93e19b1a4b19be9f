"""The command `klinik`: everything that is done to the house from outside."""

from __future__ import annotations

import sys


def main() -> int:
    """Run one sub-command; what people got wrong becomes one sentence and exit status 1."""
    if sys.version_info < (3, 11):  # noqa: UP036  (a system's own Python may be older)
        print("klinik needs Python 3.11 or newer.", file=sys.stderr)
        return 1
    from klinik.web.cli.arguments import run

    return run(sys.argv[1:])
