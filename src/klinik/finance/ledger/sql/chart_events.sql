-- What is changed of the chart leaves a row that stays: what it said before and after, when, and who.
-- The trigger looks at the columns that an UPDATE names, so that postings do not pay for it.
CREATE OR REPLACE FUNCTION ledger_note_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_by bigint := nullif(current_setting('klinik.chart_by', true), '')::bigint;
BEGIN
    INSERT INTO ledger_chart_event (koppontren_id, account_id, what, before, after, at, by_id)
    SELECT NEW.koppontren_id, NEW.id, c.what, c.before, c.after, clock_timestamp(), v_by
      FROM (VALUES ('name', CASE WHEN TG_OP = 'UPDATE' THEN OLD.name ELSE '' END, NEW.name),
                   ('mark', CASE WHEN TG_OP = 'UPDATE' THEN OLD.mark ELSE '' END, NEW.mark),
                   ('cash_flow', CASE WHEN TG_OP = 'UPDATE' THEN OLD.cash_flow ELSE NEW.cash_flow END,
                    NEW.cash_flow),
                   ('closed', CASE WHEN TG_OP = 'UPDATE' AND OLD.closed THEN 'yes' ELSE '' END,
                    CASE WHEN NEW.closed THEN 'yes' ELSE '' END)) c (what, before, after)
     WHERE c.before <> c.after;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_note_unit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_chart_event (koppontren_id, unit_id, what, before, after, at, by_id)
    SELECT NEW.koppontren_id, NEW.id, 'name', c.before, NEW.name, clock_timestamp(),
           nullif(current_setting('klinik.chart_by', true), '')::bigint
      FROM (SELECT CASE WHEN TG_OP = 'UPDATE' THEN OLD.name ELSE '' END AS before) c
     WHERE c.before <> NEW.name;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER noted AFTER UPDATE OF name, mark, cash_flow, closed ON ledger_account
    FOR EACH ROW WHEN (NEW.parent_id IS NULL) EXECUTE FUNCTION ledger_note_account();
CREATE OR REPLACE TRIGGER noted AFTER UPDATE OF name ON ledger_unit
    FOR EACH ROW EXECUTE FUNCTION ledger_note_unit();
-- What comes with a template or an opening is told by the entry that opens the books.
CREATE OR REPLACE TRIGGER noted_new AFTER INSERT ON ledger_account FOR EACH ROW
    WHEN (NEW.parent_id IS NULL AND coalesce(current_setting('klinik.chart_by', true), '') <> '')
    EXECUTE FUNCTION ledger_note_account();
CREATE OR REPLACE TRIGGER noted_new AFTER INSERT ON ledger_unit FOR EACH ROW
    WHEN (coalesce(current_setting('klinik.chart_by', true), '') <> '')
    EXECUTE FUNCTION ledger_note_unit();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_chart_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_chart_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

REVOKE ALL ON ledger_chart_event FROM "{role}";
GRANT SELECT ON ledger_chart_event TO "{role}";
REVOKE ALL ON FUNCTION ledger_note_account, ledger_note_unit FROM PUBLIC;
