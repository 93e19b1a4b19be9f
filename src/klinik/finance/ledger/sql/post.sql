-- The only door into the ledger, and the small functions behind it.
-- Refusals are named, and their order is fixed (refusals.py): the caller learns the first
-- that applies. SQLSTATE class 23, so that every driver calls them integrity errors.
-- The helpers run on the search_path that ledger_post pins: pinning it again would cost each of
-- them as much as a query, and nobody else may execute them. They return true so that an assignment
-- can call them, which PL/pgSQL evaluates without starting an executor as PERFORM does.

-- What an entry says, as 32 bytes: numbers and one word, joined so that nothing can be read twice.
-- A day is in it only when the caller gave one; who sent it is not: a till's queue may be drained
-- by the next cashier. Dates go in as numbers, because text would change with DateStyle. The day it
-- happened came later: where none is given, nothing is added, and older entries stay what they were.
CREATE OR REPLACE FUNCTION ledger_fingerprint(
    p_kind text, p_on date, p_reverses bigint,
    p_accounts bigint[], p_debits bigint[], p_credits bigint[], p_value_on date DEFAULT NULL
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(concat_ws('|',
        p_kind,
        coalesce((p_on - date '2000-01-01')::text, '-'),
        coalesce(p_reverses::text, '-'),
        array_to_string(p_accounts, ',', '-'),
        array_to_string(p_debits, ',', '-'),
        array_to_string(p_credits, ',', '-'),
        'happened ' || (p_value_on - date '2000-01-01')), 'UTF8'))
$$;

-- The day an entry is booked on: the one that was given; else the day it happened, or the first open
-- day after it where that one is closed; else today. A closed day that was given is refused later.
CREATE OR REPLACE FUNCTION ledger_day(
    p_on date, p_value_on date, p_closed_through date, p_today date
) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(p_on, CASE WHEN p_value_on IS NOT NULL
                               THEN greatest(p_value_on, p_closed_through + 1) END, p_today)
$$;

-- One link of a book's hash chain: fixed-width parts only, and every column of the entry among
-- them (kind, reverses and the lines through the fingerprint).
CREATE OR REPLACE FUNCTION ledger_link(
    p_before bytea, p_koppontren bigint, p_number bigint, p_fingerprint bytea, p_request uuid,
    p_on date, p_at timestamptz, p_by bigint
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(p_before || int8send(p_koppontren) || int8send(p_number) || p_fingerprint
        || uuid_send(p_request) || int4send(p_on - date '2000-01-01')
        || int8send((extract(epoch FROM p_at) * 1000000)::bigint) || int8send(p_by))
$$;

-- Refuse lines that are too few or too many, out of bounds, unbalanced, or all of one account, which
-- moves nothing. IS NOT TRUE, so that a NULL never
-- passes; the bound keeps every sum far inside a bigint.
CREATE OR REPLACE FUNCTION ledger_check_lines(p_accounts bigint[], p_debits bigint[], p_credits bigint[])
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_lines int := cardinality(p_accounts);
    v_difference bigint := 0;
BEGIN
    IF v_lines > 1000 THEN
        RAISE EXCEPTION 'ledger: more than 1000 lines' USING ERRCODE = '23K15', DETAIL = v_lines;
    ELSIF (v_lines >= 2
        AND array_ndims(p_accounts) = 1 AND array_lower(p_accounts, 1) = 1
        AND cardinality(p_debits) = v_lines AND array_lower(p_debits, 1) = 1
        AND cardinality(p_credits) = v_lines AND array_lower(p_credits, 1) = 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'ledger: fewer than two lines, or arrays of unequal length'
            USING ERRCODE = '23K03';
    END IF;
    FOR i IN 1..v_lines LOOP
        IF (p_debits[i] BETWEEN 0 AND 1000000000000000
            AND p_credits[i] BETWEEN 0 AND 1000000000000000
            AND (p_debits[i] = 0) <> (p_credits[i] = 0)) IS NOT TRUE THEN
            RAISE EXCEPTION 'ledger: line % is not one amount above 0 and up to 10^15', i
                USING ERRCODE = '23K04', DETAIL = i;
        END IF;
        v_difference := v_difference + p_debits[i] - p_credits[i];
    END LOOP;
    IF v_difference <> 0 THEN
        RAISE EXCEPTION 'ledger: debits and credits are not balanced, they differ by %', v_difference
            USING ERRCODE = '23K05', DETAIL = v_difference;
    ELSIF p_accounts[1] = ALL (p_accounts) THEN
        RAISE EXCEPTION 'ledger: all lines are of account %', p_accounts[1]
            USING ERRCODE = '23K16', DETAIL = p_accounts[1];
    END IF;
    RETURN true;
END $$;

-- Refuse a reversal of nothing, a second one, and one that is not the mirror of its entry.
CREATE OR REPLACE FUNCTION ledger_check_reversal(
    p_koppontren bigint, p_reverses bigint,
    p_accounts bigint[], p_debits bigint[], p_credits bigint[]
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry
                    WHERE koppontren_id = p_koppontren AND number = p_reverses) THEN
        RAISE EXCEPTION 'ledger: there is no entry % to reverse', p_reverses
            USING ERRCODE = '23K07';
    END IF;
    IF EXISTS (SELECT FROM ledger_entry
                WHERE koppontren_id = p_koppontren AND reverses = p_reverses) THEN
        RAISE EXCEPTION 'ledger: entry % is already reversed', p_reverses USING ERRCODE = '23K08';
    END IF;
    IF (SELECT array_agg(account_id ORDER BY n) = p_accounts
           AND array_agg(credit ORDER BY n) = p_debits
           AND array_agg(debit ORDER BY n) = p_credits
          FROM ledger_line
         WHERE koppontren_id = p_koppontren AND entry_number = p_reverses) IS NOT TRUE THEN
        RAISE EXCEPTION 'ledger: the lines are not those of entry % with sides changed', p_reverses
            USING ERRCODE = '23K09';
    END IF;
    RETURN true;
END $$;

-- Refuse to undo what is put right otherwise: an undoing, an opening, and the closing of a year but
-- on that year's own last day. Asked by the entry's trigger as well, so names carry their schema.
CREATE OR REPLACE FUNCTION ledger_refuse_final(p_koppontren bigint, p_reverses bigint, p_day date)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_undone record;
BEGIN
    SELECT e.reverses, e.kind, e.on_date INTO v_undone FROM public.ledger_entry e
     WHERE e.koppontren_id = p_koppontren AND e.number = p_reverses;
    IF v_undone.reverses IS NOT NULL THEN
        RAISE EXCEPTION 'ledger: entry % undoes another one itself', p_reverses
            USING ERRCODE = '23K27';
    ELSIF v_undone.kind IN ('opening', 'opening.correction') THEN
        RAISE EXCEPTION 'ledger: entry % opened the book, it is corrected', p_reverses
            USING ERRCODE = '23K28';
    ELSIF v_undone.kind = 'year.closing' AND v_undone.on_date IS DISTINCT FROM p_day THEN
        RAISE EXCEPTION 'ledger: entry % closed a year, it is undone on that day', p_reverses
            USING ERRCODE = '23K29';
    END IF;
    RETURN true;
END $$;

-- All that an entry can be asked without its accounts, in the order of refusals.
CREATE OR REPLACE FUNCTION ledger_check(
    p_koppontren bigint, p_kind text, p_day date, p_value_on date, p_closed_through date,
    p_reverses bigint, p_accounts bigint[], p_debits bigint[], p_credits bigint[]
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_sound boolean := ledger_check_lines(p_accounts, p_debits, p_credits);
BEGIN
    IF (p_kind ~ '^[a-z][a-z0-9_.]*$' AND length(p_kind) <= 50
        AND p_day BETWEEN date '1970-01-01' AND date '9999-12-31'
        AND (p_value_on BETWEEN date '1970-01-01' AND date '9999-12-31') IS NOT FALSE) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'ledger: an entry has no such kind or day' USING ERRCODE = '23K23';
    ELSIF p_day <= p_closed_through THEN
        RAISE EXCEPTION 'ledger: the period is closed through %', p_closed_through
            USING ERRCODE = '23K06', DETAIL = to_char(p_closed_through, 'YYYY-MM-DD');
    ELSIF p_reverses IS NOT NULL THEN
        RETURN ledger_refuse_final(p_koppontren, p_reverses, p_day)
           AND ledger_check_reversal(p_koppontren, p_reverses, p_accounts, p_debits, p_credits);
    END IF;
    RETURN true;
END $$;

-- Refuse a note that does not fit beside its entry, once nothing else is wrong.
CREATE OR REPLACE FUNCTION ledger_check_note(p_memo text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF length(p_memo) > 500 THEN
        RAISE EXCEPTION 'ledger: a note of % characters', length(p_memo) USING ERRCODE = '23K18';
    END IF;
    RETURN true;
END $$;

-- Say why the accounts cannot take these sums; `p_moved` are those that could, and `p_full` those
-- of which a sum would pass 10^18, beyond which no bigint is safe.
DROP FUNCTION IF EXISTS ledger_refuse_accounts(bigint, bigint[], bigint[]);
CREATE OR REPLACE FUNCTION ledger_refuse_accounts(
    p_koppontren bigint, p_accounts bigint[], p_moved bigint[], p_full bigint[]
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_account bigint;
    v_state text;
    v_reason text;
BEGIN
    SELECT u.id, r.state, r.reason INTO v_account, v_state, v_reason
      FROM unnest(p_accounts) WITH ORDINALITY u (id, n)
      LEFT JOIN ledger_account a ON a.koppontren_id = p_koppontren AND a.id = u.id
     CROSS JOIN LATERAL (VALUES
            (1, '23K10', 'is not of this book', a.id IS NULL),
            (2, '23K11', 'is a control account: its details hold the money', a.is_control),
            (3, '23K12', 'is closed', a.closed),
            (4, '23K17', 'is full: its sums would pass 10^18', a.id = ANY (p_full)),
            (5, '23K13', 'does not hold that much', p_moved IS NULL OR a.id <> ALL (p_moved))
          ) r (rank, state, reason, applies)
     WHERE r.applies
     ORDER BY r.rank, u.n
     LIMIT 1;
    -- An account that is NULL is none of this book either; a DETAIL must be something.
    RAISE EXCEPTION 'ledger: account % %', v_account, v_reason
        USING ERRCODE = v_state, DETAIL = coalesce(v_account::text, '?');
END $$;

CREATE OR REPLACE FUNCTION ledger_refuse_unit(p_unit bigint)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RAISE EXCEPTION 'ledger: unit % is not balanced', p_unit
        USING ERRCODE = '23K14', DETAIL = p_unit;
END $$;

-- Add to the months of accounts that are each named once. (UPDATE first and INSERT what is missing
-- was quicker than ON CONFLICT DO UPDATE.)
CREATE OR REPLACE FUNCTION ledger_add_to_months(
    p_koppontren bigint, p_month date, p_accounts bigint[], p_debits bigint[], p_credits bigint[]
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_updated int;
BEGIN
    UPDATE ledger_account_month
       SET debits = debits + p_debits[array_position(p_accounts, account_id)],
           credits = credits + p_credits[array_position(p_accounts, account_id)]
     WHERE koppontren_id = p_koppontren AND account_id = ANY (p_accounts) AND month = p_month;
    GET DIAGNOSTICS v_updated = ROW_COUNT;
    IF v_updated < cardinality(p_accounts) THEN
        INSERT INTO ledger_account_month (koppontren_id, account_id, month, debits, credits)
        SELECT p_koppontren, l.id, p_month, l.debit, l.credit
          FROM unnest(p_accounts, p_debits, p_credits) l (id, debit, credit)
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN true;
END $$;

-- Add to accounts that are each named once, and refuse what moves money between units in silence.
-- All conditions stand in the UPDATE itself, so that the common case asks nothing beforehand.
CREATE OR REPLACE FUNCTION ledger_add_to_accounts(
    p_koppontren bigint, p_accounts bigint[], p_debits bigint[], p_credits bigint[]
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_moved bigint[];
    v_unit bigint;
BEGIN
    WITH moved AS (
        UPDATE ledger_account
           SET debits = debits + p_debits[array_position(p_accounts, id)],
               credits = credits + p_credits[array_position(p_accounts, id)]
         WHERE koppontren_id = p_koppontren AND id = ANY (p_accounts)
           AND NOT closed AND NOT is_control
           AND debits + p_debits[array_position(p_accounts, id)] <= 1000000000000000000
           AND credits + p_credits[array_position(p_accounts, id)] <= 1000000000000000000
           AND (may_overdraw OR debits - credits
                + p_debits[array_position(p_accounts, id)]
                - p_credits[array_position(p_accounts, id)] = 0
                OR (debits - credits
                    + p_debits[array_position(p_accounts, id)]
                    - p_credits[array_position(p_accounts, id)] > 0) = (normal_side = 'debit'))
        RETURNING id, unit_id
    )
    SELECT array_agg(id), CASE WHEN min(unit_id) <> max(unit_id) THEN (
               SELECT m.unit_id FROM moved m
                GROUP BY m.unit_id
               HAVING sum(p_debits[array_position(p_accounts, m.id)])
                   <> sum(p_credits[array_position(p_accounts, m.id)])
                LIMIT 1) END
      INTO v_moved, v_unit
      FROM moved;
    IF cardinality(v_moved) IS DISTINCT FROM cardinality(p_accounts) THEN
        RETURN ledger_refuse_accounts(p_koppontren, p_accounts, v_moved, ARRAY(
            SELECT a.id FROM ledger_account a
             WHERE a.koppontren_id = p_koppontren AND a.id = ANY (p_accounts)
               AND greatest(a.debits + p_debits[array_position(p_accounts, a.id)],
                            a.credits + p_credits[array_position(p_accounts, a.id)])
                   > 1000000000000000000));
    ELSIF v_unit IS NOT NULL THEN
        RETURN ledger_refuse_unit(v_unit);
    END IF;
    RETURN true;
END $$;

-- Add the lines to accounts and months. Lines of one account are summed first: the overdraft rule
-- must see the net, and an UPDATE writes a row once, whatever it is joined to.
CREATE OR REPLACE FUNCTION ledger_add(
    p_koppontren bigint, p_month date, p_accounts bigint[], p_debits bigint[], p_credits bigint[]
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_accounts bigint[] := p_accounts;
    v_debits bigint[] := p_debits;
    v_credits bigint[] := p_credits;
BEGIN
    IF cardinality(p_accounts) > 2 THEN
        SELECT array_agg(a.id), array_agg(a.debits), array_agg(a.credits)
          INTO v_accounts, v_debits, v_credits
          FROM (SELECT l.id, sum(l.debit)::bigint AS debits, sum(l.credit)::bigint AS credits
                  FROM unnest(p_accounts, p_debits, p_credits)
                       WITH ORDINALITY l (id, debit, credit, n)
                 GROUP BY l.id ORDER BY min(l.n)) a;
    END IF;
    RETURN ledger_add_to_accounts(p_koppontren, v_accounts, v_debits, v_credits)
       AND ledger_add_to_months(p_koppontren, p_month, v_accounts, v_debits, v_credits);
END $$;

CREATE OR REPLACE FUNCTION ledger_post(
    p_koppontren bigint, p_request uuid, p_kind text, p_on date, p_by bigint,
    p_accounts bigint[], p_debits bigint[], p_credits bigint[],
    p_reverses bigint DEFAULT NULL, p_memo text DEFAULT NULL, p_value_on date DEFAULT NULL
) RETURNS ledger_entry
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
-- A plan made while the tables were small is kept by a connection that lives for days.
SET enable_seqscan = off
AS $$
DECLARE
    v_book record;
    v_entry ledger_entry;
    v_fingerprint bytea;
    v_sound boolean;
BEGIN
    -- One writer per book. The moment is taken once the lock is held; each statement below sees
    -- what the writer before us committed.
    SELECT b.last_number + 1 AS number, b.chain_head, b.closed_through, clock_timestamp() AS at,
           ledger_day(p_on, p_value_on, b.closed_through,
               (clock_timestamp() AT TIME ZONE b.time_zone)::date) AS day
      INTO v_book
      FROM ledger_book b WHERE b.koppontren_id = p_koppontren FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger: there is no book of koppontren %', p_koppontren
            USING ERRCODE = '23K01';
    END IF;
    -- The same request has the same answer for ever, whatever was closed or spent since.
    v_fingerprint := ledger_fingerprint(
        p_kind, p_on, p_reverses, p_accounts, p_debits, p_credits, p_value_on);
    SELECT * INTO v_entry FROM ledger_entry
     WHERE koppontren_id = p_koppontren AND request_id = p_request;
    IF FOUND THEN
        IF v_entry.fingerprint = v_fingerprint THEN
            RETURN v_entry;
        END IF;
        RAISE EXCEPTION 'ledger: this request was used for entry % with other content',
            v_entry.number USING ERRCODE = '23K02', DETAIL = v_entry.number;
    END IF;
    v_sound := ledger_check(p_koppontren, p_kind, v_book.day, p_value_on, v_book.closed_through,
        p_reverses, p_accounts, p_debits, p_credits);
    v_sound := ledger_add(
        p_koppontren, v_book.day - (extract(day FROM v_book.day)::int - 1),
        p_accounts, p_debits, p_credits);
    UPDATE ledger_book
       SET last_number = v_book.number,
           chain_head = ledger_link(v_book.chain_head, p_koppontren, v_book.number, v_fingerprint,
               p_request, v_book.day, v_book.at, p_by)
     WHERE koppontren_id = p_koppontren
    RETURNING chain_head INTO v_book.chain_head;
    -- One statement for the entry and its lines: the triggers see them together.
    WITH lines AS (
        INSERT INTO ledger_line
            (koppontren_id, entry_number, n, account_id, on_date, debit, credit)
        SELECT p_koppontren, v_book.number, l.n, l.account, v_book.day, l.debit, l.credit
          FROM unnest(p_accounts, p_debits, p_credits)
               WITH ORDINALITY l (account, debit, credit, n)
    )
    INSERT INTO ledger_entry (koppontren_id, number, request_id, kind, on_date, on_was_given,
        value_on, at, by_id, reverses, fingerprint, chain)
    VALUES (p_koppontren, v_book.number, p_request, p_kind, v_book.day, p_on IS NOT NULL,
        p_value_on, v_book.at, p_by, p_reverses, v_fingerprint, v_book.chain_head)
    RETURNING * INTO v_entry;
    IF p_memo <> '' AND ledger_check_note(p_memo) THEN
        INSERT INTO ledger_memo (koppontren_id, entry_number, text)
        VALUES (p_koppontren, v_entry.number, p_memo);
    END IF;
    RETURN v_entry;
END $$;
