-- A look at what was granted moves neither the stage nor whose move it is: it goes on by itself,
-- also after the case is closed.
CREATE OR REPLACE FUNCTION cases_follow_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  v_at_work boolean := EXISTS (
    SELECT FROM cases_activity a WHERE a.case_id = NEW.case_id AND a.kind <> 'monitoring' AND NOT EXISTS (
      SELECT FROM cases_caseevent e WHERE e.activity_id = a.id AND e.kind = 'done'));
  v_own text := CASE WHEN v_at_work THEN 'work' ELSE 'office' END;
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
  IF EXISTS (SELECT FROM cases_activity a WHERE a.id = NEW.activity_id AND a.kind = 'monitoring') THEN
    RETURN NULL;
  END IF;
  UPDATE cases_case c SET
    stage = CASE
      WHEN c.closed_at IS NOT NULL THEN 'closed'
      WHEN c.office_id IS NULL THEN 'waiting'
      WHEN c.result_id IS NOT NULL THEN 'measured'
      WHEN v_at_work THEN 'planned'
      WHEN EXISTS (SELECT FROM cases_activity a
                   WHERE a.case_id = c.id AND a.kind <> 'monitoring') THEN 'done'
      ELSE 'taken' END,
    waits_for = cases_waits_after(c, NEW, v_own),
    waits_since = CASE
      WHEN NEW.kind IN ('opened', 'taken', 'reassigned', 'planned', 'done', 'measured', 'closed')
        OR cases_waits_after(c, NEW, v_own) <> c.waits_for THEN NEW.at
      ELSE c.waits_since END
  WHERE c.id = NEW.case_id;
  RETURN NULL;
END $$;

-- The reader's partner granted this on that case. A function, so that the policy of the activities
-- may ask the activities.
CREATE FUNCTION reader_granted(wanted bigint, on_case bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (
    SELECT FROM cases_activity g
    WHERE g.id = wanted AND g.case_id = on_case AND g.kind = 'grant'
      AND reader_helps_for(g.partner_id))
$$;

-- A partner that granted something sets the looks at it, by marking the one before as done.
CREATE POLICY looks ON cases_activity FOR INSERT WITH CHECK (
  kind = 'monitoring' AND reader_helps_for(partner_id) AND reader_granted(looks_at_id, case_id));
CREATE POLICY looks ON cases_caseevent FOR INSERT WITH CHECK (
  by_id = current_setting('klinik.reader')::bigint AND kind = 'planned' AND EXISTS (
    SELECT FROM cases_activity a
    WHERE a.id = activity_id AND a.case_id = cases_caseevent.case_id
      AND a.kind = 'monitoring' AND reader_helps_for(a.partner_id)));
