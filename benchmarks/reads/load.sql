-- Entries as ledger_post would have written them, made set by set: days, accounts and amounts follow
-- from the number alone; fingerprints and links are the ledger's own functions. One call, one book.
CREATE FUNCTION bench_entries(p_koppontren bigint, p_entries int, p_accounts bigint[])
RETURNS TABLE (number bigint, request_id uuid, on_date date, at timestamptz, fingerprint bytea,
               chain bytea, debited bigint, credited bigint, amount bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v_before bytea := '';
    v_accounts int := cardinality(p_accounts);
BEGIN
    FOR i IN 1..p_entries LOOP
        number := i;
        request_id := md5(p_koppontren || '-' || i)::uuid;
        on_date := date '2024-01-01' + (i::bigint * 730 / p_entries)::int;
        at := timestamptz '2024-01-01 08:00+07' + i * interval '1 minute';
        -- Every second entry is of the first account: the cash box of a busy counter.
        debited := p_accounts[CASE i % 2 WHEN 0 THEN 1 ELSE 2 + i % (v_accounts - 1) END];
        credited := p_accounts[CASE debited WHEN p_accounts[v_accounts] THEN 1 ELSE 0 END
            + 2 + (i / 2) % (v_accounts - 2)];
        IF credited = debited THEN
            credited := p_accounts[1];
        END IF;
        amount := 1000 + i % 9973;
        fingerprint := ledger_fingerprint('money.in', on_date, NULL,
            ARRAY[debited, credited], ARRAY[amount, 0], ARRAY[0, amount]);
        v_before := ledger_link(v_before, p_koppontren, number, fingerprint, request_id, on_date,
            at, 1);
        chain := v_before;
        RETURN NEXT;
    END LOOP;
END $$;

CREATE FUNCTION bench_load(p_koppontren bigint, p_entries int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('klinik.koppontren', p_koppontren::text, true);
    CREATE TEMP TABLE IF NOT EXISTS made (LIKE bench_entry);
    TRUNCATE made;
    INSERT INTO made SELECT * FROM bench_entries(p_koppontren, p_entries, ARRAY(
        SELECT id FROM ledger_account WHERE koppontren_id = p_koppontren ORDER BY id));
    INSERT INTO ledger_entry (koppontren_id, number, request_id, kind, on_date, on_was_given, at,
                              by_id, fingerprint, chain)
    SELECT p_koppontren, number, request_id, 'money.in', on_date, true, at, 1, fingerprint, chain
      FROM made;
    INSERT INTO ledger_line (koppontren_id, entry_number, n, account_id, on_date, debit, credit)
    SELECT p_koppontren, m.number, l.n, l.account, m.on_date, l.debit, l.credit
      FROM made m CROSS JOIN LATERAL
           (VALUES (1, m.debited, m.amount, 0), (2, m.credited, 0, m.amount))
           l (n, account, debit, credit);
    INSERT INTO ledger_account_month (koppontren_id, account_id, month, debits, credits)
    SELECT p_koppontren, l.account, date_trunc('month', m.on_date)::date, sum(l.debit),
           sum(l.credit)
      FROM made m CROSS JOIN LATERAL
           (VALUES (m.debited, m.amount, 0), (m.credited, 0, m.amount)) l (account, debit, credit)
     GROUP BY 2, 3;
    UPDATE ledger_account a SET debits = s.debits, credits = s.credits
      FROM (SELECT account_id, sum(debits) AS debits, sum(credits) AS credits
              FROM ledger_account_month WHERE koppontren_id = p_koppontren GROUP BY 1) s
     WHERE a.koppontren_id = p_koppontren AND a.id = s.account_id;
    UPDATE ledger_book SET last_number = p_entries,
           chain_head = (SELECT chain FROM made ORDER BY number DESC LIMIT 1)
     WHERE koppontren_id = p_koppontren;
END $$;
CREATE TABLE bench_entry (number bigint, request_id uuid, on_date date, at timestamptz,
    fingerprint bytea, chain bytea, debited bigint, credited bigint, amount bigint);
