import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_whole_rupiah"),
        ("tenancy", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="koppontren",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="tenancy.koppontren",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="tenancy.office",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="pesantren",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="directory.pesantren",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
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
                        ],
                        max_length=16,
                    ),
                ),
                ("number", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=15)),
                ("invited_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "koppontren",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="tenancy.koppontren",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="tenancy.office",
                    ),
                ),
                (
                    "pesantren",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="directory.pesantren",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("koppontren__isnull", False),
                                ("office", None),
                                ("pesantren", None),
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
                                ("koppontren", None),
                                ("office", None),
                                ("pesantren__isnull", False),
                                ("role__in", ["assistant"]),
                            ),
                            models.Q(
                                ("koppontren", None),
                                ("office__isnull", False),
                                ("pesantren", None),
                                ("role__in", ["administrator", "officer", "secretariat"]),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_of_one_place_by_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), ("phone", ""), _negated=True),
                        name="invitation_can_be_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None)),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                ("withdrawn_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_accepted_by_somebody",
                    ),
                ],
            },
        ),
    ]
