-- How a run that was recorded is undone as a whole; that undone ones do not count stands in
-- quicker.sql.

-- Some entries of a run that is being undone, each by one with its sides changed, of the day on which
-- it is done. What each was answered with is told by its number; an entry that was undone before has
-- its undoing for an answer.
CREATE OR REPLACE FUNCTION sharing_undo(
    p_koppontren bigint, p_run bigint, p_entries bigint[], p_requests uuid[]
) RETURNS TABLE (refused text, about text)
LANGUAGE sql VOLATILE AS $$
    WITH asked AS (
        SELECT jsonb_agg(jsonb_build_object(
                   'request', u.request, 'kind', e.kind || '.reversal', 'on_date', NULL,
                   'value_on', NULL, 'reverses', e.number, 'memo', r.undo_reason,
                   'accounts', l.accounts, 'debits', l.credits, 'credits', l.debits)
                   ORDER BY e.number) AS entries,
               min(r.undo_confirmed_by_id) AS by
          FROM sharing_sharerun r
         CROSS JOIN unnest(p_entries, p_requests) u (number, request)
          JOIN ledger_entry e ON e.koppontren_id = r.koppontren_id AND e.number = u.number
         CROSS JOIN LATERAL (
               SELECT array_agg(o.account_id ORDER BY o.n) AS accounts,
                      array_agg(o.debit ORDER BY o.n) AS debits,
                      array_agg(o.credit ORDER BY o.n) AS credits
                 FROM ledger_line o
                WHERE o.koppontren_id = p_koppontren AND o.entry_number = u.number) l
         WHERE r.koppontren_id = p_koppontren AND r.id = p_run AND r.state = 'undoing'
    )
    SELECT p.refused, p.about
      FROM asked a
     CROSS JOIN LATERAL ledger_post_many(p_koppontren, a.by, a.entries) p
     WHERE a.entries IS NOT NULL
     ORDER BY p.place
$$;

-- An entry that recorded a share is undone with its whole run, by whoever confirmed that: alone it
-- would leave a month that says it was shared.
CREATE OR REPLACE FUNCTION sharing_check_undoing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.ledger_entry e
                WHERE e.koppontren_id = NEW.koppontren_id AND e.number = NEW.reverses
                  AND e.kind IN ('sharing.share', 'sharing.bonus'))
        AND NOT EXISTS (
            SELECT FROM public.sharing_shareentry x
              JOIN public.sharing_sharerun r
                ON r.koppontren_id = x.koppontren_id AND r.id = x.run_id
             WHERE x.koppontren_id = NEW.koppontren_id AND x.entry_number = NEW.reverses
               AND r.state = 'undoing' AND r.undo_confirmed_by_id = NEW.by_id) THEN
        RAISE EXCEPTION 'sharing: entry % is undone with its whole month', NEW.reverses
            USING ERRCODE = '23K76', DETAIL = NEW.reverses;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER undone_with_its_run AFTER INSERT ON ledger_entry
    FOR EACH ROW WHEN (NEW.reverses IS NOT NULL) EXECUTE FUNCTION sharing_check_undoing();

-- A run goes forward. It is recorded once an entry stands for each place with a share: looked for in
-- the gaps between entries, of which there are next to none. Recorded, somebody asks to undo it or takes that back; the second person is
-- another one (share_run_undone_by_two); and it is undone once each of its entries is.
CREATE OR REPLACE FUNCTION sharing_check_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_changed text[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'prepared' THEN
            RETURN OLD;
        END IF;
    ELSE
        v_changed := CASE (OLD.state || ' ' || NEW.state)
            WHEN 'prepared posting' THEN ARRAY['state', 'confirmed_by_id', 'confirmed_at']
            WHEN 'posting posted' THEN ARRAY['state']
            WHEN 'posted posted' THEN ARRAY['undo_reason', 'undo_asked_by_id', 'undo_asked_at']
            WHEN 'posted undoing' THEN ARRAY['state', 'undo_confirmed_by_id', 'undo_confirmed_at']
            WHEN 'undoing undone' THEN ARRAY['state']
            END;
        IF OLD.state = 'prepared' AND OLD.accounts = 0 AND NEW.state = 'prepared'
            OR to_jsonb(NEW) - v_changed = to_jsonb(OLD) - v_changed
               AND NOT (NEW.state = 'posted' AND OLD.undo_reason <> '' AND NEW.undo_reason <> '')
               AND NOT (OLD.state = 'posting' AND NEW.state = 'posted' AND EXISTS (
                   SELECT FROM (
                       SELECT lag(x.last_place, 1, 0) OVER (ORDER BY x.first_place) + 1 AS first,
                              x.first_place - 1 AS last
                         FROM public.sharing_shareentry x
                        WHERE x.koppontren_id = NEW.koppontren_id AND x.run_id = NEW.id
                        UNION ALL
                       SELECT coalesce(max(x.last_place), 0) + 1, NEW.accounts
                         FROM public.sharing_shareentry x
                        WHERE x.koppontren_id = NEW.koppontren_id AND x.run_id = NEW.id) gap
                     JOIN public.sharing_share h
                       ON h.koppontren_id = NEW.koppontren_id AND h.run_id = NEW.id
                      AND h.place BETWEEN gap.first AND gap.last AND h.gross > 0
                    WHERE gap.first <= gap.last))
               AND NOT (NEW.state = 'undone' AND EXISTS (
                   SELECT FROM public.sharing_shareentry x
                    WHERE x.koppontren_id = NEW.koppontren_id AND x.run_id = NEW.id
                      AND NOT EXISTS (
                          SELECT FROM public.ledger_entry e
                           WHERE e.koppontren_id = x.koppontren_id
                             AND e.reverses = x.entry_number))) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'sharing: run % stays as it was confirmed', OLD.id USING ERRCODE = '23K74';
END $$;

-- No account is closed before its confirmed share came, nor while one is being taken back.
CREATE OR REPLACE FUNCTION sharing_check_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.savings_savingsaccount s
                 JOIN public.sharing_share h
                   ON h.koppontren_id = s.koppontren_id AND h.savings_id = s.id
                 JOIN public.sharing_sharerun r
                   ON r.koppontren_id = h.koppontren_id AND r.id = h.run_id
                WHERE s.koppontren_id = NEW.koppontren_id AND s.account_id = NEW.id
                  AND h.gross > h.tax
                  AND (r.state = 'undoing' OR r.state = 'posting' AND NOT EXISTS (
                      SELECT FROM public.sharing_shareentry x
                       WHERE x.koppontren_id = h.koppontren_id AND x.run_id = h.run_id
                         AND h.place BETWEEN x.first_place AND x.last_place))) THEN
        RAISE EXCEPTION 'sharing: the share of account % is being recorded or undone', NEW.id
            USING ERRCODE = '23K75', DETAIL = NEW.id;
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sharing_undo(bigint, bigint, bigint[], uuid[]), sharing_check_undoing()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sharing_undo(bigint, bigint, bigint[], uuid[]) TO "{role}";
