-- An account is closed when it is empty, and stays: what was written on it names it for ever.
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
