-- What was sold, as PostgreSQL itself keeps it, whoever asks: rows come by the doors alone and stay.

-- An entry of a sale is the entry of a sale that stands here under its number; it is not undone from
-- the books, because the goods would stay away: goods come back against their receipt.
CREATE OR REPLACE FUNCTION sales_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reverses IS NOT NULL THEN
        RAISE EXCEPTION 'sales: entry % stands', NEW.reverses
            USING ERRCODE = '23K90', DETAIL = NEW.reverses;
    ELSIF NEW.kind <> 'shop.settled' AND NOT EXISTS (
            SELECT FROM public.sales_sale s
             WHERE s.koppontren_id = NEW.koppontren_id AND s.request_id = NEW.request_id
               AND s.entry_number = NEW.number
               AND (s.returns_id IS NOT NULL) = (NEW.kind = 'shop.return')) THEN
        RAISE EXCEPTION 'sales: entry % is of no sale', NEW.number USING ERRCODE = '23V11';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER of_a_sale AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.kind ~ '^shop\.(sale|return|settled)')
    EXECUTE FUNCTION sales_check_entry();

-- What was looked at was looked at once; what is still owed was paid by an entry.
CREATE OR REPLACE FUNCTION sales_keep_concern() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.settled_at IS NOT NULL OR NEW.settled_at IS NULL
        OR NEW.worry NOT IN ('owed', 'card') AND NEW.settled_entry IS NOT NULL
        OR NEW.worry IN ('owed', 'card') AND NEW.settled_entry IS NULL AND EXISTS (
            SELECT FROM public.sales_sale s
              JOIN public.wallet_wallet w
                ON w.koppontren_id = s.koppontren_id AND w.id = s.wallet_id
              JOIN public.ledger_account a
                ON a.koppontren_id = w.koppontren_id AND a.id = w.owed_account_id
             WHERE s.koppontren_id = NEW.koppontren_id AND s.id = NEW.sale_id
               AND a.debits > a.credits) THEN
        RAISE EXCEPTION 'sales: concern % cannot change like this', OLD.id USING ERRCODE = '23V12';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON sales_concern
    FOR EACH ROW EXECUTE FUNCTION sales_keep_concern();
CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON sales_concern
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON sales_sale
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON sales_saleline
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON sales_voided
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON sales_payment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

DO $$
DECLARE
    v_function regprocedure;
BEGIN
    FOR v_function IN
        SELECT p.oid FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'sales\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION sales_record(bigint, bigint, jsonb), sales_return(bigint, bigint, jsonb)
    TO "{role}";
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON sales_sale, sales_saleline, sales_payment, sales_concern,
    sales_voided FROM "{role}";
GRANT UPDATE (settled_at, settled_by_id, how, settled_entry) ON sales_concern TO "{role}";
