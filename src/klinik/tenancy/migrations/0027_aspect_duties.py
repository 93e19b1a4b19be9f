import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

ROLE = settings.DATABASES["default"]["USER"]
# What an office took until now it goes on taking; from now on rows are added, never changed.
COPY = """
INSERT INTO tenancy_aspectduty (aspect_id, office_id, from_on, set_at)
  SELECT aspect_id, id, current_date, now() FROM tenancy_office WHERE aspect_id IS NOT NULL;
REVOKE UPDATE, DELETE, TRUNCATE ON tenancy_aspectduty FROM "{role}";
"""
BACK = """
GRANT UPDATE, DELETE ON tenancy_aspectduty TO "{role}";
UPDATE tenancy_office o SET aspect_id = d.aspect_id FROM (
  SELECT DISTINCT ON (aspect_id) aspect_id, office_id FROM tenancy_aspectduty
  WHERE from_on <= current_date ORDER BY aspect_id, from_on DESC, id DESC) d
  WHERE o.id = d.office_id;
"""


class Migration(migrations.Migration):
    """Which office takes which aspect is dated; offices say how they are reached."""

    dependencies = [
        ("directory", "0019_product_made_in"),
        ("tenancy", "0026_device_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AspectDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(default=django.utils.timezone.localdate)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-from_on", "-pk"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="office",
            name="made_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="office",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="office",
            name="deleted_delete",
        ),
        migrations.AddField(
            model_name="office",
            name="email",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="office",
            name="phone",
            field=models.CharField(blank=True, max_length=15),
        ),
        migrations.AddField(
            model_name="officeevent",
            name="email",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="officeevent",
            name="phone",
            field=models.CharField(blank=True, max_length=15),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="office",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "tenancy_officeevent" ("code", "email", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region_id") VALUES (NEW."code", NEW."email", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."phone", NEW."region_id"); RETURN NULL;',
                    hash="d6deec19524c22650f42562629c547a91ac46928",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_b82ea",
                    table="tenancy_office",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="office",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "tenancy_officeevent" ("code", "email", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region_id") VALUES (NEW."code", NEW."email", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', NEW."id", NEW."phone", NEW."region_id"); RETURN NULL;',
                    hash="7240430d9802992db5112eba64846fb4dadabe23",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_fbc83",
                    table="tenancy_office",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="office",
            trigger=pgtrigger.compiler.Trigger(
                name="deleted_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "tenancy_officeevent" ("code", "email", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region_id") VALUES (OLD."code", OLD."email", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'deleted\', OLD."id", OLD."phone", OLD."region_id"); RETURN NULL;',
                    hash="c758f93623490d8f118cb17553a269dfddb4770c",
                    operation="DELETE",
                    pgid="pgtrigger_deleted_delete_4228a",
                    table="tenancy_office",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone__regex", "^([1-9][0-9]{7,14})?$")),
                name="office_phone_can_be_called",
            ),
        ),
        migrations.AddField(
            model_name="aspectduty",
            name="aspect",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="directory.aspect",
            ),
        ),
        migrations.AddField(
            model_name="aspectduty",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duties",
                to="tenancy.office",
            ),
        ),
        migrations.AddField(
            model_name="aspectduty",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(COPY.format(role=ROLE), BACK.format(role=ROLE)),
        migrations.RemoveField(
            model_name="office",
            name="aspect",
        ),
        migrations.RemoveField(
            model_name="officeevent",
            name="aspect",
        ),
    ]
