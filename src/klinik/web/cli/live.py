"""The process for the streams of the live rooms: Granian again, as an ASGI server.

One process holds them all: each stream is a task that sleeps. Granian turns away whoever comes
beyond its backpressure, so that stands far above the listeners of a province.
"""

from __future__ import annotations

import resource
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from klinik.core.processes import leave_with_parent

MOST_LISTENERS = 16_384
GRACE_SECONDS = 1


def listen(host: str, port: int) -> None:
    """Answer until told to stop."""
    leave_with_parent()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    Granian(
        "klinik.web.live.program:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        backlog=4096,
        backpressure=MOST_LISTENERS,
        workers_kill_timeout=GRACE_SECONDS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    listen(sys.argv[1], int(sys.argv[2]))
