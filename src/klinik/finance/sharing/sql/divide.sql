-- How a month is divided, and what stays as it was prepared. One function for any number of
-- accounts; rules.py says the same of one account, for the page that explains it.

-- The sums of day-end balances of a unit's accounts that have a share: what each held at the month's
-- beginning on every day, and each line of the month on the days from its own to the last. The
-- beginning is read backwards from today, which costs the months since and not those before.
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
    ), since AS (
        SELECT m.account_id, sum(m.credits - m.debits) AS moved
          FROM ledger_account_month m
         WHERE m.koppontren_id = p_koppontren AND m.month >= p_month
         GROUP BY m.account_id
    ), within AS (
        SELECT l.account_id, sum((l.credit - l.debit)::numeric * (d.last - l.on_date + 1)) AS sums
          FROM dates d
          JOIN ledger_account_month m
            ON m.koppontren_id = p_koppontren AND m.month = p_month
          JOIN ledger_line l
            ON l.koppontren_id = p_koppontren AND l.account_id = m.account_id
           AND l.on_date BETWEEN d.first AND d.last
         WHERE m.account_id IN (SELECT h.account_id FROM held h)
         GROUP BY l.account_id
    )
    SELECT h.id, h.member_id, h.product_id,
           greatest(0, (h.now - coalesce(s.moved, 0))::numeric * (d.last - d.first + 1)
               + coalesce(w.sums, 0))
      FROM held h
     CROSS JOIN dates d
      LEFT JOIN since s ON s.account_id = h.account_id
      LEFT JOIN within w ON w.account_id = h.account_id
$$;

-- Fill a prepared run with its shares. `p_amount` rupiah are the month's income (or the bonus) and
-- earned by all sums together; the members' part is that of each by nisbah, rounded once to whole
-- rupiah and then divided by largest remainder, ties by account. Tax is of all that a person got in
-- the month, less what was withheld before; it falls on the person's accounts of this run in
-- proportion, to the rupiah.
CREATE OR REPLACE FUNCTION sharing_divide(
    p_koppontren bigint, p_run bigint, p_unit bigint, p_month date, p_akad text, p_amount bigint,
    p_free bigint, p_points int,
    OUT day_sum numeric, OUT shared bigint, OUT tax bigint, OUT accounts int
) LANGUAGE sql VOLATILE SET work_mem = '128MB' AS $$
    WITH sums AS MATERIALIZED (
        SELECT s.savings_id, s.member_id, s.day_sum, n.nisbah, s.day_sum * n.nisbah AS weight
          FROM sharing_day_sums(p_koppontren, p_unit, p_month, p_akad) s
          JOIN (SELECT p.id, CASE WHEN p_akad = 'wadiah' THEN 10000 ELSE (
                       SELECT t.nisbah FROM savings_productterms t
                        WHERE t.koppontren_id = p_koppontren AND t.product_id = p.id
                          AND t.since <= p_month AND t.nisbah IS NOT NULL
                        ORDER BY t.since DESC, t.id DESC LIMIT 1) END AS nisbah
                  FROM savings_savingsproduct p WHERE p.koppontren_id = p_koppontren) n
            ON n.id = s.product_id
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

-- A share stays what was confirmed: only its entry is written, once. A run goes forward, and is
-- dropped only while nobody confirmed it.
CREATE OR REPLACE FUNCTION sharing_check_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'entry_number') IS DISTINCT FROM (to_jsonb(OLD) - 'entry_number')
        OR OLD.entry_number IS NOT NULL AND NEW.entry_number IS DISTINCT FROM OLD.entry_number THEN
        RAISE EXCEPTION 'sharing: share % stays as it was prepared', OLD.id USING ERRCODE = '23K74';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sharing_check_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.state = 'prepared' THEN
        RETURN OLD;
    ELSIF TG_OP = 'UPDATE' AND (
            (OLD.state = 'prepared' AND OLD.accounts = 0 AND NEW.state = 'prepared')
         OR ((to_jsonb(NEW) - ARRAY['state', 'confirmed_by_id', 'confirmed_at'])
                = (to_jsonb(OLD) - ARRAY['state', 'confirmed_by_id', 'confirmed_at'])
             AND (OLD.state, NEW.state) IN (('prepared', 'posting'), ('posting', 'posted')))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'sharing: run % stays as it was confirmed', OLD.id USING ERRCODE = '23K74';
END $$;

CREATE OR REPLACE FUNCTION sharing_check_dropped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM old_shares o
                 JOIN public.sharing_sharerun r
                   ON r.koppontren_id = o.koppontren_id AND r.id = o.run_id
                WHERE r.state <> 'prepared') THEN
        RAISE EXCEPTION 'sharing: shares of a confirmed run stay' USING ERRCODE = '23K74';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER stays BEFORE UPDATE ON sharing_share
    FOR EACH ROW EXECUTE FUNCTION sharing_check_share();
CREATE OR REPLACE TRIGGER goes_forward BEFORE UPDATE OR DELETE ON sharing_sharerun
    FOR EACH ROW EXECUTE FUNCTION sharing_check_run();
CREATE OR REPLACE TRIGGER dropped_with_its_run AFTER DELETE ON sharing_share
    REFERENCING OLD TABLE AS old_shares FOR EACH STATEMENT
    EXECUTE FUNCTION sharing_check_dropped();

REVOKE ALL ON FUNCTION sharing_check_share(), sharing_check_run(), sharing_check_dropped(),
    sharing_day_sums(bigint, bigint, date, text),
    sharing_divide(bigint, bigint, bigint, date, text, bigint, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_day_sums(bigint, bigint, date, text),
    sharing_divide(bigint, bigint, bigint, date, text, bigint, bigint, int) TO "{role}";
REVOKE UPDATE, DELETE, TRUNCATE ON sharing_poolincome FROM "{role}";
REVOKE UPDATE, DELETE, TRUNCATE ON sharing_taxrule FROM "{role}";
