-- Many entries in one call, each as if `ledger_post` were called for them one after the other: the
-- same checks in the same order, and what an earlier one paid in a later one may spend. What is
-- refused says why and moves nothing; the others stand.
-- What looks at a whole batch is planned anew for each (what suits ten entries does not suit a
-- thousand); what writes it is not, because its triggers would be planned anew for each row.

-- The rows of a batch in their order, out of JSON, beside what was found out about each.
CREATE OR REPLACE FUNCTION ledger_asked(
    p_entries jsonb, p_numbers bigint[], p_days date[], p_fingerprints bytea[], p_chains bytea[]
) RETURNS TABLE (
    request uuid, kind text, on_date date, value_on date, reverses bigint, memo text,
    accounts bigint[], debits bigint[], credits bigint[],
    number bigint, day date, fingerprint bytea, chain bytea, place bigint
) LANGUAGE sql STABLE AS $$
    SELECT * FROM ROWS FROM (
        jsonb_to_recordset(p_entries) AS (
            request uuid, kind text, on_date date, value_on date, reverses bigint, memo text,
            accounts bigint[], debits bigint[], credits bigint[]),
        unnest(p_numbers), unnest(p_days), unnest(p_fingerprints), unnest(p_chains)
    ) WITH ORDINALITY
$$;

-- Add to many accounts and months at once. An UPDATE of rows that are looked up one by one, where
-- ledger_add_to_accounts and ledger_add_to_months search small arrays. What does not fit here was
-- overlooked before, so it is an error for the whole batch.
CREATE OR REPLACE FUNCTION ledger_add_sums(
    p_koppontren bigint, p_accounts bigint[], p_months date[], p_debits bigint[], p_credits bigint[]
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE ledger_account a
       SET debits = a.debits + s.debits, credits = a.credits + s.credits
      FROM (SELECT u.id, sum(u.debit)::bigint AS debits, sum(u.credit)::bigint AS credits
              FROM unnest(p_accounts, p_debits, p_credits) u (id, debit, credit)
             GROUP BY u.id) s
     WHERE a.koppontren_id = p_koppontren AND a.id = s.id;
    WITH sums AS MATERIALIZED (
        SELECT * FROM unnest(p_accounts, p_months, p_debits, p_credits) u (id, month, debit, credit)
    ), added AS (
        UPDATE ledger_account_month m
           SET debits = m.debits + s.debit, credits = m.credits + s.credit
          FROM sums s
         WHERE m.koppontren_id = p_koppontren AND m.account_id = s.id AND m.month = s.month
        RETURNING m.account_id, m.month
    )
    INSERT INTO ledger_account_month (koppontren_id, account_id, month, debits, credits)
    SELECT p_koppontren, s.id, s.month, s.debit, s.credit
      FROM sums s
     WHERE NOT EXISTS (SELECT FROM added m WHERE m.account_id = s.id AND m.month = s.month);
    RETURN true;
END $$;

-- Write the rows of a batch that got a number: one statement for entries and lines, as in
-- ledger_post, then their sums and memos.
CREATE OR REPLACE FUNCTION ledger_write_many(
    p_koppontren bigint, p_by bigint, p_at timestamptz, p_entries jsonb,
    p_numbers bigint[], p_days date[], p_fingerprints bytea[], p_chains bytea[]
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    v_sums record;
BEGIN
    UPDATE ledger_book b
       SET last_number = w.number, chain_head = w.chain
      FROM (SELECT u.number, u.chain FROM unnest(p_numbers, p_chains) u (number, chain)
             WHERE u.number IS NOT NULL ORDER BY u.number DESC LIMIT 1) w
     WHERE b.koppontren_id = p_koppontren;
    WITH asked AS MATERIALIZED (
        SELECT * FROM ledger_asked(p_entries, p_numbers, p_days, p_fingerprints, p_chains) a
         WHERE a.number IS NOT NULL
    ), entries AS (
        INSERT INTO ledger_entry (koppontren_id, number, request_id, kind, on_date, on_was_given,
            value_on, at, by_id, reverses, fingerprint, chain)
        SELECT p_koppontren, a.number, a.request, a.kind, a.day, a.on_date IS NOT NULL,
               a.value_on, p_at, p_by, a.reverses, a.fingerprint, a.chain
          FROM asked a
    ), memos AS (
        INSERT INTO ledger_memo (koppontren_id, entry_number, text)
        SELECT p_koppontren, a.number, a.memo FROM asked a WHERE a.memo <> ''
    ), lines AS (
        INSERT INTO ledger_line
            (koppontren_id, entry_number, n, account_id, on_date, debit, credit)
        SELECT p_koppontren, a.number, l.n, l.account, a.day, l.debit, l.credit
          FROM asked a
         CROSS JOIN LATERAL unnest(a.accounts, a.debits, a.credits)
               WITH ORDINALITY l (account, debit, credit, n)
        RETURNING account_id, on_date, debit, credit
    ), sums AS (
        SELECT l.account_id, l.on_date - (extract(day FROM l.on_date)::int - 1) AS month,
               sum(l.debit)::bigint AS debits, sum(l.credit)::bigint AS credits
          FROM lines l GROUP BY 1, 2
    )
    SELECT array_agg(s.account_id) AS accounts, array_agg(s.month) AS months,
           array_agg(s.debits) AS debits, array_agg(s.credits) AS credits
      INTO v_sums FROM sums s;
    RETURN ledger_add_sums(
        p_koppontren, v_sums.accounts, v_sums.months, v_sums.debits, v_sums.credits);
END $$;

-- Lock the accounts of a batch, so that nobody closes one before it is through, and say of each what
-- it holds (debits less credits), what came to its debit in all, whether it takes postings, and on
-- which side of zero it must stay (0: on either). Its place in these arrays is its slot.
DROP FUNCTION IF EXISTS ledger_slots(bigint, jsonb);  -- its answer may have grown
CREATE OR REPLACE FUNCTION ledger_slots(
    p_koppontren bigint, p_entries jsonb,
    OUT ids bigint[], OUT units bigint[], OUT held bigint[], OUT debits bigint[],
    OUT takes boolean[], OUT sides int[]
) LANGUAGE sql VOLATILE
SET plan_cache_mode = force_custom_plan AS $$
    WITH locked AS MATERIALIZED (
        SELECT a.* FROM ledger_account a
         WHERE a.koppontren_id = p_koppontren AND a.id = ANY (ARRAY(
               SELECT DISTINCT unnest(j.accounts)
                 FROM jsonb_to_recordset(p_entries) AS j (accounts bigint[])))
         ORDER BY a.id FOR NO KEY UPDATE
    )
    SELECT array_agg(l.id ORDER BY l.id), array_agg(l.unit_id ORDER BY l.id),
           array_agg(l.debits - l.credits ORDER BY l.id), array_agg(l.debits ORDER BY l.id),
           array_agg(NOT l.closed AND NOT l.is_control ORDER BY l.id),
           array_agg(CASE WHEN l.may_overdraw THEN 0 WHEN l.normal_side = 'debit' THEN 1 ELSE -1 END
                     ORDER BY l.id)
      FROM locked l
$$;

-- All that can be asked of a batch's entries at once, from the place `p_from` on: fingerprint and
-- day, the entry that has their request, and what they would move on each account and bring to its
-- debit, by its slot.
-- Each of their accounts stands once, in the order of the lines; `takes` is whether all of them take
-- postings, `unbalanced` a unit in which they do not balance.
DROP FUNCTION IF EXISTS ledger_looked_at(
    bigint, jsonb, int, date, date, bigint[], bigint[], boolean[]);
CREATE OR REPLACE FUNCTION ledger_looked_at(
    p_koppontren bigint, p_entries jsonb, p_from int, p_closed_through date, p_today date,
    p_ids bigint[], p_units bigint[], p_takes boolean[]
) RETURNS TABLE (
    place int, first_place int, request uuid, kind text, value_on date, reverses bigint,
    accounts bigint[], debits bigint[], credits bigint[], day date, fingerprint bytea,
    memo text, known bigint, known_fingerprint bytea,
    ids bigint[], slots int[], moves bigint[], comes bigint[], takes boolean, unbalanced bigint
) LANGUAGE sql STABLE
SET plan_cache_mode = force_custom_plan AS $$
    WITH asked AS MATERIALIZED (
        SELECT * FROM ledger_asked(p_entries, NULL, NULL, NULL, NULL) a WHERE a.place >= p_from
    ), lines AS (
        -- An amount out of bounds is refused before its sum is asked, which must not overflow.
        SELECT a.place, l.account AS id, min(l.n) AS n,
               sum(CASE WHEN l.debit BETWEEN 0 AND 1000000000000000
                         AND l.credit BETWEEN 0 AND 1000000000000000
                        THEN l.debit - l.credit END)::bigint AS move,
               sum(CASE WHEN l.debit BETWEEN 0 AND 1000000000000000 THEN l.debit END)::bigint
                   AS comes
          FROM asked a
         CROSS JOIN LATERAL unnest(a.accounts, a.debits, a.credits)
               WITH ORDINALITY l (account, debit, credit, n)
         WHERE cardinality(a.accounts) <= 1000
         GROUP BY a.place, l.account
    ), moves AS (
        SELECT l.*, s.slot, s.takes,
               s.unit, sum(l.move) OVER (PARTITION BY l.place, s.unit) AS left_over
          FROM lines l
          LEFT JOIN unnest(p_ids, p_units, p_takes) WITH ORDINALITY s (id, unit, takes, slot)
            ON s.id = l.id
    ), entries AS (
        SELECT m.place, array_agg(m.id ORDER BY m.n) AS ids,
               array_agg(m.slot::int ORDER BY m.n) AS slots,
               array_agg(m.move ORDER BY m.n) AS moves,
               array_agg(m.comes ORDER BY m.n) AS comes,
               bool_and(coalesce(m.takes, false)) AS takes,
               min(m.unit) FILTER (WHERE m.left_over <> 0) AS unbalanced
          FROM moves m GROUP BY m.place
    )
    SELECT a.place::int, min(a.place) OVER (PARTITION BY a.request)::int,
           a.request, a.kind, a.value_on, a.reverses, a.accounts, a.debits, a.credits,
           ledger_day(a.on_date, a.value_on, p_closed_through, p_today),
           ledger_fingerprint(a.kind, a.on_date, a.reverses, a.accounts, a.debits, a.credits,
               a.value_on),
           a.memo, k.number, k.fingerprint, e.ids, e.slots, e.moves, e.comes, e.takes,
           e.unbalanced
      FROM asked a
      LEFT JOIN entries e ON e.place = a.place
      LEFT JOIN LATERAL (SELECT o.number, o.fingerprint FROM ledger_entry o
                          WHERE o.koppontren_id = p_koppontren AND o.request_id = a.request
                          LIMIT 1) k ON true
     ORDER BY a.place
$$;

-- What accounts hold while a batch is looked at stands in an array, with a slot for each account,
-- and is written once. An entry that undoes another of the same batch, or what was undone in it,
-- must see that in the tables: there the batch is written so far, and goes on from this entry.
CREATE OR REPLACE FUNCTION ledger_post_many(p_koppontren bigint, p_by bigint, p_entries jsonb)
RETURNS TABLE (place int, refused text, about text, entry ledger_entry)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_count CONSTANT int := jsonb_array_length(p_entries);
    v_book record;
    v_slots record;
    v_held bigint[];
    v_debits bigint[];
    v_asked record;
    v_at int;             -- the place that is looked at
    v_next int := 1;      -- the place from which to go on
    v_same int;           -- the place of the entry that has this request, in this batch
    v_sound boolean;
    v_state text;
    v_detail text;
    v_undone bigint[];
    v_news bigint[];      -- by place: the number of a new entry, its day, fingerprint and link
    v_days date[] := array_fill(NULL::date, ARRAY[v_count]);
    v_fingerprints bytea[] := array_fill(NULL::bytea, ARRAY[v_count]);
    v_chains bytea[] := array_fill(NULL::bytea, ARRAY[v_count]);
    v_taken int[] := array_fill(NULL::int, ARRAY[v_count]);  -- first place of a request: its entry
    v_numbers bigint[] := array_fill(NULL::bigint, ARRAY[v_count]);
    v_states text[] := array_fill(NULL::text, ARRAY[v_count]);
    v_details text[] := array_fill(NULL::text, ARRAY[v_count]);
BEGIN
    IF v_count > 1000 THEN
        RAISE EXCEPTION 'ledger: % entries in one batch, at most 1000', v_count
            USING ERRCODE = '22023';
    END IF;
    -- As in ledger_post: one writer per book, and the moment is taken once the lock is held.
    SELECT b.last_number, b.chain_head, b.closed_through, clock_timestamp() AS at,
           (clock_timestamp() AT TIME ZONE b.time_zone)::date AS today
      INTO v_book
      FROM ledger_book b WHERE b.koppontren_id = p_koppontren FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT n, '23K01', NULL, NULL::ledger_entry FROM generate_series(1, v_count) n;
        RETURN;
    END IF;
    v_slots := ledger_slots(p_koppontren, p_entries);
    v_held := v_slots.held;
    v_debits := v_slots.debits;
    WHILE v_next <= v_count LOOP
        v_news := array_fill(NULL::bigint, ARRAY[v_count]);
        v_undone := '{}';
        FOR v_asked IN
            SELECT * FROM ledger_looked_at(p_koppontren, p_entries, v_next, v_book.closed_through,
                v_book.today, v_slots.ids, v_slots.units, v_slots.takes)
        LOOP
            v_at := v_asked.place;
            v_next := v_at + 1;
            v_same := v_taken[v_asked.first_place];
            IF v_asked.known IS NOT NULL OR v_same IS NOT NULL THEN
                v_numbers[v_at] := coalesce(v_asked.known, v_numbers[v_same]);
                IF coalesce(v_asked.known_fingerprint, v_fingerprints[v_same])
                    <> v_asked.fingerprint THEN
                    v_states[v_at] := '23K02';
                    v_details[v_at] := v_numbers[v_at];
                    v_numbers[v_at] := NULL;
                END IF;
                CONTINUE;
            ELSIF v_asked.reverses = ANY (v_news) OR v_asked.reverses = ANY (v_undone) THEN
                v_next := v_at;
                EXIT;
            END IF;
            BEGIN
                v_sound := ledger_check(
                    p_koppontren, v_asked.kind, v_asked.day, v_asked.value_on,
                    v_book.closed_through, v_asked.reverses,
                    v_asked.accounts, v_asked.debits, v_asked.credits);
                v_sound := v_asked.takes;
                IF v_sound THEN
                    FOR i IN 1..cardinality(v_asked.slots) LOOP
                        v_sound := v_sound AND v_slots.sides[v_asked.slots[i]]
                            * (v_held[v_asked.slots[i]] + v_asked.moves[i]) >= 0
                            AND v_debits[v_asked.slots[i]] + v_asked.comes[i]
                                - least(v_held[v_asked.slots[i]] + v_asked.moves[i], 0)
                                <= 1000000000000000000;
                    END LOOP;
                END IF;
                IF NOT v_sound THEN
                    v_sound := ledger_refuse_accounts(p_koppontren, v_asked.ids, ARRAY(
                        SELECT u.id FROM unnest(v_asked.ids, v_asked.slots, v_asked.moves)
                               u (id, slot, move)
                         WHERE v_slots.sides[u.slot] * (v_held[u.slot] + u.move) >= 0), ARRAY(
                        SELECT u.id FROM unnest(v_asked.ids, v_asked.slots, v_asked.moves,
                                                v_asked.comes) u (id, slot, move, comes)
                         WHERE v_debits[u.slot] + u.comes - least(v_held[u.slot] + u.move, 0)
                             > 1000000000000000000));
                ELSIF v_asked.unbalanced IS NOT NULL THEN
                    v_sound := ledger_refuse_unit(v_asked.unbalanced);
                END IF;
                -- Their trigger would refuse the whole batch.
                v_sound := ledger_check_by_hand(
                    p_koppontren, v_book.last_number + 1, v_asked.request, v_asked.kind, p_by,
                    v_asked.value_on, v_asked.reverses,
                    v_asked.accounts, v_asked.debits, v_asked.credits);
                v_sound := ledger_check_note(v_asked.memo);
            EXCEPTION WHEN integrity_constraint_violation THEN
                GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_detail = PG_EXCEPTION_DETAIL;
                v_states[v_at] := v_state;
                v_details[v_at] := v_detail;
                CONTINUE;
            END;
            FOR i IN 1..cardinality(v_asked.slots) LOOP
                v_held[v_asked.slots[i]] := v_held[v_asked.slots[i]] + v_asked.moves[i];
                v_debits[v_asked.slots[i]] := v_debits[v_asked.slots[i]] + v_asked.comes[i];
            END LOOP;
            v_book.last_number := v_book.last_number + 1;
            v_book.chain_head := ledger_link(v_book.chain_head, p_koppontren, v_book.last_number,
                v_asked.fingerprint, v_asked.request, v_asked.day, v_book.at, p_by);
            v_taken[v_asked.first_place] := v_at;
            v_numbers[v_at] := v_book.last_number;
            v_news[v_at] := v_book.last_number;
            v_days[v_at] := v_asked.day;
            v_fingerprints[v_at] := v_asked.fingerprint;
            v_chains[v_at] := v_book.chain_head;
            IF v_asked.reverses IS NOT NULL THEN
                v_undone := v_undone || v_asked.reverses;
            END IF;
        END LOOP;
        v_sound := ledger_write_many(p_koppontren, p_by, v_book.at, p_entries,
            v_news, v_days, v_fingerprints, v_chains);
    END LOOP;
    RETURN QUERY
        SELECT u.n::int, u.state, u.detail, e.written
          FROM unnest(v_numbers, v_states, v_details) WITH ORDINALITY u (number, state, detail, n)
          LEFT JOIN LATERAL (SELECT o AS written FROM ledger_entry o
                              WHERE o.koppontren_id = p_koppontren AND o.number = u.number
                              LIMIT 1) e ON true
         ORDER BY u.n;
END $$;
