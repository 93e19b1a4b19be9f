-- Cash of wallets over the counter has the same limits as that of savings (decision 0057): what is put
-- in by that for deposits, what is paid out by that for withdrawals, also in steps of a day.
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

CREATE OR REPLACE TRIGGER within_limit_of_teller AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.reverses IS NULL AND NEW.kind ~
        '^(savings\.(admission|deposit|withdrawal|transfer|closing|leaving)|wallet\.(topup|payout))$')
    EXECUTE FUNCTION savings_check_limit();
