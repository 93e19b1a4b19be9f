-- Whose principal savings are undone is a candidate again, until they are paid (UU 25/1992 art. 41).
CREATE OR REPLACE FUNCTION savings_principal_undone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.members_member m SET standing = 'candidate'
      FROM public.ledger_line l
      JOIN public.savings_savingsaccount s
        ON s.koppontren_id = l.koppontren_id AND s.account_id = l.account_id
      JOIN public.savings_savingsproduct p
        ON p.koppontren_id = s.koppontren_id AND p.id = s.product_id AND p.kind = 'principal'
     WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number AND l.debit > 0
       AND m.koppontren_id = s.koppontren_id AND m.id = s.member_id AND m.standing = 'full';
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER principal_undone AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.reverses IS NOT NULL
        AND NEW.kind ~ '^savings\.(admission|deposit|intake)\.reversal$')
    EXECUTE FUNCTION savings_principal_undone();
REVOKE ALL ON FUNCTION savings_principal_undone() FROM PUBLIC;
