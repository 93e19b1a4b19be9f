"""The tables are those of the models. `make test` begins here: what is migrated now, all copy."""

from django.core.management import call_command


def test_no_change_of_a_model_waits_for_its_migration(db: None) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
