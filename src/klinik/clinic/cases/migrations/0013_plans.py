import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_clock_rules"),
        ("directory", "0023_indexing"),
        ("tenancy", "0028_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="activity",
            options={"ordering": ["on", "id"]},
        ),
        migrations.AddField(
            model_name="activity",
            name="looks_at",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="looks",
                to="cases.activity",
            ),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="latitude",
            field=models.DecimalField(decimal_places=5, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="longitude",
            field=models.DecimalField(decimal_places=5, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="place",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="activity",
            name="kind",
            field=models.CharField(
                choices=[
                    ("training", "training"),
                    ("visit", "visit"),
                    ("mentoring", "mentoring"),
                    ("referral", "referral"),
                    ("certificate", "certificate or licence"),
                    ("grant", "grant or equipment"),
                    ("monitoring", "look at what was granted"),
                    ("other", "something else"),
                ],
                max_length=12,
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
                    ("assigned", "given to an officer"),
                    ("referred", "referred"),
                    ("welcomed", "referral accepted"),
                    ("refused", "referral refused"),
                    ("fulfilled", "referral done"),
                    ("recalled", "referral withdrawn"),
                    ("aimed", "goals set"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "monitoring"), ("looks_at__isnull", False)),
                    models.Q(
                        models.Q(("kind", "monitoring"), _negated=True), ("looks_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="case_only_monitoring_looks_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                    _connector="OR",
                ),
                name="case_place_whole_and_on_earth",
            ),
        ),
    ]
