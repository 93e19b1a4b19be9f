-- What was confirmed comes to every account it was divided among: none is closed before. The ledger
-- closes accounts one way, so this is asked there, whatever page or program closes it.
CREATE OR REPLACE FUNCTION sharing_check_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.savings_savingsaccount s
                 JOIN public.sharing_share h
                   ON h.koppontren_id = s.koppontren_id AND h.savings_id = s.id
                 JOIN public.sharing_sharerun r
                   ON r.koppontren_id = h.koppontren_id AND r.id = h.run_id
                WHERE s.koppontren_id = NEW.koppontren_id AND s.account_id = NEW.id
                  AND r.state = 'posting' AND h.entry_number IS NULL AND h.gross > h.tax) THEN
        RAISE EXCEPTION 'sharing: the share of account % is being recorded', NEW.id
            USING ERRCODE = '23K75', DETAIL = NEW.id;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER its_share_came BEFORE UPDATE OF closed ON ledger_account
    FOR EACH ROW WHEN (NEW.closed AND NOT OLD.closed AND NEW.parent_id IS NOT NULL)
    EXECUTE FUNCTION sharing_check_closing();
REVOKE ALL ON FUNCTION sharing_check_closing() FROM PUBLIC;
