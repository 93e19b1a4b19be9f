from pathlib import Path

from django.db import migrations

from klinik.core.operations import (
    BEHIND_WALLS,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    RunSqlFile,
    UniqueInTenant,
)

SQL = Path(__file__).resolve().parent.parent / "sql"
POINTED_AT = ("bankaccount", "bankfile", "bankmatch")
LINE = BEHIND_WALLS.format(  # a line of the journal is named by its entry and its place there
    table="bank_bankmatchedline",
    to="ledger_line",
    statement="ALTER TABLE bank_bankmatchedline ADD CONSTRAINT bank_matchedline_of_ledger"
    " FOREIGN KEY (koppontren_id, entry_number, n)"
    " REFERENCES ledger_line (koppontren_id, entry_number, n)",
)
TABLES = (
    *("bankaccount", "banklayout", "bankfile", "bankmatch", "bankmutation", "bankmatchedline"),
    *("bankhabit", "reconciliation"),
)


class Migration(migrations.Migration):
    """No other tenant's bank, no key across tenants, and no match of different sums."""

    dependencies = [
        ("bank", "0001_initial"),
        ("ledger", "0002_guards"),
        ("core", "0001_default_privileges"),
    ]

    operations = [
        *[UniqueInTenant(f"bank_{table}") for table in POINTED_AT],
        CompositeForeignKey("bank_bankaccount", "account_id", "ledger_account"),
        CompositeForeignKey("bank_bankfile", "bank_id", "bank_bankaccount"),
        CompositeForeignKey("bank_bankmatch", "bank_id", "bank_bankaccount"),
        CompositeForeignKey("bank_bankmutation", "bank_id", "bank_bankaccount"),
        CompositeForeignKey("bank_bankmutation", "file_id", "bank_bankfile"),
        CompositeForeignKey("bank_bankmutation", "match_id", "bank_bankmatch"),
        CompositeForeignKey("bank_bankmatchedline", "match_id", "bank_bankmatch"),
        CompositeForeignKey("bank_bankhabit", "account_id", "ledger_account"),
        CompositeForeignKey("bank_reconciliation", "bank_id", "bank_bankaccount"),
        migrations.RunSQL(
            LINE, "ALTER TABLE bank_bankmatchedline DROP CONSTRAINT bank_matchedline_of_ledger"
        ),
        RunSqlFile(SQL / "guards.sql"),
        *[ForceRowLevelSecurity(f"bank_{table}") for table in TABLES],
    ]
