-- Nothing is paid or moved in for somebody who left or died: it would have to be settled once more.
-- What was theirs before still comes, a month's share that was confirmed, and so does what is undone.
CREATE OR REPLACE FUNCTION savings_check_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_account bigint;
BEGIN
    SELECT s.account_id INTO v_account
      FROM public.ledger_line l
      JOIN public.savings_savingsaccount s
        ON s.koppontren_id = l.koppontren_id AND s.account_id = l.account_id
      JOIN public.members_member m
        ON m.koppontren_id = s.koppontren_id AND m.id = s.member_id
     WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number AND l.credit > 0
       AND m.standing NOT IN ('candidate', 'full')
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'savings: the owner of account % is gone', v_account
            USING ERRCODE = '23K81', DETAIL = v_account;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER into_savings_of_who_is_here AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.reverses IS NULL
        AND NEW.kind ~ '^savings\.(admission|deposit|transfer)$')
    EXECUTE FUNCTION savings_check_owner();
REVOKE ALL ON FUNCTION savings_check_owner() FROM PUBLIC;
