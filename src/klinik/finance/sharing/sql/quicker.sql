-- The same sums and the same division as before, for a million accounts: each table is walked once,
-- only what must be in order is sorted, and only those who owe tax are looked at for it. Runs that
-- were undone count in no tax, and what one brought on the month's last day was no saving of that
-- month.

-- The table of the entries comes later in the order of the migrations; by the time anybody calls
-- this, it is there.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION sharing_day_sums(
    p_koppontren bigint, p_unit bigint, p_month date, p_akad text
) RETURNS TABLE (savings_id bigint, member_id bigint, product_id bigint, day_sum numeric)
LANGUAGE sql STABLE AS $$
    WITH dates AS (
        SELECT p_month AS first, (p_month + interval '1 month')::date - 1 AS last
    ), held AS (
        SELECT s.id, s.member_id, s.product_id, s.account_id, a.credits - a.debits AS now
          FROM savings_savingsaccount s
          JOIN savings_savingsproduct p
            ON p.koppontren_id = s.koppontren_id AND p.id = s.product_id AND p.akad = p_akad
          JOIN ledger_account a
            ON a.koppontren_id = s.koppontren_id AND a.id = s.account_id AND a.unit_id = p_unit
         WHERE s.koppontren_id = p_koppontren AND s.closed_on IS NULL
    ), since AS MATERIALIZED (
        SELECT m.account_id, sum(m.credits - m.debits) AS moved
          FROM ledger_account_month m
         WHERE m.koppontren_id = p_koppontren AND m.month >= p_month
         GROUP BY m.account_id
    ), within AS (
        -- By the entries of the month, whose lines lie together. An amount is 10^15 at most, so its
        -- days fit into a bigint.
        SELECT l.account_id, sum((l.credit - l.debit) * (d.last - e.on_date + 1)) AS sums
          FROM dates d
          JOIN ledger_entry e
            ON e.koppontren_id = p_koppontren
           AND e.on_date BETWEEN p_month AND (p_month + interval '1 month')::date - 1
          JOIN ledger_line l
            ON l.koppontren_id = p_koppontren AND l.entry_number = e.number
         GROUP BY l.account_id
    ), undone AS MATERIALIZED (
        SELECT c.savings_id, sum(c.gross - c.tax) AS net
          FROM dates d
          JOIN sharing_sharerun r
            ON r.koppontren_id = p_koppontren AND r.month = p_month AND r.state = 'undone'
          JOIN sharing_shareentry x ON x.koppontren_id = r.koppontren_id AND x.run_id = r.id
          JOIN ledger_entry e
            ON e.koppontren_id = x.koppontren_id AND e.number = x.entry_number
           AND e.on_date = d.last
          JOIN sharing_share c
            ON c.koppontren_id = x.koppontren_id AND c.run_id = x.run_id
           AND c.place BETWEEN x.first_place AND x.last_place
         GROUP BY c.savings_id
    )
    SELECT h.id, h.member_id, h.product_id,
           greatest(0, (h.now - coalesce(s.moved, 0))::numeric * (d.last - d.first + 1)
               + coalesce(w.sums, 0) - coalesce(u.net, 0))
      FROM held h
     CROSS JOIN dates d
      LEFT JOIN since s ON s.account_id = h.account_id
      LEFT JOIN within w ON w.account_id = h.account_id
      LEFT JOIN undone u ON u.savings_id = h.id
$$;

CREATE OR REPLACE FUNCTION sharing_divide(
    p_koppontren bigint, p_run bigint, p_unit bigint, p_month date, p_akad text, p_amount bigint,
    p_free bigint, p_points int,
    OUT day_sum numeric, OUT shared bigint, OUT tax bigint, OUT accounts int
) LANGUAGE sql VOLATILE SET work_mem = '128MB' AS $$
    WITH nisbahs AS MATERIALIZED (
        SELECT p.id, CASE WHEN p_akad = 'wadiah' THEN 10000 ELSE (
                   SELECT t.nisbah FROM savings_productterms t
                    WHERE t.koppontren_id = p_koppontren AND t.product_id = p.id
                      AND t.since <= p_month AND t.nisbah IS NOT NULL
                    ORDER BY t.since DESC, t.id DESC LIMIT 1) END AS nisbah
          FROM savings_savingsproduct p WHERE p.koppontren_id = p_koppontren
    ), sums AS MATERIALIZED (
        SELECT s.savings_id, s.member_id, s.day_sum, n.nisbah, s.day_sum * n.nisbah AS weight
          FROM sharing_day_sums(p_koppontren, p_unit, p_month, p_akad) s
          JOIN nisbahs n ON n.id = s.product_id
         WHERE s.day_sum > 0 AND n.nisbah IS NOT NULL
    ), whole AS MATERIALIZED (
        SELECT t.day_sum, t.weight,
               div(p_amount * t.weight * 2 + t.day_sum * 10000, t.day_sum * 10000 * 2) AS shared
          FROM (SELECT sum(s.day_sum) AS day_sum, sum(s.weight) AS weight FROM sums s) t
         WHERE t.weight > 0
    ), exact AS MATERIALIZED (
        SELECT s.savings_id, s.member_id, s.day_sum, s.nisbah,
               div(t.shared * s.weight, t.weight)::bigint AS floor,
               mod(t.shared * s.weight, t.weight) AS rest
          FROM sums s CROSS JOIN whole t
    ), over AS MATERIALIZED (
        SELECT (SELECT t.shared FROM whole t) - sum(e.floor) AS left_over FROM exact e
    ), last AS MATERIALIZED (
        -- Of the largest remainders, ties by account, the last that gets a rupiah of what is over.
        -- A window sorts once; LIMIT would keep a heap of half a million.
        SELECT max(r.rest) AS rest, max(r.savings_id) AS savings_id
          FROM (SELECT e.rest, e.savings_id,
                       row_number() OVER (ORDER BY e.rest DESC, e.savings_id) AS place
                  FROM exact e) r
         WHERE r.place = (SELECT o.left_over FROM over o)
    ), parts AS MATERIALIZED (
        SELECT e.savings_id, e.member_id, e.day_sum, e.nisbah, e.floor + CASE
                   WHEN e.rest > l.rest OR e.rest = l.rest AND e.savings_id <= l.savings_id
                   THEN 1 ELSE 0 END AS gross
          FROM exact e CROSS JOIN last l
    ), before AS (
        SELECT s.member_id, sum(h.gross) AS gross, sum(h.tax) AS tax
          FROM sharing_sharerun r
          JOIN sharing_share h ON h.koppontren_id = r.koppontren_id AND h.run_id = r.id
          JOIN savings_savingsaccount s
            ON s.koppontren_id = h.koppontren_id AND s.id = h.savings_id
         WHERE r.koppontren_id = p_koppontren AND r.month = p_month AND r.id <> p_run
           AND r.state <> 'undone'
         GROUP BY s.member_id
    ), owed AS MATERIALIZED (
        SELECT * FROM (
            SELECT m.member_id, m.gross,
                   least(m.gross, greatest(0, CASE
                       WHEN m.gross + coalesce(b.gross, 0) <= p_free THEN 0
                       ELSE div((m.gross + coalesce(b.gross, 0)) * p_points, 10000) END
                       - coalesce(b.tax, 0))) AS tax
              FROM (SELECT p.member_id, sum(p.gross) AS gross FROM parts p GROUP BY p.member_id) m
              LEFT JOIN before b ON b.member_id = m.member_id) o
         WHERE o.tax > 0
    ), taxed AS (
        SELECT p.savings_id, div(o.tax * p.through, o.gross)
                   - div(o.tax * (p.through - p.gross), o.gross) AS tax
          FROM owed o
          JOIN (SELECT p.savings_id, p.member_id, p.gross,
                       sum(p.gross) OVER (PARTITION BY p.member_id ORDER BY p.savings_id) AS through
                  FROM parts p WHERE p.member_id IN (SELECT o.member_id FROM owed o)) p
            ON p.member_id = o.member_id
    ), written AS (
        INSERT INTO sharing_share
            (koppontren_id, run_id, savings_id, place, day_sum, nisbah, gross, tax)
        SELECT p_koppontren, p_run, p.savings_id, row_number() OVER (ORDER BY p.savings_id),
               p.day_sum, p.nisbah, p.gross, coalesce(t.tax, 0)
          FROM parts p LEFT JOIN taxed t ON t.savings_id = p.savings_id
        RETURNING sharing_share.tax AS taken
    )
    SELECT coalesce((SELECT t.day_sum FROM whole t), 0),
           coalesce((SELECT t.shared FROM whole t), 0)::bigint,
           coalesce(sum(w.taken), 0)::bigint, count(*)::int
      FROM written w
$$;
