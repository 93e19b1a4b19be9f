-- What was collected stays as it was saved, and is what its entries moved.
CREATE OR REPLACE FUNCTION counter_check_collection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.total IS DISTINCT FROM (
        SELECT sum(l.credit)
          FROM jsonb_array_elements(NEW.rows) r
          JOIN public.savings_savingsaccount s
            ON s.koppontren_id = NEW.koppontren_id AND s.number = r ->> 0
           AND s.product_id = NEW.product_id
          JOIN public.ledger_entry e
            ON e.koppontren_id = NEW.koppontren_id AND e.number = (r ->> 2)::bigint
           AND e.kind = 'savings.deposit' AND e.by_id = NEW.by_id
          JOIN public.ledger_line l
            ON l.koppontren_id = NEW.koppontren_id AND l.entry_number = e.number
           AND l.account_id = s.account_id AND l.credit = (r ->> 1)::bigint) THEN
        RAISE EXCEPTION 'counter: collection % is not what its entries moved', NEW.request_id
            USING ERRCODE = '23T06';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER moved BEFORE INSERT ON counter_collection
    FOR EACH ROW EXECUTE FUNCTION counter_check_collection();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON counter_collection
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
REVOKE ALL ON FUNCTION counter_check_collection() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON counter_collection FROM "{role}";
