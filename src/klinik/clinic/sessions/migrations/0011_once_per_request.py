import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """A form that is sent twice puts one point on the agenda, and one more on the panel."""

    dependencies = [("panels", "0010_shown_again")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="agendaitem",
            name="changed_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="panelist",
            name="changed_update",
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="request_id",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="panelist",
            name="request_id",
            field=models.UUIDField(editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agendaitem",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."minutes" IS DISTINCT FROM (NEW."minutes") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."pesantren_id" IS DISTINCT FROM (NEW."pesantren_id") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."story_id" IS DISTINCT FROM (NEW."story_id") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "panels_agendaitemevent" ("case_id", "id", "kind", "minutes", "order", "pesantren_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "story_id", "title") VALUES (NEW."case_id", NEW."id", NEW."kind", NEW."minutes", NEW."order", NEW."pesantren_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', NEW."id", NEW."session_id", NEW."story_id", NEW."title"); RETURN NULL;',
                    hash="44d6fa1a25bc9f77e86bcc4514acc709a79deb9d",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_39dab",
                    table="panels_agendaitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="panelist",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."speaks_on" IS DISTINCT FROM (NEW."speaks_on") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                    declare="DECLARE not_ignored TEXT := set_config('pgtrigger.ignore', '{}', true);",
                    func='INSERT INTO "panels_panelistevent" ("id", "name", "office_id", "order", "part", "partner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "speaks_on", "user_id") VALUES (NEW."id", NEW."name", NEW."office_id", NEW."order", NEW."part", NEW."partner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', NEW."id", NEW."session_id", NEW."speaks_on", NEW."user_id"); RETURN NULL;',
                    hash="70bddbec63222ed98fe4f64ac33039885ffa9427",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_fbf6a",
                    table="panels_panelist",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("session", "request_id"), name="agenda_item_once_per_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="panelist",
            constraint=models.UniqueConstraint(
                fields=("session", "request_id"), name="panelist_once_per_request"
            ),
        ),
    ]
