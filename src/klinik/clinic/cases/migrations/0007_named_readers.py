import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

# Who did what was recorded before: the pesantren opens and agrees, offices take and plan, partners
# offer; whoever wrote a message or a result wrote it in the role that they hold.
SIDES = """
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER written_once;
UPDATE cases_caseevent e SET side = CASE
  WHEN kind IN ('opened', 'agreed') THEN 'pesantren'
  WHEN kind IN ('taken', 'reassigned', 'planned') THEN 'office'
  WHEN kind = 'offered' THEN 'partner'
  WHEN EXISTS (SELECT FROM tenancy_membership m WHERE m.user_id = e.by_id
               AND m.office_id IS NOT NULL) THEN 'office'
  WHEN EXISTS (SELECT FROM tenancy_membership m WHERE m.user_id = e.by_id
               AND m.partner_id IS NOT NULL) THEN 'partner'
  ELSE 'pesantren' END;
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY, ENABLE TRIGGER written_once;
"""


class Migration(migrations.Migration):
    """A case may be shown to named people alone; an event knows for whom it was done."""

    dependencies = [
        ("cases", "0006_merging"),
        ("tenancy", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="audience",
            field=models.CharField(
                choices=[
                    ("offices", "Only the offices of the programme"),
                    ("network", "Open to the network"),
                    ("named", "Only the people we name"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="readers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(("audience", "named"), ~Q(("readers", [])))
                | Q(~Q(("audience", "named")), ("readers", [])),
                name="case_names_readers_if_for_them",
            ),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "opened"),
                    ("taken", "taken"),
                    ("reassigned", "handed to another office"),
                    ("answered", "message"),
                    ("planned", "activity set"),
                    ("done", "activity done"),
                    ("measured", "result"),
                    ("closed", "closed"),
                    ("agreed", "agreed to a story"),
                    ("offered", "help offered"),
                    ("accepted", "help accepted"),
                    ("declined", "help declined"),
                    ("named", "reader named"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="side",
            field=models.CharField(
                choices=[("pesantren", "pesantren"), ("office", "office"), ("partner", "partner")],
                default="office",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(SIDES, migrations.RunSQL.noop),
    ]
