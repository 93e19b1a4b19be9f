"""A PostgreSQL of our own for development and trials, on a Unix socket inside one folder.

`with running(folder) as server:` gives `server.application` and `server.owner`, two addresses of
one database. Any number of processes may do so at once; the last one to leave stops the server.
"""

from klinik.core.embedded_postgres.cluster import Server, running
from klinik.core.embedded_postgres.errors import CannotRun

__all__ = ["CannotRun", "Server", "running"]
