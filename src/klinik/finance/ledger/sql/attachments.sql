-- A receipt is added at any time, and taken away only while the entry's period is open: what was
-- closed was closed with its evidence, and what a second person approved stays as that person saw
-- it. Its row says so for ever.
CREATE OR REPLACE FUNCTION ledger_check_attachment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - ARRAY['entry_number', 'file', 'removed_by_id', 'removed_at'])
        IS DISTINCT FROM
       (to_jsonb(OLD) - ARRAY['entry_number', 'file', 'removed_by_id', 'removed_at'])
        OR OLD.removed_at IS NOT NULL
        OR NEW.file NOT IN (OLD.file, '')
        OR (NEW.entry_number IS DISTINCT FROM OLD.entry_number AND NOT (
            OLD.entry_number IS NULL AND EXISTS (
                SELECT FROM public.ledger_draft d
                 WHERE d.koppontren_id = NEW.koppontren_id AND d.id = NEW.draft_id
                   AND d.entry_number = NEW.entry_number))) THEN
        RAISE EXCEPTION 'ledger: attachment % stays as it is', NEW.number USING ERRCODE = '23K55';
    END IF;
    IF NEW.removed_at IS NOT NULL AND EXISTS (
        SELECT FROM public.ledger_entry e
          JOIN public.ledger_book b ON b.koppontren_id = e.koppontren_id
         WHERE e.koppontren_id = NEW.koppontren_id AND e.number = NEW.entry_number
           AND e.on_date <= b.closed_through) THEN
        RAISE EXCEPTION 'ledger: the period of attachment % is closed', NEW.number
            USING ERRCODE = '23K56';
    END IF;
    IF NEW.removed_at IS NOT NULL AND EXISTS (
        SELECT FROM public.ledger_draft d
         WHERE d.koppontren_id = NEW.koppontren_id AND d.id = NEW.draft_id
           AND d.decision = 'approved') THEN
        RAISE EXCEPTION 'ledger: attachment % was approved with its entry', NEW.number
            USING ERRCODE = '23K59';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER stays BEFORE UPDATE ON ledger_attachment
    FOR EACH ROW EXECUTE FUNCTION ledger_check_attachment();
CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON ledger_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

REVOKE ALL ON FUNCTION ledger_check_attachment() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_attachment FROM "{role}";
GRANT UPDATE (entry_number, file, removed_by_id, removed_at) ON ledger_attachment TO "{role}";
