"""`klinik check` names an application's role that walls would not hold."""

import os

import pytest

from klinik.web.cli import checking, database


def test_the_embedded_roles_are_in_order() -> None:
    assert checking._wrong_with_roles() == []


def test_an_owner_as_application_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_OWNER_URL"])

    assert "The application's role klinik_owner owns a database." in checking._wrong_with_roles()


def test_migrations_that_are_missing_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [("ledger", "0001_initial"), ("ledger", "0002_guards")]
    monkeypatch.setattr(database, "missing_migrations", lambda: missing)

    assert checking._wrong_with_tables() == ["2 migrations are not applied: run klinik migrate."]
