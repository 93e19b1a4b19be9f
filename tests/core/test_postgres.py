"""A server that went away is noticed before a request asks it anything."""

from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import DataError, connections

from klinik.core.postgres.base import DatabaseWrapper


@pytest.fixture
def ours(db: None) -> Iterator[DatabaseWrapper]:
    """A connection of its own beside that of the test."""
    one = DatabaseWrapper(connections["default"].settings_dict, "beside")
    one.ensure_connection()
    yield one
    one.close()


def test_one_that_waits_is_used_again(ours: DatabaseWrapper) -> None:
    held = ours.connection
    with ours.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    _begin_request(ours)
    with ours.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert ours.connection is held


def test_one_that_was_ended_is_opened_anew(ours: DatabaseWrapper) -> None:
    with ours.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [number])
    until = monotonic() + 10
    while ours.is_usable() and monotonic() < until:
        sleep(0.01)
    assert not ours.is_usable()
    _begin_request(ours)
    with ours.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (number,)


def test_one_whose_transaction_failed_answers_nothing(ours: DatabaseWrapper) -> None:
    ours.set_autocommit(False)
    with pytest.raises(DataError), ours.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert not ours.is_usable()
    ours.rollback()
    assert ours.is_usable()


def _begin_request(ours: DatabaseWrapper) -> None:
    """What Django does with each connection before a request."""
    settings: Any = ours
    settings.health_check_enabled = True
    settings.health_check_done = False


def test_none_is_not_usable(ours: DatabaseWrapper) -> None:
    ours.close()
    assert not ours.is_usable()
