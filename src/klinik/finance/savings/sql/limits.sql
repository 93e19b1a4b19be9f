-- How much one person takes and pays alone over the counter (decision 0057). Asked when the entry is
-- written: what is taken out of savings is measured by the limit for withdrawals, what only comes in
-- by that for deposits. Above it the entry is one that waited as the draft of somebody else. A request
-- that waits, or came to nothing, does not become an entry by its own maker once a limit is raised.
CREATE OR REPLACE FUNCTION savings_check_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_limit record;
    v_lines record;
    v_most bigint;
BEGIN
    -- Nearly every book: without limits of its counter an entry pays for one look only.
    IF NOT EXISTS (SELECT FROM public.savings_tellerlimit t
                    WHERE t.koppontren_id = NEW.koppontren_id) THEN
        RETURN NULL;
    END IF;
    SELECT t.deposit, t.withdrawal INTO v_limit
      FROM (SELECT * FROM public.savings_tellerlimit o
             WHERE o.koppontren_id = NEW.koppontren_id AND o.teller_id = NEW.by_id
             ORDER BY o.id DESC LIMIT 1) t
     WHERE NOT t.is_default;
    IF NOT FOUND THEN
        SELECT t.deposit, t.withdrawal INTO v_limit
          FROM public.savings_tellerlimit t
         WHERE t.koppontren_id = NEW.koppontren_id AND t.teller_id IS NULL
         ORDER BY t.id DESC LIMIT 1;
    END IF;
    SELECT array_agg(l.account_id ORDER BY l.n) FILTER (WHERE a.other_unit_id IS NULL) AS accounts,
           array_agg(l.debit ORDER BY l.n) FILTER (WHERE a.other_unit_id IS NULL) AS debits,
           array_agg(l.credit ORDER BY l.n) FILTER (WHERE a.other_unit_id IS NULL) AS credits,
           coalesce(sum(l.debit) FILTER (WHERE a.parent_id IS NOT NULL), 0) AS paid_out,
           coalesce(sum(l.credit) FILTER (WHERE a.parent_id IS NOT NULL), 0) AS paid_in
      INTO v_lines
      FROM public.ledger_line l
      JOIN public.ledger_account a ON a.koppontren_id = l.koppontren_id AND a.id = l.account_id
     WHERE l.koppontren_id = NEW.koppontren_id AND l.entry_number = NEW.number;
    v_most := CASE WHEN v_lines.paid_out > 0 THEN v_limit.withdrawal ELSE v_limit.deposit END;
    IF NOT EXISTS (
            SELECT FROM public.ledger_draft d
             WHERE d.koppontren_id = NEW.koppontren_id AND d.request_id = NEW.request_id)
        AND (greatest(v_lines.paid_out, v_lines.paid_in) > v_most) IS NOT TRUE THEN
        RETURN NULL;
    ELSIF EXISTS (
            SELECT FROM public.ledger_draft d
             WHERE d.koppontren_id = NEW.koppontren_id AND d.request_id = NEW.request_id
               AND d.decision = '' AND d.made_by_id <> NEW.by_id AND d.kind = NEW.kind
               AND d.on_date IS NOT DISTINCT FROM NEW.value_on
               AND (d.accounts, d.debits, d.credits)
                   = (v_lines.accounts, v_lines.debits, v_lines.credits)) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'savings: entry % is above what % does alone', NEW.number, NEW.by_id
        USING ERRCODE = '23K73', DETAIL = coalesce(v_most, 0);
END $$;

CREATE OR REPLACE TRIGGER within_limit_of_teller AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.reverses IS NULL
        AND NEW.kind ~ '^savings\.(admission|deposit|withdrawal|transfer|closing|leaving)$')
    EXECUTE FUNCTION savings_check_limit();
DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['tellerlimit', 'planneddeparture'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER only_grows BEFORE DELETE ON savings_%s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', v_table);
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION savings_check_limit() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON savings_tellerlimit, savings_planneddeparture FROM "{role}";
GRANT UPDATE (heir_paper) ON savings_planneddeparture TO "{role}";
