-- Who has left leaves nothing behind, and gets nothing any more: their accounts are closed, which the
-- ledger refuses to write on, and no other is opened for them.

CREATE OR REPLACE FUNCTION savings_leaves_nothing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM savings_savingsaccount s
                 JOIN ledger_account a ON a.koppontren_id = s.koppontren_id AND a.id = s.account_id
                WHERE s.koppontren_id = NEW.koppontren_id AND s.member_id = NEW.id
                  AND NOT a.closed) THEN
        RAISE EXCEPTION 'member % still has an open account', NEW.number
            USING ERRCODE = '23514', CONSTRAINT = 'member_leaves_nothing';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER leaves_nothing
    BEFORE UPDATE OF left_on ON members_member
    FOR EACH ROW WHEN (NEW.left_on IS NOT NULL AND OLD.left_on IS NULL)
    EXECUTE FUNCTION savings_leaves_nothing();

CREATE OR REPLACE FUNCTION savings_of_who_is_here() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM members_member m
                    WHERE m.koppontren_id = NEW.koppontren_id AND m.id = NEW.member_id
                      AND m.standing IN ('candidate', 'full')) THEN
        RAISE EXCEPTION 'account % would be opened for somebody who is no member', NEW.number
            USING ERRCODE = '23514', CONSTRAINT = 'savings_of_a_member';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER of_who_is_here
    BEFORE INSERT ON savings_savingsaccount
    FOR EACH ROW EXECUTE FUNCTION savings_of_who_is_here();

-- A departure is written once.
REVOKE UPDATE, DELETE, TRUNCATE ON savings_departure FROM "{role}";
