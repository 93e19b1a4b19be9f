-- Where an account of the chart stands on the statements, beyond its kind. A mark moves no money and
-- says nothing of the journal, so it may change while the book is in use.
CREATE OR REPLACE FUNCTION ledger_mark_account(p_koppontren bigint, p_account bigint, p_mark text)
RETURNS ledger_account
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    UPDATE ledger_account SET mark = p_mark
     WHERE koppontren_id = p_koppontren AND id = p_account
    RETURNING *
$$;

CREATE OR REPLACE FUNCTION ledger_check_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.mark = ''
        OR (NEW.kind = 'income' AND NEW.mark IN ('member', 'public', 'other'))
        OR (NEW.kind = 'expense' AND NEW.mark IN ('cost', 'share'))
        OR (NEW.kind = 'liability' AND NEW.mark IN ('zakat', 'benevolence'))
        OR (NEW.kind = 'equity' AND NEW.mark = 'result') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'ledger: account % cannot be marked so', NEW.code
        USING ERRCODE = '23K32', DETAIL = NEW.code;
END $$;

CREATE OR REPLACE TRIGGER marked_as_its_kind BEFORE INSERT OR UPDATE OF mark, kind ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_check_mark();

REVOKE ALL ON FUNCTION ledger_mark_account, ledger_check_mark FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_mark_account TO "{role}";
