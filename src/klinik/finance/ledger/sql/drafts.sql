-- The limit and the second person, as the tables themselves hold them, also against the owner.

-- A draft says something that can become an entry of this book, says it for ever, and is decided
-- once: approved only with the entry that its request wrote, in the name of who approved.
CREATE OR REPLACE FUNCTION ledger_check_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.decision = '' AND NEW.kind ~ '^[a-z][a-z0-9_.]*$'
            AND cardinality(NEW.accounts) BETWEEN 2 AND 1000
            AND cardinality(NEW.accounts) = cardinality(NEW.debits)
            AND cardinality(NEW.accounts) = cardinality(NEW.credits)
            AND (SELECT bool_and((l.debit > 0 AND l.credit = 0) OR (l.credit > 0 AND l.debit = 0))
                        AND sum(l.debit) = sum(l.credit)
                        AND bool_and(EXISTS (
                            SELECT FROM public.ledger_account a
                             WHERE a.koppontren_id = NEW.koppontren_id AND a.id = l.account))
                   FROM unnest(NEW.accounts, NEW.debits, NEW.credits) l (account, debit, credit))
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'ledger: draft % could not become an entry', NEW.request_id
            USING ERRCODE = '23K51';
    END IF;
    -- Its note may name somebody, and can be erased like that of an entry.
    IF (to_jsonb(NEW) - ARRAY['decision', 'decided_by_id', 'decided_at', 'reason', 'entry_number',
                              'memo'])
        IS DISTINCT FROM
       (to_jsonb(OLD) - ARRAY['decision', 'decided_by_id', 'decided_at', 'reason', 'entry_number',
                              'memo'])
        OR NEW.memo NOT IN (OLD.memo, '')
        OR (OLD.decision <> '' AND (NEW.decision, NEW.decided_by_id, NEW.decided_at,
                                    NEW.entry_number) IS DISTINCT FROM
                                   (OLD.decision, OLD.decided_by_id, OLD.decided_at,
                                    OLD.entry_number)) THEN
        RAISE EXCEPTION 'ledger: draft % stays as it is', NEW.request_id USING ERRCODE = '23K52';
    END IF;
    IF NEW.decision = 'approved' AND NOT EXISTS (
        SELECT FROM public.ledger_entry e
         WHERE e.koppontren_id = NEW.koppontren_id AND e.number = NEW.entry_number
           AND e.request_id = NEW.request_id AND e.by_id = NEW.decided_by_id) THEN
        RAISE EXCEPTION 'ledger: draft % is not approved by the entry %', NEW.request_id,
            NEW.entry_number USING ERRCODE = '23K53';
    END IF;
    RETURN NEW;
END $$;

-- What people record by hand, above the limit: only the waiting draft of somebody else may become it.
CREATE OR REPLACE FUNCTION ledger_check_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_limit bigint;
BEGIN
    SELECT l.amount INTO v_limit FROM public.ledger_limit l
     WHERE l.koppontren_id = NEW.koppontren_id ORDER BY l.id DESC LIMIT 1;
    IF v_limit IS NOT NULL
        AND v_limit < (SELECT sum(l.debit)
                         FROM public.ledger_line l
                         JOIN public.ledger_account a
                           ON a.koppontren_id = l.koppontren_id AND a.id = l.account_id
                        WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number
                          AND a.other_unit_id IS NULL)
        AND NOT EXISTS (
            SELECT FROM public.ledger_draft d
             WHERE d.koppontren_id = NEW.koppontren_id AND d.request_id = NEW.request_id
               AND d.decision = '' AND d.made_by_id <> NEW.by_id AND d.kind = NEW.kind
               AND d.reverses IS NOT DISTINCT FROM NEW.reverses
               AND d.on_date IS NOT DISTINCT FROM NEW.value_on
               AND (d.accounts, d.debits, d.credits) = (
                   SELECT array_agg(l.account_id ORDER BY l.n), array_agg(l.debit ORDER BY l.n),
                          array_agg(l.credit ORDER BY l.n)
                     FROM public.ledger_line l
                     JOIN public.ledger_account a
                       ON a.koppontren_id = l.koppontren_id AND a.id = l.account_id
                    WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number
                      AND a.other_unit_id IS NULL)) THEN
        RAISE EXCEPTION 'ledger: entry % is above the limit of %', NEW.number, v_limit
            USING ERRCODE = '23K50', DETAIL = v_limit;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER says_the_same BEFORE INSERT OR UPDATE ON ledger_draft
    FOR EACH ROW EXECUTE FUNCTION ledger_check_draft();
CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON ledger_draft
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_limit
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- Counters, tills and the closing of periods have second persons of their own.
CREATE OR REPLACE TRIGGER within_limit AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.kind ~ '^((money|journal)\.|savings\..*\.reversal$)')
    EXECUTE FUNCTION ledger_check_limit();

REVOKE ALL ON FUNCTION ledger_check_draft(), ledger_check_limit() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_draft, ledger_limit FROM "{role}";
GRANT UPDATE (decision, decided_by_id, decided_at, reason, entry_number, memo)
    ON ledger_draft TO "{role}";
