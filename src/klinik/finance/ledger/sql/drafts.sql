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

-- What people record by hand keeps to the accounts of the chart: those of members have a page and
-- rules of their own, and what one unit owes another is written by the ledger, beside lines that
-- balance without it. Above the limit only the waiting draft of somebody else may become it; the
-- first opening of an empty book is free, and no way round it. What is asked is the larger side of
-- the lines that people chose, and of those between units too, so that nothing passes through them.
CREATE OR REPLACE FUNCTION ledger_check_by_hand(
    p_koppontren bigint, p_number bigint, p_request uuid, p_kind text, p_by bigint,
    p_value_on date, p_reverses bigint, p_accounts bigint[], p_debits bigint[], p_credits bigint[]
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_limit bigint;
    v_lines record;
BEGIN
    IF p_kind !~ '^(money|journal|opening)|^savings\..*\.reversal$'
        OR (p_kind = 'opening' AND p_number = 1) THEN
        RETURN true;
    END IF;
    SELECT array_agg(l.account ORDER BY l.n) FILTER (WHERE a.other_unit_id IS NULL) AS accounts,
           array_agg(l.debit ORDER BY l.n) FILTER (WHERE a.other_unit_id IS NULL) AS debits,
           array_agg(l.credit ORDER BY l.n) FILTER (WHERE a.other_unit_id IS NULL) AS credits,
           coalesce(sum(l.debit) FILTER (WHERE a.other_unit_id IS NULL), 0) AS debit,
           coalesce(sum(l.credit) FILTER (WHERE a.other_unit_id IS NULL), 0) AS credit,
           coalesce(sum(l.debit) FILTER (WHERE a.other_unit_id IS NOT NULL), 0) AS debit_between,
           coalesce(sum(l.credit) FILTER (WHERE a.other_unit_id IS NOT NULL), 0) AS credit_between,
           min(a.id) FILTER (WHERE a.other_unit_id IS NOT NULL) AS between_units,
           min(a.id) FILTER (WHERE a.parent_id IS NOT NULL) AS detail
      INTO v_lines
      FROM unnest(p_accounts, p_debits, p_credits) WITH ORDINALITY l (account, debit, credit, n)
      JOIN public.ledger_account a ON a.koppontren_id = p_koppontren AND a.id = l.account;
    IF p_reverses IS NULL AND p_kind !~ '^opening' THEN
        IF v_lines.detail IS NOT NULL THEN
            RAISE EXCEPTION 'ledger: account % has its own page', v_lines.detail
                USING ERRCODE = '23K57', DETAIL = v_lines.detail;
        ELSIF v_lines.debit <> v_lines.credit OR v_lines.accounts IS NULL THEN
            RAISE EXCEPTION 'ledger: account % is written by the ledger', v_lines.between_units
                USING ERRCODE = '23K58', DETAIL = v_lines.between_units;
        END IF;
    END IF;
    SELECT l.amount INTO v_limit FROM public.ledger_limit l
     WHERE l.koppontren_id = p_koppontren ORDER BY l.id DESC LIMIT 1;
    IF v_limit < greatest(v_lines.debit, v_lines.credit, v_lines.debit_between,
                          v_lines.credit_between)
        AND NOT EXISTS (
            SELECT FROM public.ledger_draft d
             WHERE d.koppontren_id = p_koppontren AND d.request_id = p_request
               AND d.decision = '' AND d.made_by_id <> p_by AND d.kind = p_kind
               AND d.reverses IS NOT DISTINCT FROM p_reverses
               AND d.on_date IS NOT DISTINCT FROM p_value_on
               AND (d.accounts, d.debits, d.credits)
                   = (v_lines.accounts, v_lines.debits, v_lines.credits)) THEN
        RAISE EXCEPTION 'ledger: entry % is above the limit of %', p_number, v_limit
            USING ERRCODE = '23K50', DETAIL = v_limit;
    END IF;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION ledger_check_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_lines record;
BEGIN
    SELECT array_agg(l.account_id ORDER BY l.n) AS accounts,
           array_agg(l.debit ORDER BY l.n) AS debits, array_agg(l.credit ORDER BY l.n) AS credits
      INTO v_lines
      FROM public.ledger_line l
     WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number;
    PERFORM public.ledger_check_by_hand(
        NEW.koppontren_id, NEW.number, NEW.request_id, NEW.kind, NEW.by_id, NEW.value_on,
        NEW.reverses, v_lines.accounts, v_lines.debits, v_lines.credits);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER says_the_same BEFORE INSERT OR UPDATE ON ledger_draft
    FOR EACH ROW EXECUTE FUNCTION ledger_check_draft();
CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON ledger_draft
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_draft
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_limit
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE OR REPLACE TRIGGER not_emptied BEFORE TRUNCATE ON ledger_limit
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- Opening a period again has a second person of its own. What the savings counter pays in and out has
-- none here, and neither has the closing of a year, which moves nothing but results: the page of the
-- limit says so (decision 0035).
CREATE OR REPLACE TRIGGER within_limit AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.kind ~ '^(money|journal|opening)|^savings\..*\.reversal$')
    EXECUTE FUNCTION ledger_check_limit();

REVOKE ALL ON FUNCTION ledger_check_draft(), ledger_check_limit(),
    ledger_check_by_hand(bigint, bigint, uuid, text, bigint, date, bigint, bigint[], bigint[], bigint[])
    FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_draft, ledger_limit FROM "{role}";
GRANT UPDATE (decision, decided_by_id, decided_at, reason, entry_number, memo)
    ON ledger_draft TO "{role}";
