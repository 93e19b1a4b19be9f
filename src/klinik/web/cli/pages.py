"""The process that listens: Granian, and the worker processes it forks.

Its own process, because a server under threads of another program stops badly; WSGI with
persistent connections, because that answered ten times as many requests as ASGI.
"""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from klinik.core.processes import leave_with_parent

THREADS = 4  # per process; each holds one connection to the database
LONGEST_IDLE_SECONDS = 600  # a thread that ends takes its connection with it
GRACE_SECONDS = 2


def listen(host: str, port: int, workers: int) -> None:
    """Answer requests until told to stop."""
    leave_with_parent()
    Granian(
        "klinik.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=LONGEST_IDLE_SECONDS,
        workers_kill_timeout=GRACE_SECONDS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    listen(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
