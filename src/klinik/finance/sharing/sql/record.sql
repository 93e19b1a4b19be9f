-- How a confirmed run is recorded: some entries in one call, each of `p_size` shares in the order of
-- their places, through the ledger's own door. What an entry was answered with is told by its part;
-- shares that have an entry are passed over, so that a call that comes again records what is left.
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
    ), shares AS MATERIALIZED (
        SELECT s.id, (s.place - 1) / p_size AS part, s.place, a.account_id, s.gross, s.tax
          FROM sharing_share s
          JOIN savings_savingsaccount a
            ON a.koppontren_id = s.koppontren_id AND a.id = s.savings_id
         WHERE s.koppontren_id = p_koppontren AND s.run_id = p_run AND s.entry_number IS NULL
           AND s.gross > 0
           AND s.place BETWEEN p_parts[1] * p_size + 1
                           AND (p_parts[cardinality(p_parts)] + 1) * p_size
    ), legs AS (
        SELECT s.part, sum(s.gross) AS gross, sum(s.tax) AS tax,
               array_agg(s.account_id ORDER BY s.place) FILTER (WHERE s.gross > s.tax) AS accounts,
               array_agg(s.gross - s.tax ORDER BY s.place) FILTER (WHERE s.gross > s.tax) AS nets
          FROM shares s GROUP BY s.part
    ), sided AS (
        SELECT l.part, row_number() OVER (ORDER BY l.part) AS place,
               r.expense_id || coalesce(l.accounts, '{}')
                   || CASE WHEN l.tax > 0 THEN ARRAY[r.tax_id] END AS accounts,
               0 || coalesce(l.nets, '{}') || CASE WHEN l.tax > 0 THEN ARRAY[l.tax] END AS credits,
               l.gross, r.kind, r.last, r.confirmed_by_id
          FROM legs l CROSS JOIN run r
    ), asked AS (
        SELECT jsonb_agg(jsonb_build_object(
                   'request', u.request, 'kind', 'sharing.' || s.kind, 'on_date', NULL,
                   'value_on', s.last, 'reverses', NULL, 'memo', NULL, 'accounts', s.accounts,
                   'debits', s.gross || array_fill(0::bigint, ARRAY[cardinality(s.accounts) - 1]),
                   'credits', s.credits) ORDER BY s.place) AS entries,
               min(s.confirmed_by_id) AS by
          FROM sided s
          JOIN unnest(p_parts, p_requests) u (part, request) ON u.part = s.part
    ), answers AS MATERIALIZED (
        SELECT s.part, p.refused, p.about, (p.entry).number
          FROM asked a
         CROSS JOIN LATERAL ledger_post_many(p_koppontren, a.by, a.entries) p
          JOIN sided s ON s.place = p.place
         WHERE a.entries IS NOT NULL
    ), noted AS (
        UPDATE sharing_share h SET entry_number = a.number
          FROM shares s JOIN answers a ON a.part = s.part
         WHERE h.koppontren_id = p_koppontren AND h.id = s.id AND a.number IS NOT NULL
    )
    SELECT a.part, a.refused, a.about FROM answers a ORDER BY a.part
$$;

-- The same rule as before, asked without reading each row twice: nothing of a share is written again
-- but its entry, and that once.
CREATE OR REPLACE FUNCTION sharing_check_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sharing: share % stays as it was prepared', OLD.id USING ERRCODE = '23K74';
END $$;

DROP TRIGGER stays ON sharing_share;
CREATE TRIGGER stays BEFORE UPDATE ON sharing_share FOR EACH ROW
    WHEN ((OLD.id, OLD.koppontren_id, OLD.run_id, OLD.savings_id, OLD.place, OLD.day_sum,
           OLD.nisbah, OLD.gross, OLD.tax)
        IS DISTINCT FROM (NEW.id, NEW.koppontren_id, NEW.run_id, NEW.savings_id, NEW.place,
           NEW.day_sum, NEW.nisbah, NEW.gross, NEW.tax)
        OR OLD.entry_number IS NOT NULL AND NEW.entry_number IS DISTINCT FROM OLD.entry_number)
    EXECUTE FUNCTION sharing_check_share();

REVOKE ALL ON FUNCTION sharing_record(bigint, bigint, int, int[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_record(bigint, bigint, int, int[], uuid[]) TO "{role}";
