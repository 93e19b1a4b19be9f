-- A case that was opened with one tap has no figure: `completed` gives it one, once, and before that nothing
-- can be measured. The rest as before (urgency.sql).
CREATE OR REPLACE FUNCTION cases_follow_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  v_at_work boolean := EXISTS (
    SELECT FROM cases_activity a WHERE a.case_id = NEW.case_id AND a.kind <> 'monitoring' AND NOT EXISTS (
      SELECT FROM cases_caseevent e WHERE e.activity_id = a.id AND e.kind = 'done'));
  v_own text := CASE WHEN v_at_work THEN 'work' ELSE 'office' END;
BEGIN
  IF NEW.kind = 'completed' THEN
    UPDATE cases_case c SET
      indicator_id = (SELECT r.indicator_id FROM directory_reading r
                      WHERE r.id = NEW.reading_id AND r.pesantren_id = c.pesantren_id),
      baseline_id = NEW.reading_id,
      target = NEW.target,
      since = NEW.on,
      tried = CASE WHEN NEW.text = '' THEN c.tried ELSE NEW.text END
    WHERE c.id = NEW.case_id AND c.baseline_id IS NULL;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'case % has its figure already', NEW.case_id USING ERRCODE = '23C05';
    END IF;
  ELSIF NEW.kind = 'measured' AND EXISTS (
      SELECT FROM cases_case c WHERE c.id = NEW.case_id AND c.baseline_id IS NULL) THEN
    RAISE EXCEPTION 'case % has no figure yet', NEW.case_id USING ERRCODE = '23C05';
  END IF;
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

-- Whoever adds what was missing has answered.
CREATE OR REPLACE FUNCTION cases_waits_after(c cases_case, moved cases_caseevent, own text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
  SELECT CASE
    WHEN c.waits_for = '' OR c.closed_at IS NOT NULL THEN ''
    WHEN moved.kind IN ('opened', 'taken', 'reassigned', 'measured') THEN 'office'
    WHEN moved.kind IN ('planned', 'done') THEN own
    WHEN moved.kind = 'answered' AND c.office_id IS NOT NULL AND moved.side = 'office'
      AND moved.awaits_answer THEN 'pesantren'
    WHEN moved.kind IN ('answered', 'completed') AND c.office_id IS NOT NULL AND moved.side <> 'office'
      AND c.waits_for = 'pesantren' THEN own
    ELSE c.waits_for END
$$;
