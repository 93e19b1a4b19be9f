"""Loaded with `-p` before Django's settings: tests run on real PostgreSQL, as the two roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from klinik.core import env
from klinik.core.embedded_postgres import CannotRun
from klinik.core.embedded_postgres.environment import addresses

in_use = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start or join the embedded server, unless DATABASE_URL names one."""
    try:
        in_use.enter_context(addresses())
        known = env.databases()
    except (CannotRun, env.BadSetting) as refusal:
        raise pytest.UsageError(str(refusal)) from None
    if "owner" not in known:
        raise pytest.UsageError("Tests need DATABASE_OWNER_URL too: its role makes their database.")
    return (yield)


def pytest_unconfigure() -> None:
    """Leave the server; the last one to leave stops it."""
    in_use.close()
