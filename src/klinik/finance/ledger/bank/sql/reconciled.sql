-- What was found to agree stays as it was found: in those days no mutation changes its match, and the
-- finding itself is only ever taken back, once, by somebody.
CREATE OR REPLACE FUNCTION bank_keep_reconciled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.bank_reconciliation r
                WHERE r.koppontren_id = OLD.koppontren_id AND r.bank_id = OLD.bank_id
                  AND r.back_at IS NULL AND r.through >= OLD.on_date) THEN
        RAISE EXCEPTION 'bank: mutation % lies in days that were found to agree', OLD.id
            USING ERRCODE = '23B08';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION bank_keep_finding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.back_at IS NULL
        AND to_jsonb(NEW) - '{back_at,back_by_id}'::text[]
            IS NOT DISTINCT FROM to_jsonb(OLD) - '{back_at,back_by_id}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'bank: what was found through % stays', OLD.through USING ERRCODE = '23B09';
END $$;

CREATE OR REPLACE TRIGGER reconciled BEFORE UPDATE OF match_id ON bank_bankmutation
    FOR EACH ROW WHEN (OLD.match_id IS NOT NULL AND NEW.match_id IS DISTINCT FROM OLD.match_id)
    EXECUTE FUNCTION bank_keep_reconciled();
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE OR DELETE ON bank_reconciliation
    FOR EACH ROW EXECUTE FUNCTION bank_keep_finding();

REVOKE ALL ON FUNCTION bank_keep_reconciled(), bank_keep_finding() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON bank_reconciliation FROM "{role}";
GRANT UPDATE (back_at, back_by_id) ON bank_reconciliation TO "{role}";
