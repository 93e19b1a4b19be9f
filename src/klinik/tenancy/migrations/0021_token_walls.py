from django.db import migrations

from klinik.core.operations import (
    TENANT,
    CompositeForeignKey,
    ForceRowLevelSecurity,
    UniqueInTenant,
)

SHOWN_WITH = "digest = NULLIF(current_setting('klinik.token', true), '')"


class Migration(migrations.Migration):
    """A token is its koppontren's row; whoever comes with its secret finds it before that."""

    dependencies = [("tenancy", "0020_tokens")]

    operations = [
        UniqueInTenant("tenancy_membership"),
        CompositeForeignKey("tenancy_apitoken", "membership_id", "tenancy_membership"),
        ForceRowLevelSecurity("tenancy_apitoken", f"{SHOWN_WITH} OR {TENANT}", writes=TENANT),
    ]
