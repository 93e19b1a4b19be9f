from django.db import migrations

from klinik.core.operations import OwnRowsOnly


class Migration(migrations.Migration):
    """A member who reads their own sees own accounts, and what kinds of savings there are."""

    dependencies = [("savings", "0008_limit_walls"), ("members", "0006_tie_walls")]

    operations = [
        OwnRowsOnly("savings_savingsaccount", "member_id = ANY ((SELECT members_own())::bigint[])"),
        OwnRowsOnly("savings_savingsproduct", "true"),
    ]
