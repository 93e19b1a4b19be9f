-- A passbook says each line once, in order and at its place, whoever asks. New lines are just those
-- that follow what was printed; a page again is just what stands on it; each new print follows the
-- last one of its own account. The account's row is locked, so prints come one after the other.
CREATE OR REPLACE FUNCTION savings_check_print() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_account bigint;
    v_last public.savings_passbookprint;
    v_through jsonb;
    v_marks jsonb;
BEGIN
    SELECT s.account_id INTO v_account FROM public.savings_savingsaccount s
     WHERE s.koppontren_id = NEW.koppontren_id AND s.id = NEW.savings_id FOR NO KEY UPDATE;
    SELECT * INTO v_last FROM public.savings_passbookprint p
     WHERE p.koppontren_id = NEW.koppontren_id AND p.savings_id = NEW.savings_id
       AND p.deed <> 'again' ORDER BY p.id DESC LIMIT 1;
    IF NEW.book <> coalesce(v_last.book, 1) + (NEW.deed = 'book')::int THEN
        RAISE EXCEPTION 'passbook: book % is not the one in use', NEW.book USING ERRCODE = '23514';
    ELSIF NEW.deed <> 'again' AND NEW.after_id IS DISTINCT FROM v_last.id THEN
        RAISE EXCEPTION 'passbook: somebody printed meanwhile' USING ERRCODE = '23514';
    END IF;
    IF NEW.deed = 'lines' THEN
        IF (NEW.page, NEW.line) < (v_last.page, v_last.line + jsonb_array_length(v_last.marks)) THEN
            RAISE EXCEPTION 'passbook: something stands there already' USING ERRCODE = '23514';
        END IF;
        SELECT p.marks -> -1 INTO v_through FROM public.savings_passbookprint p
         WHERE p.koppontren_id = NEW.koppontren_id AND p.savings_id = NEW.savings_id
           AND p.deed = 'lines' ORDER BY p.id DESC LIMIT 1;
        SELECT jsonb_agg(jsonb_build_array(f.entry_number, f.n) ORDER BY f.entry_number, f.n)
          INTO v_marks
          FROM (SELECT l.entry_number, l.n FROM public.ledger_line l
                 WHERE l.koppontren_id = NEW.koppontren_id AND l.account_id = v_account
                   AND (l.entry_number, l.n) > (coalesce((v_through ->> 0)::bigint, 0),
                                                coalesce((v_through ->> 1)::int, 0))
                 ORDER BY l.entry_number, l.n LIMIT jsonb_array_length(NEW.marks)) f;
    ELSIF NEW.deed = 'again' THEN
        SELECT jsonb_agg(m.mark ORDER BY p.id, m.n) INTO v_marks
          FROM public.savings_passbookprint p
         CROSS JOIN jsonb_array_elements(p.marks) WITH ORDINALITY m (mark, n)
         WHERE p.koppontren_id = NEW.koppontren_id AND p.savings_id = NEW.savings_id
           AND p.deed = 'lines' AND p.book = NEW.book AND p.page = NEW.page;
    ELSE
        v_marks := '[]';
    END IF;
    IF v_marks IS DISTINCT FROM NEW.marks THEN
        RAISE EXCEPTION 'passbook: these are not the lines that stand there'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER in_its_place BEFORE INSERT ON savings_passbookprint
    FOR EACH ROW EXECUTE FUNCTION savings_check_print();
REVOKE ALL ON FUNCTION savings_check_print() FROM PUBLIC;
