-- The limit of the counter as before, and now of a day: what an account paid out on that day without
-- a second person counts with what is taken now, whoever paid it. So nobody passes the limit in two
-- steps. What somebody else approved does not count, nor what was undone. Cash of wallets over the
-- counter has the same limits (decision 0057): what is put in by that for deposits, what is paid out by
-- that for withdrawals.
CREATE OR REPLACE FUNCTION savings_paid_of_day(p_koppontren bigint, p_number bigint, p_day date)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(o.paid), 0)::bigint
      FROM (SELECT sum(l.debit) AS paid
              FROM public.ledger_line m
              JOIN public.ledger_account a
                ON a.koppontren_id = m.koppontren_id AND a.id = m.account_id
               AND a.parent_id IS NOT NULL
              JOIN public.ledger_line l
                ON l.koppontren_id = m.koppontren_id AND l.account_id = m.account_id
               AND l.on_date = p_day AND l.debit > 0 AND l.entry_number <= p_number
              JOIN public.ledger_entry e
                ON e.koppontren_id = l.koppontren_id AND e.number = l.entry_number
             WHERE m.koppontren_id = p_koppontren AND m.entry_number = p_number AND m.debit > 0
               AND e.reverses IS NULL
               AND e.kind ~ '^(savings\.(withdrawal|transfer|closing|leaving)|wallet\.payout)$'
               AND (e.number = p_number OR NOT EXISTS (
                    SELECT FROM public.ledger_draft d
                     WHERE d.koppontren_id = e.koppontren_id AND d.request_id = e.request_id))
               AND NOT EXISTS (
                    SELECT FROM public.ledger_entry u
                     WHERE u.koppontren_id = e.koppontren_id AND u.reverses = e.number)
             GROUP BY m.account_id) o
$$;

CREATE OR REPLACE FUNCTION savings_check_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_limit record;
    v_lines record;
    v_most bigint;
    v_of_day bigint := 0;
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
    IF v_lines.paid_out > 0 AND v_most IS NOT NULL THEN
        v_of_day := savings_paid_of_day(NEW.koppontren_id, NEW.number, NEW.on_date);
    END IF;
    IF NOT EXISTS (
            SELECT FROM public.ledger_draft d
             WHERE d.koppontren_id = NEW.koppontren_id AND d.request_id = NEW.request_id)
        AND (greatest(v_lines.paid_out, v_lines.paid_in, v_of_day) > v_most) IS NOT TRUE THEN
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
    FOR EACH ROW WHEN (NEW.reverses IS NULL AND NEW.kind ~
        '^(savings\.(admission|deposit|withdrawal|transfer|closing|leaving)|wallet\.(topup|payout))$')
    EXECUTE FUNCTION savings_check_limit();

REVOKE ALL ON FUNCTION savings_paid_of_day(bigint, bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION savings_paid_of_day(bigint, bigint, date) TO "{role}";
