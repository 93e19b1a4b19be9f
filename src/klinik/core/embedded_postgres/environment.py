"""The addresses of the database in the environment, where settings and child processes look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from klinik.core import env
from klinik.core.embedded_postgres.cluster import Server, running


@contextmanager
def addresses() -> Iterator[Server | None]:
    """A server of one's own (None) where DATABASE_URL names one, else the embedded one."""
    if env.text("DATABASE_URL", ""):
        yield None
        return
    if env.text("DATABASE_OWNER_URL", ""):
        raise env.BadSetting("DATABASE_OWNER_URL is set and DATABASE_URL is not; set both.")
    with running(env.data_folder()) as server:
        ours = {
            "DATABASE_URL": server.application,
            "DATABASE_OWNER_URL": server.owner,
            # A server of one's own holds real books, so only this one is for demonstrations.
            "KLINIK_EMBEDDED": "1",
        }
        os.environ.update(ours)
        try:
            yield server
        finally:
            for variable in ours:
                os.environ.pop(variable, None)
