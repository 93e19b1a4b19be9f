from django.conf import settings
from django.db import migrations

GRANT = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  {verb} SELECT, INSERT, UPDATE, DELETE ON TABLES {way} "{role}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public {verb} USAGE, SELECT ON SEQUENCES {way} "{role}";
"""
ROLE = settings.DATABASES["default"]["USER"]
# Tables that another app's migrations made earlier are covered as well, whatever the order.
EXISTING = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}";
"""


class Migration(migrations.Migration):
    """The application's role may use what the owner makes, and owns none of it."""

    operations = [
        migrations.RunSQL(
            GRANT.format(verb="GRANT", way="TO", role=ROLE) + EXISTING.format(role=ROLE),
            GRANT.format(verb="REVOKE", way="FROM", role=ROLE),
        ),
    ]
