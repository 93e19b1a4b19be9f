-- What was refused stays known as it was said, and is settled once, unless it was recorded after all.
CREATE OR REPLACE FUNCTION collecting_settle_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Of a member who is forgotten no words stay: only `forget_member` writes as the owner.
    IF current_setting('klinik.erasing', true) = 'on'
        AND current_user = (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = TG_RELID)
        AND to_jsonb(NEW) - '{why,how}'::text[] = to_jsonb(OLD) - '{why,how}'::text[] THEN
        RETURN NEW;
    END IF;
    IF OLD.settled_at IS NOT NULL OR NEW.settled_at IS NULL
        OR to_jsonb(NEW) - '{settled_at,settled_by_id,how}'::text[]
           IS DISTINCT FROM to_jsonb(OLD) - '{settled_at,settled_by_id,how}'::text[]
        OR EXISTS (SELECT FROM public.collecting_receipt r
                    WHERE r.koppontren_id = NEW.koppontren_id
                      AND r.request_id = NEW.request_id) THEN
        RAISE EXCEPTION 'collecting: receipt % is not settled like this', OLD.request_id
            USING ERRCODE = '23T23';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER settled BEFORE UPDATE ON collecting_refused
    FOR EACH ROW EXECUTE FUNCTION collecting_settle_refused();
CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON collecting_refused
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

REVOKE ALL ON FUNCTION collecting_settle_refused() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON collecting_refused FROM "{role}";
GRANT UPDATE (settled_at, settled_by_id, how) ON collecting_refused TO "{role}";
