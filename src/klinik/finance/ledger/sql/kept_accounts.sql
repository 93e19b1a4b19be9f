-- An account is closed when it is empty, and stays: what was written on it names it for ever, under
-- its number and in its book.
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER never_renumbered BEFORE UPDATE OF id, koppontren_id ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
