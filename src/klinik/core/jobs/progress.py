"""How far a job is, written beside the job's own transaction so that pages see it meanwhile."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple, Self
from uuid import UUID

import psycopg
from django.db import connection
from django.utils.translation import gettext_noop
from psycopg.types.json import Jsonb

from klinik.core.models import Job

PAUSE_SECONDS = 0.25  # between two writes of the bar
MOST_ATTEMPTS = 3
NOTHING_SAVED = gettext_noop("Stopped as you asked. Nothing was saved.")
# Said of any job, also of those whose parts stay.
STOPPED = gettext_noop("Stopped as you asked. What was done until then stands on its page.")
INTERRUPTED = gettext_noop(
    "The work was interrupted several times. What was done until then stands on its page; started "
    "again, nothing is done twice. If it stays so, tell whoever looks after the server."
)


class Cancelled(Exception):
    """The owner asked to stop; whoever saved something before says so in `said`, and where."""

    def __init__(self, said: str = NOTHING_SAVED, *, url: str = "", **said_with: int | str) -> None:
        super().__init__(said)
        self.said = said
        self.url = url
        self.said_with = said_with


class Ended(NamedTuple):
    """What came of a job: a sentence as msgid, its values, and where the result is."""

    said: str
    said_with: Mapping[str, int | str] = {}
    url: str = ""


class Progress:
    """The record of one job, kept through a connection of its own."""

    def __init__(self, number: UUID, owner: int) -> None:
        self.number = number
        self.owner = owner
        self.language = ""
        self._written_at = 0.0

    def __enter__(self) -> Self:
        parameters = connection.get_connection_params()
        self._beside: psycopg.Connection[Any] = connection.copy().get_new_connection(parameters)
        self._beside.autocommit = True
        return self

    def __exit__(self, *_: object) -> None:
        self._beside.close()

    def begin(self) -> bool:
        """Take the job up; False where there is nothing to do: cancelled, over, or hopeless."""
        row = self._tell(
            "UPDATE core_job SET attempts = attempts + 1, started_at = now(), done = 0,"
            " state = 'running' WHERE number = %s AND finished_at IS NULL"
            " RETURNING language, attempts, cancel_requested_at",
        )
        if row is None:
            return False
        self.language, attempts, cancel = row
        if cancel is not None:
            self.end(Job.State.CANCELLED, Ended(NOTHING_SAVED if attempts == 1 else STOPPED))
        elif attempts > MOST_ATTEMPTS:
            self.end(Job.State.FAILED, Ended(INTERRUPTED))
        else:
            return True
        return False

    def step(self, done: int, total: int) -> None:
        """Say that `done` of `total` is there; raises Cancelled when the owner asked to stop."""
        if done < total and time.monotonic() - self._written_at < PAUSE_SECONDS:
            return
        self._written_at = time.monotonic()
        row = self._tell(
            "UPDATE core_job SET done = %s, total = %s WHERE number = %s"
            " RETURNING cancel_requested_at",
            min(done, total),
            total,
        )
        if row is not None and row[0] is not None:
            raise Cancelled

    def end(self, state: Job.State, ended: Ended) -> None:
        """Write what came of it."""
        said_with = Jsonb(dict(ended.said_with))
        self._tell(
            "UPDATE core_job SET finished_at = now(), state = %s, said = %s, said_with = %s,"
            " result_url = %s, done = CASE WHEN %s THEN total ELSE done END"
            " WHERE number = %s AND finished_at IS NULL RETURNING id",
            state.value,
            ended.said[:500],
            said_with,
            ended.url,
            state == Job.State.DONE,
        )

    def _tell(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        with self._beside.transaction(), self._beside.cursor() as cursor:
            cursor.execute("SELECT set_config('klinik.reader', %s, true)", [str(self.owner)])
            cursor.execute(statement, [*values, self.number])
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row
