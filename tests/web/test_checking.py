"""`klinik check` names what would not hold: roles, tables, and figures from before a rule."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from klinik.clinic.cases.models import CaseEvent
from klinik.directory.models import Pesantren, Reading
from klinik.web.cli import checking, database
from klinik.web.cli.figures import wrong_with_figures
from tests import world
from tests.clinic.scene import Scene


def test_the_embedded_roles_are_in_order() -> None:
    assert checking._wrong_with_roles() == []


def test_an_owner_as_application_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_OWNER_URL"])

    assert "The application's role klinik_owner owns a database." in checking._wrong_with_roles()


def test_migrations_that_are_missing_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [("ledger", "0001_initial"), ("ledger", "0002_guards")]
    monkeypatch.setattr(database, "missing_migrations", lambda: missing)

    assert checking._wrong_with_tables() == ["2 migrations are not applied: run klinik migrate."]


def test_without_a_role_that_reads_all_old_figures_are_not_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert checking._wrong_with_figures("") == []
    assert "DATABASE_BACKUP_URL" in capsys.readouterr().out


def take_walls_down() -> None:
    """For the owner, in a transaction that is rolled back."""
    with connections["owner"].cursor() as cursor:
        for table in ("cases_case", "cases_caseevent", "programme_consent", "directory_reading"):
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER same_figure")


def from_before_the_rules(scene: Scene, theirs: Pesantren, case_id: int) -> None:
    """What PostgreSQL took before it asked whose figure an event tells of."""
    read: dict[str, Any] = {"unit": "hari", "value": 4, "source": "Buku", "evidence_hash": "0" * 64}
    readings = Reading.objects.using("owner")
    foreign = readings.create(
        pesantren_id=theirs.pk,
        indicator_id=scene.indicator.pk,
        on=timezone.localdate() - timedelta(days=1),
        origin=Reading.Origin.BOOKS,
        **read,
    )
    CaseEvent.objects.using("owner").create(
        case_id=case_id, kind="measured", reading=foreign, by_id=scene.officer.pk, side="office"
    )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_figures_from_before_a_rule_are_named() -> None:
    with transaction.atomic():
        scene = Scene.set()
        case, theirs = scene.measured(), world.make_pesantren("an-nur")
    owner = connections["owner"]
    with transaction.atomic(using="owner"):
        take_walls_down()
        assert wrong_with_figures(owner.connection) == []
        from_before_the_rules(scene, theirs, case.pk)
        found = wrong_with_figures(owner.connection)
        transaction.set_rollback(True, using="owner")

    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert found == [
        f"Cases with a figure that is not theirs: 1 ({case.number}). Measure their result anew.",
        "Figures read from books without a consent that covers them: 1 "
        f"(an-nur {yesterday}). They should be withdrawn (docs/operations.md).",
    ]
