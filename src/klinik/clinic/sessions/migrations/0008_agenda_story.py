import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """A point of the agenda may name the public story that is told there."""

    dependencies = [
        ("cases", "0032_most_files"),
        ("directory", "0023_indexing"),
        ("panels", "0007_hidden_lines"),
        ("stories", "0006_told"),
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
        migrations.AddField(
            model_name="agendaitem",
            name="story",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tellings",
                to="stories.story",
            ),
        ),
        migrations.AddField(
            model_name="agendaitemevent",
            name="story",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="stories.story",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "panels_agendaitemevent" ("case_id", "id", "kind", "minutes", "order", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "story_id", "title") VALUES (NEW."case_id", NEW."id", NEW."kind", NEW."minutes", NEW."order", NEW."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."session_id", NEW."story_id", NEW."title"); RETURN NULL;',
                    hash="7dbbb2cbda91860e014a76acf8812f90ff66ff30",
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
                    func='INSERT INTO "panels_agendaitemevent" ("case_id", "id", "kind", "minutes", "order", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "story_id", "title") VALUES (NEW."case_id", NEW."id", NEW."kind", NEW."minutes", NEW."order", NEW."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', NEW."id", NEW."session_id", NEW."story_id", NEW."title"); RETURN NULL;',
                    hash="26bc7b8095c2e7283214322de0de67af3bdf3d2c",
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
                    func='INSERT INTO "panels_agendaitemevent" ("case_id", "id", "kind", "minutes", "order", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "story_id", "title") VALUES (OLD."case_id", OLD."id", OLD."kind", OLD."minutes", OLD."order", OLD."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'deleted\', OLD."id", OLD."session_id", OLD."story_id", OLD."title"); RETURN NULL;',
                    hash="1f3c9b2dac7af3238744284c9be75673b13c95c1",
                    operation="DELETE",
                    pgid="pgtrigger_deleted_delete_6b53e",
                    table="panels_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("story", None), ("kind", "story"), _connector="OR"),
                name="agenda_item_tells_a_story",
            ),
        ),
    ]
