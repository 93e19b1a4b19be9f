-- Nothing is paid or moved in for somebody who left or died: it would have to be settled once more.
-- What was theirs before still comes, a month's share that was confirmed, and so does what is undone.
-- Principal savings are paid in whole, and they and term savings once: again only what was undone.
-- Both are asked by one look, because every deposit pays for it.
CREATE OR REPLACE FUNCTION savings_check_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_in record;
    v_held bigint;
BEGIN
    FOR v_in IN
        SELECT s.account_id, l.credit, p.kind, p.amount,
               m.standing NOT IN ('candidate', 'full') AS is_gone
          FROM public.ledger_line l
          JOIN public.savings_savingsaccount s
            ON s.koppontren_id = l.koppontren_id AND s.account_id = l.account_id
          JOIN public.savings_savingsproduct p
            ON p.koppontren_id = s.koppontren_id AND p.id = s.product_id
          JOIN public.members_member m
            ON m.koppontren_id = s.koppontren_id AND m.id = s.member_id
         WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number AND l.credit > 0
           AND (m.standing NOT IN ('candidate', 'full') OR p.kind IN ('principal', 'term'))
    LOOP
        IF v_in.is_gone THEN
            RAISE EXCEPTION 'savings: the owner of account % is gone', v_in.account_id
                USING ERRCODE = '23K81', DETAIL = v_in.account_id;
        END IF;
        -- The sum of its lines, because a batch adds to accounts after it wrote the lines.
        SELECT sum(l.credit - l.debit) INTO v_held FROM public.ledger_line l
         WHERE l.koppontren_id = NEW.koppontren_id AND l.account_id = v_in.account_id
           AND l.entry_number <= NEW.number;
        -- Of principal savings a table may have brought in a part: then the rest is paid.
        IF v_held <> (CASE v_in.kind WHEN 'principal' THEN v_in.amount ELSE v_in.credit END) THEN
            RAISE EXCEPTION 'savings: account % is paid in once, and whole', v_in.account_id
                USING ERRCODE = '23K82', DETAIL = v_in.account_id;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER into_savings_of_who_is_here AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.reverses IS NULL
        AND NEW.kind ~ '^savings\.(admission|deposit|transfer)$')
    EXECUTE FUNCTION savings_check_owner();
REVOKE ALL ON FUNCTION savings_check_owner() FROM PUBLIC;
