-- What is not undone, whoever writes: the door asks the same function before.
CREATE OR REPLACE FUNCTION ledger_check_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.ledger_refuse_final(NEW.koppontren_id, NEW.reverses, NEW.on_date);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER wrongly_undone AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.reverses IS NOT NULL) EXECUTE FUNCTION ledger_check_final();

REVOKE ALL ON FUNCTION ledger_check_final(), ledger_refuse_final(bigint, bigint, date) FROM PUBLIC;
