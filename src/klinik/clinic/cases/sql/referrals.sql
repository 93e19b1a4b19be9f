CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON cases_referral
  FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();

-- The reader's partner takes part in this case: its help was accepted, or it accepted a referral.
CREATE OR REPLACE FUNCTION reader_helps_on(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM cases_caseevent e JOIN cases_help h ON h.id = e.help_id
    WHERE e.case_id = wanted AND e.kind = 'accepted' AND reader_helps_for(h.partner_id))
  OR EXISTS (
    SELECT FROM cases_caseevent e JOIN cases_referral r ON r.id = e.referral_id
    WHERE e.case_id = wanted AND e.kind = 'welcomed' AND reader_helps_for(r.partner_id))
$$;

-- What a partner answers to a referral that asks it.
CREATE POLICY referred ON cases_caseevent FOR INSERT WITH CHECK (
  by_id = current_setting('klinik.reader')::bigint
  AND kind IN ('welcomed', 'refused', 'fulfilled') AND EXISTS (
    SELECT FROM cases_referral r
    WHERE r.id = referral_id AND r.case_id = cases_caseevent.case_id
      AND reader_helps_for(r.partner_id)));

-- Referrals are between those who ask, those who are asked, and the pesantren.
CREATE POLICY between_referred ON cases_caseevent AS RESTRICTIVE FOR SELECT USING (
  referral_id IS NULL OR EXISTS (SELECT FROM cases_referral r WHERE r.id = referral_id));

-- An event of a referral belongs to the case of the referral.
CREATE POLICY referral_of_case ON cases_caseevent AS RESTRICTIVE FOR INSERT WITH CHECK (
  referral_id IS NULL OR EXISTS (
    SELECT FROM cases_referral r WHERE r.id = referral_id AND r.case_id = cases_caseevent.case_id));

-- Taken by somebody, or given to somebody: the office answers for it from then on.
CREATE OR REPLACE FUNCTION cases_follow_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE cases_case c SET
    aspect_id = CASE WHEN NEW.kind = 'reassigned' THEN NEW.aspect_id ELSE c.aspect_id END,
    office_id = CASE WHEN NEW.kind IN ('taken', 'assigned') THEN NEW.office_id
                     WHEN NEW.kind = 'reassigned' THEN NULL ELSE c.office_id END,
    taken_by_id = CASE NEW.kind WHEN 'taken' THEN NEW.by_id
                                WHEN 'assigned' THEN NEW.person_id
                                WHEN 'reassigned' THEN NULL ELSE c.taken_by_id END,
    result_id = CASE WHEN NEW.kind = 'measured' THEN NEW.reading_id ELSE c.result_id END,
    closed_at = CASE WHEN NEW.kind = 'closed' THEN NEW.at ELSE c.closed_at END,
    changed_at = greatest(c.changed_at, NEW.at)
  WHERE c.id = NEW.case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'case % cannot be written by this reader', NEW.case_id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE cases_case c SET stage = CASE
    WHEN c.closed_at IS NOT NULL THEN 'closed'
    WHEN c.office_id IS NULL THEN 'waiting'
    WHEN c.result_id IS NOT NULL THEN 'measured'
    WHEN EXISTS (SELECT FROM cases_activity a WHERE a.case_id = c.id AND NOT EXISTS (
           SELECT FROM cases_caseevent e WHERE e.activity_id = a.id AND e.kind = 'done'))
      THEN 'planned'
    WHEN EXISTS (SELECT FROM cases_activity a WHERE a.case_id = c.id) THEN 'done'
    ELSE 'taken' END
  WHERE c.id = NEW.case_id;
  RETURN NULL;
END $$;
