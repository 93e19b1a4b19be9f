import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0010_partners"),
        ("tenancy", "0008_contact_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_of_one_place_by_role",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_of_one_place_by_role",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_role_once",
        ),
        migrations.AddField(
            model_name="invitation",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="directory.partner",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="directory.partner",
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(
                choices=[
                    ("board", "board"),
                    ("manager", "manager"),
                    ("bookkeeper", "bookkeeper"),
                    ("teller", "teller"),
                    ("cashier", "cashier"),
                    ("collector", "collector"),
                    ("supervisor", "supervisor"),
                    ("sharia_board", "sharia board"),
                    ("member", "member"),
                    ("guardian", "guardian"),
                    ("assistant", "pesantren assistant"),
                    ("officer", "officer"),
                    ("secretariat", "secretariat"),
                    ("administrator", "administrator"),
                    ("partner", "partner"),
                    ("lender", "financial institution"),
                    ("mentor", "mentor"),
                    ("panelist", "panelist"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("board", "board"),
                    ("manager", "manager"),
                    ("bookkeeper", "bookkeeper"),
                    ("teller", "teller"),
                    ("cashier", "cashier"),
                    ("collector", "collector"),
                    ("supervisor", "supervisor"),
                    ("sharia_board", "sharia board"),
                    ("member", "member"),
                    ("guardian", "guardian"),
                    ("assistant", "pesantren assistant"),
                    ("officer", "officer"),
                    ("secretariat", "secretariat"),
                    ("administrator", "administrator"),
                    ("partner", "partner"),
                    ("lender", "financial institution"),
                    ("mentor", "mentor"),
                    ("panelist", "panelist"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("koppontren__isnull", False),
                        ("office__isnull", True),
                        ("partner__isnull", True),
                        ("pesantren__isnull", True),
                        (
                            "role__in",
                            [
                                "board",
                                "bookkeeper",
                                "cashier",
                                "collector",
                                "guardian",
                                "manager",
                                "member",
                                "sharia_board",
                                "supervisor",
                                "teller",
                            ],
                        ),
                    ),
                    models.Q(
                        ("koppontren__isnull", True),
                        ("office__isnull", True),
                        ("partner__isnull", True),
                        ("pesantren__isnull", False),
                        ("role__in", ["assistant"]),
                    ),
                    models.Q(
                        ("koppontren__isnull", True),
                        ("office__isnull", False),
                        ("partner__isnull", True),
                        ("pesantren__isnull", True),
                        (
                            "role__in",
                            ["administrator", "mentor", "officer", "panelist", "secretariat"],
                        ),
                    ),
                    models.Q(
                        ("koppontren__isnull", True),
                        ("office__isnull", True),
                        ("partner__isnull", False),
                        ("pesantren__isnull", True),
                        ("role__in", ["lender", "mentor", "panelist", "partner"]),
                    ),
                    _connector="OR",
                ),
                name="invitation_of_one_place_by_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("koppontren__isnull", False),
                        ("office__isnull", True),
                        ("partner__isnull", True),
                        ("pesantren__isnull", True),
                        (
                            "role__in",
                            [
                                "board",
                                "bookkeeper",
                                "cashier",
                                "collector",
                                "guardian",
                                "manager",
                                "member",
                                "sharia_board",
                                "supervisor",
                                "teller",
                            ],
                        ),
                    ),
                    models.Q(
                        ("koppontren__isnull", True),
                        ("office__isnull", True),
                        ("partner__isnull", True),
                        ("pesantren__isnull", False),
                        ("role__in", ["assistant"]),
                    ),
                    models.Q(
                        ("koppontren__isnull", True),
                        ("office__isnull", False),
                        ("partner__isnull", True),
                        ("pesantren__isnull", True),
                        (
                            "role__in",
                            ["administrator", "mentor", "officer", "panelist", "secretariat"],
                        ),
                    ),
                    models.Q(
                        ("koppontren__isnull", True),
                        ("office__isnull", True),
                        ("partner__isnull", False),
                        ("pesantren__isnull", True),
                        ("role__in", ["lender", "mentor", "panelist", "partner"]),
                    ),
                    _connector="OR",
                ),
                name="membership_of_one_place_by_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("user", "role", "koppontren", "pesantren", "office", "partner"),
                name="membership_role_once",
                nulls_distinct=False,
            ),
        ),
    ]
