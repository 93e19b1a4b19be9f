-- To which activity of the cash flow statement an account belongs, and its details with it. It moves
-- no money and may change while the book is in use; under the book's lock, because a posting holds
-- several of the details at once.
CREATE OR REPLACE FUNCTION ledger_place_account(p_koppontren bigint, p_account bigint, p_cash_flow text)
RETURNS ledger_account
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_account ledger_account;
BEGIN
    PERFORM FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    UPDATE ledger_account SET cash_flow = p_cash_flow
     WHERE koppontren_id = p_koppontren AND parent_id = p_account;
    UPDATE ledger_account SET cash_flow = p_cash_flow
     WHERE koppontren_id = p_koppontren AND id = p_account
    RETURNING * INTO v_account;
    RETURN v_account;
END $$;
REVOKE ALL ON FUNCTION ledger_place_account FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_place_account TO "{role}";
