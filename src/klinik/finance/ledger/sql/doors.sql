-- Functions are executable by everybody unless this is taken back. The role of the application may
-- call the doors and the two pure functions that let anyone recompute a link of the chain: those of
-- this list that exist. What was added later (periods, marks, units, drafts, heads of the chain) opens
-- its own doors in its own file.
DO $$
DECLARE
    v_function regprocedure;
    v_doors CONSTANT name[] := ARRAY[
        'ledger_post', 'ledger_answer', 'ledger_post_many', 'ledger_fingerprint', 'ledger_link',
        'ledger_open_book', 'ledger_open_unit', 'ledger_open_account',
        'ledger_open_detail_account', 'ledger_open_detail_accounts',
        'ledger_rename_account', 'ledger_close_account',
        'ledger_reopen_account'];
BEGIN
    FOR v_function IN
        SELECT p.oid FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'ledger\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    END LOOP;
    FOR v_function IN
        SELECT p.oid FROM pg_proc p
         WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY (v_doors)
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO "{role}"', v_function);
    END LOOP;
END $$;
