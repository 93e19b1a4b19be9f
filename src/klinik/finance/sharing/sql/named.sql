-- A share names a run and an account of savings of its own tenant, as two foreign keys said of it: a
-- million shares come in one statement, and keys would be looked up for each of them, one by one.
-- Here they are looked up together, and refused by the same state. What they name stays for as long
-- as they stand, whoever would take it away.
-- Both look at what is committed by now, so they refuse a transaction that sees an earlier moment.

-- The runs are held until the transaction ends, so that none is thrown away in between. Accounts of
-- savings are deleted by the owner of the table alone, who waits for shares that are being written;
-- whose they are never changes (is_of_its_product).
CREATE OR REPLACE FUNCTION sharing_check_named() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_run record;
    v_lost bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'sharing: shares are written by what is committed now'
            USING ERRCODE = '25001';
    END IF;
    FOR v_run IN SELECT DISTINCT n.koppontren_id, n.run_id FROM new_shares n LOOP
        PERFORM FROM public.sharing_sharerun r
          WHERE r.koppontren_id = v_run.koppontren_id AND r.id = v_run.run_id FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'sharing: there is no run % of koppontren %',
                v_run.run_id, v_run.koppontren_id
                USING ERRCODE = '23503', TABLE = TG_TABLE_NAME, COLUMN = 'run_id';
        END IF;
    END LOOP;
    SELECT min(n.savings_id) INTO v_lost
      FROM new_shares n
     WHERE NOT EXISTS (SELECT FROM public.savings_savingsaccount s
                        WHERE s.koppontren_id = n.koppontren_id AND s.id = n.savings_id);
    IF v_lost IS NOT NULL THEN
        RAISE EXCEPTION 'sharing: savings % are none of this koppontren', v_lost
            USING ERRCODE = '23503', TABLE = TG_TABLE_NAME, COLUMN = 'savings_id';
    END IF;
    RETURN NULL;
END $$;

-- Whatever is set while a row goes, it looks at the shares of the tenant whose row it was.
CREATE OR REPLACE FUNCTION sharing_keep_named() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_tenant text := current_setting('klinik.koppontren', true);
    v_own text := current_setting('klinik.own', true);
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'sharing: what shares may name goes by what is committed now'
            USING ERRCODE = '25001';
    ELSIF TG_TABLE_NAME = 'savings_savingsaccount' THEN
        LOCK TABLE public.sharing_share IN SHARE MODE;
    END IF;
    PERFORM set_config('klinik.koppontren', OLD.koppontren_id::text, true),
            set_config('klinik.own', 'off', true);
    IF TG_TABLE_NAME = 'savings_savingsaccount' AND EXISTS (
            SELECT FROM public.sharing_share h
             WHERE h.koppontren_id = OLD.koppontren_id AND h.savings_id = OLD.id)
        OR TG_TABLE_NAME = 'sharing_sharerun' AND EXISTS (
            SELECT FROM public.sharing_share h
             WHERE h.koppontren_id = OLD.koppontren_id AND h.run_id = OLD.id) THEN
        RAISE EXCEPTION 'sharing: a share names % of %', OLD.id, TG_TABLE_NAME
            USING ERRCODE = '23503', TABLE = TG_TABLE_NAME;
    END IF;
    PERFORM set_config('klinik.koppontren', coalesce(v_tenant, ''), true),
            set_config('klinik.own', coalesce(v_own, ''), true);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER names_what_is_there AFTER INSERT ON sharing_share
    REFERENCING NEW TABLE AS new_shares FOR EACH STATEMENT
    EXECUTE FUNCTION sharing_check_named();
CREATE OR REPLACE TRIGGER named_by_shares AFTER DELETE ON sharing_sharerun
    FOR EACH ROW EXECUTE FUNCTION sharing_keep_named();
CREATE OR REPLACE TRIGGER named_by_shares_still AFTER UPDATE OF id, koppontren_id ON sharing_sharerun
    FOR EACH ROW WHEN ((OLD.id, OLD.koppontren_id) IS DISTINCT FROM (NEW.id, NEW.koppontren_id))
    EXECUTE FUNCTION sharing_keep_named();
CREATE OR REPLACE TRIGGER named_by_shares AFTER DELETE ON savings_savingsaccount
    FOR EACH ROW EXECUTE FUNCTION sharing_keep_named();

REVOKE ALL ON FUNCTION sharing_check_named(), sharing_keep_named() FROM PUBLIC;
