-- How a confirmed run is recorded: some entries in one call, each of `p_size` shares in the order of
-- their places, through the ledger's own door. What an entry was answered with is told by its part;
-- parts that have an entry are passed over, so that a call that comes again records what is left.
-- The table of the entries comes later in the order of the migrations; by the time anybody calls
-- this, it is there.
SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION sharing_record(
    p_koppontren bigint, p_run bigint, p_size int, p_parts int[], p_requests uuid[]
) RETURNS TABLE (part int, refused text, about text)
LANGUAGE sql VOLATILE AS $$
    WITH run AS (
        SELECT r.kind, r.confirmed_by_id, o.expense_id, o.tax_id,
               (r.month + interval '1 month')::date - 1 AS last
          FROM sharing_sharerun r
          JOIN sharing_pool o ON o.koppontren_id = r.koppontren_id AND o.id = r.pool_id
         WHERE r.koppontren_id = p_koppontren AND r.id = p_run AND r.state = 'posting'
    ), parts AS MATERIALIZED (
        SELECT u.part, u.request
          FROM unnest(p_parts, p_requests) u (part, request)
         WHERE NOT EXISTS (SELECT FROM sharing_shareentry x
                            WHERE x.koppontren_id = p_koppontren AND x.run_id = p_run
                              AND x.first_place <= (u.part + 1) * p_size
                              AND x.last_place > u.part * p_size)
    ), legs AS (
        SELECT p.part, p.request, sum(s.gross) AS gross, sum(s.tax) AS tax,
               array_agg(a.account_id ORDER BY s.place) FILTER (WHERE s.gross > s.tax) AS accounts,
               array_agg(s.gross - s.tax ORDER BY s.place) FILTER (WHERE s.gross > s.tax) AS nets
          FROM parts p
         CROSS JOIN LATERAL (
               -- Until PostgreSQL has counted them it takes the shares for none, and would read all
               -- of them for each part; with a limit it walks to their places.
               SELECT h.place, h.savings_id, h.gross, h.tax
                 FROM sharing_share h
                WHERE h.koppontren_id = p_koppontren AND h.run_id = p_run
                  AND h.place BETWEEN p.part * p_size + 1 AND (p.part + 1) * p_size
                ORDER BY h.place LIMIT p_size) s
          JOIN savings_savingsaccount a
            ON a.koppontren_id = p_koppontren AND a.id = s.savings_id
         WHERE s.gross > 0
         GROUP BY p.part, p.request
    ), sided AS (
        SELECT l.part, l.request, row_number() OVER (ORDER BY l.part) AS place,
               r.expense_id || coalesce(l.accounts, '{}')
                   || CASE WHEN l.tax > 0 THEN ARRAY[r.tax_id] END AS accounts,
               0 || coalesce(l.nets, '{}') || CASE WHEN l.tax > 0 THEN ARRAY[l.tax] END AS credits,
               l.gross, r.kind, r.last, r.confirmed_by_id
          FROM legs l CROSS JOIN run r
    ), asked AS (
        SELECT jsonb_agg(jsonb_build_object(
                   'request', s.request, 'kind', 'sharing.' || s.kind, 'on_date', NULL,
                   'value_on', s.last, 'reverses', NULL, 'memo', NULL, 'accounts', s.accounts,
                   'debits', s.gross || array_fill(0::bigint, ARRAY[cardinality(s.accounts) - 1]),
                   'credits', s.credits) ORDER BY s.place) AS entries,
               min(s.confirmed_by_id) AS by
          FROM sided s
    ), answers AS MATERIALIZED (
        SELECT s.part, p.refused, p.about, (p.entry).number
          FROM asked a
         CROSS JOIN LATERAL ledger_post_many(p_koppontren, a.by, a.entries) p
          JOIN sided s ON s.place = p.place
         WHERE a.entries IS NOT NULL
    ), noted AS (
        INSERT INTO sharing_shareentry
            (koppontren_id, run_id, first_place, last_place, entry_number)
        SELECT p_koppontren, p_run, a.part * p_size + 1, (a.part + 1) * p_size, a.number
          FROM answers a
         WHERE a.number IS NOT NULL
    )
    SELECT a.part, a.refused, a.about FROM answers a ORDER BY a.part
$$;

-- Nothing of a share is written again: which entry recorded it stands elsewhere.
CREATE OR REPLACE FUNCTION sharing_check_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sharing: share % stays as it was prepared', OLD.id USING ERRCODE = '23K74';
END $$;

CREATE OR REPLACE TRIGGER stays BEFORE UPDATE ON sharing_share
    FOR EACH ROW EXECUTE FUNCTION sharing_check_share();

REVOKE ALL ON FUNCTION sharing_record(bigint, bigint, int, int[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_record(bigint, bigint, int, int[], uuid[]) TO "{role}";
