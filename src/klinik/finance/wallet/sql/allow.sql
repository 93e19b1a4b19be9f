-- How much a wallet may pay. Asked under the book's lock, which whoever sells holds until the entry is
-- posted: no other writer is between the question and the posting, so what is permitted here is what
-- is spent, in one transaction with the entry. These functions alone write what was spent.

-- Of each limit that holds for a wallet on a day, and of each period that is kept: what may be spent at
-- most (NULL: nobody said), and what was spent so far. A limit that was set in the middle of a week
-- finds the days of that week.
DROP TYPE IF EXISTS wallet_limit_room CASCADE;
CREATE TYPE wallet_limit_room AS (
    category bigint, period text, starts_on date, most bigint, spent bigint);
DROP FUNCTION IF EXISTS wallet_room(bigint, bigint, date);
CREATE OR REPLACE FUNCTION wallet_room(p_koppontren bigint, p_wallet bigint, p_on date)
RETURNS SETOF wallet_limit_room
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH periods (period, starts_on, ends_on) AS (
        SELECT p, date_trunc(p, p_on)::date,
               (date_trunc(p, p_on) + ('1 ' || p)::interval)::date - 1
          FROM unnest(ARRAY['day', 'week', 'month']) p
    ), held AS (
        SELECT coalesce(l.category_id, 0) AS category, l.period, min(l.amount) AS most
          FROM wallet_limit l
         WHERE l.koppontren_id = p_koppontren
           AND (l.wallet_id = p_wallet OR l.wallet_id IS NULL)
         GROUP BY 1, 2
    ), kept AS (
        SELECT coalesce(s.category_id, 0) AS category, s.period, s.spent
          FROM periods p
          JOIN wallet_spent s
            ON s.koppontren_id = p_koppontren AND s.wallet_id = p_wallet
           AND s.period = p.period AND s.starts_on = p.starts_on
    )
    SELECT nullif(coalesce(h.category, k.category), 0), p.period, p.starts_on, h.most,
           coalesce(k.spent, (
               SELECT sum(d.spent) FROM wallet_spent d
                WHERE d.koppontren_id = p_koppontren AND d.wallet_id = p_wallet
                  AND d.period = 'day' AND d.starts_on BETWEEN p.starts_on AND p.ends_on
                  AND coalesce(d.category_id, 0) = h.category), 0)::bigint
      FROM held h
      FULL JOIN kept k ON k.category = h.category AND k.period = h.period
      JOIN periods p ON p.period = coalesce(h.period, k.period);
END $$;

-- Why a wallet does not pay all of it: named in this order, the first that applies.
DROP FUNCTION IF EXISTS wallet_refuse(
    bigint, bigint, date, bigint[], bigint[], bigint, bigint, bigint);
CREATE OR REPLACE FUNCTION wallet_refuse(
    p_koppontren bigint, p_wallet bigint, p_room wallet_limit_room[], p_categories bigint[],
    p_amounts bigint[], p_balance bigint, p_device_most bigint, p_device_left bigint
) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_asked bigint;
    v_limit record;
BEGIN
    SELECT sum(a) INTO v_asked FROM unnest(p_amounts) a;
    IF v_asked > p_balance THEN
        RAISE EXCEPTION 'wallet: % does not hold that much', p_wallet
            USING ERRCODE = '23W01', DETAIL = p_balance;
    END IF;
    SELECT r.period, r.category, r.most, greatest(r.most - r.spent, 0) AS room INTO v_limit
      FROM unnest(p_room) r
     WHERE (SELECT coalesce(sum(u.amount), 0)
              FROM unnest(p_categories, p_amounts) u (category, amount)
              LEFT JOIN wallet_category c
                ON c.koppontren_id = p_koppontren AND c.id = u.category
             WHERE CASE WHEN r.category IS NULL THEN c.is_exempt IS NOT TRUE
                        ELSE u.category = r.category END) > r.most - r.spent
     ORDER BY r.category NULLS FIRST, array_position(ARRAY['day', 'week', 'month'], r.period)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'wallet: % has spent what it may', p_wallet
            USING ERRCODE = '23W02',
                  DETAIL = concat_ws('|', v_limit.period, coalesce(v_limit.category::text, ''),
                                     v_limit.most, v_limit.room);
    END IF;
    RAISE EXCEPTION 'wallet: % has paid what it may without asking', p_wallet
        USING ERRCODE = '23W04', DETAIL = p_device_most || '|' || p_device_left;
END $$;

-- Write down what is paid: of everything not exempt, and of each category by itself.
DROP FUNCTION IF EXISTS wallet_note_spent(bigint, bigint, date, bigint[], bigint[], bigint);
CREATE OR REPLACE FUNCTION wallet_note_spent(
    p_koppontren bigint, p_wallet bigint, p_on date, p_room wallet_limit_room[],
    p_categories bigint[], p_parts bigint[], p_general bigint
) RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO wallet_spent AS s
        (koppontren_id, wallet_id, category_id, period, starts_on, spent, most)
    SELECT p_koppontren, p_wallet, nullif(x.category, 0), p.period,
           date_trunc(p.period, p_on)::date, coalesce(r.spent, 0) + x.part,
           coalesce(r.most, 1000000000000000)
      FROM (SELECT u.category, u.part FROM unnest(p_categories, p_parts) u (category, part)
             WHERE u.category IS NOT NULL
             UNION ALL SELECT 0, p_general) x
     CROSS JOIN unnest(ARRAY['day', 'week', 'month']) p (period)
      LEFT JOIN unnest(p_room) r
        ON r.period = p.period AND coalesce(r.category, 0) = x.category
     WHERE x.part > 0 AND (p.period = 'day' OR r.period IS NOT NULL)
        ON CONFLICT ON CONSTRAINT wallet_spent_once
        DO UPDATE SET spent = excluded.spent, most = excluded.most;
END $$;

-- How much of these amounts the wallet may pay on a day: all of it, or (not strict) a part, of which
-- exempt goods come first and then the others in the order of their categories. Goods of no category
-- (NULL) come last and count as not exempt. With a device it was sold where nobody could be asked. Says
-- what is paid, and of which categories it was counted.
CREATE OR REPLACE FUNCTION wallet_allow_parts(
    p_koppontren bigint, p_wallet bigint, p_on date, p_categories bigint[], p_amounts bigint[],
    p_strict boolean, p_device text, OUT paid bigint, OUT categories bigint[], OUT parts bigint[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
-- As ledger_post: a plan made while the tables were small is kept for days.
SET enable_seqscan = off
AS $$
DECLARE
    v_wallet record;
    v_room wallet_limit_room[];
    v_group record;
    v_left bigint;
    v_general bigint;
    v_part bigint;
    v_asked bigint := 0;
    v_not_exempt bigint := 0;
BEGIN
    paid := 0;
    IF (cardinality(p_amounts) = cardinality(p_categories) AND cardinality(p_amounts) > 0
        AND 0 <= ALL (p_amounts) AND 1000000000000 >= ALL (p_amounts)
        AND p_on IS NOT NULL AND p_strict IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION 'wallet: these are no amounts by category' USING ERRCODE = '23W05';
    END IF;
    PERFORM FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    SELECT w.closed_on, a.credits - a.debits AS balance, r.offline_allowance,
           coalesce(o.amount, 0) AS offline_used
      INTO v_wallet
      FROM wallet_wallet w
      JOIN ledger_account a ON a.koppontren_id = w.koppontren_id AND a.id = w.account_id
      JOIN wallet_walletrules r ON r.koppontren_id = w.koppontren_id
      LEFT JOIN wallet_offlineuse o
        ON o.koppontren_id = w.koppontren_id AND o.wallet_id = w.id
       AND o.on_date = p_on AND o.device = p_device
     WHERE w.koppontren_id = p_koppontren AND w.id = p_wallet;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'wallet: there is no wallet %', p_wallet USING ERRCODE = '23W06';
    ELSIF v_wallet.closed_on IS NOT NULL THEN
        IF p_strict THEN
            RAISE EXCEPTION 'wallet: % is closed', p_wallet
                USING ERRCODE = '23W03', DETAIL = to_char(v_wallet.closed_on, 'YYYY-MM-DD');
        END IF;
        RETURN;
    END IF;
    v_left := v_wallet.balance;
    IF p_device IS NOT NULL THEN
        v_left := least(v_left, greatest(v_wallet.offline_allowance - v_wallet.offline_used, 0));
    END IF;
    v_room := ARRAY(SELECT r FROM wallet_room(p_koppontren, p_wallet, p_on) r);
    FOR v_group IN
        WITH room AS (
            SELECT r.category, min(greatest(r.most - r.spent, 0)) AS room
              FROM unnest(v_room) r
             WHERE r.most IS NOT NULL
             GROUP BY r.category
        )
        SELECT u.category, sum(u.amount)::bigint AS amount, c.is_exempt IS TRUE AS is_exempt,
               coalesce((SELECT room.room FROM room WHERE room.category = u.category),
                        1000000000000000) AS room,
               (SELECT room.room FROM room WHERE room.category IS NULL) AS general
          FROM unnest(p_categories, p_amounts) u (category, amount)
          LEFT JOIN wallet_category c ON c.koppontren_id = p_koppontren AND c.id = u.category
         GROUP BY u.category, c.is_exempt
         ORDER BY c.is_exempt IS TRUE DESC, u.category NULLS LAST
    LOOP
        v_general := coalesce(v_general, v_group.general, 1000000000000000);
        v_part := least(v_group.amount, v_group.room, v_left);
        IF NOT v_group.is_exempt THEN
            v_part := least(v_part, v_general);
            v_general := v_general - v_part;
            v_not_exempt := v_not_exempt + v_part;
        END IF;
        v_asked := v_asked + v_group.amount;
        v_left := v_left - v_part;
        paid := paid + v_part;
        categories := categories || v_group.category;
        parts := parts || v_part;
    END LOOP;
    IF paid < v_asked AND p_strict THEN
        PERFORM wallet_refuse(p_koppontren, p_wallet, v_room, p_categories, p_amounts,
            v_wallet.balance, v_wallet.offline_allowance,
            greatest(v_wallet.offline_allowance - v_wallet.offline_used, 0));
    ELSIF paid > 0 THEN
        PERFORM wallet_note_spent(p_koppontren, p_wallet, p_on, v_room, categories, parts,
            v_not_exempt);
        IF p_device IS NOT NULL THEN
            INSERT INTO wallet_offlineuse AS o
                (koppontren_id, wallet_id, device, on_date, amount, most)
            VALUES (p_koppontren, p_wallet, p_device, p_on, paid, v_wallet.offline_allowance)
                ON CONFLICT ON CONSTRAINT wallet_offline_once
                DO UPDATE SET amount = o.amount + excluded.amount, most = excluded.most;
        END IF;
    END IF;
END $$;

-- The same, where nobody asks by which categories.
CREATE OR REPLACE FUNCTION wallet_allow(
    p_koppontren bigint, p_wallet bigint, p_on date, p_categories bigint[], p_amounts bigint[],
    p_strict boolean, p_device text
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT p.paid FROM wallet_allow_parts(p_koppontren, p_wallet, p_on, p_categories,
        p_amounts, p_strict, p_device) p);
END $$;

-- What was brought back is not spent any more, in every period that contains the day; never below 0.
CREATE OR REPLACE FUNCTION wallet_give_back(
    p_koppontren bigint, p_wallet bigint, p_on date, p_categories bigint[], p_amounts bigint[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    WITH back AS (
        SELECT u.category, sum(u.amount)::bigint AS amount, c.is_exempt IS TRUE AS is_exempt
          FROM unnest(p_categories, p_amounts) u (category, amount)
          LEFT JOIN wallet_category c ON c.koppontren_id = p_koppontren AND c.id = u.category
         WHERE u.amount > 0
         GROUP BY u.category, c.is_exempt
    ), by_category AS (
        SELECT b.category, b.amount FROM back b WHERE b.category IS NOT NULL
         UNION ALL SELECT 0, coalesce(sum(b.amount), 0)::bigint FROM back b WHERE NOT b.is_exempt
    )
    UPDATE wallet_spent s
       SET spent = greatest(s.spent - b.amount, 0)
      FROM by_category b
     WHERE s.koppontren_id = p_koppontren AND s.wallet_id = p_wallet
       AND (s.period, s.starts_on) IN (
            ('day', p_on), ('week', date_trunc('week', p_on)::date),
            ('month', date_trunc('month', p_on)::date))
       AND coalesce(s.category_id, 0) = b.category;
END $$;

-- What a santri owes whose wallet could not pay all that was handed out: opened when first needed.
CREATE OR REPLACE FUNCTION wallet_owed(p_koppontren bigint, p_wallet bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_wallet record;
    v_account bigint;
BEGIN
    PERFORM FROM ledger_book WHERE koppontren_id = p_koppontren FOR NO KEY UPDATE;
    SELECT w.number, w.owed_account_id, r.owed_id INTO v_wallet
      FROM wallet_wallet w
      JOIN wallet_walletrules r ON r.koppontren_id = w.koppontren_id
     WHERE w.koppontren_id = p_koppontren AND w.id = p_wallet;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'wallet: there is no wallet %', p_wallet USING ERRCODE = '23W06';
    ELSIF v_wallet.owed_account_id IS NOT NULL THEN
        RETURN v_wallet.owed_account_id;
    END IF;
    SELECT d.id INTO v_account
      FROM ledger_open_detail_account(p_koppontren, v_wallet.owed_id, v_wallet.number) d;
    UPDATE wallet_wallet SET owed_account_id = v_account
     WHERE koppontren_id = p_koppontren AND id = p_wallet;
    RETURN v_account;
END $$;

REVOKE ALL ON FUNCTION wallet_room, wallet_refuse, wallet_note_spent, wallet_allow_parts, wallet_allow,
    wallet_give_back, wallet_owed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wallet_room, wallet_allow, wallet_give_back, wallet_owed TO "{role}";
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON wallet_spent, wallet_offlineuse FROM "{role}";
