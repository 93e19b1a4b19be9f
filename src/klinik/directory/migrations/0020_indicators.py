import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from klinik.core.operations import BEHIND_WALLS

# Once a figure was read in the unit of an indicator, that unit stays: the pair is what a reading
# points at, and a foreign key sees also the readings that a wall hides from whoever asks.
UNIT_STAYS = BEHIND_WALLS.format(
    table="directory_reading",
    to="directory_indicator",
    statement="ALTER TABLE directory_reading ADD CONSTRAINT reading_in_unit_of_indicator"
    " FOREIGN KEY (indicator_id, unit) REFERENCES directory_indicator (id, unit)",
)


class Migration(migrations.Migration):
    """An indicator says what it means, which way is better, and when it is no longer chosen."""

    dependencies = [
        ("directory", "0019_product_made_in"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="indicator",
            name="made_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="indicator",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="indicator",
            name="deleted_delete",
        ),
        migrations.AddField(
            model_name="indicator",
            name="about",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicator",
            name="about_en",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicator",
            name="aspect",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="directory.aspect",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="better",
            field=models.CharField(
                blank=True,
                choices=[("higher", "rising"), ("lower", "falling")],
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="may_be_negative",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="indicator",
            name="method",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicator",
            name="method_en",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicator",
            name="retired_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="indicator",
            name="source",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="about",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="about_en",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="aspect",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="directory.aspect",
            ),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="better",
            field=models.CharField(
                blank=True,
                choices=[("higher", "rising"), ("lower", "falling")],
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="may_be_negative",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="method",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="method_en",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="retired_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="indicatorevent",
            name="source",
            field=models.CharField(blank=True, max_length=300),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "directory_indicatorevent" ("about", "about_en", "aspect_id", "better", "code", "id", "is_from_books", "may_be_negative", "method", "method_en", "name", "name_en", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on", "source", "unit", "unit_en") VALUES (NEW."about", NEW."about_en", NEW."aspect_id", NEW."better", NEW."code", NEW."id", NEW."is_from_books", NEW."may_be_negative", NEW."method", NEW."method_en", NEW."name", NEW."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."retired_on", NEW."source", NEW."unit", NEW."unit_en"); RETURN NULL;',
                    hash="cb945d96d08836bac1ad83eaaeeb616d6220dfb8",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_28352",
                    table="directory_indicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "directory_indicatorevent" ("about", "about_en", "aspect_id", "better", "code", "id", "is_from_books", "may_be_negative", "method", "method_en", "name", "name_en", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on", "source", "unit", "unit_en") VALUES (NEW."about", NEW."about_en", NEW."aspect_id", NEW."better", NEW."code", NEW."id", NEW."is_from_books", NEW."may_be_negative", NEW."method", NEW."method_en", NEW."name", NEW."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', NEW."id", NEW."retired_on", NEW."source", NEW."unit", NEW."unit_en"); RETURN NULL;',
                    hash="5a8649192d444101fc98a04a395fac3e0554498e",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_b472d",
                    table="directory_indicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="deleted_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "directory_indicatorevent" ("about", "about_en", "aspect_id", "better", "code", "id", "is_from_books", "may_be_negative", "method", "method_en", "name", "name_en", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_on", "source", "unit", "unit_en") VALUES (OLD."about", OLD."about_en", OLD."aspect_id", OLD."better", OLD."code", OLD."id", OLD."is_from_books", OLD."may_be_negative", OLD."method", OLD."method_en", OLD."name", OLD."name_en", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'deleted\', OLD."id", OLD."retired_on", OLD."source", OLD."unit", OLD."unit_en"); RETURN NULL;',
                    hash="e533f57c17ea3b815ca8fc239195f11e93624e6d",
                    operation="DELETE",
                    pgid="pgtrigger_deleted_delete_84ca5",
                    table="directory_indicator",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE directory_indicator ADD CONSTRAINT indicator_with_unit UNIQUE (id, unit)",
            "ALTER TABLE directory_indicator DROP CONSTRAINT indicator_with_unit",
        ),
        migrations.RunSQL(
            UNIT_STAYS,
            "ALTER TABLE directory_reading DROP CONSTRAINT reading_in_unit_of_indicator",
        ),
    ]
