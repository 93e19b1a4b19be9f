import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is remembered of a product: also its description, and that it is not made any more."""

    dependencies = [
        ("directory", "0016_products"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="product",
            name="made_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="product",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="product",
            name="deleted_delete",
        ),
        migrations.AddField(
            model_name="productevent",
            name="description",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="productevent",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "directory_productevent" ("capacity", "capacity_period", "capacity_unit", "category", "description", "id", "is_simulated", "name", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "price_unit", "retired_at", "sector", "source") VALUES (NEW."capacity", NEW."capacity_period", NEW."capacity_unit", NEW."category", NEW."description", NEW."id", NEW."is_simulated", NEW."name", NEW."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."price", NEW."price_unit", NEW."retired_at", NEW."sector", NEW."source"); RETURN NULL;',
                    hash="1be72386fa2fbebb251d09258fe2a75b65510564",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_6be33",
                    table="directory_product",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."capacity_period" IS DISTINCT FROM (NEW."capacity_period") OR OLD."capacity_unit" IS DISTINCT FROM (NEW."capacity_unit") OR OLD."category" IS DISTINCT FROM (NEW."category") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_simulated" IS DISTINCT FROM (NEW."is_simulated") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."pesantren_id" IS DISTINCT FROM (NEW."pesantren_id") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."price_unit" IS DISTINCT FROM (NEW."price_unit") OR OLD."retired_at" IS DISTINCT FROM (NEW."retired_at") OR OLD."sector" IS DISTINCT FROM (NEW."sector") OR OLD."source" IS DISTINCT FROM (NEW."source"))',
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "directory_productevent" ("capacity", "capacity_period", "capacity_unit", "category", "description", "id", "is_simulated", "name", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "price_unit", "retired_at", "sector", "source") VALUES (NEW."capacity", NEW."capacity_period", NEW."capacity_unit", NEW."category", NEW."description", NEW."id", NEW."is_simulated", NEW."name", NEW."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', NEW."id", NEW."price", NEW."price_unit", NEW."retired_at", NEW."sector", NEW."source"); RETURN NULL;',
                    hash="8746391bf5d1dda7b6ce85913f750adfe27ad267",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_b85e4",
                    table="directory_product",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="deleted_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "directory_productevent" ("capacity", "capacity_period", "capacity_unit", "category", "description", "id", "is_simulated", "name", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "price_unit", "retired_at", "sector", "source") VALUES (OLD."capacity", OLD."capacity_period", OLD."capacity_unit", OLD."category", OLD."description", OLD."id", OLD."is_simulated", OLD."name", OLD."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'deleted\', OLD."id", OLD."price", OLD."price_unit", OLD."retired_at", OLD."sector", OLD."source"); RETURN NULL;',
                    hash="c283d98afec46b7fb1fa8b1c61a178941fe575ab",
                    operation="DELETE",
                    pgid="pgtrigger_deleted_delete_6ef59",
                    table="directory_product",
                    when="AFTER",
                ),
            ),
        ),
    ]
