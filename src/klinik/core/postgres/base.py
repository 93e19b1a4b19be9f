"""The database wrapper that the settings name (ENGINE)."""

import select
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg.pq import TransactionStatus


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, which also tells the logs of tests and debuggers what a prepared cursor asked."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """The statement with its values; of a prepared one the statement."""
        told: str | None = super().last_executed_query(cursor, sql, params)
        return told or sql


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, without a question to the server before each request's first one."""

    ops_class = DatabaseOperations

    def is_usable(self) -> bool:
        """Whether the server is still at the other end, and would answer.

        A server that stopped has closed its end, which can be read from; one that waits for a
        question has sent nothing. Whatever else it may have said, a new connection is safe.
        """
        if self.connection is None or self.connection.closed:
            return False
        if self.connection.info.transaction_status is TransactionStatus.INERROR:
            return False  # it answers nothing before the transaction is rolled back
        said = select.poll()
        said.register(self.connection.fileno(), select.POLLIN)
        return not said.poll(0)
