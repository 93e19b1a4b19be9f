-- A month's fees go forward: prepared, looked at, taken. What is asked of an account once is asked of
-- it that month for good (fee_once_a_month), and what was taken has its entry.

CREATE OR REPLACE FUNCTION sharing_check_fee_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_changed text[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'prepared' THEN
            RETURN OLD;
        END IF;
    ELSE
        v_changed := CASE (OLD.state || ' ' || NEW.state)
            WHEN 'prepared prepared' THEN ARRAY['accounts', 'amount']
            WHEN 'prepared posting' THEN ARRAY['state', 'confirmed_by_id', 'confirmed_at']
            WHEN 'posting posted' THEN ARRAY['state', 'accounts', 'amount']
            END;
        IF to_jsonb(NEW) - v_changed = to_jsonb(OLD) - v_changed
            AND NOT (NEW.state = 'posted' AND EXISTS (
                SELECT FROM public.sharing_fee f
                 WHERE f.koppontren_id = NEW.koppontren_id AND f.run_id = NEW.id
                   AND f.kept_back = '' AND f.entry_number IS NULL)) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'sharing: fees of run % stay as they were confirmed', OLD.id
        USING ERRCODE = '23K78';
END $$;

-- A fee is asked while its run is prepared and of its month, for the income and reckoned with the
-- minimum balance that the kind of savings names; being taken, it gets its entry, which takes just
-- this from its account and gives to that income, or a reason why it was left.
CREATE OR REPLACE FUNCTION sharing_check_fee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_state text;
    v_income bigint;
    v_minimum bigint;
    v_fee public.sharing_fee := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT p.fee_account_id, p.minimum INTO v_income, v_minimum
          FROM public.savings_savingsaccount s
          JOIN public.savings_savingsproduct p
            ON p.koppontren_id = s.koppontren_id AND p.id = s.product_id
         WHERE s.koppontren_id = v_fee.koppontren_id AND s.id = v_fee.savings_id;
        v_fee.income_id := coalesce(v_fee.income_id, v_income);  -- of a program that knew none yet
        v_fee.minimum := coalesce(v_fee.minimum, v_minimum);
    END IF;
    SELECT r.state INTO v_state FROM public.sharing_feerun r
     WHERE r.koppontren_id = v_fee.koppontren_id AND r.id = v_fee.run_id AND r.month = v_fee.month;
    IF TG_OP IN ('INSERT', 'DELETE') AND v_state = 'prepared' AND v_fee.entry_number IS NULL
        AND (TG_OP = 'DELETE' OR v_fee.income_id = v_income AND v_fee.minimum = v_minimum) THEN
        RETURN v_fee;
    ELSIF TG_OP = 'UPDATE' AND v_state = 'posting'
        AND OLD.kept_back = '' AND OLD.entry_number IS NULL
        AND to_jsonb(NEW) - ARRAY['kept_back', 'entry_number']
            = to_jsonb(OLD) - ARRAY['kept_back', 'entry_number']
        AND (NEW.entry_number IS NULL OR EXISTS (
            SELECT FROM public.savings_savingsaccount s
              JOIN public.ledger_line l
                ON l.koppontren_id = s.koppontren_id AND l.account_id = s.account_id
               AND l.entry_number = NEW.entry_number AND l.debit = NEW.amount
              JOIN public.ledger_entry e
                ON e.koppontren_id = l.koppontren_id AND e.number = l.entry_number
               AND e.kind = 'savings.fee'
              JOIN public.ledger_line i
                ON i.koppontren_id = l.koppontren_id AND i.entry_number = l.entry_number
               AND i.account_id = NEW.income_id AND i.credit >= NEW.amount
             WHERE s.koppontren_id = NEW.koppontren_id AND s.id = NEW.savings_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'sharing: fee % stays as it was asked', v_fee.id USING ERRCODE = '23K78';
END $$;

CREATE OR REPLACE TRIGGER goes_forward BEFORE UPDATE OR DELETE ON sharing_feerun
    FOR EACH ROW EXECUTE FUNCTION sharing_check_fee_run();
CREATE OR REPLACE TRIGGER asked_once BEFORE INSERT OR UPDATE OR DELETE ON sharing_fee
    FOR EACH ROW EXECUTE FUNCTION sharing_check_fee();
REVOKE ALL ON FUNCTION sharing_check_fee_run(), sharing_check_fee() FROM PUBLIC;
REVOKE TRUNCATE ON sharing_feerun, sharing_fee FROM "{role}";
