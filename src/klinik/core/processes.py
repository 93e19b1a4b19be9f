"""Processes that go together."""

from __future__ import annotations

import os
import threading
import time

LOOK_SECONDS = 0.25


def leave_with_parent() -> None:
    """Exit when the parent process is gone, even if it was killed and could not say so.

    Otherwise a killed `klinik serve` would leave processes that keep its port.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="leave-with-parent", daemon=True).start()
