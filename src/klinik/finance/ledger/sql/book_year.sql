-- The month in which a book year begins stays as long as days are closed by it: years that were
-- closed out would have other borders, and an end among closed days could never be closed.
CREATE OR REPLACE FUNCTION ledger_keep_book_year() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_inside text := coalesce(current_setting('klinik.koppontren', true), '');
    v_held date;
BEGIN
    -- Whoever changes it, from wherever: this koppontren's own book is asked.
    PERFORM set_config('klinik.koppontren', NEW.id::text, true);
    -- Whoever is closing right now ends first.
    PERFORM FROM ledger_book WHERE koppontren_id = NEW.id FOR NO KEY UPDATE;
    SELECT greatest(
        (SELECT b.closed_through FROM ledger_book b
          WHERE b.koppontren_id = NEW.id AND b.closed_through >= (
                SELECT min(month) FROM ledger_account_month WHERE koppontren_id = NEW.id)),
        (SELECT max(c.on_date) FROM ledger_entry c
          WHERE c.koppontren_id = NEW.id AND c.kind = 'year.closing' AND NOT EXISTS (
                SELECT FROM ledger_entry r
                 WHERE r.koppontren_id = NEW.id AND r.reverses = c.number)))
      INTO v_held;
    PERFORM set_config('klinik.koppontren', v_inside, true);
    IF v_held IS NOT NULL THEN
        RAISE EXCEPTION 'ledger: days through % are closed by the book year as it is', v_held
            USING ERRCODE = '23K48', DETAIL = to_char(v_held, 'YYYY-MM-DD');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER book_year_held BEFORE UPDATE OF fiscal_month ON tenancy_koppontren
    FOR EACH ROW WHEN (OLD.fiscal_month IS DISTINCT FROM NEW.fiscal_month)
    EXECUTE FUNCTION ledger_keep_book_year();
REVOKE ALL ON FUNCTION ledger_keep_book_year FROM PUBLIC;
