-- The division as before; which nisbah holds for a product is found once, not for each saver.
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
    ), exact AS (
        SELECT s.*, t.shared, div(t.shared * s.weight, t.weight) AS floor,
               mod(t.shared * s.weight, t.weight) AS rest
          FROM sums s CROSS JOIN whole t
    ), ranked AS (
        SELECT e.*, row_number() OVER (ORDER BY e.rest DESC, e.savings_id)
                   <= e.shared - sum(e.floor) OVER () AS gets_one
          FROM exact e
    ), parts AS (
        SELECT r.savings_id, r.member_id, r.day_sum, r.nisbah,
               (r.floor + r.gets_one::int)::bigint AS gross
          FROM ranked r
    ), before AS (
        SELECT s.member_id, sum(h.gross) AS gross, sum(h.tax) AS tax
          FROM sharing_sharerun r
          JOIN sharing_share h ON h.koppontren_id = r.koppontren_id AND h.run_id = r.id
          JOIN savings_savingsaccount s
            ON s.koppontren_id = h.koppontren_id AND s.id = h.savings_id
         WHERE r.koppontren_id = p_koppontren AND r.month = p_month AND r.id <> p_run
         GROUP BY s.member_id
    ), owed AS (
        SELECT m.member_id, m.gross,
               least(m.gross, greatest(0, CASE WHEN m.gross + coalesce(b.gross, 0) <= p_free THEN 0
                   ELSE div((m.gross + coalesce(b.gross, 0)) * p_points, 10000) END
                   - coalesce(b.tax, 0))) AS tax
          FROM (SELECT p.member_id, sum(p.gross) AS gross FROM parts p GROUP BY p.member_id) m
          LEFT JOIN before b ON b.member_id = m.member_id
    ), taxed AS (
        SELECT p.*, o.tax AS of_person, o.gross AS whole,
               sum(p.gross) OVER (PARTITION BY p.member_id ORDER BY p.savings_id) AS through
          FROM parts p JOIN owed o ON o.member_id = p.member_id
    ), written AS (
        INSERT INTO sharing_share
            (koppontren_id, run_id, savings_id, place, day_sum, nisbah, gross, tax)
        SELECT p_koppontren, p_run, t.savings_id, row_number() OVER (ORDER BY t.savings_id),
               t.day_sum, t.nisbah, t.gross,
               CASE WHEN t.whole = 0 THEN 0 ELSE div(t.of_person * t.through, t.whole)
                   - div(t.of_person * (t.through - t.gross), t.whole) END
          FROM taxed t
        RETURNING sharing_share.tax AS taken
    )
    SELECT coalesce((SELECT t.day_sum FROM whole t), 0),
           coalesce((SELECT t.shared FROM whole t), 0)::bigint,
           coalesce(sum(w.taken), 0)::bigint, count(*)::int
      FROM written w
$$;

-- Each row is written a second time, with its entry: it finds room beside itself, and no index is
-- touched.
ALTER TABLE sharing_share SET (fillfactor = 50);
