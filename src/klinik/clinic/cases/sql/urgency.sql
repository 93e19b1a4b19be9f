-- How soon a case needs somebody follows from what its office said of it last; the rest as before.
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
    urgency = CASE WHEN NEW.kind = 'triaged' THEN NEW.urgency ELSE c.urgency END,
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

-- A new case is ordinary and has come nowhere yet, whatever the INSERT says.
CREATE OR REPLACE FUNCTION cases_begin_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.stage <> 'waiting' OR NEW.closed_at IS NOT NULL OR NEW.waits_for <> 'office'
     OR NEW.urgency <> 'ordinary'
     OR num_nonnulls(NEW.office_id, NEW.taken_by_id, NEW.result_id) > 0 THEN
    RAISE EXCEPTION 'a case changes only by what is recorded of it' USING ERRCODE = '23C01';
  END IF;
  NEW.waits_since := NEW.opened_at;
  RETURN NEW;
END $$;

-- How urgent it is, is for the offices to say.
CREATE POLICY triaged_by_offices ON cases_caseevent AS RESTRICTIVE FOR INSERT WITH CHECK (
  kind <> 'triaged' OR EXISTS (
    SELECT FROM cases_case c WHERE c.id = case_id AND reader_in_office_of(c.pesantren_id)));
