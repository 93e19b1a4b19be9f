-- Which entry corrects which is said once, with the later of the two, and stays.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_correction
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_correction
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON ledger_correction FROM "{role}";
