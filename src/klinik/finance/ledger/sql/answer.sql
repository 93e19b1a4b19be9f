-- `ledger_post` with its refusal as an answer instead of an error: the caller's transaction goes on
-- without the two round trips of a savepoint. Whatever is no refusal stays the error that it is.
CREATE OR REPLACE FUNCTION ledger_answer(
    p_koppontren bigint, p_request uuid, p_kind text, p_on date, p_by bigint,
    p_accounts bigint[], p_debits bigint[], p_credits bigint[],
    p_reverses bigint DEFAULT NULL, p_memo text DEFAULT NULL, p_value_on date DEFAULT NULL,
    OUT refused text, OUT about text, OUT entry public.ledger_entry
) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    entry := public.ledger_post(p_koppontren, p_request, p_kind, p_on, p_by,
        p_accounts, p_debits, p_credits, p_reverses, p_memo, p_value_on);
EXCEPTION WHEN integrity_constraint_violation THEN
    GET STACKED DIAGNOSTICS refused = RETURNED_SQLSTATE, about = PG_EXCEPTION_DETAIL;
    IF refused NOT LIKE '23K%' THEN
        RAISE;
    END IF;
END $$;
