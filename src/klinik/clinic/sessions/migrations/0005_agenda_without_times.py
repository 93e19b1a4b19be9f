import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    """When a point of the agenda was heard says the log of its room."""

    dependencies = [
        ("panels", "0004_room_walls"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="agendaitem",
            name="made_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="agendaitem",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="agendaitem",
            name="deleted_delete",
        ),
        migrations.RemoveField(
            model_name="agendaitem",
            name="ended_at",
        ),
        migrations.RemoveField(
            model_name="agendaitem",
            name="started_at",
        ),
        migrations.RemoveField(
            model_name="agendaitem",
            name="state",
        ),
        migrations.RemoveField(
            model_name="agendaitemevent",
            name="ended_at",
        ),
        migrations.RemoveField(
            model_name="agendaitemevent",
            name="started_at",
        ),
        migrations.RemoveField(
            model_name="agendaitemevent",
            name="state",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "panels_agendaitemevent" ("case_id", "id", "kind", "minutes", "order", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "title") VALUES (NEW."case_id", NEW."id", NEW."kind", NEW."minutes", NEW."order", NEW."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."session_id", NEW."title"); RETURN NULL;',
                    hash="577d5e988cf97c283c9ae105655e91886c395675",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_58153",
                    table="panels_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "panels_agendaitemevent" ("case_id", "id", "kind", "minutes", "order", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "title") VALUES (NEW."case_id", NEW."id", NEW."kind", NEW."minutes", NEW."order", NEW."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', NEW."id", NEW."session_id", NEW."title"); RETURN NULL;',
                    hash="bea9780736fc2090eff028e1aead8b2f28febe8b",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_39dab",
                    table="panels_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="deleted_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "panels_agendaitemevent" ("case_id", "id", "kind", "minutes", "order", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "title") VALUES (OLD."case_id", OLD."id", OLD."kind", OLD."minutes", OLD."order", OLD."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'deleted\', OLD."id", OLD."session_id", OLD."title"); RETURN NULL;',
                    hash="e0cd788a1ec8cfc1b8a972989f41c8af4d319ad6",
                    operation="DELETE",
                    pgid="pgtrigger_deleted_delete_6b53e",
                    table="panels_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
    ]
