import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_likeness"),
        ("directory", "0023_indexing"),
        ("tenancy", "0028_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("name", models.CharField(max_length=120)),
                ("is_off", models.BooleanField(default=True)),
                ("source", models.CharField(max_length=300)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ServiceTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("take", "An office takes the case"),
                            ("act", "The office takes the next step"),
                            ("answer", "The pesantren answers"),
                        ],
                        max_length=8,
                    ),
                ),
                ("working_days", models.PositiveSmallIntegerField()),
                ("since", models.DateField()),
                ("source", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ["step", "-since", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="waits_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("office", "Waits for the office"),
                    ("pesantren", "Waits for the pesantren"),
                    ("work", "An activity is under way"),
                    ("", "Waits for nobody"),
                ],
                db_default="office",
                default="office",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="waits_since",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="awaits_answer",
            field=models.BooleanField(default=False),
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
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["waits_for", "waits_since"], name="case_waits"),
        ),
        migrations.AddField(
            model_name="holiday",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals",
                to="tenancy.office",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals",
                to="directory.partner",
            ),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="referral",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="cases.referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["welcomed", "refused"])),
                fields=("referral",),
                name="case_referral_answered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["refused", "fulfilled", "recalled"])),
                fields=("referral",),
                name="case_referral_ended_once",
            ),
        ),
        migrations.AddField(
            model_name="servicetarget",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="holiday",
            index=models.Index(fields=["on"], name="case_holiday_on"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office__isnull", True), ("partner__isnull", True), _connector="XOR"
                ),
                name="case_referral_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicetarget",
            constraint=models.CheckConstraint(
                condition=models.Q(("working_days__gte", 1)), name="case_target_a_working_day"
            ),
        ),
    ]
