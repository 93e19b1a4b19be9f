-- The reader's partner takes part in this case: its help was accepted. A function, so that the
-- policy of the events may ask the events.
CREATE OR REPLACE FUNCTION reader_helps_on(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM cases_caseevent e JOIN cases_help h ON h.id = e.help_id
    WHERE e.case_id = wanted AND e.kind = 'accepted' AND reader_helps_for(h.partner_id))
$$;

-- The reader helps in the name of some partner: may look at open cases to offer help.
CREATE OR REPLACE FUNCTION reader_is_helper() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM tenancy_membership m
    WHERE m.user_id = current_setting('klinik.reader')::bigint
      AND m.started_on <= (now() AT TIME ZONE '{zone}')::date
      AND (m.ended_on IS NULL OR m.ended_on >= (now() AT TIME ZONE '{zone}')::date)
      AND m.role IN ('partner', 'lender', 'mentor') AND m.partner_id IS NOT NULL)
$$;

CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON cases_help
  FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();

-- What a partner may record: its own offer, and once accepted messages and its own activities.
CREATE POLICY helper ON cases_caseevent FOR INSERT WITH CHECK (
  by_id = current_setting('klinik.reader')::bigint AND (
    kind = 'offered' AND activity_id IS NULL AND reading_id IS NULL
      AND EXISTS (SELECT FROM cases_help h WHERE h.id = help_id AND h.case_id = cases_caseevent.case_id
                  AND reader_helps_for(h.partner_id))
    OR kind = 'answered' AND reader_helps_on(case_id)
    OR kind = 'done' AND EXISTS (
      SELECT FROM cases_activity a WHERE a.id = activity_id
      AND a.case_id = cases_caseevent.case_id AND reader_helps_for(a.partner_id))));

-- The events' trigger moves the case along; by hand nobody changes it (see recorded.sql).
CREATE POLICY helper ON cases_case FOR UPDATE
  USING (audience = 'network' AND reader_is_helper())
  WITH CHECK (audience = 'network' AND reader_is_helper());

-- Offers and refusals of help are between the partner and the case's parties.
CREATE POLICY between_parties ON cases_caseevent AS RESTRICTIVE FOR SELECT USING (
  kind NOT IN ('offered', 'declined') OR EXISTS (SELECT FROM cases_help h WHERE h.id = help_id));
